"""Documents to the graph of a model: imports, types, requirements, logic (DMN 1.5 §6.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from app.dmn.boxed import MAX_LEVELS, boxed, expression_in, formal_parameters, result_of
from app.dmn.environment import Environment, Problems, Watch, fitted
from app.dmn.errors import DmnError
from app.dmn.graph import Decision, DecisionService, GraphElement, InputData, Key, KnowledgeModel
from app.dmn.types import TypeTable
from app.dmn.xml import Element, child, children, label, local_name, name_of, parse_document
from app.feel.errors import FeelBudgetExceeded, FeelError
from app.feel.evaluation import UnaryTests, Vocabulary, model_unary_tests
from app.feel.reading.names import keys_written_in
from app.feel.scope import Closure
from app.feel.stack import with_room
from app.feel.types import ANY, FunctionType, Type

_GRAPH = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_REQUIRED = ("requiredDecision", "requiredInput", "requiredKnowledge")
_NAMED = ("itemDefinition", "itemComponent", "output", "column", "variable", "formalParameter", "parameter", "import")
MAX_CHAIN = 60

Requires = list[tuple[tuple[str, ...], Key]]


@dataclass(slots=True)
class Document:
    """One document of a model."""

    root: Element
    namespace: str
    prefixes: dict[str, str] = field(default_factory=dict)
    types: TypeTable | None = None


class Common(TypedDict):
    """What all elements of a graph have."""

    key: Key
    name: str
    variable: str
    type: Type | None
    imported: tuple[str, ...]


def load(documents: Iterable[bytes], watch: Watch | None = None) -> "Loader":
    """The loader, with all documents read. Raises DmnError, also where they refer to one another too often in a row."""
    contents = tuple(documents)
    try:
        return with_room(lambda: Loader(contents, watch), MAX_LEVELS)
    except FeelBudgetExceeded as problem:
        raise DmnError(element="the document", reason=problem.reason) from problem


class Loader:
    """Builds the graph of several documents; what is wrong is collected in ``problems``, the rest told to *watch*."""

    def __init__(self, documents: Iterable[bytes], watch: Watch | None = None) -> None:
        self.problems = Problems()
        self._watch = watch
        self.elements: dict[Key, GraphElement] = {}
        self._documents: dict[str, Document] = {}
        self._xml: dict[Key, Element] = {}
        for content in documents:
            self._add(parse_document(content))
        self._members = frozenset(self._names_of_members())
        self._imported = self._imports()
        for document in self._documents.values():
            self._load_types(document, ())
        for key, element in self._xml.items():
            self.elements[key] = self._element(key, element)
        self._check_chains()

    @property
    def first(self) -> str:
        """Namespace of the document that was given first."""
        return next(iter(self._documents))

    def is_first(self, element: Element) -> bool:
        """Whether an element is in the document that was given first."""
        return element.getroottree().getroot() is self._documents[self.first].root

    def element_of(self, element: Element) -> GraphElement | None:
        """What an element became in the graph; None when it is not of the graph."""
        namespace = element.getroottree().getroot().get("namespace") or ""
        return self.elements.get((namespace, _identity(element)))

    def _add(self, root: Element) -> None:
        namespace = root.get("namespace") or ""
        if namespace in self._documents:
            raise DmnError(element=label(root), reason=f"two documents have the namespace {namespace}")
        document = Document(root, namespace)
        for imported in children(root, "import"):
            document.prefixes[imported.get("namespace") or ""] = name_of(imported)
        self._documents[namespace] = document
        for element in children(root, *_GRAPH):
            identity = _identity(element)
            if (namespace, identity) in self._xml:
                self.problems.add(element, "id-twice")
            self._xml[namespace, identity] = element

    def _names_of_members(self) -> Iterable[str]:
        for document in self._documents.values():
            for element in document.root.iter():
                if local_name(element) in (*_NAMED, *_GRAPH):
                    yield name_of(element)
                elif local_name(element) == "text":
                    yield from keys_written_in(element.text or "")

    def _imports(self) -> dict[str, tuple[str, ...]]:
        """The names through which the first document sees each document that it imports, directly or not."""
        found: dict[str, tuple[str, ...]] = {self.first: ()}
        waiting = [self.first]
        for namespace in waiting:
            for imported, prefix in self._documents[namespace].prefixes.items():
                if imported in self._documents and imported not in found:
                    found[imported] = (*found[namespace], *([prefix] if prefix else []))
                    waiting.append(imported)
        return found

    def _load_types(self, document: Document, below: tuple[str, ...]) -> TypeTable:
        if document.types is not None or document.namespace in below:
            return document.types or TypeTable(document.root, self._allowed_values, self.problems.add)
        table = TypeTable(document.root, self._allowed_values, self.problems.add)
        for namespace, prefix in document.prefixes.items():
            if namespace in self._documents:
                table.include(prefix, self._load_types(self._documents[namespace], (*below, document.namespace)))
        table.define()
        document.types = table
        return table

    def _allowed_values(self, source: str, element: Element) -> UnaryTests | None:
        self.problems.count(source)
        try:
            return model_unary_tests(source, Vocabulary(members=self._members))
        except FeelError as problem:
            self.problems.add_feel(element, source, problem)
            return None

    def _element(self, key: Key, element: Element) -> GraphElement:
        document = self._documents[key[0]]
        types = document.types or self._load_types(document, ())
        variable = child(element, "variable")
        name = name_of(element)
        common = Common(
            key=key,
            name=name,
            variable=name_of(variable) or name,
            type=types.type_of(variable),
            imported=self._imported.get(key[0], ()),
        )
        requires = self._requires(element, document)
        names = [path[0] for path, _ in requires]
        vocabulary = Vocabulary(frozenset(names), self._members, types.plain)
        environment = Environment(vocabulary, types, self.problems, key[1], self._watch)
        return self._build(element, environment, requires, common, document)

    def _build(
        self, element: Element, environment: Environment, requires: Requires, common: Common, document: Document
    ) -> GraphElement:
        if local_name(element) == "inputData":
            return InputData(**common)
        if local_name(element) == "decisionService":
            common["type"] = result_of(common["type"])
            return self._service(element, common, document)
        if local_name(element) == "decision":
            return Decision(**common, requires=requires, logic=self._logic(element, environment))
        return self._knowledge_model(element, environment.knowing([common["variable"]]), requires, common)

    def _logic(self, element: Element, environment: Environment) -> Closure:
        expression = expression_in(element)
        return boxed(expression, environment) if expression is not None else lambda scope: None

    def _knowledge_model(
        self, element: Element, environment: Environment, requires: Requires, common: Common
    ) -> KnowledgeModel:
        """Where the variable has a type, it is that of the function or, as older models write it, of its result."""
        logic, result = child(element, "encapsulatedLogic"), result_of(common["type"])
        common["type"] = None
        if logic is None:
            return KnowledgeModel(**common, parameters=(), signature=FunctionType((), ANY), logic=lambda scope: None)
        parameters, signature = formal_parameters(logic, environment)
        inside = environment.knowing(parameter.name for parameter in parameters)
        if logic.get("kind", "FEEL") != "FEEL":
            body = environment.refuse_function(logic, logic.get("kind") or "")
        else:
            body = fitted(self._logic(logic, inside), signature.result)
        body = fitted(body, result) if result else body
        return KnowledgeModel(**common, requires=requires, parameters=parameters, signature=signature, logic=body)

    def _service(self, element: Element, common: Common, document: Document) -> DecisionService:
        inputs = [*children(element, "inputData"), *children(element, "inputDecision")]
        outputs = children(element, "outputDecision")
        return DecisionService(
            **common,
            inputs=[key for key in (self._target(each, document) for each in inputs) if key],
            outputs=[key for key in (self._target(each, document) for each in outputs) if key],
        )

    def _requires(self, element: Element, document: Document) -> Requires:
        found: Requires = []
        for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
            for reference in children(requirement, *_REQUIRED):
                key = self._target(reference, document)
                if key:
                    found.append((self._path(key, document), key))
        return found

    def _path(self, key: Key, document: Document) -> tuple[str, ...]:
        target = self._xml[key]
        name = name_of(child(target, "variable")) or name_of(target)
        prefix = document.prefixes.get(key[0]) if key[0] != document.namespace else None
        return (*prefix.split("."), name) if prefix else (name,)

    def _target(self, reference: Element, document: Document) -> Key | None:
        """The element that an ``href`` means: ``#id``, or ``namespace#id``."""
        namespace, _, identity = (reference.get("href") or "").rpartition("#")
        key = (namespace or document.namespace, identity)
        if key in self._xml:
            return key
        self.problems.add(reference, "reference", href=reference.get("href"))
        return None

    def _check_chains(self) -> None:
        depths: dict[Key, int] = {}
        for key in self.elements:
            self._depth(key, depths, ())

    def _depth(self, key: Key, depths: dict[Key, int], below: tuple[Key, ...]) -> int:
        element = self.elements[key]
        if key in below and not isinstance(element, KnowledgeModel):
            raise DmnError(element=label(self._xml[key]), reason="it requires itself")
        if len(below) > MAX_CHAIN:
            raise DmnError(element=label(self._xml[key]), reason=f"more than {MAX_CHAIN} elements require each other")
        if key not in depths:
            depths[key] = 0
            functions = isinstance(element, KnowledgeModel)
            further = [required for _, required in element.requires if required != key or not functions]
            depths[key] = 1 + max((self._depth(each, depths, (*below, key)) for each in further), default=0)
        if depths[key] > MAX_CHAIN:
            raise DmnError(element=label(self._xml[key]), reason=f"more than {MAX_CHAIN} elements require each other")
        return depths[key]


def _identity(element: Element) -> str:
    return element.get("id") or name_of(element)
