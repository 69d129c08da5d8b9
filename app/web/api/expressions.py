"""Expressions for editors: what is wrong with a text of FEEL, before it is kept anywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import Response, request

from app.feel import FeelError, Finding, check
from app.feel.checking.declared import declared_type
from app.feel.types import Type
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.language import say
from app.web.api.operations import answered, operation
from app.web.api.reading import MESSAGES, Fault, RequestRefused, read_json
from app.web.api.shapes import about

EXPRESSION_LIMIT = 20_000
MOST_NAMES = 500
LONGEST_NAME = 200
LONGEST_TYPE = 1_000


@dataclass(frozen=True)
class ExpressionRequest:
    """A text of FEEL, without the = before it, and what is known where it stands."""

    expression: str = field(metadata=about("The text.", maxLength=EXPRESSION_LIMIT))
    names: dict[str, str] | None = field(
        default=None,
        metadata=about(
            "The variables and their types, such as number, list<string>, context<a: date> or Any; at most 500."
        ),
    )
    others: bool = field(
        default=False, metadata=about("Whether there may be other variables, so that an unknown name is no error.")
    )
    expected: str | None = field(
        default=None, metadata=about("The type that is needed, such as boolean.", maxLength=LONGEST_TYPE)
    )
    unary_tests: bool = field(
        default=False, metadata=about("Whether the text is unary tests, as in a cell of a decision table.")
    )
    input: str | None = field(
        default=None, metadata=about("The type of the value that unary tests are for.", maxLength=LONGEST_TYPE)
    )


@dataclass(frozen=True)
class ExpressionFinding:
    """Something wrong: an error never gives what is needed, a warning is about a part. Places count from 1."""

    code: str
    severity: str
    line: int
    column: int
    text: str
    message: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class ExpressionFindings:
    """What is wrong with the text, in the order of their places; nothing when it is fine."""

    findings: tuple[ExpressionFinding, ...]


@operation("POST", "/expressions/check", body=ExpressionRequest, answer=ExpressionFindings)
@open_to(TOKEN)
def check_expression() -> Response:
    """Check an expression, or unary tests, without keeping or evaluating anything.

    What cannot be known beforehand is not reported. The messages are in the language of the answer.
    """
    caller()
    sent = read_json(request, ExpressionRequest)
    known = _known(sent)
    found = check(sent.expression, known.names, known.expected, tests_of=known.input, others=sent.others)
    return answered(ExpressionFindings(tuple(map(_told, found))))


def _told(finding: Finding) -> ExpressionFinding:
    return ExpressionFinding(
        code=finding.code,
        severity=finding.severity,
        line=finding.line,
        column=finding.column,
        text=finding.text,
        message=say(finding.template, finding.details),
        suggestions=finding.suggestions,
    )


@dataclass(frozen=True)
class _Known:
    names: Mapping[str, Type]
    expected: Type | None
    input: Type | None


def _known(sent: ExpressionRequest) -> _Known:
    """The types that were sent. Raises :class:`RequestRefused` with every fault."""
    names = sent.names or {}
    errors: dict[str, Fault] = {}
    if len(names) > MOST_NAMES:
        errors["names"] = _fault("too-many", limit=MOST_NAMES)
    elif any(len(name) > LONGEST_NAME for name in names):
        errors["names"] = _fault("too-long", limit=LONGEST_NAME)
    written = {f"names.{name}": text for name, text in names.items()} if not errors else {}
    tested = (sent.input or "Any") if sent.unary_tests else None
    texts = {**written, "expected": sent.expected, "input": tested}
    types = dict(_read({name: text for name, text in texts.items() if text is not None}, errors))
    if errors:
        raise RequestRefused(errors)
    return _Known({name: types[f"names.{name}"] for name in names}, types.get("expected"), types.get("input"))


def _read(texts: Mapping[str, str], errors: dict[str, Fault]) -> Iterator[tuple[str, Type]]:
    """The types that the texts name; *errors* gets the members that name none."""
    for name, text in texts.items():
        if len(text) > LONGEST_TYPE:
            errors[name] = _fault("too-long", limit=LONGEST_TYPE)
            continue
        try:
            yield name, declared_type(text)
        except FeelError:
            errors[name] = _fault("feel-type")


def _fault(code: str, **details: object) -> Fault:
    return Fault(code, MESSAGES[code], details)
