"""Checks the FEEL of a diagram: what can never give what the engine needs there, and names that are nearly known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.engine.decision_outputs import Outputs
from app.engine.diagram import Diagram, FlowNode, Loop, Rounds, TaskSettings, Trigger
from app.engine.findings import Report
from app.engine.texts import Text, parse_text
from app.engine.timing import is_time
from app.engine.variables_known import known_together, variables_set
from app.errors import Phrase
from app.feel import Declared, FeelError, check
from app.feel.checking.lattice import of_kinds
from app.feel.reading.syntax import Literal
from app.feel.types import Type

BOOLEAN: Declared = "boolean"
LIST: Declared = "list<Any>"
NUMBER: Declared = "number"
WORD = of_kinds(("string", "number"))
"""A name or an id: the engine writes a number as text."""
NAMES = of_kinds(("string", "list"))
LEVEL = of_kinds(("number", "string", "boolean"))
MOMENT = of_kinds(("string", "date", "date and time", "days and time duration", "years and months duration"))
"""What :mod:`app.engine.timing` reads, as FEEL or as text."""
TIMES: Mapping[str, Declared] = {
    "timeDuration": of_kinds(("string", "days and time duration", "years and months duration")),
    "timeDate": of_kinds(("string", "date", "date and time")),
    "timeCycle": "string",
}


@dataclass(frozen=True)
class Use:
    """A text of an element, what it is, and which type of value the engine takes there (None: any)."""

    element: str
    text: Text | None
    what: Phrase
    wanted: Declared | None = None


def check_expressions(diagram: Diagram, report: Report, variables: Mapping[str, Type] | None, outputs: Outputs) -> None:
    """Adds what is wrong with the expressions.

    *variables* are those that are set elsewhere, None when not known; *outputs* what decision tables give.
    """
    names = {} if variables is None else known_together(variables, variables_set(diagram, outputs))
    for node in diagram.judged():
        for use in _uses(node):
            if use.text is not None and use.text.formula is not None:
                _check(use, use.text, node.file, report, names)
        _check_constant_timer(node, report)
        _check_dates(node, report)


def _check(use: Use, text: Text, file: str, report: Report, names: Mapping[str, Type]) -> None:
    source = text.formula.source if text.formula else ""
    for finding in check(source, names, use.wanted, others=True):
        rule = "expression-wrong" if finding.severity == "error" else "expression-doubtful"
        report.add(rule, file, use.element, what=use.what, reason=finding.placed, source=text.source)


def _check_constant_timer(node: FlowNode, report: Report) -> None:
    """A timer that is a constant text, such as ``="PT4H"``, has to be one that :mod:`app.engine.timing` can read."""
    for trigger in node.triggers:
        _check_timer(trigger, node, report)


def _check_dates(node: FlowNode, report: Report) -> None:
    """The dates of a task that are written out; those that are computed are judged by their type."""
    for date in (node.task.due, node.task.follow_up) if node.task else ():
        if date is not None and date.formula is None:
            if not is_time(date.source, "timeDate") and not is_time(date.source, "timeDuration"):
                report.add("due-literal", node.file, node.id, source=date.source)


def _check_timer(trigger: Trigger, node: FlowNode, report: Report) -> None:
    timer = trigger.timer
    tree = timer.formula.tree if timer is not None and timer.formula is not None else None
    if timer is None or not isinstance(tree, Literal) or not isinstance(tree.value, str):
        return
    if not is_time(tree.value, trigger.measure):
        report.add("timer-literal", node.file, node.id, source=timer.source)


def _uses(node: FlowNode) -> Iterator[Use]:
    """Every text of a node and of the flows that leave it."""
    at = node.id
    yield from (Use(flow.id, flow.condition, Phrase("condition"), BOOLEAN) for flow in node.outgoing if flow.condition)
    yield from (Use(at, mapping.source, Phrase("input mapping")) for mapping in node.inputs)
    yield from (Use(at, mapping.source, Phrase("output mapping")) for mapping in node.outputs)
    if node.data is not None:
        yield from (Use(at, copy.source, Phrase("data association")) for copy in node.data.copied_in)
        yield from (Use(at, copy.source, Phrase("data association")) for copy in node.data.copied_out)
    yield Use(at, node.script, Phrase("script"))
    yield Use(at, node.decision, Phrase("decision"), WORD)
    yield Use(at, node.called, Phrase("called process"), WORD)
    for trigger in node.triggers:
        yield from _of_trigger(at, trigger)
    for name, value in node.properties.items():
        yield Use(at, _readable(value), Phrase("property {name}", {"name": name}))
    if node.job is not None:
        yield Use(at, node.job.type, Phrase("job type"), WORD)
        yield Use(at, node.job.retries, Phrase("retries"), LEVEL)
    yield from _of_task(at, node.task) if node.task else ()
    yield from _of_loop(at, node.loop) if node.loop else ()
    yield Use(at, node.activation, Phrase("activation condition"), BOOLEAN)
    if node.adhoc is not None:
        yield Use(at, node.adhoc.completion, Phrase("completion condition"), BOOLEAN)
        yield Use(at, node.adhoc.chosen, Phrase("active elements"), LIST)


def _readable(value: str) -> Text | None:
    """A property as a text; one that is no FEEL was reported when it was read."""
    try:
        return parse_text(value)
    except FeelError:
        return None


def _of_trigger(at: str, trigger: Trigger) -> Iterator[Use]:
    yield Use(at, trigger.title, Phrase("name of the event"), "string")
    yield Use(at, trigger.key, Phrase("correlation key"))
    yield Use(at, trigger.timer, Phrase("timer"), TIMES.get(trigger.measure))
    yield Use(at, trigger.condition, Phrase("condition"), BOOLEAN)


def _of_task(at: str, task: TaskSettings) -> Iterator[Use]:
    yield Use(at, task.form, Phrase("form"), WORD)
    yield Use(at, task.assignee, Phrase("assignee"), WORD)
    yield Use(at, task.groups, Phrase("candidate groups"), NAMES)
    yield Use(at, task.users, Phrase("candidate users"), NAMES)
    yield Use(at, task.due, Phrase("due date"), MOMENT)
    yield Use(at, task.follow_up, Phrase("follow-up date"), MOMENT)
    yield Use(at, task.priority, Phrase("priority"), LEVEL)


def _of_loop(at: str, loop: Loop | Rounds) -> Iterator[Use]:
    if isinstance(loop, Rounds):
        yield Use(at, loop.condition, Phrase("loop condition"), BOOLEAN)
        return
    yield Use(at, loop.collection, Phrase("input collection"), LIST)
    yield Use(at, loop.cardinality, Phrase("number of instances"), NUMBER)
    yield Use(at, loop.result, Phrase("output element"))
    for event in loop.events:
        yield Use(at, event.condition, Phrase("condition"), BOOLEAN)
        yield from _of_trigger(at, event.trigger)
    yield Use(at, loop.completion, Phrase("completion condition"), BOOLEAN)
