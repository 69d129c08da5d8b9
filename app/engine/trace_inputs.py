"""What a trace is told to do: values, completions, messages, signals and time, each used once and in turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.engine.bundle import Bundle
from app.engine.diagram import FlowNode
from app.engine.model import Json
from app.engine.naming import spoken_name
from app.engine.timing import NoTime, due_at
from app.errors import EscaladeError, InvalidInput, Phrase, listed, quoted
from app.feel import FeelError, expression, to_json
from app.time import from_iso

START = from_iso("2026-01-05T08:00:00Z")
LONGEST_LIST = 20


@dataclass
class Script:
    """What to do, as written on the command line: FEEL for values, ISO 8601 for time.

    ``values`` are ``name=FEEL``; ``completions`` ``element=FEEL context``, in turn for the visits of the element;
    ``messages`` ``name[:key]=FEEL context``, ``signals`` ``name=FEEL context``; ``waits`` are durations that may pass.
    """

    values: Sequence[str] = ()
    completions: Sequence[str] = ()
    messages: Sequence[str] = ()
    signals: Sequence[str] = ()
    waits: Sequence[str] = ()
    process: str | None = None
    start: datetime = START


@dataclass
class Told:
    """One thing that the script says: the option, what stands before ``=`` and the value behind it."""

    option: str
    written: str
    name: str
    value: Json = None
    used: bool = False

    def use(self) -> Json:
        """Its value; it is used from now on."""
        self.used = True
        return self.value


@dataclass
class Wait:
    """Time that may pass, up to a moment."""

    written: str
    begin: datetime
    until: datetime


@dataclass
class Inputs:
    """A script that was read and found to fit a bundle. InvalidInput when it does not."""

    script: Script
    bundle: Bundle
    values: dict[str, Json] = field(init=False)
    completions: list[Told] = field(init=False)
    messages: list[Told] = field(init=False)
    signals: list[Told] = field(init=False)
    waits: list[Wait] = field(init=False)

    def __post_init__(self) -> None:
        start = self.script.start
        self.values = {told.name: told.value for told in _read("--set", self.script.values, start)}
        self.completions = [self._completion(told) for told in _contexts("--complete", self.script.completions, start)]
        self.messages = list(_contexts("--message", self.script.messages, start))
        self.signals = list(_contexts("--signal", self.script.signals, start))
        self.waits = list(_waits(self.script.waits, start))

    @property
    def until(self) -> datetime:
        """How far time may go."""
        return max((wait.until for wait in self.waits), default=self.script.start)

    def completion(self, element: str) -> Mapping[str, Json]:
        """What the next completion of the element sends; nothing unless told."""
        found = next((told for told in self.completions if told.name == element and not told.used), None)
        return found.use() if found else {}

    def next_message(self) -> Told | None:
        """The message whose turn it is."""
        return next((told for told in self.messages if not told.used), None)

    def next_signal(self) -> Told | None:
        """The signal whose turn it is."""
        return next((told for told in self.signals if not told.used), None)

    @property
    def process(self) -> str:
        """The id of the process to run: the one that is named, or the first that no other calls."""
        running = {it.id: it.name for it in self.bundle.processes.values() if it.executable}
        named = self.script.process
        if not running:
            raise InvalidInput(reason=Phrase("none of the files has a process"))
        if named is None:
            called = {node.called.source for node in self.bundle.diagram.nodes.values() if node.called}
            return next((identity for identity in running if identity not in called), next(iter(running)))
        found = [identity for identity, name in running.items() if named in (identity, name)]
        if not found:
            known = listed(*(quoted(name) for name in running.values()))
            no_such = Phrase("no such process can run; there is {known}", {"known": known})
            raise _wrong(Told("--process", named, named), no_such)
        return found[0]

    def unused(self, now: datetime) -> list[str]:
        """What the script says and nothing came of until *now*, as it was written."""
        told = [told for told in [*self.completions, *self.messages, *self.signals] if not told.used]
        waits = [wait for wait in self.waits if wait.begin >= now]
        return [f"{it.option} {it.written}" for it in told] + [f"--wait {wait.written}" for wait in waits]

    def _completion(self, told: Told) -> Told:
        """The same for the element's id: an element may also be called by its name."""
        nodes = self.bundle.diagram.nodes
        found = [nodes[told.name]] if told.name in nodes else [it for it in nodes.values() if it.name == told.name]
        if not found:
            known = [spoken_name(node) for node in nodes.values() if is_completed(node)][:LONGEST_LIST]
            raise _wrong(told, Phrase("the diagram has no such element; it has {known}", {"known": listed(*known)}))
        if len(found) > 1:
            several = listed(*(node.id for node in found))
            raise _wrong(told, Phrase("several elements are called so: {several}", {"several": several}))
        if not is_completed(found[0]):
            raise _wrong(told, Phrase("nobody completes that element: it is no task or job that waits for somebody"))
        told.name = found[0].id
        return told


def is_completed(node: FlowNode) -> bool:
    """Whether somebody outside has to complete the element."""
    return node.job is not None or node.kind in ("userTask", "manualTask")


def _contexts(option: str, texts: Sequence[str], now: datetime) -> Iterator[Told]:
    for told in _read(option, texts, now):
        if not isinstance(told.value, Mapping):
            raise _wrong(told, Phrase("the value is not a context such as {context}", {"context": '{answer: "yes"}'}))
        yield told


def _read(option: str, texts: Sequence[str], now: datetime) -> Iterator[Told]:
    for written in texts:
        name, separator, source = written.partition("=")
        told = Told(option, written, name.strip())
        if not separator or not told.name:
            raise _wrong(told, Phrase("it is not written as name=value"))
        try:
            told.value = to_json(expression(source.strip()).evaluate({}, now=now))
        except FeelError as error:
            raise _wrong(told, error.reason) from error
        yield told


def _waits(texts: Sequence[str], start: datetime) -> Iterator[Wait]:
    for written in texts:
        try:
            until = due_at(written.strip(), start)
        except (NoTime, OverflowError) as error:
            reason = Phrase("it is no duration such as PT4H")
            raise _wrong(Told("--wait", written, written), reason) from error
        yield Wait(written, start, until)
        start = max(start, until)


def _wrong(told: Told, reason: object) -> EscaladeError:
    words = {"told": quoted(f"{told.option} {told.written}"[:200]), "reason": reason}
    return InvalidInput(reason=Phrase("{told}: {reason}", words))
