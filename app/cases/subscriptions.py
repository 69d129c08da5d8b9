"""Which running cases wait for which messages and signals (BPMN 2.0.2 §10.5.2), kept beside the cases to be found."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.engine import Execution
from app.store.statements import Prepared
from app.store.tables import Subscription
from app.store.topics import MESSAGE, SIGNAL, topic

OF_ONE_CASE = frozenset({"withdraw", "information"})
"""Messages that every case may wait for: who sends one names the case."""

_ADD = Prepared(insert(Subscription))
_DROP = Prepared(
    delete(Subscription).where(Subscription.case_id == bindparam("case_id"), Subscription.place == bindparam("place"))
)
_RENAME = Prepared(
    update(Subscription).where(
        Subscription.case_id == bindparam("of_case"), Subscription.place == bindparam("old_place")
    )
)
_FORGET = Prepared(
    delete(Subscription).where(Subscription.case_id == bindparam("case_id"), Subscription.topic == bindparam("topic"))
)
_FIRST = Prepared(
    select(Subscription.case_id)
    .where(Subscription.topic == bindparam("topic"))
    .order_by(Subscription.since, Subscription.case_id)
    .limit(1)
)


@dataclass(frozen=True)
class Wait:
    """One message or signal that a step of a case waits for."""

    kind: str
    name: str
    key: str | None
    step: str
    element: str

    @property
    def topic(self) -> str:
        """Under which what comes from outside finds it."""
        return topic(self.kind, self.name, self.key)

    @property
    def place(self) -> str:
        """What tells it from the other waits of its case."""
        return topic(self.kind, self.name, self.key, self.step)


def waits_of(execution: Execution) -> Set[Wait]:
    """Everything that the case waits for from outside now; what is always sent to the case itself needs no finding."""
    found = (it for it in execution.subscriptions if it.message not in OF_ONE_CASE)
    messages = {Wait(MESSAGE, it.message, it.key, it.step, it.element) for it in found}
    return messages | {Wait(SIGNAL, it.signal, None, it.step, it.element) for it in execution.signals}


def note_waits(session: Session, case_id: int, before: Set[Wait], now_waiting: Set[Wait], now: datetime) -> None:
    """The table says what the case waits for now; what it waited for already keeps its place in the order."""
    _DROP.change_each(session, [{"case_id": case_id, "place": wait.place} for wait in before - now_waiting])
    _ADD.change_each(session, [_row(case_id, wait, now) for wait in now_waiting - before])


def rename_waits(session: Session, case_id: int, before: Set[Wait], after: Set[Wait]) -> Set[Wait]:
    """Steps got other names in another version: what is waited for under a new one keeps its place in the order.
    Returns what the table says then."""
    gone, known = sorted(before - after, key=lambda wait: wait.step), set(before)
    for new in sorted(after - before, key=lambda wait: wait.step):
        old = next((wait for wait in gone if wait.topic == new.topic), None)
        if old is not None:
            gone.remove(old)
            renamed = {"place": new.place, "step": new.step, "element": new.element}
            _RENAME.change(session, of_case=case_id, old_place=old.place, **renamed)
            known = known - {old} | {new}
    return known


def first_waiting(session: Session, message: str, key: str | None) -> int | None:
    """The case that gets a message: one that waits for its key before one without a key, the longest waiting first."""
    for each in _keys(key):
        found: int | None = _FIRST.value(session, topic=topic(MESSAGE, message, each))
        if found is not None:
            return found
    return None


def forget(session: Session, case_id: int, message: str, key: str | None) -> None:
    """The case turned out not to wait for this message any more."""
    for each in _keys(key):
        _FORGET.change(session, case_id=case_id, topic=topic(MESSAGE, message, each))


def listeners(session: Session, signal: str) -> list[int]:
    """The running cases that listen to a signal."""
    query = select(Subscription.case_id).where(Subscription.topic == topic(SIGNAL, signal)).distinct()
    return sorted(session.scalars(query))


def _keys(key: str | None) -> tuple[str | None, ...]:
    """Under which keys a message is looked for: its own, then none."""
    return (None,) if key is None else (key, None)


def _row(case_id: int, wait: Wait, now: datetime) -> dict[str, object]:
    return {
        "case_id": case_id,
        "place": wait.place,
        "topic": wait.topic,
        "kind": wait.kind,
        "name": storable(wait.name),
        "key": None if wait.key is None else storable(wait.key),
        "step": wait.step,
        "element": wait.element,
        "since": now,
    }


def storable(text: str) -> str:
    """PostgreSQL keeps no U+0000; the digests tell such texts apart."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
