"""List functions (DMN 1.5 §10.3.4.4) and ``sort`` (§10.3.4.9)."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from app.feel.budget import Run
from app.feel.builtins.registry import builtin, number
from app.feel.comparison import MAX_DEPTH, equal, less
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.numbers import is_integer
from app.feel.values import Callee

Items = list[object]


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, items: Items, element: object) -> object:
    """Whether a value is an item."""
    run.spend(len(items))
    return any(equal(item, element, run) for item in items)


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(run: Run, items: Items, position: Decimal, new_item: object) -> object:
    """The list with another item at a position."""
    index = _index(items, position)
    if index is None:
        return run.null("no such position")
    return run.items([*items[:index], new_item, *items[index + 1 :]])


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(run: Run, items: Items, match: Callee, new_item: object) -> object:
    """The list with another item where the function ``match(item, newItem)`` says so."""
    run.spend(2 * len(items))
    verdicts = [match.invoke(run, (item, new_item), None) for item in items]
    if not all(isinstance(verdict, bool) for verdict in verdicts):
        return run.null("the function has to give true or false")
    return run.items([new_item if verdict else item for item, verdict in zip(items, verdicts, strict=True)])


@builtin("count", "list: list")
def count(run: Run, items: Items) -> object:
    """Number of items."""
    return number(len(items))


@builtin("and", "list: list", "...", extension=True)
@builtin("all", "list: list", "...")
def all_true(run: Run, items: Items) -> object:
    """Whether all items are true: ``and`` of them."""
    return _logical(run, items, decisive=False)


@builtin("or", "list: list", "...", extension=True)
@builtin("any", "list: list", "...")
def any_true(run: Run, items: Items) -> object:
    """Whether an item is true: ``or`` of them."""
    return _logical(run, items, decisive=True)


def _logical(run: Run, items: Items, decisive: bool) -> bool | None:
    run.spend(len(items) >> 3)
    if any(item is decisive for item in items):
        return decisive
    decided = all(item is (not decisive) for item in items)
    return not decisive if decided else run.null("not all items are true or false")


@builtin("sublist", "list: list, start position: number, length: number?")
def sublist(run: Run, items: Items, start: Decimal, length: Decimal | None = None) -> object:
    """Items from a position (1 first, -1 last)."""
    index = _index(items, start)
    count = len(items) if length is None else int(length)
    available = 0 if index is None else len(items) - index
    if index is None or count < 0 or (length is not None and count > available):
        return run.null("no such part of the list")
    return run.items(items[index : index + count])


@builtin("append", "list: list|null")
def append_nothing(run: Run, items: Items | None) -> object:
    """The list as it is."""
    return items


@builtin("append", "list: list, item: any")
def append_one(run: Run, items: Items, item: object) -> object:
    """The list with one item more, also where the arguments have names."""
    return run.items([*items, item])


@builtin("append", "...")
def append(run: Run, values: Items) -> object:
    """The list with more items behind it, whatever they are."""
    first = values[0] if isinstance(values[0], list) else [values[0]]
    return run.null("append takes a list") if values[0] is None else run.items([*first, *values[1:]])


@builtin("concatenate", "list: list", "...")
def concatenate(run: Run, lists: Items) -> object:
    """All items of several lists."""
    run.spend(len(lists))
    if any(part is None for part in lists):
        return run.null("concatenate takes lists")
    run.check_items(sum(len(part) if isinstance(part, list) else 1 for part in lists))
    return [item for part in lists for item in (part if isinstance(part, list) else [part])]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: Items, position: Decimal, new_item: object) -> object:
    """The list with one more item at a position."""
    index = _index(items, position)
    if index is None:
        return run.null("no such position")
    return run.items([*items[:index], new_item, *items[index:]])


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: Items, position: Decimal) -> object:
    """The list without the item at a position."""
    index = _index(items, position)
    return run.null("no such position") if index is None else run.items([*items[:index], *items[index + 1 :]])


@builtin("reverse", "list: list")
def reverse(run: Run, items: Items) -> object:
    """The list from its end."""
    return run.items(items[::-1])


@builtin("index of", "list: list, match: any")
def index_of(run: Run, items: Items, match: object) -> object:
    """All positions at which a value is."""
    run.spend(len(items))
    return [number(position) for position, item in enumerate(items, 1) if equal(item, match, run)]


@builtin("union", "list: list", "...")
def union(run: Run, lists: Items) -> object:
    """All items of several lists, each once."""
    joined = concatenate(run, lists)
    return distinct_values(run, joined) if isinstance(joined, list) else None


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: Items) -> Items:
    """Each item once, where it comes first."""
    return run.items([item for item, repeated in marked(run, items) if not repeated])


def marked(run: Run, items: Items) -> list[tuple[object, bool]]:
    """Each item, and whether an equal one came before."""
    seen: dict[object, Items] = {}
    result: list[tuple[object, bool]] = []
    for item in items:
        alike = seen.setdefault(_bucket(item), [])
        run.spend(4 + len(alike))
        repeated = any(equal(item, other, run) for other in alike)
        result.append((item, repeated))
        if not repeated:
            alike.append(item)
    return result


def _bucket(item: object) -> object:
    """Equal values share a bucket."""
    if isinstance(item, str | Decimal | bool):
        return type(item), item
    return type(item), len(item) if isinstance(item, list | dict) else None


@builtin("flatten", "list: list")
def flatten(run: Run, items: Items) -> object:
    """The items of the list and of the lists in it, however deep."""
    flat: Items = []
    _flatten(run, items, flat, 0)
    return run.items(flat)


def _flatten(run: Run, items: Items, flat: Items, level: int) -> None:
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    run.spend(len(items) + 1)
    for item in items:
        if isinstance(item, list):
            _flatten(run, item, flat, level + 1)
        else:
            flat.append(item)


@builtin("sort", "list: list", extension=True)
@builtin("sort", "list: list, precedes: function")
def sort(run: Run, items: Items, precedes: Callee | None = None) -> object:
    """The list in the order in which ``precedes(a, b)`` is true; without it, in ascending order."""
    if precedes is None:
        precedes = _Ascending()

    def order(left: object, right: object) -> int:
        run.spend(6)
        if precedes.invoke(run, (left, right), None) is True:
            return -1
        return 1 if precedes.invoke(run, (right, left), None) is True else 0

    return run.items(sorted(items, key=cmp_to_key(order)))


class _Ascending:
    """The order of numbers, texts and moments."""

    def invoke(self, run: Run, positional: Sequence[object], named: object) -> object:
        """Whether the first value is less."""
        return less(positional[0], positional[1], run)


def _index(items: Items, position: Decimal) -> int | None:
    if not is_integer(position) or position == 0 or abs(position) > len(items):
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)
