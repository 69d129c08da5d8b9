"""What people do at the desk, as one line each: ask, do a task, look."""

import time

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor

ORIENT = "Confirmer ou corriger l'orientation"
PATIENCE = 90.0  # an hour of a diagram is a minute of the demonstration


def asks(
    visitor: Visitor, title: str, *, affected: str, proposal: str, impact: str = "one", urgency: str = "now"
) -> str:
    """Sends an intake form once the desk has proposed the route; returns the path of the case."""
    page = visitor.opens("/requests/new")
    answer(page, title=title, what=f"{title} : merci de m'aider.", affected=affected, impact=impact, urgency=urgency)
    expect(page.locator("#proposal")).to_contain_text(proposal)
    visitor.presses("Envoyer la demande")
    expect(page.locator("#now")).to_be_visible()
    return page.url.removeprefix(visitor.address)


def confirms_the_route(technician: Visitor, case: str) -> None:
    """Level 1 agrees with what the desk proposed."""
    does(technician, case, ORIENT, agree="yes")


def finds(visitor: Visitor, case: str, task: str) -> Page:
    """Opens the case's task of this name from the person's inbox, as soon as it is there."""
    row = visitor.page.locator("#inbox-list tr", has_text=reference(case)).get_by_role("link", name=task)
    appears(visitor, "/", row)
    row.click()
    expect(visitor.page.locator("#answer")).to_be_visible()
    return visitor.page


def does(visitor: Visitor, case: str, task: str, **answers: str) -> None:
    """Does the case's task of this name with these answers."""
    sends(visitor, finds(visitor, case, task), **answers)


def sends(visitor: Visitor, page: Page, **answers: str) -> None:
    """Fills in the form of the task that is open, and sends it."""
    answer(page, **answers)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#answer .btn-primary").click()
    page.wait_for_url("**/completion")


def answer(page: Page, **answers: str) -> None:
    """Gives the answers by the names of their fields, in this order: one may open the next."""
    for name, value in answers.items():
        field = page.locator(f"#answers [name='{name}']")
        kind = field.first.evaluate("control => control.type")
        if kind == "radio":
            page.locator(f"#answers [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            field.locator("visible=true").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def sees(visitor: Visitor, path: str, *texts: str) -> None:
    """All of the texts are on the page, at once or after what the desk does by itself."""
    appears(visitor, path, visitor.page.locator("main", has_text=texts[0]))
    for text in texts:
        expect(visitor.page.locator("main")).to_contain_text(text)


def has_no_task(visitor: Visitor, case: str) -> None:
    """Nothing of the case waits for this person."""
    visitor.opens("/")
    expect(visitor.page.locator("#inbox-list")).not_to_contain_text(reference(case))


def appears(visitor: Visitor, path: str, wanted: Locator) -> None:
    """Opens the page again until it shows what is wanted; background work may still be on its way."""
    deadline = time.monotonic() + PATIENCE
    visitor.opens(path)
    while wanted.count() == 0 and time.monotonic() < deadline:
        visitor.page.wait_for_timeout(250)
        visitor.opens(path)
    expect(wanted.first).to_be_visible()


def reference(case: str) -> str:
    """What people call the case at this path."""
    return f"E-{int(case.rsplit('/', 1)[-1]):06d}"
