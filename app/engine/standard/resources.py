"""Who does an activity: a resource, or an expression that finds one (BPMN 2.0.2 §10.3.1)."""

from app.engine.standard.parts import File

_ROLES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")


def check(file: File) -> None:
    """Every role that matters."""
    for role in file.judged(*_ROLES):
        resource = role.first("resourceRef")
        if resource is not None and role.first("resourceAssignmentExpression") is not None:
            file.note("resource-twice", role, kind=role.kind)
        if resource is None and role.first("resourceParameterBinding") is not None:
            file.note("resource-parameters", role, kind=role.kind)
