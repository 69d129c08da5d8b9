"""The inbox: what must I do next?"""

from zlib import crc32

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.tasks.queries import inbox, inbox_token
from app.tasks.views import Inbox, InboxFilter
from app.web import incoming
from app.web.access import SIGNED_IN, open_to
from app.web.language import language
from app.web.signed_in import actor
from app.web.workplace import clock, reading

pages = Blueprint("inbox", __name__)
WHOSE = ("all", "mine", "groups")
ORDERS = ("urgency", "newest", "oldest")
PRIORITIES = ("P1", "P2", "P3", "P4")


@pages.get("/")
@open_to(SIGNED_IN)
def show() -> str:
    """The open tasks of this person and their groups."""
    return render_template("inbox.html", **_list())


@pages.get("/inbox/list")
@open_to(SIGNED_IN)
def rows() -> Response:
    """The list alone, for the page that refreshes itself; 304 while nothing in it would change."""
    etag = _etag()
    if etag in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{etag}"'})
    response = make_response(render_template("inbox_list.html", **_list()))
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def wished() -> InboxFilter:
    """What the address asks for; what it does not know counts as not asked."""
    asked = request.args
    return InboxFilter(
        whose=asked.get("whose", "") if asked.get("whose") in WHOSE else "all",
        scenario=asked.get("scenario", "")[:64] or None,
        priority=asked.get("priority") if asked.get("priority") in PRIORITIES else None,
        vip=asked.get("vip") == "1",
        late=asked.get("late") == "1",
        order=asked.get("order", "") if asked.get("order") in ORDERS else "urgency",
        page=incoming.number("page"),
    )


def address(wish: InboxFilter, endpoint: str = "inbox.show", **changed: object) -> str:
    """The address of the inbox with these filters, some of them changed."""
    shown = {
        "whose": wish.whose if wish.whose != "all" else None,
        "scenario": wish.scenario,
        "priority": wish.priority,
        "vip": 1 if wish.vip else None,
        "late": 1 if wish.late else None,
        "order": wish.order if wish.order != "urgency" else None,
        "page": wish.page if wish.page > 1 else None,
    }
    return url_for(endpoint, **{name: value for name, value in (shown | changed).items() if value is not None})


def _list() -> dict[str, object]:
    wish = wished()
    found: Inbox = inbox(reading(), actor(), wish, now=clock().now())
    return {"inbox": found, "wish": wish, "address": address}


def _etag() -> str:
    """Changes with the tasks, with each minute (the times that are left), and with who looks how."""
    minute = int(clock().now().timestamp() // 60)
    return f"{inbox_token(reading(), actor())}-{minute}-{language()}-{actor().id}-{crc32(request.query_string):x}"
