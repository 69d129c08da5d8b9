"""Every error as a calm page: what happened, what was kept, what to do next. Never a stack trace."""

import secrets

from flask import Flask, current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, TooManyRequests

from app.errors import EscaladeError, TooLarge
from app.web.words import error_words


class NoSuchPage(EscaladeError):
    """There is no page at this address. Nothing was changed. Check the address, or start from the inbox."""

    status = 404


class NotAPage(EscaladeError):
    """This address cannot be opened like a page. Nothing was changed. Go back and use the buttons of the page."""

    status = 405


class PageExpired(EscaladeError):
    """This page was open for too long, or you signed in again meanwhile. Nothing was changed. Go back, reload the page and send it again: your browser kept what you typed."""  # noqa: E501

    status = 400


class TooManyAttempts(EscaladeError):
    """That was too many attempts in a short time. Nothing was changed. Wait a minute, then try again."""

    status = 429


class NotUnderstood(EscaladeError):
    """The desk could not read what your browser sent. Nothing was changed. Go back, reload the page and try again."""

    status = 400


class Unforeseen(EscaladeError):
    """Something went wrong that nobody foresaw. What you had sent before is kept; this last step was not done. Try again; if it stays, tell the administrator the reference {reference}."""  # noqa: E501


def report_failures(app: Flask) -> None:
    """Answers every error with a page."""
    app.register_error_handler(EscaladeError, page)
    app.register_error_handler(HTTPException, http_page)
    app.register_error_handler(Exception, unforeseen_page)


def page(error: EscaladeError) -> tuple[str, int]:
    """The page of an error that the desk knows."""
    status = error.status
    return render_template("error.html", status=status, title=title(status), text=error_words(error)), status


def http_page(error: HTTPException) -> tuple[str, int] | HTTPException:
    """The page of an error of the server below the desk."""
    if error.code is None or error.code < 400:
        return error
    return page(_known(error))


def unforeseen_page(error: Exception) -> tuple[str, int]:
    """The page of an error that nobody foresaw; its reference finds the trace in the log."""
    reference = secrets.token_hex(4)
    current_app.logger.error("%s %s failed, reference %s", request.method, request.path, reference, exc_info=error)
    return page(Unforeseen(reference=reference))


def title(status: int) -> str:
    """What kind of trouble it is, in a few words."""
    titles = {
        401: gettext("Please sign in"),
        403: gettext("This is not open to you"),
        404: gettext("Not found"),
        409: gettext("Somebody was faster"),
        413: gettext("Too large"),
        429: gettext("A moment, please"),
        503: gettext("The desk is busy"),
    }
    return titles.get(status, gettext("That did not work") if status < 500 else gettext("Something went wrong"))


def _known(error: HTTPException) -> EscaladeError:
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge(what=gettext("What you sent"), limit=_limit())
    kinds = {CSRFError: PageExpired, TooManyRequests: TooManyAttempts, MethodNotAllowed: NotAPage}
    for kind, known in kinds.items():
        if isinstance(error, kind):
            return known()
    return NoSuchPage() if error.code == 404 else NotUnderstood()


def _limit() -> str:
    return gettext("%(number)s MB", number=round((request.max_content_length or 0) / 1_000_000))
