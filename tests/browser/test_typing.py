"""What a person types into a form is theirs: it survives the form's redrawing, a refusal, and somebody faster."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Visitor, serving
from tests.browser.small import deploy_small

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
PDF = {"name": "preuve.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
PROGRAM = {"name": "outil.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
START = "/requests/new?scenario=ask"


@pytest.fixture(scope="module")
def address(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the small definition."""
    folder = tmp_path_factory.mktemp("typing")
    with serving(folder) as address:
        deploy_small(folder)
        yield address


def asks(visitor: Visitor, title: str) -> str:
    """Sends the start form; returns the path of the case."""
    visitor.opens(START).get_by_label("Titre").fill(title)
    visitor.presses("Envoyer la demande")
    expect(visitor.page).to_have_url(re.compile("/cases/"))
    return visitor.page.url.removeprefix(visitor.address)


def task_of(visitor: Visitor, case: str) -> str:
    """The path of the case's first task."""
    return f"/tasks/{case.removeprefix('/cases/')}-1"


@pytest.mark.parametrize("place", ["start", "task"])
def test_typing_survives_the_redrawing(logged_in: Enter, place: str) -> None:
    technician = logged_in("Léa Martin")
    path = START if place == "start" else task_of(technician, asks(technician, "Un avis"))
    page = technician.opens(path)
    expect(page.get_by_label("Pourquoi")).to_have_count(0)
    held = hold(page, "**/requests/proposal" if place == "start" else "**/draft")
    with page.expect_request(re.compile("/proposal|/draft")):
        page.get_by_label("Non", exact=True).check()
    page.locator("[name=remark]").evaluate(
        "field => { field.value = 'écrit entre-temps'; field.dispatchEvent(new Event('input', { bubbles: true })) }"
    )
    page.locator("[name=title]").press_sequentially("encore en cours")
    held.pop().continue_()
    expect(page.get_by_label("Pourquoi")).to_be_visible()
    expect(page.locator("[name=remark]")).to_have_value("écrit entre-temps")
    expect(page.locator("[name=title]")).to_have_value(re.compile("encore en cours$"))
    expect(page.locator("[name=title]")).to_be_focused()


def test_an_answer_before_the_script_ran_counts(logged_in: Enter) -> None:
    director = logged_in("Hélène Marchand")
    page = director.page
    held = hold(page, "**/desk.js*")
    page.goto(director.address + START, wait_until="commit")
    page.get_by_label("Non", exact=True).check()
    held.pop().continue_()
    expect(page.get_by_label("Pourquoi")).to_be_visible()


def hold(page: Page, pattern: str) -> list[Route]:
    """Keeps back the requests to these addresses; the test lets each of them go on."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


def test_a_file_of_a_start_form_belongs_to_the_case(logged_in: Enter) -> None:
    director = logged_in("Hélène Marchand")
    page = director.opens(START)
    page.get_by_label("Remarque").fill("Voir la pièce")
    page.get_by_label("Preuve").set_input_files(PDF)
    director.presses("Envoyer la demande")
    expect(page.get_by_role("alert")).to_contain_text("Choisissez de nouveau le fichier")
    expect(page.get_by_label("Remarque")).to_have_value("Voir la pièce")
    page.get_by_label("Titre").fill("Avec une preuve")
    page.get_by_label("Preuve").set_input_files(PDF)
    director.presses("Envoyer la demande")
    expect(page.locator("#files").get_by_role("link", name="preuve.pdf")).to_be_visible()
    expect(page.locator("#story")).to_contain_text("a ajouté le fichier")
    forgive(director, 422)


@pytest.mark.parametrize("place", ["start", "task"])
def test_a_refused_file_loses_nothing(logged_in: Enter, place: str) -> None:
    technician = logged_in("Léa Martin")
    page = technician.opens(START if place == "start" else task_of(technician, asks(technician, "Un outil")))
    page.get_by_label("Titre").fill("Avec un programme")
    page.get_by_label("Preuve").set_input_files(PROGRAM)
    page.locator("form:has(#answers) .btn-primary").click()
    expect(page.get_by_role("alert")).to_contain_text("exe")
    expect(page.get_by_label("Titre")).to_have_value("Avec un programme")
    forgive(technician, 422)


def test_who_comes_too_late_keeps_the_words_and_finds_the_case(logged_in: Enter) -> None:
    slow, quick = logged_in("Léa Martin"), logged_in("Karim Benali")
    case = asks(slow, "À deux")
    for person, title in ((slow, "Ma réponse réfléchie"), (quick, "Fait")):
        person.opens(task_of(person, case)).get_by_label("Titre").fill(title)
    for person in (quick, slow):
        person.page.locator("form:has(#answers) .btn-primary").click()
        person.page.wait_for_load_state()
    main = slow.page.locator("main")
    expect(main).to_contain_text("Karim Benali")
    expect(main).to_contain_text("Ma réponse réfléchie")
    main.get_by_role("link", name="Voir le dossier").click()
    expect(slow.page).to_have_url(slow.address + case)
    forgive(slow, 409)


def test_words_are_kept_when_somebody_took_the_task(logged_in: Enter) -> None:
    slow, quick = logged_in("Léa Martin"), logged_in("Karim Benali")
    case = asks(slow, "À prendre")
    slow.opens(task_of(slow, case)).get_by_label("Titre").fill("Écrit pour rien ?")
    quick.opens(task_of(quick, case))
    quick.presses("Prendre")
    slow.page.locator("form:has(#answers) .btn-primary").click()
    expect(slow.page.locator("main")).to_contain_text("Écrit pour rien ?")
    expect(slow.page.get_by_role("link", name="Voir le dossier")).to_be_visible()
    forgive(slow, 409)


def test_commenting_without_scripts(logged_in: Enter) -> None:
    technician = logged_in("Léa Martin", scripts=False, width=390)
    page = technician.opens(task_of(technician, asks(technician, "Sans script")))
    expect(page.get_by_label("Votre commentaire")).not_to_be_visible()
    page.locator("#comments > summary").click()
    page.get_by_text("Écrire un commentaire").click()
    page.get_by_label("Votre commentaire").fill("Vu.")
    technician.presses("Ajouter le commentaire")
    expect(page.locator("#comments")).to_contain_text("Vu.")


def test_the_order_of_the_inbox_is_in_its_address(logged_in: Enter) -> None:
    technician = logged_in("Léa Martin")
    first, last = (asks(technician, title) for title in ("Premier arrivé", "Dernier arrivé"))
    page = technician.opens("/")
    page.get_by_label("Ordre").select_option("newest")
    expect(page).to_have_url(re.compile(r"\?order=newest$"))
    tasks = page.locator("#inbox-list .row-link")
    expect(tasks.first).to_have_attribute("href", task_of(technician, last))
    technician.opens("/?order=oldest&whose=groups")
    links = [link.get_attribute("href") for link in tasks.all()]
    assert links.index(task_of(technician, first)) < links.index(task_of(technician, last))
    page.get_by_label("Ordre").select_option("")
    expect(page).to_have_url(re.compile(r"\?whose=groups$"))


def forgive(visitor: Visitor, status: int) -> None:
    """The browser's own note that a page answered with this status is what the test wanted."""
    visitor.complaints = [text for text in visitor.complaints if f"status of {status}" not in text]
