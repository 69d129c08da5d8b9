"""The command line, command by command, on a small desk in a folder of its own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.cli import COMMANDS, cli, language, run
from app.definitions.commands import deploy
from app.errors import Phrase
from app.identity.actor import SYSTEM
from app.identity.directory import actor_for
from app.identity.sessions import sign_in
from app.identity.tokens import actor_for_token
from app.jobs.failures import keep_failed
from app.store.desk import Desk
from tests.counting import row_counts
from tests.store.lines import END, catch, event, line
from tests.unit.dmn.models import table

DEFINITIONS = Path(__file__).resolve().parents[3] / "benchmarks" / "definitions"
DIAGRAM = str(DEFINITIONS / "two-tasks.bpmn")
CHECKED = json.dumps({"answer": "accepted", "reason": "La réunion commence bientôt.", "minutes": 20})
DONE = json.dumps({"report": "Installé.", "checked": True})
FINDING_KEYS = {"rule", "section", "severity", "file", "element", "name", "message", "remedy"}
Command = Callable[..., str]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def command(database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command that succeeds and returns what it wrote; ``code`` and ``error`` are for those that do not."""
    monkeypatch.setenv("ESCALADE_DATABASE_URL", database.url.render_as_string())
    monkeypatch.setenv("ESCALADE_DEMO", "1")

    def done(*arguments: str, code: int = 0) -> str:
        assert run(arguments) == code, capsys.readouterr()
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return written.err if code > 1 else written.out

    return done


@pytest.fixture
def deployed(desk: Desk) -> None:
    files = {path.name: path.read_bytes() for path in DEFINITIONS.iterdir()}
    deploy(SYSTEM, desk, files=files, reason="first")


@pytest.mark.usefixtures("deployed")
def test_a_case_from_start_to_end(command: Command) -> None:
    started = json.loads(command("start", "two-tasks", "--as", "helene", "--set", "what=Présentation", "--json"))
    assert started["reference"] == "E-000001"
    assert "1-1" in command("tasks", "--as", "lea")
    assert [row["id"] for row in json.loads(command("tasks", "--as", "lea", "--json"))] == ["1-1"]
    assert "1-1 is done" in command("complete", "1-1", "--as", "lea", "--values", CHECKED, "--key", "k")
    again = json.loads(command("complete", "1-1", "--as", "lea", "--values", CHECKED, "--key", "k", "--json"))
    assert again["repeated"]
    assert "E-000001" in command("show", "e-000001")
    command("complete", "1-2", "--as", "lea", "--values", DONE)
    history = command("show", "1", "--history", "--as", "helene")
    assert "Léa Martin" in history and "Installé." in history
    assert json.loads(command("show", "1", "--json"))["summary"]["state"] == "completed"
    assert "No task waits for lea." in command("tasks", "--as", "lea")
    assert command("verify").startswith("1 of 1 cases are intact")


