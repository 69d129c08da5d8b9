"""Checks of a diagram's paths: what cannot be reached, runs in circles without waiting, or multiplies."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from app.engine.diagram import SUBPROCESSES, AdHoc, Diagram, FlowNode, Rounds, begins_by_itself, may_be_led_to
from app.engine.findings import Report
from app.engine.naming import spoken_name
from app.engine.texts import MISSING, Text
from app.errors import listed

TOKENS = 1_000
_WAITS = frozenset(
    {"userTask", "manualTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"}
)
_CHOOSES = frozenset({"exclusiveGateway", "inclusiveGateway"})
Edges = Mapping[str, list[str]]


def check_paths(diagram: Diagram, report: Report) -> None:
    """Adds what is unreachable, recursive, endless or explosive."""
    scopes: dict[str, list[FlowNode]] = {}
    for node in diagram.judged():
        scopes.setdefault(node.scope, []).append(node)
    for nodes in scopes.values():
        _unreachable(nodes, report)
        _loops(nodes, diagram, report)
        _rounds(nodes, diagram, report)
        _explosion(nodes, report)
    _recursion(diagram, report)


def _unreachable(nodes: list[FlowNode], report: Report) -> None:
    edges = _edges(nodes, boundaries=lambda _: True)
    started = any(node.kind == "startEvent" for node in nodes)
    reached = {node.id for node in nodes if _begins(node) or (not started and begins_by_itself(node))}
    waiting = list(reached)
    while waiting:
        for target in edges[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    for node in nodes:
        if node.id not in reached:
            report.add("unreachable", node.file, node.id)


def _begins(node: FlowNode) -> bool:
    """Whether something else than a sequence flow brings a token to *node*."""
    return node.kind == "startEvent" or node.event_subprocess or node.for_compensation or node.instantiates


def _loops(nodes: list[FlowNode], diagram: Diagram, report: Report) -> None:
    """Each place where a wait ends a loop: what still turns without the first place is found at a second one."""
    automatic = [node for node in nodes if not waits(node, diagram)]
    edges = _edges(automatic, boundaries=lambda event: event.has("error") or event.has("escalation"))
    known = {node.id: node for node in nodes}
    circles = _circles(edges)
    while circles:
        circle = circles.pop(0)
        first, ends = known[circle[0]], _is_left(circle, known)
        path = listed(*(spoken_name(known[identity]) for identity in circle[:12]))
        report.add("tight-loop" if ends else "endless-loop", first.file, first.id, path=path)
        if not ends:
            rest = set(circle[1:])
            circles += _circles({it: [target for target in edges[it] if target in rest] for it in circle[1:]})


def _is_left(circle: list[str], known: Mapping[str, FlowNode]) -> bool:
    """Whether a condition can end the loop."""
    members = set(circle)
    return any(
        (known[identity].kind in _CHOOSES or any(flow.condition for flow in known[identity].outgoing))
        and any(flow.target not in members and may_be_led_to(known[flow.target]) for flow in known[identity].outgoing)
        for identity in circle
    )


def _rounds(nodes: list[FlowNode], diagram: Diagram, report: Report) -> None:
    """A standard loop around something that does not wait is a circle of its own, unless its rounds are counted; so is
    an ad-hoc subprocess that offers what does not wait until its condition is true."""
    for node in nodes:
        if isinstance(node.loop, Rounds) and node.loop.maximum is None and node.loop.condition is not None:
            plain = dataclasses.replace(node, loop=None)
            _circle(node, node.loop.condition, True, waits(plain, diagram), report)
        if node.adhoc is not None and node.adhoc.completion is not None:
            offered = [inner for inner in diagram.inside(node.id) if begins_by_itself(inner)]
            _circle(node, node.adhoc.completion, False, any(waits(inner, diagram) for inner in offered), report)


def _circle(node: FlowNode, condition: Text, endless: bool, stops: bool, report: Report) -> None:
    """Reports an element that runs again as long as its *condition* is *endless*."""
    if stops or condition.constant not in (MISSING, endless):
        return
    rule = "endless-loop" if condition.constant is endless else "tight-loop"
    report.add(rule, node.file, node.id, path=spoken_name(node))


def waits(node: FlowNode, diagram: Diagram, inside: frozenset[str] = frozenset()) -> bool:
    """Whether a token always stops at *node* for something outside the engine."""
    if isinstance(node.loop, Rounds) and node.loop.before:
        return False
    if node.job is not None:
        return True
    if node.kind in _WAITS:
        return not node.has("link") and not node.has("conditional")
    if node.adhoc is not None:
        return _ad_hoc_waits(node, node.adhoc, diagram, inside)
    if node.kind in SUBPROCESSES and not node.event_subprocess:
        return _every_path_waits(node.id, diagram, inside)
    called = node.called.source if node.called and node.called.formula is None else ""
    if node.kind == "callActivity" and diagram.runs(called):
        return called in inside or _every_path_waits(called, diagram, inside | {called})
    return node.kind == "callActivity"


def _ad_hoc_waits(node: FlowNode, adhoc: AdHoc, diagram: Diagram, inside: frozenset[str]) -> bool:
    """With a completion condition one of the activities offered has to be done, otherwise all of them."""
    offered = [waits(inner, diagram, inside) for inner in diagram.inside(node.id) if begins_by_itself(inner)]
    if adhoc.chosen is not None or not offered:
        return False
    return any(offered) if adhoc.completion is None else all(offered)


def _every_path_waits(scope: str, diagram: Diagram, inside: frozenset[str]) -> bool:
    """Whether no path of automatic elements leads from a start to an end of *scope*."""
    nodes = {node.id: node for node in diagram.inside(scope)}
    open_nodes = [node.id for node in diagram.beginnings(scope) if node.id in nodes]
    seen: set[str] = set()
    while open_nodes:
        node = nodes[open_nodes.pop()]
        if node.id in seen or waits(node, diagram, inside):
            continue
        seen.add(node.id)
        if not node.outgoing:
            return False
        open_nodes.extend(flow.target for flow in node.outgoing)
    return True


def _explosion(nodes: list[FlowNode], report: Report) -> None:
    """Estimates how many tokens can be at one node at once: forks multiply, joins and choices bring them together."""
    edges = _edges(nodes, boundaries=lambda _: True)
    known = {node.id: node for node in nodes}
    arriving: dict[str, float] = {}
    arrived: dict[str, list[float]] = {node.id: [] for node in nodes}
    for identity in _in_order(edges, nodes):
        node, counts = known[identity], arrived[identity]
        counts = [count / node.start_quantity for count in counts]
        joins = node.kind in ("parallelGateway", "inclusiveGateway", "complexGateway") and len(node.incoming) > 1
        arriving[identity] = max(counts, default=1.0) if joins else sum(counts) or 1.0
        if arriving[identity] > TOKENS:
            report.add("explosion", node.file, node.id, found=int(arriving[identity]), limit=TOKENS)
            return
        chooses = node.kind in ("exclusiveGateway", "eventBasedGateway")
        share = arriving[identity] / (max(len(edges[identity]), 1) if chooses else 1) * node.completion_quantity
        for target in edges[identity]:
            if target not in arriving:
                arrived[target].append(share)


def _recursion(diagram: Diagram, report: Report) -> None:
    calls: dict[str, list[str]] = {identity: [] for identity in diagram.processes}
    for node in diagram.nodes.values():
        called = node.called.source if node.called and node.called.formula is None else ""
        if called in calls:
            calls[node.process].append(called)
    for circle in _circles(calls):
        report.add("recursion", diagram.files[circle[0]], circle[0], path=" → ".join([*circle, circle[0]]))


def _edges(nodes: Iterable[FlowNode], boundaries: Callable[[FlowNode], bool]) -> dict[str, list[str]]:
    """Which node leads to which, within *nodes*; an activity leads to those of its boundary events that are wanted."""
    known = {node.id: node for node in nodes}
    edges = {
        identity: [flow.target for flow in node.outgoing if flow.target in known and may_be_led_to(known[flow.target])]
        for identity, node in known.items()
    }
    for node in known.values():
        if node.attached_to in known and boundaries(node):
            edges[node.attached_to or ""].append(node.id)
    return edges


def _circles(edges: Edges) -> list[list[str]]:
    """The groups of nodes that lead to each other (strongly connected components after Kosaraju)."""
    order = _finished(edges, list(edges))
    backwards: dict[str, list[str]] = {identity: [] for identity in edges}
    for source, targets in edges.items():
        for target in targets:
            backwards[target].append(source)
    seen: set[str] = set()
    circles = []
    for identity in reversed(order):
        if identity in seen:
            continue
        group = _finished(backwards, [identity], seen)
        if len(group) > 1 or identity in edges[identity]:
            circles.append(list(reversed(group)))
    return circles


def _in_order(edges: Edges, nodes: list[FlowNode]) -> list[str]:
    """Sources before targets, as far as there are no loops, beginning at the start events."""
    starts = [node.id for node in nodes if not node.incoming and not node.attached_to]
    return list(reversed(_finished(edges, starts)))


def _finished(edges: Edges, starts: list[str], seen: set[str] | None = None) -> list[str]:
    """Depth-first order in which nodes are done; *seen* collects them across calls."""
    seen = set() if seen is None else seen
    done: list[str] = []
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(edges[start]))]
        while stack:
            target = next((found for found in stack[-1][1] if found not in seen), None)
            if target is None:
                done.append(stack.pop()[0])
            else:
                seen.add(target)
                stack.append((target, iter(edges[target])))
    return done
