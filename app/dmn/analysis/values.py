"""Values between others: one that stands for all of them (DMN 1.5 §10.3.2.3, the kinds that have an order)."""

from collections.abc import Callable
from decimal import Decimal

from app.feel.comparison import ordering_key
from app.feel.durations import DAY, HOUR, MINUTE, NANOS, DaysDuration, MonthsDuration
from app.feel.numbers import CONTEXT
from app.feel.temporal import Date, DateTime, Time, date_of

DAY_SECONDS = 86_400
_ROUND = tuple(Decimal(text) for text in ("1E+2", "1E+1", "1", "0.1", "0.01"))
_NANOS = (DAY, HOUR, MINUTE, NANOS, 1)


def between(kind: str, low: object, high: object) -> object:
    """A value of a kind that is greater than *low* and less than *high* (None: no limit); None when there is none."""
    candidates = _CANDIDATES[kind](low, high)
    return next((value for value in candidates if _inside(value, low, high)), None)


def _inside(value: object, low: object, high: object) -> bool:
    if value is None:
        return False
    key = ordering_key(value)
    above = low is None or ordering_key(low) < key  # type: ignore[operator]
    return above and (high is None or key < ordering_key(high))  # type: ignore[operator]


def _number(low: Decimal | None, high: Decimal | None) -> list[object]:
    if low is None:
        return _beside(high, Decimal(-1), CONTEXT.next_minus)
    if high is None:
        return _beside(low, Decimal(1), CONTEXT.next_plus)
    middle = CONTEXT.divide(CONTEXT.add(low, high), Decimal(2))
    return [*(CONTEXT.quantize(middle, step) for step in _ROUND if abs(middle) < 10**20), middle]


def _beside(limit: Decimal | None, step: Decimal, next_to: Callable[[Decimal], Decimal]) -> list[object]:
    """Numbers on one side of a limit, the roundest first."""
    if limit is None:
        return [Decimal(0)]
    nearest = next_to(limit)
    return [CONTEXT.add(limit, step), nearest] if nearest.is_finite() else []


def _string(low: str | None, high: str | None) -> list[object]:
    return [""] if low is None else [low + "a", low + " "]


def _date(low: Date | None, high: Date | None) -> list[object]:
    if low is None:
        return [Date(2000, 1, 1) if high is None else date_of(high.number - 1)]
    return [date_of(low.number + 1)]


def _moment(low: DateTime | None, high: DateTime | None) -> list[object]:
    if low is None:
        second = 946_684_800 if high is None else _second(high) - DAY_SECONDS
        return [_at(second)]
    return [_at(_second(low) + step) for step in (DAY_SECONDS, 3600, 60, 1)]


def _second(moment: DateTime) -> int:
    return moment.instant // NANOS


def _at(second: int) -> DateTime | None:
    number, rest = divmod(second, DAY_SECONDS)
    day = date_of(number)
    return DateTime(day, Time(rest * NANOS, 0)) if day else None


def _time(low: Time | None, high: Time | None) -> list[object]:
    start = -1 if low is None else int(ordering_key(low))  # type: ignore[call-overload]
    seconds = [start // 3600 * 3600 + 3600, start // 60 * 60 + 60, start + 1]
    return [Time(second * NANOS) for second in seconds if 0 <= second < DAY_SECONDS]


def _days(low: DaysDuration | None, high: DaysDuration | None) -> list[object]:
    if low is None:
        return [DaysDuration(0 if high is None else high.nanos - DAY)]
    return [DaysDuration(low.nanos + step) for step in _NANOS]


def _months(low: MonthsDuration | None, high: MonthsDuration | None) -> list[object]:
    if low is None:
        return [MonthsDuration(0 if high is None else high.months - 1)]
    return [MonthsDuration(low.months + 1)]


_CANDIDATES: dict[str, Callable[..., list[object]]] = {
    "number": _number,
    "string": _string,
    "date": _date,
    "date and time": _moment,
    "time": _time,
    "days and time duration": _days,
    "years and months duration": _months,
}
ORDERED = frozenset(_CANDIDATES)
