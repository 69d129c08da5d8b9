"""Text to syntax tree: recursive descent with operator precedence (DMN 1.5 §10.3.1.2)."""

from collections.abc import Callable, Collection
from decimal import Decimal

from app.errors import Phrase, either, quoted
from app.feel import parser_words, syntax
from app.feel.cursor import RESERVED, Cursor
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.numbers import parse_number
from app.feel.parser_types import parse_type
from app.feel.parser_words import string_value
from app.feel.syntax import Node

_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTRUCTS: dict[str, Callable[[parser_words.Reader], Node]] = {
    "if": parser_words.conditional,
    "for": parser_words.for_loop,
    "some": parser_words.quantified,
    "every": parser_words.quantified,
    "function": parser_words.function,
}
_CONSTANTS = {"true": True, "false": False, "null": None}
_ENDS_OF_OPERAND = frozenset((")", "]", "}", ",", "..", ":", "=", "!=", "<", "<=", ">", ">=", "+", "*", "/", "**", "."))
_AFTER_RANGE = frozenset(("and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"))


def parse_expression(source: str, names: Collection[str] = (), members: Collection[str] = ()) -> Node:
    """The tree of an expression; *names* are known in scope, *members* only behind a dot and in filters.

    Raises FeelSyntaxError, or FeelBudgetExceeded when the text is too long or too deep.
    """
    parser = Parser(Cursor(source, names, members))
    tree = parser.expression()
    parser.cursor.expect_end()
    return tree


def parse_unary_tests(source: str, names: Collection[str] = (), members: Collection[str] = ()) -> syntax.Tests:
    """The tree of unary tests (rules 12 to 18). Raises as parse_expression."""
    parser = Parser(Cursor(source, names, members))
    tree = parser.unary_tests()
    parser.cursor.expect_end()
    return tree


