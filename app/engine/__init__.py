"""The engine: SpiffWorkflow behind plain values (see README.md). Nothing outside this package imports SpiffWorkflow."""

from app.engine.bundle import Bundle, check_bundle, compile_bundle, variables_of
from app.engine.errors import (
    DiagramRefused,
    NotWaiting,
    ProcessNotFound,
    SnapshotRefused,
    StepNotOpen,
    ValueRefused,
)
from app.engine.execution import Execution
from app.engine.migration import Migrated, migrate, problems
from app.engine.model import (
    Advance,
    ArmedTimer,
    Change,
    DecisionMade,
    Element,
    Failure,
    Finding,
    Move,
    MoveKind,
    OpenJob,
    OpenTask,
    Process,
    Severity,
    State,
    Subscription,
    ThrownMessage,
)
from app.engine.obstacles import MigrationRefused, Obstacle
from app.engine.variables_known import known_together

__all__ = [
    "Advance",
    "ArmedTimer",
    "Bundle",
    "Change",
    "DecisionMade",
    "DiagramRefused",
    "Element",
    "Execution",
    "Failure",
    "Finding",
    "Migrated",
    "MigrationRefused",
    "Move",
    "MoveKind",
    "NotWaiting",
    "Obstacle",
    "OpenJob",
    "OpenTask",
    "Process",
    "ProcessNotFound",
    "Severity",
    "SnapshotRefused",
    "State",
    "StepNotOpen",
    "Subscription",
    "ThrownMessage",
    "ValueRefused",
    "check_bundle",
    "compile_bundle",
    "known_together",
    "migrate",
    "problems",
    "variables_of",
]
