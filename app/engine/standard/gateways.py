"""Gateways: their direction, and what may follow one that waits for events (BPMN 2.0.2 §8.4.9, §10.6)."""

from app.engine.standard.parts import GATEWAYS, File, Part
from app.engine.standard.triggers import is_none, triggers

_WAITING = frozenset({"message", "signal", "timer", "conditional"})


def check(file: File) -> None:
    """Every gateway that matters."""
    for gateway in file.judged(*GATEWAYS):
        _check_direction(gateway, file)
        if gateway.kind == "eventBasedGateway":
            _check_event_gateway(gateway, file)
        elif len(file.incoming(gateway)) < 2 and len(file.outgoing(gateway)) < 2:
            file.note("gateway-needless", gateway)


def _check_direction(gateway: Part, file: File) -> None:
    incoming, outgoing = len(file.incoming(gateway)), len(file.outgoing(gateway))
    direction = gateway.get("gatewayDirection")
    if direction == "Converging" and outgoing > 1:
        file.note("gateway-converging", gateway, found=outgoing)
    if direction == "Diverging" and incoming > 1:
        file.note("gateway-diverging", gateway, found=incoming)
    if direction == "Mixed" and (incoming < 2 or outgoing < 2):
        file.note("gateway-mixed", gateway)


def _check_event_gateway(gateway: Part, file: File) -> None:
    if len(file.outgoing(gateway)) < 2:
        file.note("event-gateway-outgoing", gateway)
    if gateway.is_true("instantiate") and file.incoming(gateway):
        file.note("event-gateway-starts", gateway)
    flows = file.leaving.get(gateway.id, [])
    for flow in flows:
        if flow.first("conditionExpression") is not None:
            file.note("event-gateway-condition", gateway, flow=flow.id)
    found = {file.part(flow.get("targetRef")): None for flow in flows}
    targets = [target for target in found if target is not None]
    for target in targets:
        _check_target(gateway, target, file)
    if any(target.kind == "receiveTask" for target in targets) and any(_message(target, file) for target in targets):
        file.note("event-gateway-both", gateway)


def _message(target: Part, file: File) -> bool:
    return target.kind == "intermediateCatchEvent" and "message" in triggers(target, file)


def _check_target(gateway: Part, target: Part, file: File) -> None:
    if target.kind == "intermediateCatchEvent":
        allowed = not is_none(target) and _WAITING.issuperset(triggers(target, file))
    else:
        allowed = target.kind == "receiveTask"
    if not allowed:
        file.note("event-gateway-target", gateway, target=target.title)
        return
    if len(file.incoming(target)) > 1:
        file.note("event-gateway-joined", gateway, target=target.title)
    if target.kind == "receiveTask" and target.id in file.guarded:
        file.note("event-gateway-boundary", gateway, target=target.title)
