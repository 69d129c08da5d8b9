"""The command that moves running cases to another version."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from app.cases.migration import Migration, migrate_case, undo_migration
from app.cases.migration_progress import Progress, progress_of
from app.cases.migrations import Trial, migrate_batch, migrate_cases, try_migration
from app.cli.language import say
from app.cli.opening import acting, opened
from app.cli.output import as_json
from app.cli.values import assignments
from app.cli.work import case_number, json_output
from app.definitions.queries import versions
from app.errors import Phrase
from app.identity.actor import Actor
from app.store.desk import Desk

CASE = re.compile(r"(?i)(e-)?\d{1,15}")
Kept = Sequence[Mapping[str, Any]]


@click.command()
@click.argument("what")
@click.option("--to", "version", type=click.IntRange(1, 2**31 - 1), help="The number of the version to move to.")
@click.option("--from", "sources", type=click.IntRange(1, 2**31 - 1), multiple=True,
              help="A version to move from; repeatable; all others that have running cases when not said.")  # fmt: skip
@click.option("--map", "plan", multiple=True, metavar="OLD=NEW", help="What has another id there; repeatable.")
@click.option("--reason", default="", help="Why; it is kept in the history.")
@click.option("--try", "only_try", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--undo", is_flag=True, help="Move a case back, as long as it has not moved on.")
@click.option("--as", "person", metavar="PERSON", help="Who does it; the desk itself when nobody is named.")
@json_output
def migrate(
    what: str, version: int | None, sources: tuple[int, ...], plan: tuple[str, ...], reason: str, only_try: bool,
    undo: bool, person: str | None, json: bool,
) -> int:  # fmt: skip
    """Move running cases to another version.

    WHAT is a process definition, or one case (12 or E-000012). Cases that cannot be moved stay, and it says why; the
    exit code is then 1.
    """
    one = CASE.fullmatch(what) is not None
    if undo != (version is None) or (one and (sources or only_try)) or (undo and not one):
        raise click.UsageError("Write --to, or --undo for one case; --from and --try are for a process definition.")
    with opened() as desk:
        actor = acting(desk, person)
        if undo:
            return _tell_one(undo_migration(actor, desk, case_id=case_number(what), reason=reason), json)
        wish: dict[str, Any] = {"version": version, "plan": assignments(plan)}
        if one:
            return _tell_one(migrate_case(actor, desk, case_id=case_number(what), reason=reason, **wish), json)
        wish |= {"key": what, "sources": list(sources) or _others(desk, what, version)}
        if only_try:
            return _tell_trial(try_migration(desk.session, actor, now=desk.now(), **wish), json)
        begun = migrate_cases(actor, desk, reason=reason, **wish)
        return _tell_end(_worked_off(desk, actor, begun, quiet=json), json)


def _others(desk: Desk, key: str, version: int | None) -> list[int]:
    found = [view.number for view in versions(desk.session, key) if view.running and view.number != version]
    return found or [view.number for view in versions(desk.session, key) if view.number != version]


def _worked_off(desk: Desk, actor: Actor, progress: Progress, *, quiet: bool) -> Progress:
    """Does the batches here and now; a server that does them as well is no harm."""
    while progress.ended_at is None:
        migrate_batch(desk, key=progress.key, migration=progress.migration, position=progress.position)
        progress = progress_of(desk.session, actor, key=progress.key, migration=progress.migration)
        if not quiet:
            click.echo(f"{progress.position} of {len(progress.cases)}")
    return progress


def _tell_one(moved: Migration, json: bool) -> int:
    if json:
        as_json(moved)
    else:
        click.echo(f"{moved.reference} is on version {moved.version}.")
    return 0


def _tell_trial(trial: Trial, json: bool) -> int:
    stay = _kept((each.reference, [it.said for it in each.obstacles]) for each in trial.refused)
    if json:
        as_json({"cases": trial.cases, "tried": len(trial.verdicts), "stay": stay})
    else:
        ready = len(trial.verdicts) - len(stay)
        click.echo(f"{ready} of {len(trial.verdicts)} cases can be moved ({trial.cases} run). Nothing was changed.")
        _tell_kept(stay)
    return 1 if stay else 0


def _tell_end(progress: Progress, json: bool) -> int:
    stayed = _kept((each.reference, each.reasons) for each in progress.stayed)
    if json:
        as_json({"migration": progress.migration, "moved": progress.done, "over": progress.over, "stayed": stayed})
    else:
        over = f", {progress.over} were over" if progress.over else ""
        click.echo(f"{progress.done} cases are on version {progress.version}, {len(stayed)} stayed{over}.")
        _tell_kept(stayed)
    return 1 if stayed else 0


def _kept(cases: Iterable[tuple[str, Iterable[Phrase]]]) -> Kept:
    return [
        {"case": reference, "reasons": [say(reason.template, reason.details) for reason in reasons]}
        for reference, reasons in cases
    ]


def _tell_kept(kept: Kept) -> None:
    for each in kept:
        click.echo(f"  {each['case']}: {' '.join(each['reasons'])}")
