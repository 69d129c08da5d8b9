"""The contract of background work, the same for the embedded runner on SQLite and Procrastinate on PostgreSQL."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.errors import NotFound
from app.jobs import work
from app.jobs.embedded import EmbeddedRunner
from app.jobs.failures import failed_jobs, retry_failed
from app.jobs.work import JobKind, OpenDesk, desks
from app.jobs.worker import PostgresWorker
from app.store.desk import Desk, DeskSettings
from app.store.tables import Group
from app.time import SystemClock

pytestmark = pytest.mark.store

ROOT = Path(__file__).parents[2]
StartRunner = Callable[..., EmbeddedRunner | PostgresWorker]


class Diary:
    """What the jobs of a test did, and when."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, float]] = []
        self._changed = threading.Condition()

    def write(self, entry: str) -> None:
        with self._changed:
            self.entries.append((entry, time.time()))
            self._changed.notify_all()

    def wait_for(self, count: int, timeout: float = 20.0) -> list[str]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.entries) >= count, timeout), self.entries
        return [entry for entry, _ in self.entries]


@pytest.fixture
def open_desk(database: Engine) -> OpenDesk:
    return desks(database, SystemClock(), DeskSettings())


@pytest.fixture
def start_runner(database: Engine, database_url: str, open_desk: OpenDesk) -> Iterator[StartRunner]:
    """Starts the runner that fits the database, with short leases; stops it after the test."""
    running: list[EmbeddedRunner | PostgresWorker] = []

    def start(**kinds: JobKind) -> EmbeddedRunner | PostgresWorker:
        runner: EmbeddedRunner | PostgresWorker
        if database.dialect.name == "sqlite":
            runner = EmbeddedRunner(open_desk, kinds, lease=1.0)
        else:
            runner = PostgresWorker(database_url, open_desk, kinds, stalled_after=1.0)
        runner.start()
        running.append(runner)
        return runner

    yield start
    for runner in running:
        runner.stop()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def noting(diary: Diary) -> JobKind:
    """A job that writes its argument down."""

    def note(desk: Desk, *, entry: str) -> None:
        diary.write(entry)

    return JobKind(note)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come after 50 ms instead of seconds."""
    monkeypatch.setattr(work, "FIRST_PAUSE", timedelta(milliseconds=50))


def defer(open_desk: OpenDesk, name: str, *, after: float = 0.0, dedup: str | None = None, **arguments: Any) -> None:
    with open_desk() as desk:
        run_at = desk.now() + timedelta(seconds=after)
        desk.commit(lambda: desk.defer(desk.session, name, arguments, run_at=run_at, dedup=dedup))


def test_work_runs_after_the_commit(open_desk: OpenDesk, start_runner: StartRunner, diary: Diary) -> None:
    def read(desk: Desk, *, group: str) -> None:
        found = desk.session.get(Group, group)
        diary.write(found.name if found else "not there")

    start_runner(read=JobKind(read))
    with open_desk() as desk:

        def command() -> None:
            desk.defer(desk.session, "read", {"group": "new"}, run_at=desk.now())
            desk.session.add(Group(id="new", name="Nouveau", name_en="New", role=False))
            desk.session.flush()
            time.sleep(1.2)

        desk.commit(command)
    assert diary.wait_for(1) == ["Nouveau"]


def test_work_of_a_command_that_failed_never_runs(
    open_desk: OpenDesk, start_runner: StartRunner, noting: JobKind, diary: Diary
) -> None:
    start_runner(note=noting)
    with open_desk() as desk:

        def command() -> None:
            desk.defer(desk.session, "note", {"entry": "lost"}, run_at=desk.now())
            raise NotFound(what="something")

        with pytest.raises(NotFound):
            desk.commit(command)
    defer(open_desk, "note", entry="kept")
    diary.wait_for(1)
    time.sleep(0.3)
    assert diary.wait_for(1) == ["kept"]


def test_committed_work_starts_at_once(
    open_desk: OpenDesk, start_runner: StartRunner, noting: JobKind, diary: Diary
) -> None:
    start_runner(note=noting)
    defer(open_desk, "note", entry="first")
    diary.wait_for(1)
    time.sleep(0.7)
    asked = time.time()
    defer(open_desk, "note", entry="second")
    diary.wait_for(2)
    assert diary.entries[1][1] - asked < 0.4


def test_delayed_work_starts_on_time(
    open_desk: OpenDesk, start_runner: StartRunner, noting: JobKind, diary: Diary
) -> None:
    start_runner(note=noting)
    due = time.time() + 1.5
    defer(open_desk, "note", after=1.5, entry="later")
    diary.wait_for(1)
    assert -0.01 < diary.entries[0][1] - due < 0.8


def test_deferring_the_same_work_again_moves_it(
    open_desk: OpenDesk, start_runner: StartRunner, noting: JobKind, diary: Diary
) -> None:
    defer(open_desk, "note", after=3600, dedup="case/1", entry="old")
    defer(open_desk, "note", dedup="case/1", entry="moved")
    defer(open_desk, "note", dedup="case/2", entry="other")
    start_runner(note=noting)
    assert sorted(diary.wait_for(2)) == ["moved", "other"]
    time.sleep(0.3)
    assert len(diary.entries) == 2


def test_people_deferring_the_same_work_at_once_leave_one(
    open_desk: OpenDesk, start_runner: StartRunner, noting: JobKind, diary: Diary
) -> None:
    threads = [
        threading.Thread(target=defer, args=(open_desk, "note"), kwargs={"dedup": "case/1", "entry": str(n)})
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    start_runner(note=noting)
    diary.wait_for(1)
    time.sleep(0.5)
    assert len(diary.entries) == 1


def test_work_deferred_while_the_same_runs_is_run_once_more(
    open_desk: OpenDesk, start_runner: StartRunner, diary: Diary
) -> None:
    def again(desk: Desk, *, left: int) -> None:
        diary.write(f"left {left}")
        if left:
            defer(open_desk, "again", dedup="same", left=left - 1)

    defer(open_desk, "again", dedup="same", left=2)
    start_runner(again=JobKind(again))
    assert diary.wait_for(3) == ["left 2", "left 1", "left 0"]


@pytest.mark.usefixtures("impatient")
def test_work_that_fails_is_tried_again(open_desk: OpenDesk, start_runner: StartRunner, diary: Diary) -> None:
    def flaky(desk: Desk) -> None:
        diary.write("try")
        if len(diary.entries) < 3:
            raise ConnectionError("not yet")

    defer(open_desk, "flaky", dedup="one")
    start_runner(flaky=JobKind(flaky))
    diary.wait_for(3)
    time.sleep(0.3)
    with open_desk() as desk:
        assert (len(diary.entries), failed_jobs(desk.session)) == (3, [])


@pytest.mark.usefixtures("impatient")
def test_failed_attempt_gives_way_to_the_same_work_deferred_meanwhile(
    open_desk: OpenDesk, start_runner: StartRunner, diary: Diary
) -> None:
    def failing_once(desk: Desk, *, entry: str) -> None:
        diary.write(entry)
        if entry == "old":
            defer(open_desk, "job", after=1.0, dedup="same", entry="new")
            raise ConnectionError("not yet")

    defer(open_desk, "job", dedup="same", entry="old")
    start_runner(job=JobKind(failing_once))
    diary.wait_for(2)
    time.sleep(0.5)
    assert diary.wait_for(2) == ["old", "new"]


@pytest.mark.usefixtures("impatient")
def test_work_that_keeps_failing_is_kept_and_can_be_tried_again(
    open_desk: OpenDesk, start_runner: StartRunner, diary: Diary
) -> None:
    def broken(desk: Desk, *, case_id: int) -> None:
        if len(diary.entries) == 0:
            raise ValueError("no such printer")
        diary.write("worked")

    def gave_up(desk: Desk, error: str, *, case_id: int) -> None:
        diary.write(f"case {case_id}: {error}")

    defer(open_desk, "broken", case_id=7)
    start_runner(broken=JobKind(broken, attempts=2, gave_up=gave_up))
    assert diary.wait_for(1) == ["case 7: ValueError: no such printer"]
    failed = _wait_for_failure(open_desk)
    assert (failed.name, failed.arguments, failed.attempts) == ("broken", {"case_id": 7}, 2)
    assert failed.error == "ValueError: no such printer"
    with open_desk() as desk:
        retry_failed(desk, job_id=failed.id)
        assert failed_jobs(desk.session) == []
    assert diary.wait_for(2)[-1] == "worked"


def test_work_that_nobody_knows_is_kept_as_failed(open_desk: OpenDesk, start_runner: StartRunner) -> None:
    defer(open_desk, "forgotten")
    start_runner()
    assert _wait_for_failure(open_desk).error == "no job is called 'forgotten'"


def test_work_of_a_killed_process_is_taken_over(
    open_desk: OpenDesk, start_runner: StartRunner, database_url: str, diary: Diary
) -> None:
    defer(open_desk, "hang", entry="survived")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("hanging_runner.py")), database_url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "taken\n"
        process.kill()

    def note(desk: Desk, *, entry: str) -> None:
        diary.write(entry)

    start_runner(hang=JobKind(note))
    assert diary.wait_for(1) == ["survived"]
    time.sleep(1.5)
    assert len(diary.entries) == 1


def test_stopping_waits_for_the_work_that_runs(open_desk: OpenDesk, start_runner: StartRunner, diary: Diary) -> None:
    def slow(desk: Desk) -> None:
        diary.write("begun")
        time.sleep(0.6)
        diary.write("ended")

    runner = start_runner(slow=JobKind(slow))
    defer(open_desk, "slow")
    diary.wait_for(1)
    runner.stop()
    assert [entry for entry, _ in diary.entries] == ["begun", "ended"]


def test_finished_work_leaves_nothing_behind(
    database: Engine, open_desk: OpenDesk, start_runner: StartRunner, noting: JobKind, diary: Diary
) -> None:
    start_runner(note=noting)
    defer(open_desk, "note", entry="done")
    diary.wait_for(1)
    table = "job" if database.dialect.name == "sqlite" else "procrastinate_jobs"
    deadline = time.time() + 5
    while time.time() < deadline:
        with database.connect() as connection:
            if connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0:
                return
        time.sleep(0.1)
    pytest.fail("the job is still there")


def _wait_for_failure(open_desk: OpenDesk) -> Any:
    deadline = time.time() + 10
    while time.time() < deadline:
        with open_desk() as desk:
            if found := failed_jobs(desk.session):
                return found[0]
        time.sleep(0.05)
    pytest.fail("no job was kept as failed")
