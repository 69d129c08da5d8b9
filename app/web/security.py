"""What protects a person at the browser: headers, cookies, forgery tokens, limits."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from app.web.failures import NotUnderstood
from config import Config

IDLE = timedelta(hours=8)
FIELDS_AT_MOST = 1_000
TAKES_FILES = frozenset({"cases.add_file", "tasks.complete"})
POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def protect(app: Flask, config: Config) -> None:
    """Sets up sessions, forgery protection, limits and headers."""
    app.config.update(
        SECRET_KEY=config.session_secret,
        SESSION_COOKIE_NAME="escalade",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=IDLE,
        MAX_CONTENT_LENGTH=config.request_limit,
        MAX_FORM_MEMORY_SIZE=config.request_limit,
        UPLOAD_LIMIT=config.request_limit + config.attachment_limit,
        MAX_FORM_PARTS=FIELDS_AT_MOST,
        WTF_CSRF_TIME_LIMIT=None,
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_allow_files)
    app.before_request(_refuse_nul)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_add_headers)


def _allow_files() -> None:
    """Where files are sent, more may come; this is said before anything reads the request."""
    if request.endpoint in TAKES_FILES:
        request.max_content_length = current_app.config["UPLOAD_LIMIT"]


def _refuse_nul() -> None:
    """Nobody types U+0000, and PostgreSQL keeps no text with it: refused here, before anything reads the request."""
    if request.endpoint is None or request.blueprint == "api":  # the API reads its own, with smaller limits
        return
    sent = (request.path, *_texts(request.args), *_texts(request.form))
    if any("\x00" in text for text in sent):
        raise NotUnderstood()


def _texts(values: MultiDict[str, str]) -> Iterator[str]:
    for name, texts in values.lists():
        yield name
        yield from texts


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
