"""Commands about people: who may sign in, to which groups they belong, their tokens."""

import sys
from datetime import timedelta

import click

from app.cli.opening import acting, opened
from app.cli.output import as_json, table
from app.cli.work import json_output
from app.identity.directory import groups as all_groups
from app.identity.directory import people
from app.identity.register import add_person, set_groups, set_password
from app.identity.tokens import create_token

group_option = click.option("--group", "groups", multiple=True, metavar="GROUP", help="A group's id; repeatable.")


@click.group()
def users() -> None:
    """People: list them, add one, set groups and passwords, make tokens."""


@users.command("list")
@json_output
def list_users(json: bool) -> None:
    """List everybody with their groups."""
    with opened() as desk:
        found = people(desk.session)
    if json:
        as_json(found)
        return
    rows = [
        [one.ref.id, one.ref.name, one.email, "" if one.active else "left", ", ".join(g.id for g in one.groups)]
        for one in found
    ]
    table(["ID", "NAME", "E-MAIL", "", "GROUPS"], rows, empty='Nobody yet. Add somebody with "users add".')


@users.command("add")
@click.argument("person")
@click.option("--name", required=True, help="First and last name.")
@click.option("--email", required=True, help="Where mail goes.")
@click.option("--title", default="", help="The position in the company.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="The language of pages and mail.")
@click.option("--vip", is_flag=True, help="Their requests are a VIP's.")
@group_option
def add(person: str, name: str, email: str, title: str, language: str, vip: bool, groups: tuple[str, ...]) -> None:
    """Add PERSON (an id such as claire); set a password afterwards."""
    with opened() as desk:
        add_person(
            acting(desk, None), desk, person_id=person, name=name, email=email, title=title, language=language,
            vip=vip, groups=groups,
        )  # fmt: skip
    click.echo(f'{person} was added. Set a password with "users password {person}".')


@users.command("groups")
@click.argument("person", required=False)
@group_option
@click.option("--none", "nothing", is_flag=True, help="The person leaves all groups.")
@json_output
def groups(person: str | None, groups: tuple[str, ...], nothing: bool, json: bool) -> None:
    """List all groups or those of PERSON; with --group, PERSON belongs to exactly these from now on."""
    if (groups or nothing) and person is None:
        raise click.UsageError("Say whose groups these are. Nothing was changed.")
    with opened() as desk:
        if person and (groups or nothing):
            set_groups(acting(desk, None), desk, person_id=person, groups=groups)
        known = all_groups(desk.session)
        held = acting(desk, person).groups if person else known.keys()
    found = [known[group] for group in sorted(held)]
    if json:
        as_json(found)
        return
    table(["GROUP", "NAME", "ENGLISH"], [[g.id, g.name, g.name_en] for g in found], empty="In no group.")


@users.command("password")
@click.argument("person")
def password(person: str) -> None:
    """Set PERSON's password; it is asked for twice, or read from standard input when that is no terminal."""
    stream = sys.stdin
    typed = (
        click.prompt("New password", hide_input=True, confirmation_prompt=True)
        if stream.isatty()
        else stream.readline().rstrip("\n")
    )
    with opened() as desk:
        set_password(acting(desk, None), desk, person_id=person, password=typed)
    click.echo(f"{person} has a new password.")


@users.command("token")
@click.argument("person")
@click.option("--name", required=True, help="What the token is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it is valid; without an end when not said.")
@json_output
def token(person: str, name: str, days: int | None, json: bool) -> None:
    """Make an API token that acts for PERSON. Its secret is shown this once."""
    with opened() as desk:
        ends = desk.now() + timedelta(days=days) if days else None
        made = create_token(acting(desk, None), desk, name=name, expires_at=ends, person_id=person)
    if json:
        as_json(made)
        return
    click.echo(made.secret)
    click.echo("Keep it now: it is not shown again.", err=True)
