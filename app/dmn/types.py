"""Item definitions: the types of a model, with their allowed values (DMN 1.5 §7.3.3)."""

from collections.abc import Callable
from dataclasses import dataclass

from app.dmn.xml import Element, child, children, name_of, text_of
from app.feel.budget import Run
from app.feel.evaluation import UnaryTests
from app.feel.reading.names import normalize
from app.feel.scope import Scope
from app.feel.types import ANY, ContextType, FunctionType, ListType, Type, named_type

MAX_LEVELS = 30
ParseTests = Callable[[str, Element], UnaryTests | None]


@dataclass(frozen=True, slots=True)
class AllowedType:
    """A type whose values also satisfy unary tests."""

    base: Type
    tests: UnaryTests

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is of the base type and allowed; the tests are work of the evaluation under way."""
        if not self.base.holds(value, run):
            return False
        run.spend(self.tests.size)
        return self.tests.check(Scope({}, None, run), value) is True


class TypeTable:
    """The types of one document, under the names by which its expressions know them."""

    def __init__(self, definitions: Element, parse_tests: ParseTests, fail: Callable[..., object]) -> None:
        self.plain: dict[str, Type] = {}
        self.constrained: dict[str, Type] = {}
        self._parse_tests = parse_tests
        self._fail = fail
        self._open: set[tuple[str, bool]] = set()
        self._made: set[tuple[str, bool]] = set()
        self._definitions = {name_of(item): item for item in children(definitions, "itemDefinition")}

    def include(self, prefix: str, other: "TypeTable") -> None:
        """Make the types of an imported document known behind its prefix, or as they are when that is empty."""
        front = f"{prefix}." if prefix else ""
        for name, type_ in other.plain.items():
            self.plain[front + name] = type_
        for name, type_ in other.constrained.items():
            self.constrained[front + name] = type_

    def define(self) -> None:
        """Read all item definitions."""
        for constrained in (False, True):
            for name in self._definitions:
                self._definition(name, constrained)

    def type_of(self, element: Element | None) -> Type | None:
        """The type that an element's ``typeRef`` names; None when it has none."""
        written = element.get("typeRef") if element is not None else None
        return self.named(written, element) if written and element is not None else None

    def named(self, written: str, element: Element) -> Type:
        """The type of a name; Any, with a problem noted, when there is none."""
        return self._reference(written, element, True)

    def _definition(self, name: str, constrained: bool) -> Type:
        """The type of an item definition, made once however many others refer to it."""
        key = (name, constrained)
        if key in self._open:
            self._fail(self._definitions[name], "type-circular")
            return ANY
        known = self.constrained if constrained else self.plain
        if key not in self._made:
            self._open.add(key)
            known[name] = self._item(self._definitions[name], constrained, 0)
            self._open.remove(key)
            self._made.add(key)
        return known[name]

    def _reference(self, written: str, element: Element, constrained: bool) -> Type:
        name = normalize(written)
        known = (self.constrained if constrained else self.plain).get(name)
        if known is not None and name not in self._definitions:
            return known
        for candidate in (name, name.rpartition(":")[2]):
            if candidate in self._definitions:
                return self._definition(candidate, constrained)
            builtin = named_type(candidate, self.constrained if constrained else self.plain)
            if builtin is not None:
                return builtin
        self._fail(element, "type-unknown", name=name)
        return ANY

    def _item(self, item: Element, constrained: bool, level: int) -> Type:
        if level > MAX_LEVELS:
            self._fail(item, "nested")
            return ANY
        type_ = self._base(item, constrained, level)
        if constrained:
            type_ = self._allow(type_, child(item, "allowedValues"))
        if item.get("isCollection") == "true":
            type_ = ListType(type_)
        return self._allow(type_, child(item, "typeConstraint")) if constrained else type_

    def _base(self, item: Element, constrained: bool, level: int) -> Type:
        components = children(item, "itemComponent")
        function = child(item, "functionItem")
        if components:
            return ContextType({name_of(part): self._item(part, constrained, level + 1) for part in components})
        if function is not None:
            return self._function(function, constrained)
        written = text_of(child(item, "typeRef"))
        return self._reference(written, item, constrained) if written else ANY

    def _function(self, item: Element, constrained: bool) -> Type:
        parameters = []
        for parameter in children(item, "parameters"):
            written = parameter.get("typeRef")
            parameters.append(self._reference(written, item, constrained) if written else ANY)
        result = item.get("outputTypeRef")
        return FunctionType(tuple(parameters), self._reference(result, item, constrained) if result else ANY)

    def _allow(self, type_: Type, tests: Element | None) -> Type:
        if tests is None or not text_of(tests):
            return type_
        parsed = self._parse_tests(text_of(tests), tests)
        return AllowedType(type_, parsed) if parsed else type_
