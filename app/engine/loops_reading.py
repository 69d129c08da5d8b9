"""Reads the loop of an activity: standard (BPMN 2.0.2 §13.3.6) or multi-instance (§13.3.7)."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.diagram import FlowNode, Loop, LoopEvent, Rounds
from app.engine.events_reading import Definitions, read_thrown
from app.engine.settings_reading import Place
from app.engine.texts import MISSING, Text
from app.engine.xml import MODEL, child, children, text, zeebe
from app.errors import Phrase


def read_loop(element: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> Loop | Rounds | None:
    """The loop around an activity, if it has one; at most one kind can be drawn."""
    rounds = child(element, MODEL, "standardLoopCharacteristics")
    instances = child(element, MODEL, "multiInstanceLoopCharacteristics")
    if rounds is not None and instances is not None:
        place.add("two-loops")
    if instances is not None:
        loop = _multi_instance(instances, place)
        return dataclasses.replace(loop, events=_events(instances, node, definitions, place))
    return _rounds(rounds, place) if rounds is not None else None


def _rounds(loop: etree._Element, place: Place) -> Rounds:
    written = text(child(loop, MODEL, "loopCondition"))
    condition = place.formula(written, Phrase("loop condition")) if written else None
    maximum = place.count(loop.get("loopMaximum"), "loopMaximum")
    if not written and loop.get("loopMaximum") is None:
        place.add("expression-missing", what=Phrase("loop condition"))
    return Rounds(condition, maximum, loop.get("testBefore") in ("true", "1"))


def _multi_instance(loop: etree._Element, place: Place) -> Loop:
    settings, cardinality = zeebe(loop, "loopCharacteristics"), child(loop, MODEL, "loopCardinality")
    data = _zeebe_data(settings, place) if settings is not None else _standard_data(loop, place)
    if settings is not None:
        for other in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
            if child(loop, MODEL, other) is not None:
                place.add("loop-twice", one=other, other="zeebe:loopCharacteristics")
    if data["collection"] is not None and cardinality is not None:
        place.add("loop-twice", one="loopCardinality", other=Phrase("input collection"))
    number = place.formula(text(cardinality), Phrase("number of instances")) if cardinality is not None else None
    if data["collection"] is None and cardinality is None and child(loop, MODEL, "loopDataInputRef") is None:
        place.add("loop-collection")
    _check_number(number, place)
    completion = text(child(loop, MODEL, "completionCondition"))
    return Loop(
        sequential=loop.get("isSequential") in ("true", "1"),
        cardinality=number,
        completion=place.formula(completion, Phrase("completion condition")) if completion else None,
        **data,
    )


def _zeebe_data(settings: etree._Element, place: Place) -> dict[str, Any]:
    return {
        "collection": place.text(settings.get("inputCollection"), Phrase("input collection")),
        "element": place.variable(settings.get("inputElement"), Phrase("input element")),
        "results": place.variable(settings.get("outputCollection"), Phrase("output collection")),
        "result": place.text(settings.get("outputElement"), Phrase("output element")),
    }


def _standard_data(loop: etree._Element, place: Place) -> dict[str, Any]:
    """The list and its items as data elements of BPMN (§13.3.7): each is a variable."""
    parts = {
        name: child(loop, MODEL, name)
        for name in ("loopDataInputRef", "inputDataItem", "loopDataOutputRef", "outputDataItem")
    }
    named = {
        name: place.data_name(part.get("id", "") if name.endswith("Item") else text(part))
        for name, part in parts.items()
        if part is not None and (part.get("id") or text(part))
    }
    collection, result = named.get("loopDataInputRef"), named.get("outputDataItem")
    return {
        "collection": place.formula(collection, Phrase("input collection")) if collection else None,
        "element": named.get("inputDataItem"),
        "results": named.get("loopDataOutputRef"),
        "result": place.formula(result, Phrase("output element")) if result else None,
    }


def _events(loop: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> tuple[LoopEvent, ...]:
    """What is thrown when instances complete; by default, ``All``, nothing is."""
    behaviour = loop.get("behavior", "All")
    if behaviour in ("None", "One"):
        reference = loop.get(f"{behaviour.lower()}BehaviorEventRef", "")
        trigger = read_thrown(loop, reference, node, definitions, place)
        return (LoopEvent(trigger, first=behaviour == "One"),) if trigger else ()
    if behaviour != "Complex":
        if behaviour != "All":
            place.add("attribute-ignored", what=f"behavior={behaviour[:40]}")
        return ()
    found = children(loop, MODEL, "complexBehaviorDefinition")
    if not found:
        place.add("reference-missing", kind="complexBehaviorDefinition")
    return tuple(event for part in found for event in _complex(part, node, definitions, place))


def _complex(part: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> Iterator[LoopEvent]:
    condition = place.formula(text(child(part, MODEL, "condition")), Phrase("condition"))
    event = child(part, MODEL, "event")
    trigger = read_thrown(event, None, node, definitions, place) if event is not None else None
    if trigger is not None:
        yield LoopEvent(trigger, condition=condition)


def _check_number(number: Text | None, place: Place) -> None:
    """A number of instances that is written as such has to be a whole one, 0 or more."""
    value = MISSING if number is None else number.constant
    if number is None or value is MISSING or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return
    place.add("cardinality", source=number.source)
