"""Multi-instance activities: how many, of what, and which events they throw (BPMN 2.0.2 §10.3.8)."""

from app.engine.standard.items import Items
from app.engine.standard.parts import SUBPROCESSES, File, Part

_EVENTS = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}


def check(file: File) -> None:
    """Every multi-instance of a process that runs."""
    items = Items(file)
    for loop in file.running("multiInstanceLoopCharacteristics"):
        _check_count(loop, file)
        _check_items(loop, items, file)
    for loop in file.judged("multiInstanceLoopCharacteristics"):
        behavior = loop.get("behavior")
        event = _EVENTS.get(behavior)
        if event and not loop.get(event):
            file.note("instances-event", loop, found=behavior)
        if behavior == "Complex" and loop.first("complexBehaviorDefinition") is None:
            file.note("instances-event", loop, found=behavior)


def _check_count(loop: Part, file: File) -> None:
    dialect = loop.extension("loopCharacteristics") is not None
    collection = loop.texts("loopDataInputRef")
    if not dialect and not collection and loop.first("loopCardinality") is None:
        file.note("instances-unknown", loop)
    activity = loop.parent
    if activity is None or activity.kind in SUBPROCESSES:
        return
    specification = activity.first("ioSpecification")
    inputs = [data.id for data in specification.only("dataInput")] if specification is not None else []
    for reference in collection:
        if reference.rpartition(":")[2] not in inputs:
            file.note("instances-input", loop, value=reference)


def _check_items(loop: Part, items: Items, file: File) -> None:
    """The item of one instance is that of the collection, and no collection itself."""
    for reference, item, rule in (
        ("loopDataInputRef", "inputDataItem", "instances-input-item"),
        ("loopDataOutputRef", "outputDataItem", "instances-output-item"),
    ):
        collection, one = file.part(next(iter(loop.texts(reference)), "")), loop.first(item)
        if collection is None or one is None or not (items.of(collection) or items.of(one)):
            continue
        if items.of(collection) != items.of(one) or one.is_true("isCollection"):
            file.note(rule, loop)
