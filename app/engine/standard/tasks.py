"""Tasks that exchange messages, and script tasks (BPMN 2.0.2 §10.3.3)."""

from app.engine.standard.items import Items
from app.engine.standard.parts import File, Part


def check(file: File) -> None:
    """Service, send, receive and script tasks."""
    items = Items(file)
    for task in file.judged("serviceTask"):
        if task.get("operationRef"):
            _check_service(task, items, file)
    for task in file.judged("sendTask"):
        if task.get("messageRef"):
            _check_one("send-input-sets", task, "inputSet", file)
            _check_one("send-inputs", task, "dataInput", file)
        _check_message_item("send-item", task, "dataInput", items, file)
    for task in file.judged("receiveTask"):
        if task.get("messageRef"):
            _check_one("receive-output-sets", task, "outputSet", file)
            _check_one("receive-outputs", task, "dataOutput", file)
        _check_message_item("receive-item", task, "dataOutput", items, file)
        if task.is_true("instantiate") and file.incoming(task):
            file.note("receive-incoming", task)
    for task in file.judged("scriptTask"):
        if task.first("script") is not None and not task.get("scriptFormat") and task.extension("script") is None:
            file.note("script-without-format", task)


def _data(task: Part, kind: str) -> list[Part]:
    specification = task.first("ioSpecification")
    return specification.only(kind) if specification is not None else []


def _check_one(rule: str, task: Part, kind: str, file: File) -> None:
    if len(_data(task, kind)) > 1:
        file.note(rule, task, found=len(_data(task, kind)))


def _check_message_item(rule: str, task: Part, kind: str, items: Items, file: File) -> None:
    wanted = items.of_message(task.get("messageRef"))
    if any(not items.of(data) or items.of(data) != wanted for data in _data(task, kind)):
        file.note(rule, task)


def _check_service(task: Part, items: Items, file: File) -> None:
    """A service task that calls an operation has one input and at most one output, of the messages' items."""
    operation = file.part(task.get("operationRef"), "operation")
    if len(_data(task, "inputSet")) != 1:
        file.note("service-input-sets", task, found=len(_data(task, "inputSet")))
    _check_one("service-output-sets", task, "outputSet", file)
    if operation is None:
        return
    asked = items.of_message(next(iter(operation.texts("inMessageRef")), ""))
    if _data(task, "dataInput") and asked not in [items.of(data) for data in _data(task, "dataInput")]:
        file.note("service-input-item", task)
    answers = operation.texts("outMessageRef")
    if answers and items.of_message(answers[0]) not in [items.of(data) for data in _data(task, "dataOutput")]:
        file.note("service-output-item", task)
