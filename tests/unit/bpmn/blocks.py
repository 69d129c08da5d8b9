"""Random well-formed diagrams: blocks in one another, as hypothesis draws them, and as a net of nodes and flows.

The net is what both sides read: it is written as a BPMN file for the engine, and played by the model of tokens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st

from tests.unit.engine import diagrams as draw

Block = tuple[object, ...]
"""A kind and its parts: ``("parallel", (block, block))``."""


@dataclass(frozen=True)
class Way:
    """A sequence flow; taken when the variable ``when`` is true, always without one."""

    id: str
    source: str
    target: str
    when: str = ""


@dataclass
class Spot:
    """A node. ``variable`` is what a task sets or a script counts, ``message`` what an event waits for."""

    id: str
    kind: str
    scope: str
    default: str = ""
    variable: str = ""
    message: str = ""
    host: str = ""
    interrupting: bool = True
    instances: int | None = None
    sequential: bool = False
    silent: bool = False
    ins: list[Way] = field(default_factory=list)
    outs: list[Way] = field(default_factory=list)


@dataclass
class Net:
    """All nodes by id; ``conditions`` are the variables that must be given at the start."""

    spots: dict[str, Spot] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, kind: str, scope: str, **settings: object) -> Spot:
        """A new node, named after its kind."""
        spot = Spot(f"{kind}{next(self.numbers)}", kind, scope, **settings)  # type: ignore[arg-type]
        self.spots[spot.id] = spot
        return spot

    def connect(self, source: Spot, target: Spot, when: str = "") -> Way:
        """A new flow."""
        way = Way(f"flow{next(self.numbers)}", source.id, target.id, when)
        source.outs.append(way)
        target.ins.append(way)
        return way

    def condition(self) -> str:
        """A variable that is true or false from the start."""
        self.conditions.append(f"c{next(self.numbers)}")
        return self.conditions[-1]

    def inside(self, scope: str) -> list[Spot]:
        """The nodes drawn directly in a subprocess, or in the process itself."""
        return [spot for spot in self.spots.values() if spot.scope == scope]

    def boundaries(self, host: str) -> list[Spot]:
        """The events on the border of an activity."""
        return [spot for spot in self.spots.values() if spot.host == host]


_LEAF = st.sampled_from([("task",), ("task",), ("script",), ("pass",)])
_SIMPLE = st.lists(_LEAF, min_size=1, max_size=2).map(lambda parts: ("sequence", tuple(parts)))


def _branches(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[tuple[Block, ...]]:
    return st.lists(blocks, min_size=2, max_size=3).map(tuple)


def _around(blocks: st.SearchStrategy[Block], failing: bool = True) -> st.SearchStrategy[Block]:
    bordered = st.tuples(
        st.just("bordered"), st.sampled_from(("task", "sub")), blocks, st.booleans(), _SIMPLE, st.booleans()
    )
    return st.one_of(
        st.tuples(st.just("sequence"), st.lists(blocks, min_size=2, max_size=3).map(tuple)),
        *(st.tuples(st.just(kind), _branches(blocks)) for kind in ("exclusive", "inclusive", "parallel")),
        st.tuples(st.just("events"), _branches(blocks)),
        st.tuples(st.just("sub"), blocks),
        st.tuples(st.just("loop"), blocks),
        st.tuples(st.just("many"), st.booleans(), st.integers(0, 3), st.booleans(), _SIMPLE),
        *([st.tuples(st.just("failing"), blocks, _SIMPLE)] if failing else []),
        bordered,
    )


def blocks(leaves: int = 8, *, failing: bool = True) -> st.SearchStrategy[Block]:
    """Blocks of about so many leaves at most; *failing* ones have errors that cancel what runs beside them."""
    return st.recursive(_LEAF, lambda inner: _around(inner, failing), max_leaves=leaves)


def net_of(block: Block) -> Net:
    """The net of a process that consists of the block."""
    net = Net()
    first, last = net.add("start", ""), net.add("end", "")
    net.connect(_Drawing(net, "", False).draw(block, first), last)
    return net


@dataclass
class _Drawing:
    """Draws blocks into one scope. Inside instances nothing waits for a message and no task sets a variable."""

    net: Net
    scope: str
    shared: bool

    def draw(self, block: Block, after: Spot) -> Spot:
        """Draws the block behind *after*; returns the node that goes on from it."""
        kind, *parts = block
        drawing = getattr(self, f"_{kind}")
        drawn: Spot = drawing(after, *parts)
        return drawn

    def _next(self, after: Spot, kind: str, **settings: object) -> Spot:
        spot = self.net.add(kind, self.scope, **settings)
        self.net.connect(after, spot)
        return spot

    def _task(self, after: Spot) -> Spot:
        spot = self._next(after, "task")
        spot.variable = "" if self.shared else f"v_{spot.id}"
        return spot

    def _script(self, after: Spot) -> Spot:
        spot = self._next(after, "script")
        spot.variable = f"n_{spot.id}"
        return spot

    def _pass(self, after: Spot) -> Spot:
        return self._next(after, "pass")

    def _sequence(self, after: Spot, parts: tuple[Block, ...]) -> Spot:
        for part in parts:
            after = self.draw(part, after)
        return after

    def _exclusive(self, after: Spot, parts: tuple[Block, ...]) -> Spot:
        return self._conditional("exclusive", after, parts)

    def _inclusive(self, after: Spot, parts: tuple[Block, ...]) -> Spot:
        return self._conditional("inclusive", after, parts)

    def _conditional(self, kind: str, after: Spot, parts: tuple[Block, ...]) -> Spot:
        fork, join = self._next(after, kind), self.net.add(kind, self.scope)
        for number, part in enumerate(parts):
            when = self.net.condition() if number else ""
            gate = self.net.add("pass", self.scope)
            way = self.net.connect(fork, gate, when)
            fork.default = fork.default or way.id
            self.net.connect(self.draw(part, gate), join)
        return join

    def _parallel(self, after: Spot, parts: tuple[Block, ...]) -> Spot:
        fork, join = self._next(after, "parallel"), self.net.add("parallel", self.scope)
        for part in parts:
            self.net.connect(self.draw(part, fork), join)
        return join

    def _events(self, after: Spot, parts: tuple[Block, ...]) -> Spot:
        if self.shared:
            return self._parallel(after, parts)
        fork, join = self._next(after, "events"), self.net.add("exclusive", self.scope)
        for part in parts:
            catch = self.net.add("catch", self.scope)
            catch.message = f"m_{catch.id}"
            self.net.connect(fork, catch)
            self.net.connect(self.draw(part, catch), join)
        return join

    def _sub(self, after: Spot, part: Block) -> Spot:
        sub = self._next(after, "sub")
        self._fill(sub, part)
        return sub

    def _fill(self, sub: Spot, part: Block, shared: bool = False) -> None:
        first, last = self.net.add("start", sub.id), self.net.add("end", sub.id)
        self.net.connect(_Drawing(self.net, sub.id, self.shared or shared).draw(part, first), last)

    def _loop(self, after: Spot, part: Block) -> Spot:
        """Again as long as the task at the end of the round says so."""
        merge = self._next(after, "exclusive")
        last = self._next(self.draw(part, merge), "task")
        last.variable = f"again_{last.id}"
        split = self._next(last, "exclusive")
        self.net.connect(split, merge, last.variable)
        out = self._next(split, "pass")
        split.default = split.outs[-1].id
        return out

    def _many(self, after: Spot, simple: bool, number: int, sequential: bool, part: Block) -> Spot:
        """Instances of a task, or of a subprocess."""
        spot = self._next(after, "task" if simple else "sub", instances=number, sequential=sequential)
        if not simple:
            self._fill(spot, part, shared=True)
        return spot

    def _bordered(self, after: Spot, kind: str, part: Block, interrupting: bool, handler: Block, joins: bool) -> Spot:
        """An activity with a message event on its border, whose path ends there or joins that of the activity."""
        host = self._task(after) if kind == "task" else self._sub(after, part)
        if self.shared:
            return host
        event = self.net.add("boundary", self.scope, host=host.id, interrupting=interrupting)
        event.message = f"m_{event.id}"
        last = _Drawing(self.net, self.scope, not interrupting).draw(handler, event)
        if not (joins and interrupting):
            self.net.connect(last, self.net.add("end", self.scope))
            return host
        merge = self._next(host, "exclusive")
        self.net.connect(last, merge)
        return merge

    def _failing(self, after: Spot, part: Block, handler: Block) -> Spot:
        """A subprocess in which, beside the block, a task leads to an error that its border catches."""
        sub = self._next(after, "sub")
        inner = _Drawing(self.net, sub.id, self.shared)
        first, last = self.net.add("start", sub.id), self.net.add("end", sub.id)
        fork = inner._next(first, "parallel")
        self.net.connect(inner.draw(part, fork), last)
        inner._next(inner._task(fork), "error")
        event = self.net.add("boundary", self.scope, host=sub.id)
        merge = self._next(sub, "exclusive")
        self.net.connect(self.draw(handler, event), merge)
        return merge


def bpmn(net: Net) -> bytes:
    """The net as a file."""
    named = [spot.message for spot in net.spots.values() if spot.message]
    messages = [draw.message(f"def_{name}", name) for name in named]
    return draw.diagram(*messages, draw.error("fault", "fault"), draw.process("P", *_drawn(net, "")))


def _drawn(net: Net, scope: str) -> list[str]:
    spots = net.inside(scope)
    return [_written(net, spot) for spot in spots] + [
        draw.flow(way.id, way.source, way.target, f"={way.when}" if way.when else None)
        for spot in spots
        for way in spot.outs
    ]


def _written(net: Net, spot: Spot) -> str:
    many = f"=for i in 1..{spot.instances} return i" if spot.instances else "=[]"
    inner = "" if spot.instances is None else draw.loop(spot.sequential, inputCollection=many)
    default = {"default": spot.default} if spot.default else {}
    heard = draw.event("message", f"def_{spot.message}") if spot.message else draw.event("error", "fault")
    match spot.kind:
        case "task":
            return draw.user(spot.id, inner)
        case "script":
            counted = f"=if {spot.variable} = null then 1 else {spot.variable} + 1"
            return draw.script(spot.id, counted, spot.variable)
        case "sub":
            return draw.subprocess(spot.id, *_drawn(net, spot.id), inner=inner)
        case "boundary":
            return draw.boundary(spot.id, spot.host, heard, interrupting=spot.interrupting)
        case "error":
            return draw.end(spot.id, heard)
        case "catch":
            return draw.node("intermediateCatchEvent", spot.id, heard)
    return draw.node(_KINDS[spot.kind], spot.id, **default)


_KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "pass": "task",
    "exclusive": "exclusiveGateway",
    "inclusive": "inclusiveGateway",
    "parallel": "parallelGateway",
    "events": "eventBasedGateway",
}
