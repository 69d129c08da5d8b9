"""Processes, subprocesses, ad-hoc subprocesses and calls (BPMN 2.0.2 §10.2, §10.3)."""

from app.engine.reading import is_executable
from app.engine.standard.flows import is_event_subprocess
from app.engine.standard.items import Items
from app.engine.standard.parts import ACTIVITIES, CALLABLE, CHOREOGRAPHY, SUBPROCESSES, File, Part

_QUANTITIES = {"startQuantity": "start-quantity", "completionQuantity": "completion-quantity"}
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
_DATA = ("dataInput", "dataOutput", "inputSet", "outputSet")


def check(file: File) -> None:
    """Everything that contains flow or is called."""
    for process in file.running("process"):
        if process.get("processType") == "Public" and is_executable(process.source):
            file.note("process-public", process)
    for process in file.judged("process"):
        for part in process.only(*CHOREOGRAPHY):
            file.note("process-choreography", part, kind=part.kind)
    for subprocess in file.judged(*SUBPROCESSES):
        _check_subprocess(subprocess, file)
    for activity in file.judged(*ACTIVITIES):
        _check_numbers(activity, file)
    items = Items(file)
    _check_calls(items, file)
    for called in file.judged(*CALLABLE):
        if called.texts("supportedInterfaceRef"):
            _check_service(called, items, file)


def _check_subprocess(subprocess: Part, file: File) -> None:
    if subprocess.kind == "adHocSubProcess":
        if not subprocess.only(*ACTIVITIES):
            file.note("adhoc-empty", subprocess)
        for part in subprocess.only("startEvent", "endEvent"):
            file.note("adhoc-content", part, kind=part.kind)
    for part in subprocess.only(*CHOREOGRAPHY):
        file.note("subprocess-choreography", part, kind=part.kind)
    starts = len(subprocess.only("startEvent"))
    if is_event_subprocess(subprocess) and starts != 1:
        file.note("event-subprocess-starts", subprocess, found=starts)


def _check_numbers(activity: Part, file: File) -> None:
    for name, rule in _QUANTITIES.items():
        written = activity.get(name, "1").lstrip("+")
        if not written.isdecimal() or not written.strip("0"):
            file.note(rule, activity, found=activity.get(name))
    if len(activity.only(*_LOOPS)) > 1:
        file.note("two-loop-markers", activity)


def _check_calls(items: Items, file: File) -> None:
    """The data of a call and of what is called are of the same number and items (§10.3.6)."""
    shapes: dict[Part, list[list[str]]] = {}
    for call in file.judged("callActivity"):
        called = file.part(call.get("calledElement"), *CALLABLE)
        if called is None:
            continue
        if called not in shapes:
            shapes[called] = _shape(called.first("ioSpecification"), items)
        if _shape(call.first("ioSpecification"), items) != shapes[called]:
            file.note("call-data", call, called=called.id)


def _shape(specification: Part | None, items: Items) -> list[list[str]]:
    if specification is None:
        return [[], [], [], []]
    return [sorted(_member(part, items) for part in specification.only(kind)) for kind in _DATA]


def _member(part: Part, items: Items) -> str:
    if part.kind in ("dataInput", "dataOutput"):
        return items.of(part)
    return str(len(part.texts("dataInputRefs")) + len(part.texts("dataOutputRefs")))


def _check_service(called: Part, items: Items, file: File) -> None:
    bindings = called.only("ioBinding")
    if not bindings:
        file.note("service-unbound", called, kind=called.kind)
    for binding in bindings:
        operation = file.part(binding.get("operationRef"), "operation")
        if operation is None:
            continue
        for data, message in (("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")):
            bound = file.part(binding.get(data), "dataInput", "dataOutput")
            if bound is not None and items.of(bound) != items.of_message(next(iter(operation.texts(message)), "")):
                file.note("service-binding-item", called, operation=operation.id)
