"""Numbers and orders over lists (DMN 1.5 §10.3.4.4: min, max, sum, mean, product, median, stddev, mode)."""

from collections.abc import Callable
from decimal import Decimal

from app.feel.arithmetic import add, divide
from app.feel.budget import Run
from app.feel.builtins.registry import builtin, number
from app.feel.comparison import is_orderable, ordering_cost, ordering_key
from app.feel.durations import DaysDuration, MonthsDuration
from app.feel.numbers import CONTEXT, ArithmeticFailure

Items = list[object]


@builtin("min", "list: list", "...")
def minimum(run: Run, items: Items) -> object:
    """The smallest item; null for an empty list or items of different kinds."""
    return _extreme(run, items, min)


@builtin("max", "list: list", "...")
def maximum(run: Run, items: Items) -> object:
    """The largest item; null for an empty list or items of different kinds."""
    return _extreme(run, items, max)


def _extreme(run: Run, items: Items, choose: Callable[..., object]) -> object:
    run.spend(len(items))
    if not items or not is_orderable(items[0]) or len({type(item) for item in items}) > 1:
        return run.null("the items have no order")
    if not isinstance(items[0], Decimal):
        run.spend(sum(ordering_cost(item) for item in items))
    return choose(items, key=ordering_key)


@builtin("sum", "list: list", "...")
def total(run: Run, items: Items) -> object:
    """The sum of numbers or durations; null for an empty list."""
    return _fold(run, items, add)


@builtin("product", "list: list", "...")
def product(run: Run, items: Items) -> object:
    """The product of numbers; null for an empty list."""
    numbers = _numbers(run, items)
    return _guard(run, lambda: _multiply(numbers)) if numbers else run.null("there are no numbers")


@builtin("mean", "list: list", "...")
def mean(run: Run, items: Items) -> object:
    """The average of numbers or durations; null for an empty list."""
    result = _fold(run, items, add)
    return None if result is None else divide(run, result, number(len(items)))


@builtin("median", "list: list", "...")
def median(run: Run, items: Items) -> object:
    """The middle number, or the average of the two in the middle; null for an empty list."""
    numbers = sorted(_numbers(run, items) or [])
    if not numbers:
        return run.null("there are no numbers")
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return _guard(run, lambda: CONTEXT.divide(CONTEXT.add(numbers[half - 1], numbers[half]), Decimal(2)))


@builtin("stddev", "list: list", "...")
def standard_deviation(run: Run, items: Items) -> object:
    """The standard deviation of a sample of two or more numbers."""
    numbers = _numbers(run, items)
    if numbers is None or len(numbers) < 2:
        return run.null("stddev takes two numbers or more")
    return _guard(run, lambda: _deviation(numbers))


@builtin("mode", "list: list", "...")
def mode(run: Run, items: Items) -> object:
    """The numbers that come most often, in ascending order."""
    numbers = _numbers(run, items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for value in numbers:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


def _fold(run: Run, items: Items, operation: Callable[[Run, object, object], object]) -> object:
    run.spend(len(items))
    summable = items and all(isinstance(item, Decimal | DaysDuration | MonthsDuration) for item in items)
    if not summable:
        return run.null("the items are not numbers or durations")
    result = items[0]
    for item in items[1:]:
        result = operation(run, result, item)
    return result


def _numbers(run: Run, items: Items) -> list[Decimal] | None:
    run.spend(4 * len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    return numbers if len(numbers) == len(items) else run.null("the items are not numbers")


def _multiply(numbers: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for value in numbers:
        result = CONTEXT.multiply(result, value)
    return result


def _deviation(numbers: list[Decimal]) -> Decimal:
    total_ = Decimal(0)
    for value in numbers:
        total_ = CONTEXT.add(total_, value)
    average = CONTEXT.divide(total_, Decimal(len(numbers)))
    squares = Decimal(0)
    for value in numbers:
        distance = CONTEXT.subtract(value, average)
        squares = CONTEXT.add(squares, CONTEXT.multiply(distance, distance))
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(numbers) - 1)))


def _guard(run: Run, calculate: Callable[[], Decimal]) -> object:
    try:
        return calculate()
    except ArithmeticFailure:
        return run.null("the result is not a number")
