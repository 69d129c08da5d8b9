"""FEEL numbers: decimals of 34 digits (IEEE 754-2008 Decimal128, DMN 1.5 §10.3.2.3.1)."""

import decimal
from decimal import Decimal

from app.errors import Phrase
from app.feel.errors import FeelBudgetExceeded

CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
ArithmeticFailure = decimal.DecimalException
_LARGEST_BITS = 20_480


def parse_number(text: str) -> Decimal | None:
    """The number of a literal, rounded to 34 digits; None when it is too large to exist."""
    try:
        return CONTEXT.create_decimal(text)
    except ArithmeticFailure:
        return None


def from_int(value: int) -> Decimal:
    """A FEEL number. Raises FeelBudgetExceeded for an integer too large to convert quickly."""
    if value.bit_length() > _LARGEST_BITS:
        raise FeelBudgetExceeded(Phrase("digits of a number"), 6144)
    return CONTEXT.create_decimal(value)


def from_float(value: float) -> Decimal | None:
    """The number that the float is printed as; None for infinity and not-a-number."""
    number = Decimal(repr(value))
    return CONTEXT.plus(number) if number.is_finite() else None


def number_text(value: Decimal) -> str:
    """A number without an exponent and without zeros behind the last digit of its fraction."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def is_integer(value: Decimal) -> bool:
    """Whether the number has no fraction."""
    return value == value.to_integral_value()
