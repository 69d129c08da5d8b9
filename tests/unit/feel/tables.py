"""Tables of expressions and what they give, one a line: ``expression  => value as FEEL writes it``."""

from app.feel import expression
from app.feel.budget import Run
from app.feel.text import to_text
from tests.unit.feel.evaluating import NOW


def rows(table: str) -> list[tuple[str, str]]:
    """The lines of a table; an empty line or one that begins with ``#`` is none."""
    lines = [line.strip() for line in table.strip().splitlines()]
    cases = [line.rpartition(" => ") for line in lines if line and not line.startswith("#")]
    return [(source.strip(), wanted.strip()) for source, _, wanted in cases]


def shown(source: str) -> str:
    """The value of an expression without variables, as text in a list has it."""
    return to_text(Run(), [expression(source).evaluate({}, now=NOW)])[1:-1]


def reason(source: str) -> str:
    """Why something in an expression became null; empty when nothing did."""
    return "; ".join(map(str, expression(source).explain({}, now=NOW)[1]))
