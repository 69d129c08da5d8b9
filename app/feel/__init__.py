"""FEEL, the expression language of DMN (DMN 1.5 §10.3): complete, decimal, and safe with text from anybody.

``expression(text).evaluate(variables, now=…)`` gives a value; a mistake inside gives null. The package knows nothing
of the rest of the desk and can be used on its own.
"""

from app.feel.budget import Budget
from app.feel.checking.check import Finding, check
from app.feel.checking.declared import Declared, Names, TypeUnknown
from app.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError
from app.feel.evaluation import Expression, UnaryTests, expression, unary_tests
from app.feel.json_values import from_json, to_json
from app.feel.text import as_literal

__all__ = [
    "Budget",
    "Declared",
    "Expression",
    "FeelBudgetExceeded",
    "FeelError",
    "FeelSyntaxError",
    "Finding",
    "Names",
    "TypeUnknown",
    "UnaryTests",
    "as_literal",
    "check",
    "expression",
    "from_json",
    "to_json",
    "unary_tests",
]
