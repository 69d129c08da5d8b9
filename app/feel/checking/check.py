"""What can be said of an expression before it is ever evaluated: for deployment and for editors."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.errors import Phrase
from app.feel.budget import DEFAULT_BUDGET
from app.feel.checking.declared import Declared, Names, declared_type, declared_types
from app.feel.checking.inference import infer
from app.feel.checking.lattice import kinds_of, meet, plain, words
from app.feel.checking.meant import CUTOFF, SURE, did_you_mean, several_words, similar, syntax_hint
from app.feel.checking.walk import Note, Walk
from app.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError, position
from app.feel.evaluation import Vocabulary, model_expression, model_unary_tests
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.stack import with_room
from app.feel.types import ANY, AnyType, ContextType, ListType, Type


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an expression.

    ``code``: ``syntax``, ``budget``, ``unknown-name``, ``unknown-function``, ``unknown-member``, ``unknown-type``,
    ``arguments`` (number or names, of a built-in function), ``argument`` (its type), ``call``, ``operator``,
    ``comparison``, ``condition``, ``filter``, ``loop``, ``always-null`` or ``type`` (of the result). ``line`` and
    ``column`` count from 1; ``text`` is the piece of the expression; ``suggestions`` are names that were perhaps meant.
    An ``error`` says that the expression never gives what is needed, a ``warning`` that a part never gives a value.
    """

    code: str
    line: int
    column: int
    text: str
    phrase: Phrase
    suggestions: tuple[str, ...] = ()
    severity: str = "error"

    @property
    def template(self) -> str:
        """The message in English with its placeholders."""
        return self.phrase.template

    @property
    def details(self) -> Mapping[str, object]:
        """What fills the placeholders."""
        return self.phrase.details

    @property
    def message(self) -> str:
        """The message in English."""
        return str(self.phrase)

    @property
    def sentence(self) -> str:
        """The same with its place before it."""
        return str(self.placed)

    @property
    def placed(self) -> Phrase:
        """The message with its place before it, for whoever speaks to a person."""
        details = {"line": self.line, "column": self.column, "said": self.phrase}
        return Phrase("Line {line}, column {column}: {said}", details)


def check(
    source: str,
    names: Names = (),
    expected: Declared | None = None,
    *,
    tests_of: Declared | None = None,
    others: bool = False,
    members: Collection[str] = (),
) -> list[Finding]:
    """Everything wrong with an expression that may use *names* and, with *expected*, gives that type of value.

    *names* are names, or types by name; with *others* there may be more, and a name is only doubted when it is much
    like a known one. *members* are names of several words behind a dot, besides those of known contexts. With
    *tests_of* the text is unary tests (DMN 1.5 §10.3.1.2, rules 12 to 18) of an input of that type. What cannot be
    known beforehand is not reported. Types are FEEL types or their texts; TypeUnknown or FeelSyntaxError for others.
    """
    types = declared_types(names)
    try:
        tree = _tree(source, types, members, tests=tests_of is not None)
    except FeelSyntaxError as problem:
        return [_syntax(source, problem, types)]
    except FeelError as problem:
        return [_budget(source, problem)]
    return check_tree(source, tree, types, expected, tests_of=tests_of, others=others)


def check_tree(
    source: str,
    tree: Node,
    names: Names = (),
    expected: Declared | None = None,
    *,
    tests_of: Declared | None = None,
    others: bool = False,
) -> list[Finding]:
    """As check, of an expression or unary tests that were read already, for example by a model with its own names."""
    known = dict(declared_types(names))
    if tests_of is not None:
        known["?"] = declared_type(tests_of)
    wanted = None if expected is None else declared_type(expected)
    try:
        walk = with_room(lambda: infer(source, tree, known, others=others), DEFAULT_BUDGET.nesting)
    except FeelBudgetExceeded as problem:
        return [_budget(source, problem)]
    return sorted(_findings(walk, tree, wanted), key=lambda finding: (finding.line, finding.column))


def _budget(source: str, problem: FeelError) -> Finding:
    return Finding("budget", 1, 1, source[:40], problem.phrase)