class Parser:
    """Reads one construct of the grammar per method, and leaves the cursor behind it."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._range_end = False

    def unary_tests(self) -> syntax.Tests:
        """``-``, ``not(tests)`` or tests with commas."""
        cursor, at = self.cursor, self.cursor.token.at
        if cursor.at("-") and cursor.ahead().kind == "end":
            cursor.advance()
            return syntax.Tests((), at=at)
        if cursor.at("not") and cursor.ahead().text == "(" and self._closes_last():
            cursor.advance()
            cursor.advance()
            tests = self._tests()
            cursor.expect(")")
            return syntax.Tests(tests, negated=True, at=at)
        return syntax.Tests(self._tests(), at=at)

    def expression(self) -> Node:
        """Any expression."""
        with self.cursor.nested():
            range_end, self._range_end = self._range_end, False
            tree = self._disjunction()
            self._range_end = range_end
            return tree

    def _disjunction(self) -> Node:
        return self._logical("or", lambda: self._logical("and", self._comparison))

    def _logical(self, operator: str, part: Callable[[], Node]) -> Node:
        at, parts = self.cursor.token.at, [part()]
        while self.cursor.take(operator):
            parts.append(part())
        return parts[0] if len(parts) == 1 else syntax.Logical(operator, tuple(parts), at=at)

    def _comparison(self) -> Node:
        cursor = self.cursor
        left, chained = self._arithmetic(1), 0
        while cursor.at(*_COMPARISONS, "between", "in"):
            chained += 1
            self._limit_chain(chained)
            at, operator = cursor.token.at, cursor.advance().text
            if operator == "between":
                low = self._arithmetic(1)
                cursor.expect("and")
                left = syntax.Between(left, low, self._arithmetic(1), at=at)
            elif operator == "in":
                left = syntax.In(left, self._in_tests(), at=at)
            else:
                left = syntax.Comparison(operator, left, self._arithmetic(1), at=at)
        return left

    def _arithmetic(self, level: int) -> Node:
        if level > 3:
            return self._unary()
        at, first = self.cursor.token.at, self._arithmetic(level + 1)
        rest: list[tuple[str, Node]] = []
        while self.cursor.token.kind == "op" and _LEVELS.get(self.cursor.token.text) == level:
            rest.append((self.cursor.advance().text, self._arithmetic(level + 1)))
        return syntax.Arithmetic(first, tuple(rest), at=at) if rest else first

    def _unary(self) -> Node:
        cursor, at = self.cursor, self.cursor.token.at
        if not cursor.at("-"):
            return self._postfix(self._primary())
        cursor.advance()
        with cursor.nested():
            operand = self._unary()
        if isinstance(operand, syntax.Literal) and isinstance(operand.value, Decimal):
            return syntax.Literal(-operand.value, at=at)
        return syntax.Negation(operand, at=at)

    def _postfix(self, tree: Node) -> Node:
        cursor, chained = self.cursor, 0
        while True:
            chained += 1
            self._limit_chain(chained)
            at = cursor.token.at
            if cursor.at(".") and cursor.take("."):
                tree = syntax.Path(tree, cursor.member(), at=at)
            elif cursor.at("[") and not self._is_range_end():
                tree = self._filter(tree)
            elif cursor.at("(") and not isinstance(tree, syntax.Literal | syntax.ListOf | syntax.ContextOf):
                tree = self._invocation(tree)
            elif cursor.at("instance") and cursor.ahead().text == "of":
                cursor.advance()
                cursor.advance()
                tree = syntax.InstanceOf(tree, parse_type(cursor), at=at)
            else:
                return tree

    def _filter(self, source: Node) -> Node:
        at = self.cursor.expect("[").at
        with self.cursor.knowing_members():
            condition = self.expression()
        self.cursor.expect("]")
        return syntax.Filter(source, condition, at=at)

    def _invocation(self, function: Node) -> Node:
        cursor, at = self.cursor, self.cursor.expect("(").at
        positional: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not cursor.at(")"):
            if self._is_named_argument():
                name = cursor.new_name(":")
                cursor.expect(":")
                named.append((name, self.expression()))
            elif named:
                raise cursor.error(Phrase("the name of an argument"))
            else:
                positional.append(self.expression())
            if not cursor.take(","):
                break
        cursor.expect(")")
        return syntax.Invocation(function, tuple(positional), tuple(named), at=at)

    def _is_named_argument(self) -> bool:
        cursor = self.cursor
        for ahead in range(len(cursor.tokens) - cursor.position):
            token = cursor.ahead(ahead)
            if token.text == ":" and token.kind == "op":
                return ahead > 0
            if token.kind not in ("name", "quoted", "number") and token.text not in (".", "/", "-", "+", "*", "'", "’"):
                return False
        return False

    def _primary(self) -> Node:
        cursor, token = self.cursor, self.cursor.token
        known = cursor.known_name() if token.kind == "name" else None
        if known or token.kind == "quoted":
            return syntax.Name(cursor.name(), at=token.at)
        if token.kind == "number":
            cursor.advance()
            return syntax.Literal(self._number(token.text), at=token.at)
        if token.kind == "string":
            cursor.advance()
            return syntax.Literal(string_value(token.text), at=token.at)
        if token.kind == "name":
            return self._word()
        return self._bracketed()

    def _number(self, text: str) -> Decimal | None:
        if len(text) > self.cursor.budget.digits:
            raise FeelBudgetExceeded(Phrase("digits of a number"), self.cursor.budget.digits)
        return parse_number(text)

    def _word(self) -> Node:
        cursor, at, text = self.cursor, self.cursor.token.at, self.cursor.token.text
        if text in _CONSTANTS:
            cursor.advance()
            return syntax.Literal(_CONSTANTS[text], at=at)
        if text in _CONSTRUCTS and (text != "function" or cursor.ahead().text == "("):
            return _CONSTRUCTS[text](self)
        if text in RESERVED:
            raise cursor.error(Phrase("a value"))
        return syntax.Name(cursor.name(), at=at)

    def _bracketed(self) -> Node:
        cursor = self.cursor
        if cursor.at("("):
            return self._parenthesis()
        if cursor.at("["):
            return self._list()
        if cursor.at("]"):
            at = cursor.advance().at
            return self._range(self._endpoint(), False, at)
        if cursor.at("{"):
            return parser_words.context(self)
        if cursor.at(*_COMPARISONS):
            return self._bound()
        raise cursor.error(Phrase("a value"))

    def _parenthesis(self) -> Node:
        at = self.cursor.expect("(").at
        tree = self.expression()
        if self.cursor.at(".."):
            return self._range(tree, False, at)
        self.cursor.expect(")")
        return tree

    def _list(self) -> Node:
        cursor, at = self.cursor, self.cursor.expect("[").at
        items: list[Node] = []
        while not cursor.at("]"):
            items.append(self.expression())
            if len(items) == 1 and cursor.at(".."):
                return self._range(items[0], True, at)
            if not cursor.take(","):
                break
        cursor.expect("]")
        return syntax.ListOf(tuple(items), at=at)

    def _range(self, low: Node, low_closed: bool, at: int) -> Node:
        self.cursor.expect("..")
        high = self._endpoint()
        if not self.cursor.at(")", "[", "]"):
            raise self.cursor.error(either(quoted("]"), quoted(")")))
        return syntax.RangeOf(low, high, low_closed, self.cursor.advance().text == "]", at=at)

    def _endpoint(self) -> Node:
        with self.cursor.nested():
            range_end, self._range_end = self._range_end, True
            tree = self._arithmetic(1)
            self._range_end = range_end
            return tree

    def _is_range_end(self) -> bool:
        following = self.cursor.ahead()
        ends = following.kind == "end" or following.text in _ENDS_OF_OPERAND or following.text in _AFTER_RANGE
        return self._range_end and ends

    def _bound(self) -> Node:
        at, operator = self.cursor.token.at, self.cursor.advance().text
        return syntax.Bound(operator, self._arithmetic(1), at=at)

    def _in_tests(self) -> tuple[Node, ...]:
        if not self.cursor.at("("):
            return (self._arithmetic(1),)
        at = self.cursor.expect("(").at
        tests = self._tests(at)
        if isinstance(tests[0], syntax.RangeOf) and tests[0].at == at:
            return tests
        self.cursor.expect(")")
        return tests

    def _tests(self, parenthesis: int | None = None) -> tuple[Node, ...]:
        tests: list[Node] = []
        while not tests or self.cursor.take(","):
            tests.append(self.expression())
            if len(tests) == 1 and parenthesis is not None and self.cursor.at(".."):
                return (self._range(tests[0], False, parenthesis),)
        return tuple(tests)

    def _closes_last(self) -> bool:
        """Whether the bracket behind ``not`` closes at the very end, so that ``not`` negates the tests."""
        level = 0
        for token in self.cursor.tokens[self.cursor.position + 1 :]:
            if token.kind == "op":
                level += (token.text == "(") - (token.text == ")")
            if level == 0:
                return token.end >= self.cursor.tokens[-2].end
        return False

    def _limit_chain(self, length: int) -> None:
        if length > self.cursor.budget.nesting:
            raise FeelBudgetExceeded(NESTING, self.cursor.budget.nesting)
