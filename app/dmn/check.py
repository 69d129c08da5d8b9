"""What can be said of a model before it is evaluated: for deployment and for editors."""

from collections.abc import Iterator
from itertools import islice

from app.dmn.analysis.grid import GridReader, is_too_wide
from app.dmn.analysis.results import check_results
from app.dmn.analysis.rules import RuleCheck
from app.dmn.boxed import HANDLERS
from app.dmn.environment import Environment, Watch, Written
from app.dmn.errors import DmnError
from app.dmn.findings import DID_YOU_MEAN, Finding, Place, finding
from app.dmn.graph import GraphElement, InputData, KnowledgeModel
from app.dmn.loader import Loader, load
from app.dmn.places import Places, owner_of
from app.dmn.xml import Element, local_name
from app.errors import either, quoted
from app.feel.builtins import BUILTINS
from app.feel.checking.check import Finding as Doubt
from app.feel.checking.check import check_tree
from app.feel.types import ANY, Type

MOST_FINDINGS = 200
_OWN_WORDS = frozenset(("unknown-name", "unknown-function", "arguments"))


def check_model(*documents: bytes) -> tuple[Finding, ...]:
    """Everything found in the first document; the others are those that it imports. Never raises on bad input."""
    watch = Watch()
    try:
        loader = load(documents, watch)
    except DmnError as error:
        return (finding("document", Place("", ""), reason=error.phrase),)
    found = list(islice(_Check(loader, watch).findings(), MOST_FINDINGS + 1))
    if len(found) > MOST_FINDINGS:
        found[MOST_FINDINGS:] = [finding("more", Place("", ""))]
    return tuple(found)


class _Check:
    """One check of the first document of a loaded model."""

    def __init__(self, loader: Loader, watch: Watch) -> None:
        self._loader = loader
        self._watch = watch
        self._places = Places()
        self._doubts: dict[tuple[str, int], list[Doubt]] = {}

    def findings(self) -> Iterator[Finding]:
        """What cannot be read, then what is doubtful in the expressions, then what is wrong with the tables."""
        yield from self._problems()
        for written in self._watch.texts:
            if self._loader.is_first(written.element):
                yield from self._of_text(written)
        for element, environment in self._watch.tables:
            if self._loader.is_first(element):
                yield from self._of_table(element, environment)

    def _problems(self) -> Iterator[Finding]:
        for element, problem in self._loader.problems.found:
            if self._loader.is_first(element):
                line, column = (int(str(problem.details.get(name, 0))) for name in ("line", "column"))
                place = self._places.of(element, line=line, column=column)
                yield finding(problem.rule, place, otherwise=None, **problem.details)

    def _of_text(self, written: Written) -> Iterator[Finding]:
        source = written.compiled.source
        key = (source, id(written.vocabulary))
        if key not in self._doubts:
            types = self._types_of_names(written.element)
            names = {name: types.get(name) or ANY for name in written.vocabulary.names}
            self._doubts[key] = check_tree(source, written.compiled.tree, names)
        for doubt in self._doubts[key]:
            yield from self._doubt(written, doubt)

    def _doubt(self, written: Written, doubt: Doubt) -> Iterator[Finding]:
        """What a doubt about an expression means here, where variables from outside may be visible."""
        owner = self._owner(written.element)
        if doubt.code == "unknown-name" and not _is_told(owner, doubt, self._loader):
            return
        rule = doubt.code if doubt.code in _OWN_WORDS else "expression"
        if rule == "unknown-name" and isinstance(owner, KnowledgeModel):
            rule = "name-missing"
        told = {"text": doubt.text, "source": written.compiled.source, "reason": doubt.phrase}
        if doubt.code == "arguments":
            told["signatures"] = "; ".join(overload.signature for overload in BUILTINS[doubt.text].overloads)
        near = doubt.suggestions and either(*map(quoted, doubt.suggestions))
        place = self._places.of(written.element, line=doubt.line, column=doubt.column)
        yield finding(rule, place, otherwise=DID_YOU_MEAN if near else None, names=near, **told)

    def _of_table(self, element: Element, environment: Environment) -> Iterator[Finding]:
        if is_too_wide(element):
            yield finding("too-large", self._places.of(element))
            return
        grid = GridReader(element, environment, self._types_of_names(element)).grid()
        if grid is not None:
            yield from check_results(grid, self._places)
            yield from RuleCheck(grid, self._places).findings()

    def _types_of_names(self, element: Element) -> dict[str, Type | None]:
        """The types of what a decision requires; inside other boxed expressions names may mean something else."""
        owner = self._owner(element)
        around = {local_name(each) for each in element.iterancestors() if local_name(each) in HANDLERS}
        if owner is None or not around <= {"decisionTable"}:
            return {}
        return {path[0]: self._loader.elements[key].type for path, key in owner.requires if len(path) == 1}

    def _owner(self, element: Element) -> GraphElement | None:
        return self._loader.element_of(owner_of(element))


def _is_told(owner: GraphElement | None, doubt: Doubt, loader: Loader) -> bool:
    """Whether a name that is not known is worth a word.

    Editors write decisions without input data, whose names all come from outside: only a near miss is doubtful there.
    """
    if owner is None or isinstance(owner, KnowledgeModel) or doubt.suggestions:
        return True
    return any(isinstance(loader.elements[key], InputData) for _, key in owner.requires)
