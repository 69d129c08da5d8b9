"""Text to syntax tree: recursive descent with operator precedence (DMN 1.5 §10.3.1.2)."""

from collections.abc import Callable, Collection

from app.errors import Phrase, either, quoted
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.reading import parser_words, syntax
from app.feel.reading.cursor import RESERVED, Cursor
from app.feel.reading.measures import Measures
from app.feel.reading.parser_types import parse_type
from app.feel.reading.parser_words import number_literal, string_literal
from app.feel.reading.syntax import Node

_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_TIGHTEST = 3
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_OPERATORS_OF_COMPARISON = frozenset((*_COMPARISONS, "between", "in"))
_POSTFIX = frozenset((".", "[", "(", "instance"))
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
    _check_depth(tree, parser.cursor)
    return tree


def parse_unary_tests(source: str, names: Collection[str] = (), members: Collection[str] = ()) -> syntax.Tests:
    """The tree of unary tests (rules 12 to 18). Raises as parse_expression."""
    parser = Parser(Cursor(source, names, members))
    tree = parser.unary_tests()
    parser.cursor.expect_end()
    _check_depth(tree, parser.cursor)
    return tree


def _check_depth(tree: Node, cursor: Cursor) -> None:
    """Brackets and operators in a row multiply; there are never more levels than tokens."""
    limit = cursor.budget.depth
    if len(cursor.tokens) > limit and Measures().depth(tree) > limit:
        raise FeelBudgetExceeded(NESTING, limit)


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
        if cursor.at("not") and cursor.ahead().text == "(" and cursor.closes_last():
            cursor.advance()
            cursor.advance()
            tests = self._tests()
            cursor.expect(")")
            return syntax.Tests(tests, negated=True, at=at)
        return syntax.Tests(self._tests(), at=at)

    def expression(self) -> Node:
        """Any expression."""
        self.cursor.enter()
        range_end, self._range_end = self._range_end, False
        tree = self._logical("or", self._conjunction)
        self._range_end = range_end
        self.cursor.leave()
        return tree

    def _conjunction(self) -> Node:
        return self._logical("and", self._comparison)

    def _logical(self, operator: str, part: Callable[[], Node]) -> Node:
        at, first = self.cursor.token.at, part()
        if not self.cursor.at(operator):
            return first
        parts = [first]
        while self.cursor.take(operator):
            parts.append(part())
        return syntax.Logical(operator, tuple(parts), at=at)

    def _comparison(self) -> Node:
        cursor = self.cursor
        left, chained = self._arithmetic(1), 0
        while cursor.token.text in _OPERATORS_OF_COMPARISON and cursor.token.kind in ("op", "name"):
            chained += 1
            cursor.limit_chain(chained)
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

    def _arithmetic(self, loosest: int) -> Node:
        """Operators of a level of precedence and of the tighter ones: 1 for ``+ -``, 2 for ``* /``, 3 for ``**``."""
        at, tree = self.cursor.token.at, self._unary()
        level = _TIGHTEST
        while level >= loosest and self._operator_level() >= loosest:
            tree = self._of_level(level, tree, at)
            level -= 1
        return tree

    def _operator_level(self) -> int:
        return _LEVELS.get(self.cursor.token.text, 0) if self.cursor.token.kind == "op" else 0

    def _of_level(self, level: int, first: Node, at: int) -> Node:
        rest: list[tuple[str, Node]] = []
        while self._operator_level() == level:
            operator = self.cursor.advance().text
            rest.append((operator, self._arithmetic(level + 1)))
        return syntax.Arithmetic(first, tuple(rest), at=at) if rest else first

    def _unary(self) -> Node:
        cursor, at = self.cursor, self.cursor.token.at
        if not cursor.at("-"):
            return self._postfix(self._primary())
        cursor.advance()
        if cursor.token.kind == "number":
            return self._postfix(self._number("-" + cursor.advance().text, at))
        cursor.enter()
        operand = self._unary()
        cursor.leave()
        return syntax.Negation(operand, at=at)

    def _postfix(self, tree: Node) -> Node:
        cursor, chained = self.cursor, 0
        while cursor.token.text in _POSTFIX:
            chained += 1
            cursor.limit_chain(chained)
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
                break
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
            if not positional and cursor.at_named_argument():
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

    def _primary(self) -> Node:
        cursor, token = self.cursor, self.cursor.token
        if token.kind == "name":
            known = cursor.known_name()
            return syntax.Name(cursor.known(known), at=token.at) if known else self._word()
        if token.kind == "number":
            cursor.advance()
            return self._number(token.text, token.at)
        if token.kind == "string":
            cursor.advance()
            return string_literal(token.text, token.at)
        if token.kind == "quoted":
            return syntax.Name(cursor.name(), at=token.at)
        return self._bracketed()

    def _number(self, text: str, at: int) -> Node:
        if len(text) > self.cursor.budget.digits:
            raise FeelBudgetExceeded(Phrase("digits of a number"), self.cursor.budget.digits)
        return number_literal(text, at)

    def _word(self) -> Node:
        cursor, at, text = self.cursor, self.cursor.token.at, self.cursor.token.text
        if text in _CONSTANTS:
            cursor.advance()
            return syntax.Literal(_CONSTANTS[text], at=at)
        if text in _CONSTRUCTS and (text != "function" or cursor.ahead().text == "("):
            return _CONSTRUCTS[text](self)
        if text in ("and", "or") and cursor.ahead().text == "(":
            return syntax.Name(cursor.advance().text, at=at)
        if text in RESERVED:
            raise cursor.error(Phrase("a value"))
        cursor.advance()
        return syntax.Name(text, at=at)

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
        self.cursor.enter()
        range_end, self._range_end = self._range_end, True
        tree = self._arithmetic(1)
        self._range_end = range_end
        self.cursor.leave()
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
