"""Every page, for everybody: no accessibility fault, nothing wider than the screen; with nothing, one and many rows."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.cases.commands import add_comment, attach_file, start_case
from app.identity.directory import actor_for
from tests.browser.conftest import Visitor, desk_in, serving

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]

LISTS = ("/", "/?whose=groups&vip=1", "/cases", "/cases?state=cancelled", "/requests", "/notifications")
ALWAYS = (
    "/catalogue", "/requests/new", "/requests/new?scenario=vip-smartphone", "/me", "/diagrams",
    "/diagrams/vip-smartphone/1", "/diagrams/intake/1/forms/intake",
)  # fmt: skip
ONE_CASE = (
    "/tasks/1-1", "/tasks/1-1/completion", "/tasks/1-1#hand-over", "/cases/1", "/cases/1/history",
    "/cases/1#information", "/cases/1#withdraw",
)  # fmt: skip
PHONE, SMALL_PHONE, DESKTOP = 390, 320, 1440
TITLE = "Réinstallation de l'application « Présentations stratégiques » – anticonstitutionnellement-incommunicabilité"
WORDS = {"title": TITLE, "who": "self", "what": f"{TITLE}. " * 5, "affected": "software", "urgency": "now",
         "impact": "one"}  # fmt: skip


@pytest.fixture(scope="module", params=[0, 1, 200], ids="{} cases".format)
def address(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server of their own for these tests, with so many cases that wait for the service desk."""
    folder = tmp_path_factory.mktemp("pages")
    with serving(folder) as address:
        fill(folder, request.param)
        yield address


@pytest.mark.parametrize("person", ["Hélène Marchand", "Léa Martin"])
def test_lists(logged_in: Enter, person: str) -> None:
    visitor = logged_in(person)
    assert faults(visitor, open_to(visitor, LISTS)) == []


@pytest.mark.parametrize("address", [0], indirect=True, ids=["0 cases"])
def test_pages_of_a_new_desk(logged_in: Enter) -> None:
    assert faults(logged_in("Mathilde Robin"), ALWAYS) == []


@pytest.mark.parametrize("address", [1], indirect=True, ids=["1 case"])
def test_pages_of_an_operator(logged_in: Enter) -> None:
    assert faults(logged_in("Samuel Fournier"), ("/incidents", "/cases/1/move", "/cases/1/data")) == []


@pytest.mark.parametrize("address", [1], indirect=True, ids=["1 case"])
@pytest.mark.parametrize("person", ["Hélène Marchand", "Léa Martin", "Émilie Chevalier"])
def test_pages_of_a_case(logged_in: Enter, person: str) -> None:
    visitor = logged_in(person)
    assert faults(visitor, open_to(visitor, ONE_CASE)) == []


@pytest.mark.parametrize("address", [0], indirect=True, ids=["0 cases"])
def test_pages_that_say_no(logged_in: Enter) -> None:
    visitor = logged_in("Léa Martin")
    found = faults(visitor, ["/nowhere"])
    visitor.opens("/requests/new")
    visitor.presses("Envoyer la demande")
    assert "sont à corriger" in visitor.page.get_by_role("alert").inner_text()
    assert [*found, *faults_here(visitor.page, "a form with errors")] == []
    visitor.complaints = [text for text in visitor.complaints if "404" not in text and "422" not in text]


@pytest.mark.parametrize("address", [0], indirect=True, ids=["0 cases"])
@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_diagram_opens_within_its_frame(logged_in: Enter, motion: Literal["no-preference", "reduce"]) -> None:
    visitor = logged_in("Mathilde Robin")
    visitor.page.emulate_media(reduced_motion=motion)
    visitor.opens("/diagrams/secure-remote-access/1").locator("[data-ready]").wait_for()
    frame = visitor.page.locator("[data-diagram-live]").bounding_box()
    drawn = visitor.page.locator(".djs-container .viewport").bounding_box()
    assert frame and drawn
    assert frame["x"] <= drawn["x"] and drawn["x"] + drawn["width"] <= frame["x"] + frame["width"]
    assert frame["y"] <= drawn["y"] and drawn["y"] + drawn["height"] <= frame["y"] + frame["height"]


def open_to(visitor: Visitor, paths: Sequence[str]) -> list[str]:
    """Those of the pages that this person may see."""
    found = [path for path in paths if visitor.page.request.get(visitor.address + path).ok]
    assert found
    return found


def faults(visitor: Visitor, paths: Sequence[str]) -> list[str]:
    """What is wrong with the pages, a line each."""
    return [fault for path in paths for fault in faults_of(visitor, path)]


def faults_of(visitor: Visitor, path: str) -> Iterator[str]:
    """The faults of one page, light and dark. An address that differs in its # alone is loaded as well."""
    for scheme in ("light", "dark"):
        visitor.page.goto("about:blank")
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        yield from faults_here(visitor.opens(path), f"{path}, {scheme}")


def faults_here(page: Page, name: str) -> Iterator[str]:
    """The faults of the page that is open, on a desktop and on phones."""
    for width in (SMALL_PHONE, PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 844})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{name}, at {width} px: {wide} px wide"
        if width != SMALL_PHONE:
            yield from (f"{name}, at {width} px: {violation}" for violation in violations(page))


def violations(page: Page) -> Iterator[str]:
    """The rule, the element and the reason of each fault that axe finds."""
    for broken in Axe().run(page).response["violations"]:
        for node in broken["nodes"]:
            yield f"{broken['id']} {node['target']} {node['failureSummary']}"


def fill(folder: Path, number: int) -> None:
    """Sends so many requests with long words, the first with a comment and a file."""
    with desk_in(folder) as desk:
        asker = actor_for(desk.session, "helene", now=desk.now())
        cases = [start_case(asker, desk, scenario="intake", values=WORDS).case_id for _ in range(number)]
        for case in cases[:1]:
            add_comment(asker, desk, case_id=case, text=TITLE)
            name = f"{TITLE}.pdf"
            attach_file(asker, desk, case_id=case, name=name, media_type="application/pdf", content=b"%PDF-")
