"""Plays a case of a small diagram, for tests that only ask which elements wait for what."""

from app.engine import Bundle, compile_bundle
from tests.unit.engine.diagrams import diagram, process
from tests.unit.engine.play import Play


class Case(Play):
    """A case of process ``P``."""

    @property
    def elements(self) -> set[str]:
        """Where people have something to do."""
        return {task.element for task in self._again().tasks}

    @property
    def signals(self) -> list[str]:
        return [subscription.signal for subscription in self._again().signals]


def case(*parts: str, flows: str = "", definitions: str = "", beside: str = "", **values: object) -> Case:
    """A case of the process ``P`` made of *parts*; *beside* are further processes, *definitions* what they refer to."""
    return begin(drawn(*parts, flows=flows, definitions=definitions, beside=beside), **values)


def begin(content: bytes, by: dict[str, str] | None = None, **values: object) -> Case:
    """A case of the process ``P`` of a diagram; *by* as in :class:`Play`."""
    return Case(compiled(content), by=by, **values)


def compiled(content: bytes) -> Bundle:
    return compile_bundle({"p.bpmn": content})


def drawn(*parts: str, flows: str = "", definitions: str = "", beside: str = "") -> bytes:
    """The diagram of a process ``P``."""
    return diagram(definitions, process("P", *parts, flows=flows), beside)
