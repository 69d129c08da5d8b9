"""Closures for ``for``, ``some`` and ``every`` (DMN 1.5 §10.3.2.14)."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from app.feel.budget import Run
from app.feel.comparison import less_or_equal
from app.feel.compiling.operators import Types
from app.feel.compiling.tests import Compile
from app.feel.numbers import CONTEXT
from app.feel.reading import syntax
from app.feel.scope import Closure, Scope
from app.feel.temporal import Date, date_of
from app.feel.values import Range, named_kind

Domain = Callable[[Scope], Iterable[object] | None]
Source = tuple[str, Domain]


def for_loop(node: syntax.For, compile_: Compile, types: Types) -> Closure:
    """``for … return``; ``partial`` is the list of the results so far."""
    sources = [_source(iterator, compile_) for iterator in node.iterators]
    cost, partial = compile_.measures.size(node.body), compile_.measures.mentions(node.body, "partial")
    return loop(sources, compile_(node.body), cost, partial)


def loop(sources: list[Source], body: Closure, cost: int, partial: bool) -> Closure:
    """The list of what the body gives for every combination of items; null when a source is null."""

    def evaluate(scope: Scope) -> object:
        results: list[object] = []
        for inner in combinations(sources, scope):
            if inner is None:
                return None
            scope.run.spend(cost)
            scope.run.check_items(len(results) if partial else 0)
            if partial:
                inner = Scope({"partial": results.copy()}, inner, scope.run)
            results.append(body(inner))
            if not len(results) & 63:
                scope.run.check_items(len(results))
        return scope.run.items(results)

    return evaluate


def quantified(node: syntax.Quantified, compile_: Compile, types: Types) -> Closure:
    """``some`` or ``every`` … ``satisfies``."""
    sources = [_source(iterator, compile_) for iterator in node.iterators]
    return quantifier(node.every, sources, compile_(node.condition), compile_.measures.size(node.condition))


def quantifier(every: bool, sources: list[Source], condition: Closure, cost: int) -> Closure:
    """Whether the condition holds for every, or some, combination; null when that cannot be said."""

    def evaluate(scope: Scope) -> object:
        result: bool | None = every
        for inner in combinations(sources, scope):
            if inner is None:
                return None
            scope.run.spend(cost)
            verdict = condition(inner)
            if verdict is (not every):
                return not every
            if verdict is not every:
                result = None
                if verdict is not None:
                    scope.run.null("satisfies gives {verdict}, not true or false", verdict=named_kind(verdict))
        return result

    return evaluate


def combinations(sources: list[Source], scope: Scope) -> Iterator[Scope | None]:
    """A scope for every combination of items, the last source fastest; None when a source is null."""
    (name, domain), rest = sources[0], sources[1:]
    items = domain(scope)
    if items is None:
        yield None
        return
    for item in items:
        scope.run.spend(1)
        inner = Scope({name: item}, scope, scope.run)
        if rest:
            yield from combinations(rest, inner)
        else:
            yield inner


def _source(iterator: syntax.Iterator, compile_: Compile) -> Source:
    source = compile_(iterator.source)
    if iterator.end is None:
        return iterator.name, lambda scope: domain_of(scope.run, source(scope))
    end = compile_(iterator.end)
    return iterator.name, lambda scope: steps(scope.run, source(scope), end(scope))


def domain_of(run: Run, value: object) -> Iterable[object] | None:
    """What a loop goes through: the items of a list, the steps of a range, or a single value; null of null."""
    if isinstance(value, list):
        return value
    if value is None:
        run.null("there is nothing to go through: null")
        return None
    if isinstance(value, Range):
        return _steps_of_range(run, value)
    return [value]


def steps(run: Run, start: object, end: object) -> Iterable[object] | None:
    """``start..end`` in steps of one, downwards when the end is smaller; of numbers or of dates."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        return _number_steps(start, end)
    if isinstance(start, Date) and isinstance(end, Date):
        return _date_steps(start, end)
    run.null("there are no steps from {start} to {end}", start=named_kind(start), end=named_kind(end))
    return None


def _steps_of_range(run: Run, bounds: Range) -> Iterable[object] | None:
    domain = steps(run, bounds.low, bounds.high)
    if domain is None or less_or_equal(bounds.low, bounds.high, run) is not True:
        return None
    left_out = ([] if bounds.low_closed else [bounds.low]) + ([] if bounds.high_closed else [bounds.high])
    return (item for item in domain if item not in left_out)


def _number_steps(start: Decimal, end: Decimal) -> Iterator[object]:
    step = Decimal(1) if start <= end else Decimal(-1)
    while (end - start) * step >= 0:
        yield start
        following = CONTEXT.add(start, step)
        if following == start:
            return
        start = following


def _date_steps(start: Date, end: Date) -> Iterator[object]:
    step = 1 if start <= end else -1
    for number in range(start.number, end.number + step, step):
        yield date_of(number)