def _tree(source: str, types: Mapping[str, Type], members: Collection[str], *, tests: bool) -> Node:
    vocabulary = Vocabulary(frozenset(types), frozenset((*members, *_members(types.values()))))
    parsed = model_unary_tests(source, vocabulary) if tests else model_expression(source, vocabulary)
    return parsed.tree


def _members(types: Iterable[Type]) -> Iterator[str]:
    """Names of entries of known contexts: the parser has to know those of several words."""
    waiting = list(types)
    while waiting:
        type_ = plain(waiting.pop())
        if isinstance(type_, ListType):
            waiting.append(type_.item)
        if isinstance(type_, ContextType):
            yield from type_.fields
            waiting.extend(type_.fields.values())


def _syntax(source: str, problem: FeelSyntaxError, names: Mapping[str, Type]) -> Finding:
    near = several_words(source[: problem.offset], problem.found, names)
    hint = syntax_hint(source, problem)
    phrase = Phrase("{found} was found where {expected} was expected.", problem.details)
    if hint:
        phrase = Phrase("{problem} {hint}", {"problem": phrase, "hint": hint})
    return Finding("syntax", problem.line, problem.column, problem.found, did_you_mean(phrase, near), near)


def _findings(walk: Walk, tree: Node, expected: Type | None) -> Iterator[Finding]:
    """An expression that can never give what is needed has errors; otherwise its parts only earn warnings."""
    results = list(_results(tree))
    possible = any(_fits(walk.types[id(node)], expected) for node in results)
    severity = "warning" if possible else "error"
    notes = [*walk.notes, *_unfitting(walk, results, expected)]
    told = [(note, finding) for note in notes if (finding := _finding(walk.source, note)) is not None]
    for note, finding in told:
        mild = note.doubtful or (severity == "warning" and not note.certain)
        yield replace(finding, severity="warning") if mild else finding
    if not told:
        yield from _always_null(walk, tree, results)


def _results(tree: Node) -> Iterator[Node]:
    """The expressions that can be the result: the branches of conditionals."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, syntax.If):
            waiting += (node.negative, node.positive)
        else:
            yield node


def _fits(type_: Type, expected: Type | None) -> bool:
    if expected is None or isinstance(plain(expected), AnyType) or not kinds_of(expected):
        return bool(kinds_of(type_))
    return meet(type_, expected) and not _lacks_entries(type_, expected)


def _lacks_entries(type_: Type, expected: Type) -> bool:
    wanted = plain(expected)
    if not isinstance(type_, ContextType) or not isinstance(wanted, ContextType):
        return False
    return type_.closed and any(name not in type_.fields for name in wanted.fields)


def _unfitting(walk: Walk, results: list[Node], expected: Type | None) -> Iterator[Note]:
    for node in results:
        type_ = walk.types[id(node)]
        if not kinds_of(type_) or _fits(type_, expected):
            continue
        message = Phrase(
            "This is {found}; {wanted} is needed.", {"found": words(type_), "wanted": words(expected or ANY)}
        )
        if meet(type_, expected or ANY):
            message = Phrase("The context lacks entries that are needed.")
        yield Note("type", *walk.place_of(node), message)


def _always_null(walk: Walk, tree: Node, results: list[Node]) -> Iterator[Finding]:
    """A result that is never a value although no part of it is wrong; ``null`` itself is meant so."""
    if kinds_of(walk.types[id(tree)]) or all(isinstance(node, syntax.Literal) for node in results):
        return
    at, text = walk.place_of(tree)
    yield Finding("always-null", *position(walk.source, at), text, Phrase("This is always null."))


def _finding(source: str, note: Note) -> Finding | None:
    """What a note says; nothing when it only matters with a name that was perhaps meant, and there is none."""
    line, column = position(source, note.at)
    near = similar(note.text, note.known, SURE if note.doubtful else CUTOFF) if "unknown" in note.code else ()
    if note.doubtful and not near:
        return None
    return Finding(note.code, line, column, note.text, did_you_mean(note.message, near), near)
