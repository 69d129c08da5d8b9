"""Types of function definitions and invocations (DMN 1.5 §10.3.2.13, §10.3.4)."""

from collections.abc import Sequence

from app.errors import Phrase, either
from app.feel.budget import Run
from app.feel.builtins import BUILTINS, Builtin
from app.feel.builtins.registry import Overload, Slot
from app.feel.builtins.results import item_of, result_of
from app.feel.checking.lattice import NOTHING, join_all, kinds_of, words
from app.feel.checking.walk import Note, Walk
from app.feel.errors import FeelBudgetExceeded
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.types import ANY, FunctionType, ListType, SimpleType, Type, resolve
from app.feel.values import WORDS

FUNCTION = SimpleType("function")
SHOWN = 3
"""Arguments that a message shows."""
_CONSTANT = frozenset(("date", "time", "date and time", "duration", "number"))
"""Functions that are tried with the strings and numbers that are written as their arguments."""
_ASKING = frozenset(("is defined", "get or else"))
"""Functions that are there to ask whether there is a value at all."""


def function_definition(walk: Walk, node: syntax.FunctionDefinition) -> Type:
    """``function(a, b: type) body``."""
    types = {name: resolve(type_, {}) or ANY for name, type_ in node.parameters}
    with walk.inside_function(types):
        result = walk.of(node.body)
    if node.external:
        walk.note("always-null", node, Phrase("Functions written outside FEEL are not run."))
        return NOTHING
    walk.mark_present(node)
    return FunctionType(tuple(types[name] for name, _ in node.parameters), result, tuple(types))


def invocation(walk: Walk, node: syntax.Invocation) -> Type:
    """``function(arguments)``: what is in scope, else the built-in function."""
    if isinstance(node.function, syntax.Name):
        return _named(walk, node, node.function)
    callee = walk.of(node.function)
    return _invoked(walk, node, callee, node.function)


def _named(walk: Walk, node: syntax.Invocation, name: syntax.Name) -> Type:
    type_, _ = walk.look_up(name.name)
    builtin = BUILTINS.get(name.name)
    if type_ is not None and ("function" in kinds_of(type_) or builtin is None):
        return _invoked(walk, node, type_, name)
    if builtin is not None:
        walk.types[id(name)] = FUNCTION
        return _builtin(walk, node, builtin)
    if not walk.may_be_entry(name.name):
        message = Phrase("The function “{name}” is not known here.", {"name": name.name})
        known = (*BUILTINS, *walk.known_names())
        walk.add(Note("unknown-function", name.at, name.name, message, known, certain=True))
    _arguments(walk, node)
    return ANY


def _arguments(walk: Walk, node: syntax.Invocation) -> list[Type]:
    return [walk.of(argument) for argument in _given(node)]


def _given(node: syntax.Invocation) -> tuple[Node, ...]:
    return (*node.positional, *(value for _, value in node.named))


def _invoked(walk: Walk, node: syntax.Invocation, callee: Type, place: Node) -> Type:
    """A function that the expression or its variables define."""
    types = _arguments(walk, node)
    kinds = kinds_of(callee)
    if kinds and "function" not in kinds:
        message = Phrase("This is {found}, not a function.", {"found": words(callee)})
        walk.note("call", place, message)
        return NOTHING
    if not isinstance(callee, FunctionType):
        return ANY if kinds else NOTHING
    if not _fits_count(node, callee):
        taken = ", ".join(callee.names) if callee.names is not None else str(len(callee.parameters))
        message = Phrase("The function does not take these arguments. It takes: {signature}.", {"signature": taken})
        walk.note("call", place, message)
        return NOTHING
    wanted = callee.parameters
    if node.named:
        order = dict(zip(callee.names or (), callee.parameters, strict=False))
        wanted = tuple(order.get(name, ANY) for name, _ in node.named)
    misfits = [position for position, type_ in enumerate(types) if not _fits_type(type_, wanted[position])]
    return _misfit(walk, node, misfits, wanted, callee.result)


def _fits_count(node: syntax.Invocation, callee: FunctionType) -> bool:
    if node.named:
        return callee.names is None or {name for name, _ in node.named} == set(callee.names)
    return len(node.positional) == len(callee.parameters)


def _fits_type(given: Type, wanted: Type) -> bool:
    """Whether an argument can be of the type of its parameter, converted where the standard says so (§10.3.2.9.4)."""
    kinds, taken = kinds_of(given), kinds_of(wanted)
    if not kinds or kinds & taken or ("date" in kinds and "date and time" in taken):
        return True
    if isinstance(wanted, ListType) and _fits_type(given, wanted.item):
        return True
    return isinstance(given, ListType) and _fits_type(given.item, wanted)


def _misfit(walk: Walk, node: syntax.Invocation, places: list[int], wanted: Sequence[Type], result: Type) -> Type:
    given = _given(node)
    for place in places:
        found = walk.types[id(given[place])]
        details = {"found": words(found), "wanted": words(wanted[place])}
        walk.note("argument", given[place], Phrase("The argument is {found}; {wanted} is needed.", details))
    return NOTHING if any(walk.is_present(given[place]) for place in places) else result


