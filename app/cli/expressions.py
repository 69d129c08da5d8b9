"""Commands that try FEEL and decisions without a desk: feel, decide."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.diagrams import read_files
from app.cli.language import say
from app.cli.output import as_json
from app.cli.values import assignments
from app.dmn import DecisionResult, MatchedRule, load_model
from app.errors import InvalidInput, Phrase
from app.feel import FeelError, as_literal, expression, to_json, unary_tests

set_option = click.option("--set", "values", multiple=True, metavar="NAME=FEEL", help="A variable; repeatable.")
json_option = click.option("--json", "json", is_flag=True, help="Write one JSON document.")


@click.command()
@click.argument("source", metavar="EXPRESSION")
@set_option
@click.option("--tested", metavar="FEEL", help="EXPRESSION is unary tests, as in a decision table, of this value.")
@json_option
def feel(source: str, values: tuple[str, ...], tested: str | None, json: bool) -> None:
    """Evaluate a FEEL expression and write its value and, where something in it became null, why."""
    now, variables = datetime.now(UTC), _variables(values)
    if tested is None:
        value, reasons = expression(source, list(variables)).explain(variables, now=now)
    else:
        subject = _value("--tested", tested)
        value, reasons = unary_tests(source, list(variables)).explain(subject, variables, now=now)
    if json:
        as_json({"value": to_json(value), "reasons": _spoken(reasons)})
        return
    click.echo(as_literal(value))
    _tell(reasons)


@click.command()
@click.argument("decision")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@set_option
@json_option
def decide(decision: str, files: tuple[Path, ...], values: tuple[str, ...], json: bool) -> None:
    """Evaluate a DECISION, by its id or name, of a DMN file; files that it imports follow.

    Writes the result, the rules that matched with what they compared, and why something became null.
    """
    model = load_model(*read_files(files).values())
    result = model.evaluate(decision, _variables(values), now=datetime.now(UTC))
    if json:
        as_json(_told(result))
        return
    click.echo(as_literal(result.value))
    for rule in result.matched:
        compared, given = (", ".join(map(as_literal, part)) for part in (rule.inputs, rule.outputs))
        click.echo(f"  {rule.decision}, rule {rule.rule_index}: {compared} → {given}")
    _tell(result.warnings)


def _variables(texts: tuple[str, ...]) -> dict[str, object]:
    return {name.strip(): _value(name, text) for name, text in assignments(texts).items()}


def _value(name: str, text: str) -> object:
    try:
        return expression(text.strip()).evaluate({}, now=datetime.now(UTC))
    except FeelError as error:
        raise InvalidInput(reason=f"{name}: {error.reason}") from error


def _told(result: DecisionResult) -> dict[str, object]:
    return {
        "value": to_json(result.value),
        "matched": [_rule(rule) for rule in result.matched],
        "reasons": _spoken(result.warnings),
    }


def _spoken(reasons: Sequence[Phrase]) -> list[str]:
    return [say(reason.template, reason.details) for reason in reasons]


def _tell(reasons: Sequence[Phrase]) -> None:
    for reason in _spoken(reasons):
        click.echo(f"  null: {reason}")


def _rule(rule: MatchedRule) -> dict[str, object]:
    compared, given = ([to_json(value) for value in part] for part in (rule.inputs, rule.outputs))
    return {"decision": rule.decision, "rule": rule.rule_index, "inputs": compared, "outputs": given}
