"""Inputs and outputs, their sets, and the other data of a process (BPMN 2.0.2 §10.4.1)."""

from app.engine.standard.items import Items
from app.engine.standard.parts import ACTIVITIES, EVENTS, SUBPROCESSES, File, Part

_OWNS_PROPERTIES = ACTIVITIES | EVENTS | {"process"}
_COLLECTIONS = ("dataObject", "dataInput", "dataOutput")
_SETS = {
    "inputSet": ("dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs", "input"),
    "outputSet": ("dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "output"),
}
_MUTUAL = {"inputSet": ("outputSetRefs", "inputSetRefs"), "outputSet": ("inputSetRefs", "outputSetRefs")}


def check(file: File) -> None:
    """Every piece of data that matters."""
    items = Items(file)
    for data in file.judged(*_COLLECTIONS):
        collection = items.is_collection(data)
        if collection is not None and data.is_true("isCollection") != collection:
            file.note("collection-differs", data, kind=data.kind, item=data.get("itemSubjectRef"))
    for reference in file.judged("dataObjectReference"):
        _check_name(reference, file)
    for data in file.judged("property"):
        if data.parent is not None and data.parent.kind not in _OWNS_PROPERTIES:
            file.note("property-misplaced", data, parent=data.parent.kind)
    for subprocess in file.judged(*SUBPROCESSES):
        if subprocess.first("ioSpecification") is not None:
            file.note("subprocess-data", subprocess)
    _check_sets(file)


def _check_name(reference: Part, file: File) -> None:
    """``Invoice [paid]``: only where the name has a state is the convention used."""
    state, named = reference.first("dataState"), reference.get("name")
    whole = file.part(reference.get("dataObjectRef"), "dataObject")
    if whole is None or not named or not whole.get("name"):
        return
    expected = whole.get("name") + (f" [{state.get('name')}]" if state is not None and state.get("name") else "")
    if named != expected and (state is not None or named.endswith("]")):
        file.note("data-reference-name", reference, found=named, expected=expected)


def _check_sets(file: File) -> None:
    used = {identity for part in file.all("dataInputRefs", "dataOutputRefs") for identity in [part.text]}
    for data in file.judged("dataInput", "dataOutput"):
        if data.id and data.id not in used:
            file.note("input-without-set" if data.kind == "dataInput" else "output-without-set", data, value=data.id)
    for each in file.judged("inputSet", "outputSet"):
        everything, optional, executing, rule = _SETS[each.kind]
        listed = set(each.texts(everything))
        for kind, name in ((optional, "optional"), (executing, "while-executing")):
            for value in each.texts(kind):
                if value not in listed:
                    file.note(f"{rule}-{name}", each, value=value)
        _check_mutual(each, file)


def _check_mutual(each: Part, file: File) -> None:
    ours, theirs = _MUTUAL[each.kind]
    for reference in each.texts(ours):
        other = file.part(reference, "inputSet", "outputSet")
        if other is not None and each.id not in file.said(other, theirs):
            file.note("sets-not-mutual", each, value=reference, set=each.id or each.kind)
