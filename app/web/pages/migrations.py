"""Moving running cases to another version of their diagram: try it, start it, watch it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.migration_choices import questions
from app.cases.migration_progress import by_reason, migrations_of, progress_of
from app.cases.migrations import migrate_cases, try_migration
from app.definitions.queries import version_by_number, versions
from app.errors import InvalidInput
from app.identity.directory import person_names
from app.web import incoming
from app.web.access import open_to
from app.web.signed_in import actor
from app.web.workplace import clock, desk, reading

pages = Blueprint("migrations", __name__, url_prefix="/diagrams")
OWNERS = ("process-owner", "administrator")
MAPPED = "map."
SHOWN = 10


@pages.get("/<key>/<version:number>/migration")
@open_to(*OWNERS)
def new(key: str, number: int) -> str:
    """What would become of the running cases of other versions on this one, and what has to be said for them."""
    found, session = version_by_number(reading(), key, number), reading()
    others = [other for other in versions(session, key) if other.number != number and other.running]
    sources = _numbers() or [other.number for other in others]
    plan, trial, asked = _plan(), None, ()
    if sources:
        trial = try_migration(
            session, actor(), key=key, sources=sources, version=number, plan=plan, now=clock().now()
        )  # fmt: skip
        asked = questions(session, trial, plan)
    return render_template(
        "migration.html", found=found, others=others, sources=sources, plan=plan, trial=trial, questions=asked,
        earlier=migrations_of(session, actor(), key=key), key=incoming.new_key(),
        kept=by_reason(trial.stay) if trial else (), shown=SHOWN,
    )  # fmt: skip


@pages.post("/<key>/<version:number>/migrations")
@open_to(*OWNERS)
def start(key: str, number: int) -> Response:
    """Has them moved in the background."""
    begun = migrate_cases(
        actor(), desk(), key=key, sources=_numbers(), version=number, plan=_plan(), reason=incoming.text("reason"),
        idempotency_key=incoming.key(),
    )  # fmt: skip
    flash(gettext("The migration has begun. You can leave this page; the work goes on."), "success")
    return redirect(url_for("migrations.show", key=key, migration=begun.migration), 303)


@pages.get("/<key>/migrations/<int:migration>")
@open_to(*OWNERS)
def show(key: str, migration: int) -> str:
    """How far it is, and which cases stayed, with the reasons."""
    progress = progress_of(reading(), actor(), key=key, migration=migration)
    found = version_by_number(reading(), key, progress.version)
    author = person_names(reading(), {progress.by})[progress.by]
    kept = by_reason(progress.stayed)
    return render_template(
        "migration_progress.html", found=found, progress=progress, author=author, kept=kept, shown=SHOWN
    )


def _numbers() -> list[int]:
    """The versions to move from. Raises :class:`InvalidInput`."""
    sent = request.values.getlist("from")
    if not all(each.isascii() and each.isdecimal() and len(each) < 10 for each in sent):
        raise InvalidInput(reason=gettext("a version is a number"))
    return sorted({int(each) for each in sent})


def _plan() -> dict[str, str]:
    """What was chosen for each step; a step for which nothing was chosen is not in it."""
    sent = request.values.items()
    return {name.removeprefix(MAPPED): goal for name, goal in sent if name.startswith(MAPPED) and goal}
