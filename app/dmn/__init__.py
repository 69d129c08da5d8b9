"""Decision models (DMN 1.1 to 1.5) on FEEL: load once, evaluate as often as wanted.

The package knows nothing of the rest of the desk and can be used on its own.
"""

from app.dmn.check import check_model
from app.dmn.environment import Problem
from app.dmn.errors import DecisionNotFound, DmnError
from app.dmn.findings import RULES, Finding, Place, Severity
from app.dmn.model import DecisionModel, DecisionResult, load_model
from app.dmn.run import MatchedRule

__all__ = [
    "RULES",
    "DecisionModel",
    "DecisionNotFound",
    "DecisionResult",
    "DmnError",
    "Finding",
    "MatchedRule",
    "Place",
    "Problem",
    "Severity",
    "check_model",
    "load_model",
]
