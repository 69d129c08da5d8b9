"""What the standard says about tokens (BPMN 2.0.2 §13), played on a net without the engine: slow, small and plain.

It knows the nodes of :mod:`tests.unit.bpmn.blocks` only. A place is one token at one node; a scope holds the places of
the process or of one subprocess that runs. Steps are named as the engine's contract says: by element and visit.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.unit.bpmn.blocks import Net, Spot, Way

Move = tuple[str, str]
"""``("entered" | "left" | "cancelled", step)``"""


@dataclass(eq=False)
class Place:
    """A token at a node; ``armed`` are the steps of the events that listen beside it."""

    spot: Spot
    scope: "Scope"
    step: str = ""
    arrived: list[str] = field(default_factory=list)
    armed: dict[str, str] = field(default_factory=dict)
    inside: "Scope | None" = None
    body: "Place | None" = None
    started: int = 0
    done: int = 0


@dataclass(eq=False)
class Scope:
    """What runs in the process (no owner) or in a subprocess."""

    name: str
    owner: Place | None = None
    places: list[Place] = field(default_factory=list)
    visits: Counter[str] = field(default_factory=Counter)

    def visit(self, identity: str) -> str:
        """The name of the next visit."""
        self.visits[identity] += 1
        prefix = f"{self.owner.step}/" if self.owner else ""
        return f"{prefix}{identity}#{self.visits[identity]}"


class Model:
    """A case of the net. Each input runs until every token waits; ``moves`` is what it did."""

    def __init__(self, net: Net, variables: dict[str, Any]) -> None:
        self.net, self.variables = net, dict(variables)
        self.root = Scope("")
        self.moves: list[Move] = []
        self.ready: deque[Place] = deque()
        self._begin(self.root)
        self._run()

    # --- what one can see and do

    @property
    def over(self) -> bool:
        """Whether no token is left (§13.5.6)."""
        return not self.root.places

    def tasks(self) -> dict[str, Place]:
        """Tasks that wait, by step."""
        return {place.step: place for place in self._all() if place.spot.kind == "task" and not self._is_body(place)}

    def messages(self) -> set[str]:
        """What is waited for."""
        return {self.net.spots[event].message for place in self._all() for event in place.armed} - {""}

    def complete(self, step: str, value: object) -> None:
        """A person is done (§13.3.3)."""
        self.moves = []
        place = self.tasks()[step]
        if place.spot.variable:
            self.variables[place.spot.variable] = value
        self._leave(place)
        self._run()

    def deliver(self, message: str) -> None:
        """A message comes (§13.5.1, §13.5.3)."""
        self.moves = []
        place, event = next(
            (place, event) for place in self._all() for event in place.armed if self.net.spots[event].message == message
        )
        if place.spot.kind == "events":
            self._choose_event(place, event)
        else:
            self._border(place, event)
        self._run()

    # --- running to rest

    def _run(self) -> None:
        while self.ready or self._inclusive():
            if self.ready:
                self._enter(self.ready.popleft())

    def _begin(self, scope: Scope) -> None:
        start = next(spot for spot in self.net.inside(scope.name) if spot.kind == "start")
        self._put(scope, start)

    def _put(self, scope: Scope, spot: Spot, way: Way | None = None) -> Place:
        place = Place(spot, scope, arrived=[way.id] if way else [])
        scope.places.append(place)
        self.ready.append(place)
        return place

    def _enter(self, place: Place) -> None:
        if place not in place.scope.places:
            return
        if self._joins(place.spot):
            self._join(place)
            return
        place.step = place.step or place.scope.visit(place.spot.id)
        self.moves.append(("entered", place.step))
        if place.body is None:
            self._arm(place)
        if place.spot.instances is not None and place.body is None:
            self._instances(place)
        elif place.spot.kind == "sub":
            place.inside = Scope(place.spot.id, place)
            self._begin(place.inside)
        elif place.spot.kind == "script":
            self.variables[place.spot.variable] = (self.variables.get(place.spot.variable) or 0) + 1
            self._leave(place)
        elif place.spot.kind == "error":
            self.moves.append(("left", place.step))
            place.scope.places.remove(place)
            self._throw(place.scope)
        elif place.spot.kind not in ("task", "events"):
            self._leave(place)

    def _leave(self, place: Place) -> None:
        """The token goes on by the flows that are chosen (§13.3.1, §13.4)."""
        self.moves.append(("left", place.step))
        place.armed = {}
        place.scope.places.remove(place)
        if place.body is not None:
            self._instance_done(place.body)
            return
        for way in self._chosen(place.spot):
            self._put(place.scope, self.net.spots[way.target], way)
        self._empty(place.scope)

    def _chosen(self, spot: Spot) -> list[Way]:
        if spot.kind == "events":
            return []
        if not spot.default:
            return list(spot.outs)
        others = [way for way in spot.outs if way.id != spot.default]
        true = [way for way in others if self.variables.get(way.when) is True]
        default = [way for way in spot.outs if way.id == spot.default]
        return (true[:1] if spot.kind == "exclusive" else true) or default

    def _empty(self, scope: Scope) -> None:
        """A subprocess is over when no token is left in it (§13.3.4)."""
        owner = scope.owner
        if not scope.places and owner is not None and owner.inside is scope:
            owner.inside = None
            self._leave(owner)

    # --- joins

    def _joins(self, spot: Spot) -> bool:
        return spot.kind in ("parallel", "inclusive") and len(spot.ins) > 1

    def _join(self, place: Place) -> None:
        """One token from each flow (§13.4.1); what has come before waits, with the flows it came by."""
        way = place.arrived[0]
        for waiting in place.scope.places:
            if waiting is not place and waiting.spot is place.spot and waiting.step and way not in waiting.arrived:
                waiting.arrived.append(way)
                place.scope.places.remove(place)
                place = waiting
                break
        place.step = place.step or place.scope.visit(place.spot.id)
        self.moves.append(("entered", place.step))
        if len(place.arrived) == len(place.spot.ins):
            self._leave(place)

    def _inclusive(self) -> bool:
        """Lets one inclusive gateway go on, when one may (§13.4.3)."""
        for place in list(self._all()):
            if place.spot.kind == "inclusive" and place.step and self._activated(place):
                self._leave(place)
                return True
        return False

    def _activated(self, gateway: Place) -> bool:
        """No token can still come by a flow that has none, unless it can come by one that has."""
        empty = [way for way in gateway.spot.ins if way.id not in gateway.arrived]
        full = [way for way in gateway.spot.ins if way.id in gateway.arrived]
        others = [place.spot for place in gateway.scope.places if place.spot is not gateway.spot]
        return not any(
            self._leads(spot, empty, gateway.spot) and not self._leads(spot, full, gateway.spot) for spot in others
        )

    def _leads(self, spot: Spot, ways: list[Way], without: Spot) -> bool:
        """Whether a token at a node can reach one of the flows without passing the gateway."""
        seen: set[str] = set()
        todo = [spot]
        while todo:
            current = todo.pop()
            if current.id in seen or current is without:
                continue
            seen.add(current.id)
            if any(way in ways for way in current.outs):
                return True
            todo += [self.net.spots[way.target] for way in current.outs]
            todo += self.net.boundaries(current.id)
        return False

    # --- events

    def _arm(self, place: Place) -> None:
        """What listens counts as a visit from then on."""
        events = self.net.boundaries(place.spot.id)
        if place.spot.kind == "events":
            events = [self.net.spots[way.target] for way in place.spot.outs]
        place.armed = {event.id: place.scope.visit(event.id) for event in events}

    def _choose_event(self, gateway: Place, event: str) -> None:
        """The first event wins (§13.4.4)."""
        step = gateway.armed[event]
        self._put(gateway.scope, self.net.spots[event]).step = step
        self._leave(gateway)

    def _border(self, host: Place, event: str) -> None:
        """An event on the border cancels the activity or runs beside it (§13.5.3)."""
        spot, step = self.net.spots[event], host.armed[event]
        self._put(host.scope, spot).step = step
        if spot.interrupting:
            self._cancel(host)
        else:
            host.armed[event] = host.scope.visit(event)

    def _throw(self, scope: Scope) -> None:
        """An error goes to the border of the nearest activity around that catches it (§10.5.6)."""
        while scope.owner is not None:
            host = scope.owner.body or scope.owner
            caught = [event for event in host.armed if not self.net.spots[event].message]
            if caught:
                self._border(host, caught[0])
                return
            scope = host.scope
        raise AssertionError("the net has an error that nothing catches")

    def _cancel(self, place: Place) -> None:
        for inner in [*(place.inside.places if place.inside else ()), *self._of_body(place)]:
            self._cancel(inner)
        place.inside, place.armed = None, {}
        if place in place.scope.places:
            place.scope.places.remove(place)
            if place.step:
                self.moves.append(("cancelled", place.step))

    # --- instances (§13.3.7)

    def _instances(self, body: Place) -> None:
        number = body.spot.instances or 0
        for _ in range(min(number, 1) if body.spot.sequential else number):
            self._start_instance(body)
        if not number:
            self._leave(body)

    def _start_instance(self, body: Place) -> None:
        body.started += 1
        place = self._put(body.scope, body.spot)
        place.body, place.step = body, f"{body.step}/{body.spot.id}#{body.started}"

    def _instance_done(self, body: Place) -> None:
        body.done += 1
        if body.done == body.spot.instances:
            self._leave(body)
        elif body.spot.sequential:
            self._start_instance(body)

    def _of_body(self, body: Place) -> list[Place]:
        return [place for place in body.scope.places if place.body is body]

    def _is_body(self, place: Place) -> bool:
        return place.spot.instances is not None and place.body is None

    def _all(self, scope: Scope | None = None) -> Iterator[Place]:
        for place in list((scope or self.root).places):
            yield place
            if place.inside is not None:
                yield from self._all(place.inside)
