"""What the server does before it serves."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import serving
from app.jobs.failures import failed_jobs, keep_failed
from app.store.desk import Desk
from app.store.tables import Job, Version
from config import Config


@pytest.fixture
def config(database_url: str) -> Config:
    return Config.from_environment(
        {"ESCALADE_DEMO": "1", "ESCALADE_DATABASE_URL": database_url, "ESCALADE_SESSION_SECRET": "s" * 32}
    )


def test_a_file_that_cannot_be_deployed_is_named_and_the_desk_starts(
    config: Config,
    database: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    serving.get_ready(config, database)
    with Session(database) as session:
        before = list(session.scalars(select(Version.id)))
    folder = tmp_path / "workflows"
    folder.mkdir()
    (folder / "broken.bpmn").write_text("<bpmn:definitions")
    monkeypatch.setattr(serving, "WORKFLOWS", folder)
    capsys.readouterr()
    serving.get_ready(config, database)
    said = capsys.readouterr().out
    assert "NOT deployed: workflows/broken.bpmn" in said
    assert "the desk runs on the versions that it has" in said
    with Session(database) as session:
        assert list(session.scalars(select(Version.id))) == before != []


def test_deadlines_that_were_given_up_are_tried_again(config: Config, database: Engine, desk: Desk) -> None:
    keep_failed(desk, "fire_timers", {"case_id": 7}, attempts=100, error="OperationalError: no such host")
    keep_failed(desk, "send_mail", {"notification_id": 7}, attempts=12, error="no such host")
    serving.get_ready(config, database)
    desk.session.rollback()
    assert [job.name for job in failed_jobs(desk.session)] == ["send_mail"]
    waiting = desk.session.scalars(select(Job).where(~Job.failed)).all()
    assert [(job.name, job.arguments, job.attempts) for job in waiting] == [("fire_timers", '{"case_id":7}', 0)]
