"""What the intake decision would say of a request that is not sent yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.definitions.library import compiled
from app.definitions.queries import current_version, scenario
from app.dmn import DmnError
from app.errors import NotFound
from app.feel import to_json

INTAKE, DECISION = "intake", "route"


@dataclass(frozen=True)
class RouteProposal:
    """The scenario, the type of escalation and the priority that the decision names, and why."""

    scenario: str
    scenario_name: str
    scenario_name_en: str
    escalation: str
    priority: str
    reason: str
    reason_en: str


def propose_route(session: Session, *, values: Mapping[str, Any], now: datetime) -> RouteProposal | None:
    """The decision's proposal for a request; None while it cannot be decided yet."""
    try:
        version = current_version(session, INTAKE)
        decided = compiled(session, version.id).decisions.evaluate(DECISION, {"request": dict(values)}, now=now)
    except (NotFound, DmnError):
        return None
    route = to_json(decided.value)
    if not isinstance(route, Mapping) or not route.get("scenario"):
        return None
    return _proposal(session, route)


def _proposal(session: Session, route: Mapping[str, Any]) -> RouteProposal:
    named = scenario(session, str(route["scenario"]))
    return RouteProposal(
        scenario=named.key,
        scenario_name=named.name,
        scenario_name_en=named.name_en,
        escalation=str(route.get("escalation") or ""),
        priority=str(route.get("priority") or ""),
        reason=str(route.get("reason") or ""),
        reason_en=str(route.get("reason_en") or route.get("reason") or ""),
    )
