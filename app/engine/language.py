# mypy: disallow-subclassing-any=False
"""Takes the place of SpiffWorkflow's Python: its script engine and the environment that it calls directly.

Our specs evaluate FEEL themselves, so nothing should ever come here. If it does, it is refused instead of run.
"""

from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment


class PythonRefused(RuntimeError):
    """Some part of SpiffWorkflow tried to evaluate text of a diagram as Python."""


class NoEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates nothing."""

    def evaluate(self, *_: Any, **__: Any) -> NoReturn:
        raise PythonRefused

    def execute(self, *_: Any, **__: Any) -> NoReturn:
        raise PythonRefused

    def call_service(self, *_: Any, **__: Any) -> NoReturn:
        raise PythonRefused


class NoPython(PythonScriptEngine):
    """The script engine of every case."""

    def __init__(self) -> None:
        super().__init__(environment=NoEnvironment())

    def validate(self, expression: str) -> NoReturn:
        raise PythonRefused

    def evaluate(self, *_: Any, **__: Any) -> NoReturn:
        raise PythonRefused

    def execute(self, *_: Any, **__: Any) -> NoReturn:
        raise PythonRefused

    def call_service(self, *_: Any, **__: Any) -> NoReturn:
        raise PythonRefused