def _builtin(walk: Walk, node: syntax.Invocation, builtin: Builtin) -> Type:
    types = _asked(walk, node) if builtin.name in _ASKING else _arguments(walk, node)
    names = [name for name, _ in node.named]
    taken = [overload for overload in builtin.overloads if overload.takes(len(node.positional), names)]
    if not taken:
        _note_arguments(walk, node, builtin)
        return NOTHING
    pairs = [_slots(overload, node) for overload in taken]
    fitting = [slots for slots in pairs if _misfits(walk, node, slots) is None]
    if not fitting:
        return _note_argument(walk, node, builtin, pairs)
    if _is_no_constant(walk, node, builtin):
        return NOTHING
    result = join_all(result_of(builtin.name, _in_order(slots, types, bool(names))) for slots in fitting)
    if not kinds_of(result) and all(map(kinds_of, types)):
        _note_nothing(walk, node, builtin, "argument")
    return result


def _asked(walk: Walk, node: syntax.Invocation) -> list[Type]:
    """The arguments where a name may well be unknown: whether it is known is the question."""
    names = [argument.name for argument in _given(node) if isinstance(argument, syntax.Name)]
    with walk.knowing({}, open_=any(walk.look_up(name)[0] is None for name in names)):
        return _arguments(walk, node)


def _note_nothing(walk: Walk, node: syntax.Invocation, builtin: Builtin, code: str) -> None:
    if not walk.is_full:
        found = ", ".join(walk.place_of(argument)[1] for argument in _given(node)[:SHOWN])
        details = {"function": builtin.name, "found": found}
        walk.note(code, node, Phrase("“{function}” gives nothing for “{found}”.", details))


def _slots(overload: Overload, node: syntax.Invocation) -> list[tuple[int, Slot]]:
    """The parameter of each argument with its place; an overload for any number of values has none."""
    if overload.variadic:
        return []
    if not node.named:
        return list(enumerate(overload.slots[: len(node.positional)]))
    places = {slot.name: (place, slot) for place, slot in enumerate(overload.slots)}
    return [places[name] for name, _ in node.named]


def _in_order(slots: list[tuple[int, Slot]], types: list[Type], named: bool) -> list[Type]:
    """The types of the arguments in the order of the parameters."""
    if not named:
        return types
    ordered: list[Type] = [NOTHING] * (max((place for place, _ in slots), default=-1) + 1)
    for (place, _), type_ in zip(slots, types, strict=True):
        ordered[place] = type_
    return ordered


def _misfits(walk: Walk, node: syntax.Invocation, slots: list[tuple[int, Slot]]) -> tuple[Node, Slot] | None:
    """The first argument that its parameter never takes."""
    given = _given(node)
    for argument, (_, slot) in zip(given, slots, strict=False):
        if not _takes(slot, walk.types[id(argument)], walk.is_present(argument)):
            return argument, slot
    return None


def _takes(slot: Slot, type_: Type, present: bool) -> bool:
    """As :meth:`Slot.fit`, for what is known of the value."""
    kinds = kinds_of(type_)
    if not slot.kinds or ("list" in slot.kinds and kinds) or kinds & slot.kinds:
        return True
    if "list" in kinds and kinds_of(item_of(type_)) & slot.kinds:
        return True
    return slot.nullable and not (present and kinds)


def _note_arguments(walk: Walk, node: syntax.Invocation, builtin: Builtin) -> None:
    signatures = "; ".join(overload.signature for overload in builtin.overloads)
    message = Phrase(
        "“{function}” does not take these arguments. It takes: {signature}.",
        {"function": builtin.name, "signature": signatures},
    )
    walk.add(Note("arguments", node.function.at, builtin.name, message))


def _note_argument(walk: Walk, node: syntax.Invocation, builtin: Builtin, pairs: list[list[tuple[int, Slot]]]) -> Type:
    found = [misfit for slots in pairs if (misfit := _misfits(walk, node, slots))]
    argument, slot = max(found, key=lambda misfit: misfit[0].at)
    kinds = {kind for at, one in found if at is argument for kind in one.kinds}
    details = {
        "function": builtin.name,
        "wanted": either(*(WORDS[kind] for kind in WORDS if kind in kinds)),
        "parameter": slot.name,
        "found": words(walk.types[id(argument)]),
    }
    message = Phrase("“{function}” takes {wanted} as “{parameter}”; this is {found}.", details)
    if kinds_of(walk.types[id(argument)]) or isinstance(argument, syntax.Literal):
        walk.note("argument", argument, message)
    return NOTHING


def _is_no_constant(walk: Walk, node: syntax.Invocation, builtin: Builtin) -> bool:
    """Whether a conversion of what is written as a constant gives nothing, such as ``date("2026-02-30")``."""
    if builtin.name not in _CONSTANT or node.named or not all(isinstance(it, syntax.Literal) for it in node.positional):
        return False
    values = [it.value for it in node.positional if isinstance(it, syntax.Literal)]
    if any(value is None for value in values) or _gives(builtin, values):
        return False
    _note_nothing(walk, node, builtin, "always-null")
    return True


def _gives(builtin: Builtin, values: list[object]) -> bool:
    try:
        return builtin.invoke(Run(), values, None) is not None
    except FeelBudgetExceeded:
        return False
