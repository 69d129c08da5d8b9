"""Where a migration needs somebody's word: steps at which cases stand and that have another id in the new version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases.migrations import Trial
from app.definitions.library import compiled
from app.definitions.queries import version_id_of
from app.engine import Bundle, Element, Process


@dataclass(frozen=True)
class Choice:
    """Something of the new version that a step could go on as."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Question:
    """A step (or called process) of the old version, what it could go on as, and what is proposed (an id, or "")."""

    id: str
    name: str
    name_en: str
    cases: int
    choices: tuple[Choice, ...]
    proposed: str


def questions(session: Session, trial: Trial, plan: Mapping[str, str]) -> tuple[Question, ...]:
    """One question for each step that keeps cases where they are and could be another one of the new version, and for
    each line of the plan; what the plan does not answer is proposed by name."""
    target = compiled(session, version_id_of(session, trial.key, trial.version))
    sources = [compiled(session, version_id_of(session, trial.key, number)) for number in sorted(trial.sources)]
    asked = dict.fromkeys([*plan, *(obstacle.element for verdict in trial.refused for obstacle in verdict.obstacles)])
    found = ((old, _found(sources, old)) for old in asked)
    return tuple(_question(trial, target, old, thing, plan) for old, thing in found if thing is not None)


def _question(trial: Trial, target: Bundle, old: str, thing: Element | Process, plan: Mapping[str, str]) -> Question:
    choices = tuple(_choices(target, thing, plan))
    stand = sum(any(obstacle.element == old for obstacle in verdict.obstacles) for verdict in trial.refused)
    known = {choice.id for choice in choices}
    same = [choice.id for choice in choices if choice.name and choice.name == thing.name]
    proposed = plan.get(old) or (old if old in known else same[0] if len(same) == 1 else "")
    return Question(old, thing.name or old, _english(thing) or old, stand, choices, proposed)


def _found(sources: Iterable[Bundle], identity: str) -> Element | Process | None:
    for bundle in sources:
        known = bundle.elements.get(identity) or bundle.processes.get(identity)
        if known is not None:
            return known
    return None


def _choices(target: Bundle, thing: Element | Process, plan: Mapping[str, str]) -> Iterator[Choice]:
    """Elements of the same kind, in the same process where the new version has it."""
    if isinstance(thing, Process):
        running = (process for process in target.processes.values() if process.executable)
        yield from (Choice(each.id, each.name or each.id, _english(each) or each.id) for each in running)
        return
    process = plan.get(thing.process, thing.process)
    alike = [element for element in target.elements.values() if element.kind == thing.kind]
    near = [element for element in alike if element.process == process]
    yield from (Choice(each.id, each.name or each.id, each.name_en or each.id) for each in near or alike)


def _english(thing: Element | Process) -> str:
    if isinstance(thing, Element):
        return thing.name_en
    return thing.properties.get("title:en") or thing.properties.get("name:en") or thing.name