@pytest.mark.usefixtures("deployed")
def test_refusals_say_what_to_correct(command: Command) -> None:
    command("start", "two-tasks", "--as", "helene")
    refused = command("complete", "1-1", "--as", "lea", "--values", '{"answer": "perhaps"}', code=3)
    assert "answer:" in refused and "reason:" in refused and "Nothing was changed" in refused
    assert "1-1" not in command("complete", "1-1", "--as", "paul", "--values", CHECKED, code=3)
    assert "nobody" in command("tasks", "--as", "nobody", code=3)
    assert "E-" in command("show", "99", code=3)
    assert "JSON" in command("complete", "1-1", "--as", "lea", "--values", "{", code=2)
    assert "name=value" in command("start", "two-tasks", "--as", "helene", "--set", "x", code=2)


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(
    "arguments",
    [
        ("start", "nothing", "--as", "helene"),
        ("start", "two-tasks", "--as", "nobody"),
        ("complete", "9" * 20 + "-1", "--as", "lea", "--values", CHECKED),
        ("complete", "1-" + "9" * 20, "--as", "lea", "--values", CHECKED),
        ("complete", "1-1", "--as", "lea", "--values", "[]"),
        ("complete", "1-1", "--as", "lea", "--values", "[" * 2_000 + "]" * 2_000),
        ("complete", "1-1", "--as", "lea", "--values", "[" * 100_000),
        ("show", "9" * 20),
        ("show", "E-" + "9" * 5_000),
        ("show", "-1"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_hostile_values_are_refused_and_nothing_is_stored(
    arguments: tuple[str, ...], command: Command, database: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    command("start", "two-tasks", "--as", "helene")
    before = row_counts(database)
    assert run(arguments) in {2, 3}
    said = capsys.readouterr().err
    assert said.strip() and "Traceback" not in said
    assert row_counts(database) == before


def test_deploying_files_and_folders(command: Command, tmp_path: Path) -> None:
    assert "two-tasks  version 1" in command("deploy", str(DEFINITIONS), "--reason", "first")
    assert "Nothing has changed" in command("deploy", str(DEFINITIONS), "--reason", "again")
    broken = tmp_path / "broken.bpmn"
    broken.write_text("<nonsense")
    assert "broken.bpmn" in command("deploy", str(broken), "--reason", "x", code=3)
    assert "process owner" in command("deploy", DIAGRAM, "--reason", "x", "--as", "lea", code=3)


def test_people_are_added_grouped_and_sign_in(command: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    command("users", "add", "claire", "--name", "Claire Petit", "--email", "c@example.org", "--group", "cio")
    assert "claire" in command("users", "list")
    assert "already" in command("users", "add", "claire", "--name", "C", "--email", "c@example.org", code=3)
    assert "no-such" in command("users", "groups", "claire", "--group", "no-such", code=3)
    now = json.loads(command("users", "groups", "claire", "--group", "auditor", "--json"))
    assert [group["id"] for group in now] == ["auditor"]
    monkeypatch.setattr("sys.stdin", _Typed("a long enough password\n"))
    command("users", "password", "claire")
    assert sign_in(desk, person_id="claire", password="a long enough password").groups == {"auditor"}
    monkeypatch.setattr("sys.stdin", _Typed("short\n"))
    assert "12" in command("users", "password", "claire", code=3)


def test_a_token_acts_for_its_person_until_it_ends(command: Command, desk: Desk) -> None:
    secret = command("users", "token", "lea", "--name", "script", "--days", "1").splitlines()[0]
    assert actor_for_token(desk.session, secret, now=desk.now()) == actor_for(desk.session, "lea", now=desk.now())


@pytest.mark.usefixtures("deployed")
def test_a_backup_is_a_desk_of_its_own(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command("start", "two-tasks", "--as", "helene")
    copy = tmp_path / "copy.db"
    assert "checked" in command("backup", str(copy))
    assert "already" in command("backup", str(copy), code=4)
    assert "unable to open" in command("backup", str(tmp_path / "none" / "copy.db"), code=4)
    monkeypatch.setenv("ESCALADE_DATABASE_URL", f"sqlite:///{copy}")
    assert "1 of 1 cases are intact" in command("verify")


def test_a_backup_of_postgresql_names_the_tool(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALADE_DATABASE_URL", "postgresql://desk@localhost/desk")
    assert "pg_dump" in command("backup", "copy.dump", code=3)


def test_jobs_that_were_given_up_are_listed_and_tried_again(command: Command, desk: Desk) -> None:
    assert "No job was given up." in command("jobs", "list")
    keep_failed(desk, "send_mail", {"notification_id": 7}, attempts=12, error="ConnectionRefusedError: mail is away")
    assert "notification_id=7  ConnectionRefusedError: mail is away" in command("jobs", "list")
    job = json.loads(command("jobs", "list", "--json"))[0]["id"]
    command("jobs", "retry", code=2)
    assert "999" in command("jobs", "retry", "999", code=3)
    assert "1 jobs are tried again" in command("jobs", "retry", str(job))
    assert "No job was given up." in command("jobs", "list")
    assert "0 jobs are tried again" in command("jobs", "retry", "--all")


@pytest.mark.usefixtures("deployed")
def test_a_history_that_was_changed_is_named(command: Command, database: Engine) -> None:
    command("start", "two-tasks", "--as", "helene")
    with database.begin() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE event SET actor = 'lea' WHERE stream = 'case/1' AND sequence = 1")
    assert "E-000001 is NOT intact: event 1" in command("verify", "1", code=1)


def test_a_desk_that_is_not_there_is_said_so(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALADE_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert "make run" in command("tasks", "--as", "lea", code=4)
    (tmp_path / "none.db").write_bytes(b"")
    assert "make run" in command("tasks", "--as", "lea", code=4)
    (tmp_path / "none.db").write_bytes(b"no database at all" * 100)
    assert "not a database" in command("tasks", "--as", "lea", code=4)
    monkeypatch.setenv("ESCALADE_PORT", "x")
    assert "ESCALADE_PORT" in command("tasks", "--as", "lea", code=4)


def test_checking_files(command: Command, tmp_path: Path) -> None:
    assert "0 errors" in command("check", str(DEFINITIONS))
    assert json.loads(command("check", DIAGRAM, "--json")) == []
    broken = tmp_path / "broken.bpmn"
    broken.write_text(Path(DIAGRAM).read_text().replace('targetRef="Task_Do"', 'targetRef="Task_Nowhere"'))
    found = json.loads(command("check", str(broken), "--json", code=1))
    assert {key for finding in found for key in finding} == FINDING_KEYS
    assert any(finding["severity"] == "error" for finding in found)
    assert command("check", str(broken), "--language", "fr", code=1)
    assert "nothing.bpmn" in command("check", "nothing.bpmn", code=3)


def test_checking_a_lone_decision(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "size.dmn"
    path.write_bytes(table('hitPolicy="FIRST"', [("-", '"big"'), ("> 5", '"small"')]))
    (found,) = json.loads(command("check", str(path), "--json", "--language", "fr"))
    assert (found["rule"], found["severity"], found["element"]) == ("hidden", "warning", "r1")
    assert "La règle 2 ne s’applique jamais" in found["message"]
    path.write_bytes(table("", [("-", '"big"'), ("> 5", '"small"')]))
    assert "The rules 1 and 2 both match" in command("check", str(path), "--language", "en", code=1)


def test_tracing_a_diagram(command: Command) -> None:
    lines = command("trace", DIAGRAM, "--complete", 'Task_Check={answer: "accepted"}').splitlines()
    end = json.loads(lines[-1])
    assert (end["state"], end["ended_at"]) == ("completed", "Event_Done")
    assert "x=1+" in command("trace", DIAGRAM, "--set", "x=1+", code=3)


def test_scenario_tests_are_told_one_by_one_with_what_none_visits(command: Command, tmp_path: Path) -> None:
    test = {
        "name": "Refusé",
        "name:en": "Refused",
        "process": "two-tasks",
        "start": {},
        "steps": [
            {
                "complete": "Task_Check",
                "by": "lea@service-desk",
                "values": {"answer": "refused", "reason": "Non prévu.", "minutes": 5},
            }
        ],
        "expect": {"state": "completed"},
    }
    (tmp_path / "two-tasks.bpmn").write_text(Path(DIAGRAM).read_text())
    (tmp_path / "two-tasks.test.json").write_text(json.dumps(test))
    told = command("test-scenarios", str(tmp_path), "--forms", str(DEFINITIONS))
    assert "ok     two-tasks.test.json: Refused" in told and "Task_Do" in told and "1 of 1 tests passed." in told
    test["expect"] = {"state": "running"}
    (tmp_path / "two-tasks.test.json").write_text(json.dumps(test))
    failed = json.loads(command("test-scenarios", str(tmp_path), "--forms", str(DEFINITIONS), "--json", code=1))
    assert failed["tests"][0]["passed"] is False and failed["tests"][0]["reason"]
    assert "No scenario test" in command("test-scenarios", str(DEFINITIONS), code=1)
    (tmp_path / "two-tasks.test.json").write_text("{")
    assert "two-tasks.test.json" in command("test-scenarios", str(tmp_path), code=3)


def test_what_is_written_wrongly_exits_with_2(command: Command) -> None:
    command("nothing", code=2)
    command("start", code=2)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_docs(name: str) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "cli.md").read_text()
    assert f"### `{name}" in text
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    for option in (option for parameter in command.params for option in parameter.opts if option.startswith("--")):
        assert option in text.partition(f"### `{name}")[2].partition("\n### ")[0], f"{name} {option}"
    for inner in getattr(command, "commands", {}):
        assert f"`{name} {inner}" in text


class _Typed:
    def __init__(self, text: str) -> None:
        self.text = text

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return self.text


def test_an_expression_is_tried(command: Command) -> None:
    assert command("feel", "total price * 2", "--set", "total price=21") == "42\n"
    assert command("feel", '"P" + 1') == "null\n  null: a string + a number has no result\n"
    assert json.loads(command("feel", '@"P1D"', "--json")) == {"value": "P1D", "reasons": []}
    assert command("feel", "< limit, [10..20)", "--tested", "10", "--set", "limit=5") == "true\n"
    assert "column 4" in command("feel", "1 +", code=3)
    assert "limit" in command("feel", "1", "--set", "limit=1 +", code=3)


def test_a_decision_is_tried(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "route.dmn"
    file.write_bytes(table("", [("> 5", '"high"'), ("<= 5", '"low"')]))
    assert command("decide", "result", str(file), "--set", "amount=7") == '"high"\n  result, rule 1: 7 → "high"\n'
    told = json.loads(command("decide", "The result", str(file), "--set", "amount=1", "--json"))
    assert told["value"] == "low" and told["matched"][0]["rule"] == 2
    assert "result" in command("decide", "other", str(file), code=3)


def test_french_is_said_although_no_server_has_compiled_it_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path("fr") / "LC_MESSAGES" / "messages.po"
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_bytes((language.CATALOGUES / place).read_bytes())
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language._catalogue.cache_clear()
    try:
        missing = {"what": Phrase("due date")}
        assert language.say("The {what} is missing.", missing, language="fr").endswith("échéance.")
        assert language.say("The {what} is missing.", missing, language="en") == "The due date is missing."
    finally:
        language._catalogue.cache_clear()


@pytest.mark.usefixtures("deployed")
def test_cases_are_moved_to_another_version(command: Command, desk: Desk, tmp_path: Path) -> None:
    command("start", "two-tasks", "--as", "helene")
    command("start", "two-tasks", "--as", "helene")
    content = Path(DIAGRAM).read_text().replace("Task_Check", "Task_Verify")
    deploy(SYSTEM, desk, files={"two-tasks.bpmn": content.encode()}, reason="clearer")
    desk.session.rollback()
    to, mapped, why = ("--to", "2"), ("--map", "Task_Check=Task_Verify"), ("--reason", "clearer")
    assert "E-000002: “Vérifier” is not in the new version." in command("migrate", "two-tasks", *to, "--try", code=1)
    assert "2 of 2 cases can be moved" in command("migrate", "two-tasks", *to, *mapped, "--try")
    assert "Task_Check: “Vérifier”" in command("migrate", "1", *to, *why, code=3)
    assert command("migrate", "E-000001", *to, *mapped, *why) == "E-000001 is on version 2.\n"
    assert "is already on version 2" in command("migrate", "1", *to, *mapped, *why, code=3)
    assert command("migrate", "1", "--undo", *why) == "E-000001 is on version 1.\n"
    assert "has moved since" in command("migrate", "1", "--undo", *why, code=3)
    assert "2 cases are on version 2, 0 stayed" in command("migrate", "two-tasks", *to, *mapped, *why)
    assert "no case runs" in command("migrate", "two-tasks", *to, *mapped, *why, code=3)
    back = command("migrate", "two-tasks", "--to", "1", "--map", "Task_Verify=Task_Check", *why, "--json")
    assert json.loads(back) == {"migration": 6, "moved": 2, "over": 0, "stayed": []}


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["two-tasks"], 2),
        (["two-tasks", "--undo"], 2),
        (["1", "--to", "2", "--undo"], 2),
        (["1", "--to", "2", "--try"], 2),
        (["two-tasks", "--to", "2", "--map", "x"], 2),
        (["two-tasks", "--to", "0"], 2),
        (["two-tasks", "--to", "2", "--reason", "x"], 3),
        (["nothing", "--to", "2", "--reason", "x"], 3),
        (["two-tasks", "--to", "1", "--reason", "x", "--as", "lea"], 3),
    ],
)
def test_migrations_that_cannot_be_done(command: Command, arguments: list[str], code: int) -> None:
    command("start", "two-tasks", "--as", "helene")
    assert command("migrate", *arguments, code=code)


def test_messages_and_signals_from_outside(command: Command, desk: Desk) -> None:
    order = event("startEvent", "message", "order")
    files = line("shop", order, catch("message", "paid"), END, keys={"paid": "=request.number"})
    files |= line("drill", event("startEvent", "signal", "alarm"), END)
    deploy(SYSTEM, desk, files=files, reason="first")
    assert "«requester»" in command("send", "order", "--to", "7", code=3)
    assert command("send", "order", "--values", '{"number": 7}', "--as", "lea") == "E-000001 was started.\n"
    written = command("waiting")
    assert "order" in written and "alarm" in written and "paid" in written
    assert json.loads(command("waiting", "--json"))["waits"][0]["key"] == "7"
    assert command("send", "paid", "--to", "7") == "E-000001 has the message.\n"
    assert "Nobody waits" in command("send", "paid", "--to", "7", code=3)
    assert command("signal", "alarm", "--values", "{}") == "The signal goes to 0 running cases and starts 1.\n"
    assert command("signal", "alarm", "--json") == '{"cases":0,"starts":1,"repeated":false}\n'
    command("send", code=2)
