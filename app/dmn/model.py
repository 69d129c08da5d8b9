"""A loaded decision model, and asking it (DMN 1.5 §10.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.dmn.environment import Problem
from app.dmn.errors import DecisionNotFound
from app.dmn.graph import Decision, DecisionService, Evaluation, GraphElement, Key, KnowledgeModel
from app.dmn.loader import Loader
from app.dmn.run import MODEL_BUDGET, MatchedRule, ModelRun
from app.feel.budget import Budget
from app.feel.errors import FeelBudgetExceeded
from app.feel.json_values import from_json


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The value of a decision (a FEEL value), the rules that matched on the way, and why something became null."""

    value: object
    matched: tuple[MatchedRule, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """Decisions, business knowledge models and decision services of one or several documents.

    ``problems`` is empty unless the model was loaded with ``tolerant``.
    """

    elements: Mapping[Key, GraphElement]
    namespace: str
    problems: tuple[Problem, ...] = ()

    @property
    def decisions(self) -> dict[str, str]:
        """Names of the decisions of the first document, by id."""
        return self._names(Decision)

    @property
    def services(self) -> dict[str, str]:
        """Names of the decision services of the first document, by id."""
        return self._names(DecisionService)

    def evaluate(
        self,
        decision_id: str,
        variables: Mapping[str, object],
        *,
        now: datetime,
        budget: Budget = MODEL_BUDGET,
    ) -> DecisionResult:
        """Evaluate a decision, or a decision service, by its id or its name.

        Raises DecisionNotFound, and FeelBudgetExceeded when the evaluation needs more than it may use.
        """
        element = self._find(decision_id, Decision, DecisionService)
        run = ModelRun(now, budget)
        evaluation = Evaluation(self.elements, variables, run)
        try:
            value = self._value(element, evaluation, variables)
        except RecursionError:
            raise FeelBudgetExceeded("levels of nesting", budget.depth) from None
        return DecisionResult(value, tuple(run.matched), tuple(run.warnings))

    def invoke(self, name: str, arguments: Mapping[str, object], *, now: datetime) -> DecisionResult:
        """Call a business knowledge model by its id or its name. Raises as evaluate."""
        element = self._find(name, KnowledgeModel)
        run = ModelRun(now, MODEL_BUDGET)
        function = Evaluation(self.elements, {}, run).value(element.key)
        values = {key: from_json(value) for key, value in arguments.items()}
        result = function.invoke(run, [], values)  # type: ignore[attr-defined]
        return DecisionResult(result, tuple(run.matched), tuple(run.warnings))

    def _value(self, element: GraphElement, evaluation: Evaluation, variables: Mapping[str, object]) -> object:
        if not isinstance(element, DecisionService):
            return evaluation.value(element.key)
        for key in element.inputs:
            evaluation.give(key, from_json(variables.get(self.elements[key].variable)))
        return evaluation.outputs(element)

    def _names(self, kind: type[GraphElement]) -> dict[str, str]:
        return {
            key[1]: element.name
            for key, element in self.elements.items()
            if isinstance(element, kind) and key[0] == self.namespace
        }

    def _find(self, wanted: str, *kinds: type[GraphElement]) -> GraphElement:
        candidates = [element for element in self.elements.values() if isinstance(element, kinds)]
        own = [element for element in candidates if element.key[0] == self.namespace]
        for element in (*own, *candidates):
            if wanted in (element.key[1], element.name):
                return element
        known = ", ".join(sorted(element.key[1] for element in own)) or "none"
        raise DecisionNotFound(element=wanted, known=known)


def load_model(*documents: bytes, tolerant: bool = False) -> DecisionModel:
    """The model of one or several documents, the main one first, those that it imports behind it.

    Raises DmnError that names the first element with a problem. With *tolerant* such an element gives null instead.
    """
    loader = Loader(documents)
    problems = tuple(problem for _, problem in loader.problems.found)
    if problems and not tolerant:
        raise problems[0].error()
    return DecisionModel(loader.elements, loader.first, problems)
