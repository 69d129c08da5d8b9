"""What the elements of earlier versions are called now, as a case's migrations say."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

from app.cases.version_history import first_version, renamed_moves, version_reached
from app.history.log import StoredEvent

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def event(sequence: int, kind: str, *moves: list[str], **payload: Any) -> StoredEvent:
    said = payload | {"advance": {"moves": list(moves)}}
    return StoredEvent("case/1", sequence, kind, NOW, "lea", None, said, b"")


def migrated(sequence: int, before: str, version: str, plan: dict[str, str], *moves: list[str]) -> StoredEvent:
    return event(sequence, "case_migrated", *moves, before={"version": before}, version=version, plan=plan)


def undone(sequence: int, before: str, version: str) -> StoredEvent:
    return event(sequence, "migration_undone", before={"version": before}, version=version)


def erased(sequence: int) -> StoredEvent:
    return StoredEvent("case/1", sequence, "case_migrated", NOW, "lea", None, None, b"")


def test_moves_carry_the_names_of_today() -> None:
    events = [
        event(1, "case_started", ["entered", "A#1", "f1"], ["left", "Sub#1/B#2"]),
        migrated(2, "v1", "v2", {"A": "C", "f1": "f9"}),
        event(3, "task_completed", ["left", "C#1"], ["entered", "A#1", "f1"]),
        migrated(4, "v2", "v3", {"C": "D", "B": "E"}, ["left", "D#1"]),
    ]
    assert list(renamed_moves(events)) == [
        ("entered", "D#1", ["f9"]),
        ("left", "Sub#1/E#2", []),
        ("left", "D#1", []),
        ("entered", "A#1", ["f1"]),
        ("left", "D#1", []),
    ]


def test_what_was_undone_renamed_nothing() -> None:
    events = [
        event(1, "case_started", ["entered", "A#1"]),
        migrated(2, "v1", "v2", {"A": "B"}),
        undone(3, "v2", "v1"),
        migrated(4, "v1", "v3", {"A": "C"}),
        event(5, "task_completed", ["left", "C#1"]),
    ]
    assert [step for _, step, _ in renamed_moves(events)] == ["C#1", "C#1"]


def test_the_versions_of_a_case() -> None:
    row = Mock(version_id="v3")
    events = [event(1, "case_started"), migrated(2, "v1", "v2", {}), undone(3, "v2", "v1"), migrated(4, "v1", "v3", {})]
    assert first_version(row, events) == "v1"
    assert first_version(row, events[:1]) == "v3"
    assert [version_reached(each) for each in events] == [None, "v2", "v1", "v3"]
    assert version_reached(erased(5)) is None
    assert [step for _, step, _ in renamed_moves([event(1, "x", ["left", "A#1"]), erased(2)])] == ["A#1"]
