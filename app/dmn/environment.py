"""What the logic of one element is compiled with: names, types, and where to report problems."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.dmn.errors import DmnError
from app.dmn.types import TypeTable
from app.dmn.xml import Element, label
from app.errors import Phrase
from app.feel import syntax
from app.feel.compile_structure import language_of
from app.feel.errors import FeelError
from app.feel.evaluation import UnaryTests, Vocabulary, model_expression, model_unary_tests
from app.feel.scope import Closure, Scope
from app.feel.types import AnyType, Type, coerce
from app.feel.values import kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a model that cannot be used, and the element it is in."""

    element: str | Phrase
    reason: str | Phrase

    def error(self) -> DmnError:
        """The problem as an error."""
        return DmnError(element=self.element, reason=self.reason)


@dataclass(slots=True)
class Problems:
    """The problems found while a model is loaded."""

    found: list[Problem] = field(default_factory=list)

    def add(self, element: Element, reason: str | Phrase) -> None:
        """Note a problem with an element; the nearest named element and its decision are told."""
        names = [
            label(around) for around in (element, *element.iterancestors()) if around.get("name") or around.get("id")
        ]
        inner, *outer = dict.fromkeys([*names[:1], *names[-2:-1]]) or [label(element)]
        place = Phrase("{part} in {whole}", {"part": inner, "whole": outer[0]}) if outer else inner
        self.found.append(Problem(place, reason))


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that is known at one place of a model."""

    vocabulary: Vocabulary
    types: TypeTable
    problems: Problems
    decision: str = ""

    def knowing(self, names: Iterable[str]) -> "Environment":
        """The environment further inside, where more names are known."""
        known = self.vocabulary.names | {name for name in names if name}
        return replace(self, vocabulary=replace(self.vocabulary, names=known))

    def expression(self, source: str, element: Element) -> Closure:
        """The closure of an expression; of a wrong one a closure that gives null, with the problem noted."""
        try:
            found = model_expression(source, self.vocabulary)
        except FeelError as problem:
            return self.refuse(element, problem.reason)
        for node in syntax.walk(found.tree):
            if isinstance(node, syntax.FunctionDefinition) and node.external:
                self.refuse_function(element, language_of(node))
        return found.closure

    def unary_tests(self, source: str, element: Element) -> UnaryTests | None:
        """The tests of a text; None, with the problem noted, when they are wrong."""
        try:
            return model_unary_tests(source, self.vocabulary)
        except FeelError as problem:
            self.problems.add(element, problem.reason)
            return None

    def refuse(self, element: Element, reason: str | Phrase) -> Closure:
        """A closure that gives null, with the problem noted."""
        self.problems.add(element, reason)
        return lambda scope: scope.run.null(str(reason))

    def refuse_function(self, element: Element, language: str) -> Closure:
        """The same for a function that is written in another language."""
        self.problems.add(element, f"functions written in {language} are not run; write it in FEEL")
        return lambda scope: scope.run.refuse(language)

    def typed(self, closure: Closure, element: Element | None) -> Closure:
        """The closure with its value made to fit the ``typeRef`` of an element."""
        type_ = self.types.type_of(element)
        return closure if type_ is None else fitted(closure, type_)


def fitted(closure: Closure, type_: Type) -> Closure:
    """A closure whose value fits a type, or is null."""
    if isinstance(type_, AnyType):
        return closure

    def evaluate(scope: Scope) -> object:
        value = closure(scope)
        result = coerce(value, type_)
        if result is None and value is not None:
            return scope.run.null(f"a {kind(value)} does not fit the type that is declared")
        return result

    return evaluate
