"""A loaded decision model, and asking it (DMN 1.5 §10.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.dmn.environment import Problem
from app.dmn.errors import DecisionNotFound
from app.dmn.graph import Decision, DecisionService, Evaluation, GraphElement, Key, KnowledgeModel
from app.dmn.loader import load
from app.dmn.run import MODEL_BUDGET, MatchedRule, ModelRun
from app.errors import Phrase
from app.feel.budget import Budget
from app.feel.json_values import from_json
from app.feel.stack import with_room


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The value of a decision (a FEEL value), the rules that matched on the way, and why something became null.

    ``refusals`` are those of the reasons that say that a function is written in Java or PMML, which is not run.
    """

    value: object
    matched: tuple[MatchedRule, ...]
    warnings: tuple[Phrase, ...] = ()
    refusals: tuple[str, ...] = ()


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
        seed: str = "",
    ) -> DecisionResult:
        """Evaluate a decision, or a decision service, by its id or its name.

        *seed* tells evaluations at one moment apart where they draw random values, as in Expression. Raises
        DecisionNotFound, and FeelBudgetExceeded when the evaluation needs more than it may use.
        """
        element = self._find(decision_id, Decision, DecisionService)
        return self._evaluate(element, variables, lambda: ModelRun(now, budget, seed=(decision_id, seed)))

    def evaluate_service(self, name: str, variables: Mapping[str, object], *, now: datetime) -> DecisionResult:
        """Evaluate a decision service, also where a decision has its name. Raises as evaluate."""
        return self._evaluate(self._find(name, DecisionService), variables, lambda: ModelRun(now, seed=(name,)))

    def invoke(
        self, name: str, arguments: Mapping[str, object], *, now: datetime, budget: Budget = MODEL_BUDGET
    ) -> DecisionResult:
        """Call a business knowledge model by its id or its name. Raises as evaluate."""
        element = self._find(name, KnowledgeModel)

        def work() -> DecisionResult:
            run = ModelRun(now, budget, seed=(name,))
            function = Evaluation(self.elements, {}, run).value(element.key)
            values = {key: from_json(value, run) for key, value in arguments.items()}
            return _result(run, function.invoke(run, [], values))  # type: ignore[attr-defined]

        return with_room(work, budget.depth)

    def _evaluate(
        self, element: GraphElement, variables: Mapping[str, object], new_run: Callable[[], ModelRun]
    ) -> DecisionResult:
        def work() -> DecisionResult:
            run = new_run()
            return _result(run, self._value(element, Evaluation(self.elements, variables, run), variables))

        return with_room(work, MODEL_BUDGET.depth)

    def _value(self, element: GraphElement, evaluation: Evaluation, variables: Mapping[str, object]) -> object:
        if not isinstance(element, DecisionService):
            return evaluation.value(element.key)
        for key in element.inputs:
            evaluation.give(key, variables.get(self.elements[key].variable))
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
        for kind in kinds:
            for element in (*own, *candidates):
                if isinstance(element, kind) and wanted in (element.key[1], element.name):
                    return element
        known = ", ".join(sorted(element.key[1] for element in own)) or "none"
        raise DecisionNotFound(element=wanted, known=known)


def _result(run: ModelRun, value: object) -> DecisionResult:
    return DecisionResult(value, tuple(run.matched), tuple(run.warnings), tuple(run.refusals))


def load_model(*documents: bytes, tolerant: bool = False) -> DecisionModel:
    """The model of one or several documents, the main one first, those that it imports behind it.

    Raises DmnError that names the first element with a problem. With *tolerant* such an element gives null instead.
    """
    loader = load(documents)
    problems = tuple(problem for _, problem in loader.problems.found)
    if problems and not tolerant:
        raise problems[0].error()
    return DecisionModel(loader.elements, loader.first, problems)
