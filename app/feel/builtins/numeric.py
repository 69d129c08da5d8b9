"""Numeric functions (DMN 1.5 §10.3.4.5)."""

import decimal
from collections.abc import Callable
from decimal import Decimal

from app.feel.budget import Run
from app.feel.builtins.registry import builtin
from app.feel.durations import DaysDuration, MonthsDuration
from app.feel.numbers import CONTEXT, ArithmeticFailure, is_integer

SQRT_COST, LOG_COST, EXP_COST = 10, 120, 60
_SCALES = range(-6111, 6177)
_MODES = {
    "UP": decimal.ROUND_UP,
    "DOWN": decimal.ROUND_DOWN,
    "CEILING": decimal.ROUND_CEILING,
    "FLOOR": decimal.ROUND_FLOOR,
    "HALF_UP": decimal.ROUND_HALF_UP,
    "HALF_DOWN": decimal.ROUND_HALF_DOWN,
    "HALF_EVEN": decimal.ROUND_HALF_EVEN,
}


@builtin("decimal", "n: number, scale: number")
def to_scale(run: Run, n: Decimal, scale: Decimal) -> object:
    """A number rounded to so many digits of a fraction, halves to the even digit."""
    return _round(run, n, scale, decimal.ROUND_HALF_EVEN)


@builtin("decimal", "n: number, scale: number, mode: string", extension=True)
def to_scale_by_mode(run: Run, n: Decimal, scale: Decimal, mode: str) -> object:
    """Rounded in one of Java's ways, such as ``half_up``; null by ``unnecessary`` when that would change the number."""
    name = mode.upper()
    if name not in (*_MODES, "UNNECESSARY"):
        return run.null(
            "there is no way of rounding “{mode}”: use one of {modes}", mode=mode[:20], modes=", ".join(_MODES)
        )
    rounded = _round(run, n, scale, _MODES.get(name, decimal.ROUND_HALF_EVEN))
    return run.null("{number} has more digits", number=n) if name == "UNNECESSARY" and rounded != n else rounded


@builtin("floor", "n: number, scale: number?")
def floor(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> object:
    """The next smaller number of so many digits of a fraction."""
    return _round(run, n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number, scale: number?")
def ceiling(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> object:
    """The next larger number of so many digits of a fraction."""
    return _round(run, n, scale, decimal.ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(run: Run, n: Decimal, scale: Decimal) -> object:
    """Rounded away from zero."""
    return _round(run, n, scale, decimal.ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(run: Run, n: Decimal, scale: Decimal) -> object:
    """Rounded towards zero."""
    return _round(run, n, scale, decimal.ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(run: Run, n: Decimal, scale: Decimal) -> object:
    """Rounded to the nearest, halves away from zero."""
    return _round(run, n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(run: Run, n: Decimal, scale: Decimal) -> object:
    """Rounded to the nearest, halves towards zero."""
    return _round(run, n, scale, decimal.ROUND_HALF_DOWN)


def _round(run: Run, n: Decimal, scale: Decimal, rounding: str) -> object:
    digits = int(scale) if abs(scale) < 10_000 else 10_000
    if digits not in _SCALES:
        return run.null("a scale is between -6111 and 6176")
    if _is_rounded(n, digits):
        return n
    return _guard(run, lambda: n.quantize(Decimal(1).scaleb(-digits), rounding, CONTEXT))


def _is_rounded(n: Decimal, digits: int) -> bool:
    exponent = n.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= digits


@builtin("abs", "n: number|duration")
def absolute(run: Run, n: Decimal | DaysDuration | MonthsDuration) -> object:
    """A number or duration without its sign."""
    if isinstance(n, DaysDuration):
        return DaysDuration(abs(n.nanos))
    return MonthsDuration(abs(n.months)) if isinstance(n, MonthsDuration) else CONTEXT.abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> object:
    """``dividend - divisor * floor(dividend / divisor)``; null when the divisor is zero."""
    return _guard(run, lambda: _modulo(dividend, divisor))


def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    rest = CONTEXT.remainder(dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def square_root(run: Run, n: Decimal) -> object:
    """The square root; null for a negative number."""
    run.spend(SQRT_COST)
    return _guard(run, lambda: CONTEXT.sqrt(n))


@builtin("log", "number: number")
def logarithm(run: Run, n: Decimal) -> object:
    """The natural logarithm; null for zero and negative numbers."""
    run.spend(LOG_COST)
    return _guard(run, lambda: CONTEXT.ln(n)) if n > 0 else run.null("log takes a positive number")


@builtin("exp", "number: number")
def exponential(run: Run, n: Decimal) -> object:
    """Euler's number to the power of a number."""
    run.spend(EXP_COST)
    return _guard(run, lambda: CONTEXT.exp(n))


@builtin("odd", "number: number")
def odd(run: Run, n: Decimal) -> object:
    """Whether a whole number is odd; null for a fraction."""
    return _guard_boolean(run, n, 1)


@builtin("even", "number: number")
def even(run: Run, n: Decimal) -> object:
    """Whether a whole number is even; null for a fraction."""
    return _guard_boolean(run, n, 0)


def _guard_boolean(run: Run, n: Decimal, rest: int) -> object:
    if not is_integer(n):
        return run.null("a fraction is neither odd nor even")
    return int(n) % 2 == rest if n.adjusted() < 34 else rest == 0


def _guard(run: Run, calculate: Callable[[], Decimal]) -> object:
    try:
        return calculate()
    except ArithmeticFailure:
        return run.null("the result is not a number")
