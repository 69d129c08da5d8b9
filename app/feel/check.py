"""What can be said of an expression before it is ever evaluated: for deployment and for editors."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from app.feel import syntax
from app.feel.builtins import BUILTINS, Builtin
from app.feel.errors import FeelError, FeelSyntaxError
from app.feel.evaluation import expression
from app.feel.syntax import Node
from app.feel.values import kind
from app.feel.variables import free_name_nodes

_BOOLEAN = (syntax.Comparison, syntax.Logical, syntax.In, syntax.Between, syntax.Quantified, syntax.InstanceOf)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an expression.

    ``code``: ``syntax``, ``budget``, ``unknown-name``, ``unknown-function``, ``arguments`` or ``type``. ``line`` and
    ``column`` count from 1; ``text`` is the piece of the expression; ``suggestions`` are names that were perhaps meant.
    """

    code: str
    line: int
    column: int
    text: str
    message: str
    suggestions: tuple[str, ...] = ()


def check(source: str, names: Collection[str] = (), expected: str | None = None) -> list[Finding]:
    """Everything wrong with an expression that may use *names* and, with *expected*, gives that kind of value.

    *expected* is a FEEL kind such as ``boolean`` or ``date and time``. What cannot be known beforehand is not reported.
    """
    try:
        tree = expression(source, names).tree
    except FeelSyntaxError as problem:
        near = _meant(source[: problem.offset], problem.found, names)
        return [Finding("syntax", problem.line, problem.column, problem.found, str(problem), near)]
    except FeelError as problem:
        return [Finding("budget", 1, 1, source[:40], str(problem))]
    return check_tree(source, tree, names, expected)


def check_tree(source: str, tree: Node, names: Collection[str], expected: str | None = None) -> list[Finding]:
    """As check, of an expression or unary tests that a model has read with its own names."""
    findings = [*_names(source, tree, names), *_invocations(source, tree), *_type(source, tree, expected)]
    return sorted(findings, key=lambda finding: (finding.line, finding.column))


def _meant(before: str, found: str, names: Collection[str]) -> tuple[str, ...]:
    """Known names of several words that are like the word found and the one before it."""
    last = before.split()[-1:] or [""]
    words = f"{last[0].rpartition('(')[2]} {found}"
    known = [name for name in (*BUILTINS, *names) if " " in name]
    return tuple(get_close_matches(words, known, n=3, cutoff=0.7))


def _names(source: str, tree: Node, names: Collection[str]) -> list[Finding]:
    invoked = {id(node.function) for node in _walk(tree) if isinstance(node, syntax.Invocation)}
    found = []
    for node in free_name_nodes(tree, frozenset((*names, *BUILTINS)), filters=False):
        function = id(node) in invoked
        known = [*BUILTINS, *names] if function else list(names)
        near = tuple(get_close_matches(node.name, known, n=3, cutoff=0.7))
        message = f"The {'function' if function else 'name'} “{node.name}” is not known here."
        if near:
            message += f" Did you mean {' or '.join(f'“{name}”' for name in near)}?"
        code = "unknown-function" if function else "unknown-name"
        found.append(_finding(source, code, node.at, node.name, message, near))
    return found


def _invocations(source: str, tree: Node) -> list[Finding]:
    found = []
    for node in _walk(tree):
        if not isinstance(node, syntax.Invocation) or not isinstance(node.function, syntax.Name):
            continue
        builtin = BUILTINS.get(node.function.name)
        if builtin and not _takes(builtin, node):
            message = f"“{builtin.name}” does not take these arguments. It takes: {_signatures(builtin)}."
            found.append(_finding(source, "arguments", node.function.at, builtin.name, message))
    return found


def _takes(builtin: Builtin, node: syntax.Invocation) -> bool:
    return any(overload.takes(len(node.positional), [name for name, _ in node.named]) for overload in builtin.overloads)


def _signatures(builtin: Builtin) -> str:
    return "; ".join(overload.signature for overload in builtin.overloads)


def _type(source: str, tree: Node, expected: str | None) -> list[Finding]:
    if expected is None:
        return []
    wrong = [(node, found) for node, found in _kinds(tree) if found not in (None, expected, "null")]
    return [
        _finding(source, "type", node.at, source[node.at :][:40], f"This is a {found}, but a {expected} is needed.")
        for node, found in wrong
    ]


def _kinds(tree: Node) -> list[tuple[Node, str | None]]:
    """The expressions that can be the result, each with its kind where that is certain."""
    if isinstance(tree, syntax.If):
        return [*_kinds(tree.positive), *_kinds(tree.negative)]
    return [(tree, _kind(tree))]


def _kind(tree: Node) -> str | None:
    if isinstance(tree, syntax.Literal):
        return kind(tree.value)
    if isinstance(tree, _BOOLEAN):
        return "boolean"
    if isinstance(tree, syntax.ListOf | syntax.For):
        return "list"
    if isinstance(tree, syntax.ContextOf):
        return "context"
    if isinstance(tree, syntax.RangeOf | syntax.Bound):
        return "range"
    return "function" if isinstance(tree, syntax.FunctionDefinition) else None


def _walk(tree: Node) -> list[Node]:
    return [tree, *(node for child in syntax.children(tree) for node in _walk(child))]


def _finding(source: str, code: str, at: int, text: str, message: str, suggestions: tuple[str, ...] = ()) -> Finding:
    before = source[:at]
    line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    return Finding(code, line, column, text, message, suggestions)
