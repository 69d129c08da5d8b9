"""The OpenAPI 3.1 document, made from the declarations of the routes."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from http import HTTPStatus

from app.web.api.operations import OPERATIONS, Operation
from app.web.api.problems import PROBLEM
from app.web.api.reading import KEY_LIMIT
from app.web.api.shapes import Schema, hints, name_of, required, schema_of, schema_of_type, shapes_in

ALWAYS = (401, 403, 429, 500, 503)
FIELD_ERROR: Schema = {
    "type": "object",
    "description": "One fault: of a field that was sent, or of a place in a file that was deployed.",
    "properties": {
        "field": {"type": "string"},
        "file": {"type": "string"},
        "element": {"type": ["string", "null"]},
        "code": {"type": "string"},
        "severity": {"enum": ["error", "warning"]},
        "message": {"type": "string"},
        "remedy": {"type": "string"},
        "section": {"type": "string", "description": "Of the standard, where the rule is one of it."},
    },
    "required": ["code", "message"],
    "additionalProperties": False,
}
PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "An error (RFC 9457). `detail` says what happened, what was kept and what to do next.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "In the language of Accept-Language."},
        "code": {"type": "string", "description": "A stable name for programs."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        "details": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["type", "title", "status", "detail", "code", "errors", "details"],
    "additionalProperties": False,
}
INFORMATION = """The escalation desk for programs. Send a bearer token with each request; it acts for the person who \
made it, with the same rights. A request that changes something takes an Idempotency-Key: repeat it with the same key \
when no answer arrived, and the desk answers as it did the first time without doing anything twice."""


@cache
def document() -> Schema:
    """The whole document."""
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Escalade", "version": "1", "description": INFORMATION},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(_schemas()),
            "responses": {str(status): _problem(status) for status in _statuses()},
        },
    }


def _operation(operation: Operation) -> Schema:
    described: Schema = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": list(_parameters(operation)),
        "responses": {str(operation.status): _answer(operation)}
        | {str(status): {"$ref": f"#/components/responses/{status}"} for status in _errors(operation)},
    }
    if operation.description:
        described["description"] = operation.description
    if operation.body:
        described["requestBody"] = {"required": True, "content": _content(operation)}
    return described


def _parameters(operation: Operation) -> Iterator[Schema]:
    for name, kind in operation.parameters:
        yield {"name": name, "in": "path", "required": True, "schema": {"type": kind}}
    for declaration in fields(operation.query) if operation.query else ():
        keywords = dict(declaration.metadata)
        schema = schema_of_type(hints(operation.query)[declaration.name])  # type: ignore[arg-type]
        if declaration.default is not None:
            keywords["default"] = declaration.default
        described = {"name": declaration.name, "in": "query", "description": keywords.pop("description")}
        yield {**described, "required": required(declaration), "schema": {**schema, **keywords}}
    if operation.repeatable:
        yield {
            "name": "Idempotency-Key", "in": "header", "required": False,
            "description": "A key of the caller's choosing, new for each thing to do, the same when it is repeated.",
            "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
        }  # fmt: skip


def _content(operation: Operation) -> Schema:
    content: Schema = {"application/json": {"schema": schema_of_type(operation.body)}}
    if operation.multipart:
        properties = {
            "reason": {"type": "string"},
            "files": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
        }
        schema = {"type": "object", "properties": properties, "required": ["reason", "files"]}
        content["multipart/form-data"] = {"schema": schema}
    return content


def _answer(operation: Operation) -> Schema:
    described: Schema = {"description": HTTPStatus(operation.status).phrase}
    if operation.answer:
        described["content"] = {"application/json": {"schema": schema_of_type(operation.answer)}}
    if operation.status == 201:
        location = {"description": "The address of what was made.", "schema": {"type": "string"}}
        described["headers"] = {"Location": location}
    return described


def _errors(operation: Operation) -> tuple[int, ...]:
    reads = (400, 413, 415) if operation.body else (400,) if operation.query or operation.repeatable else ()
    missing = (404,) if operation.parameters else ()
    return tuple(sorted({*ALWAYS, *operation.errors, *reads, *missing}))


def _statuses() -> list[int]:
    return sorted({status for operation in OPERATIONS for status in _errors(operation)} | {405})


def _problem(status: int) -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"schema": schema}}}


def _schemas() -> Iterator[tuple[str, Schema]]:
    answers = {shape for operation in OPERATIONS if operation.answer for shape in shapes_in(operation.answer)}
    bodies = {operation.body for operation in OPERATIONS if operation.body}
    for shape in sorted(answers, key=name_of):
        yield name_of(shape), schema_of(shape, answer=True)
    for shape in sorted(bodies, key=name_of):
        yield name_of(shape), schema_of(shape, answer=False)
    yield "Problem", PROBLEM_SCHEMA
    yield "Fault", FIELD_ERROR
