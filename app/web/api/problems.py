"""Every error of the API as ``application/problem+json`` (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from app.errors import EscaladeError, TooLarge
from app.web.api.language import language, say

PROBLEM = "application/problem+json"
TYPE_PREFIX = "urn:escalade:problem:"


class NoSuchAddress(EscaladeError):
    """There is nothing at this address. Nothing was changed. See /api/v1/openapi.json for what the desk offers."""

    status = 404


class MethodNotOffered(EscaladeError):
    """This address does not take {method}; it takes {allowed}. Nothing was changed. See /api/v1/openapi.json."""

    status = 405


class TokenMissing(EscaladeError):
    """The API needs a token. Nothing was changed. Make one on your page and send it as «Authorization: Bearer …»."""

    status = 401


class RequestNotUnderstood(EscaladeError):
    """The server could not use this request: {reason}. Nothing was changed. Correct it and send it again."""

    status = 400


def problem(error: EscaladeError) -> Response:
    """The answer to an error that the desk knows."""
    body = {
        "type": TYPE_PREFIX + error.code,
        "title": error.code.replace("-", " ").capitalize(),
        "status": error.status,
        "detail": say(error.template, error.details),
        "code": error.code,
        "errors": [*_field_errors(error), *_findings(error), *_obstacles(error)],
        "details": {name: str(value) for name, value in error.details.items()},
    }
    response = Response(orjson.dumps(body), error.status, content_type=PROBLEM)
    response.headers["Content-Language"] = language()
    if error.status == 401:
        response.headers["WWW-Authenticate"] = _challenge(error)
    if error.status == 503:
        response.headers["Retry-After"] = "1"
    return response


def http_problem(error: HTTPException) -> Response:
    """The answer to an error of the server below the desk: an unknown address, a wrong method, a body too large."""
    if (error.code is not None and error.code < 400) or error.response is not None:
        return Response.force_type(error.get_response(), request.environ)
    known = _known(error)
    response = problem(known)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def unexpected(error: Exception) -> Response:
    """The answer to an error that nobody foresaw; its trace goes to the log, never to the caller."""
    current_app.logger.error("The API could not answer %s %s", request.method, request.path, exc_info=error)
    return problem(EscaladeError())


def unrouted() -> Response | None:
    """Answers an unknown address or method below ``/api/`` as a problem, before anything else looks at the request."""
    error = request.routing_exception
    if error is None or not request.path.startswith("/api/"):
        return None
    return http_problem(error)


def _known(error: HTTPException) -> EscaladeError:
    if isinstance(error, MethodNotAllowed):
        return MethodNotOffered(method=request.method, allowed=", ".join(sorted(error.valid_methods or ())))
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge(what="The body", limit=f"{request.max_content_length} bytes")
    if error.code == 404:
        return NoSuchAddress()
    known = RequestNotUnderstood(reason=error.name)
    known.status = error.code or 500
    return known


def _field_errors(error: EscaladeError) -> list[dict[str, Any]]:
    errors: Mapping[str, Any] = getattr(error, "errors", {})
    return [
        {"field": name, "code": fault.code, "message": say(fault.template, fault.details)}
        for name, fault in errors.items()
    ]


def _findings(error: EscaladeError) -> list[dict[str, Any]]:
    return [
        {
            "file": finding.file,
            "element": finding.element,
            "code": finding.rule,
            "severity": str(finding.severity),
            "message": say(finding.message, finding.details),
            "remedy": say(finding.remedy, finding.details),
            "section": finding.section,
        }
        for finding in getattr(error, "findings", ())
    ]


def _obstacles(error: EscaladeError) -> list[dict[str, Any]]:
    """What keeps a case from moving to another version."""
    said = [(obstacle.element, obstacle.said) for obstacle in getattr(error, "obstacles", ())]
    return [
        {"element": element, "code": "no-counterpart", "message": say(phrase.template, phrase.details)}
        for element, phrase in said
    ]


def _challenge(error: EscaladeError) -> str:
    """RFC 6750 §3: a token that was sent and refused is named so."""
    refused = "" if isinstance(error, TokenMissing) else ', error="invalid_token"'
    return f'Bearer realm="escalade"{refused}'
