"""What a page shows of a form: both languages, drafts over variables over defaults, errors at their fields."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from app.forms import form_view, from_html
from app.forms.display import shown

TEMPLATES = Path(__file__).parents[3] / "app" / "web" / "templates"
PAGE = (
    '{% from "forms/form.html" import error_summary, render_fields %}{{ error_summary(view) }}{{ render_fields(view) }}'
)


@pytest.fixture(scope="module")
def pages():
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_null_translations(newstyle=True)
    return environment.from_string(PAGE)


@pytest.fixture
def page(pages, now):
    """The HTML of a form as a person gets it."""

    def show(form, variables=None, *, language="fr", entered=None, errors=None):
        view = form_view(form, variables or {}, now=now, language=language, entered=entered, errors=errors)
        return BeautifulSoup(pages.render(view=view), "html.parser")

    return show


DECISION = {
    "type": "radio",
    "key": "decision",
    "label": "Votre décision",
    "description": "Une seule réponse.",
    "values": [{"value": "approved", "label": "Approuver"}, {"value": "refused", "label": "Refuser"}],
    "validate": {"required": True},
    "properties": {
        "label:en": "Your decision",
        "description:en": "One answer.",
        "option:approved:en": "Approve",
        "option:refused:en": "Refuse",
    },
}


def test_a_person_reads_the_form_in_their_language(form, now):
    french = form_view(form(DECISION), {}, now=now, language="fr").fields[0]
    english = form_view(form(DECISION), {}, now=now, language="en").fields[0]
    assert (french.label, french.description) == ("Votre décision", "Une seule réponse.")
    assert [option.label for option in french.options] == ["Approuver", "Refuser"]
    assert (english.label, english.description) == ("Your decision", "One answer.")
    assert [option.label for option in english.options] == ["Approve", "Refuse"]


def test_french_stands_in_for_missing_english(form, now):
    asked = form({"type": "textfield", "key": "x", "label": "Motif"})
    assert form_view(asked, {}, now=now, language="en").fields[0].label == "Motif"


def test_words_of_the_case_stand_in_labels_and_texts(form, now):
    asked = form(
        {"type": "text", "text": "Demande de **{{requester.name}}**, {{count(items)}} postes, {{price}} €, {{at}}"},
        {"type": "textfield", "key": "x", "label": '="Pour " + requester.name'},
    )
    case = {"requester": {"name": "Ana"}, "items": [1, 2], "price": 1.5, "at": "2026-11-23T08:15:00Z"}
    words, field = form_view(asked, case, now=now).fields
    assert words.html == "<p>Demande de <strong>Ana</strong>, 2 postes, 1,5 €, 23 novembre 2026 à 09:15</p>\n"
    assert field.label == "Pour Ana"


def test_a_field_shows_what_was_typed_over_the_case_over_its_default(form, now):
    asked = form({"type": "textfield", "key": "a.b", "defaultValue": "default"})
    value = lambda **given: form_view(asked, given.pop("case", {}), now=now, **given).fields[0].value  # noqa: E731
    assert value() == "default"
    assert value(case={"a": {"b": "case"}}) == "case"
    assert value(case={"a": {"b": "case"}}, entered={"a.b": "typed"}) == "typed"
    assert value(case={"a": {"b": "case"}}, entered={"a.b": ""}) == ""


def test_defaults_can_be_computed(form, now):
    asked = form({"type": "number", "key": "n", "defaultValue": "=hours * 2"})
    assert form_view(asked, {"hours": 3}, now=now).fields[0].value == "6"


def test_moments_are_shown_in_the_persons_zone(form, now):
    asked = form({"type": "datetime", "subtype": "datetime", "key": "at"})
    case = {"at": "2026-11-23T20:00:00Z"}
    assert form_view(asked, case, now=now).fields[0].value == "2026-11-23T21:00"
    tokyo = form_view(asked, case, now=now, zone=ZoneInfo("Asia/Tokyo")).fields[0]
    assert tokyo.value == "2026-11-24T05:00"
    assert tokyo.display == "24 novembre 2026 à 05:00"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (None, "", ""),
        (True, "oui", "yes"),
        (1.5, "1,5", "1.5"),
        (["a", 2], "a, 2", "a, 2"),
        (
            [["é"], {"b": 1, "a": 2**70}],
            '[["é"],{"a":1180591620717411303424,"b":1}]',
            '[["é"],{"a":1180591620717411303424,"b":1}]',
        ),
        ("2026-11-23", "23 novembre 2026", "23 November 2026"),
        ("14:30:00+01:00", "14:30", "14:30"),
        ("2026-02-30", "2026-02-30", "2026-02-30"),
        ({"a": 1}, '{"a":1}', '{"a":1}'),
    ],
)
def test_values_are_shown_as_people_write_them(value, french, english):
    assert shown(value, "fr", UTC) == french
    assert shown(value, "en", UTC) == english


def test_a_value_that_is_nested_too_deeply_is_not_shown():
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    assert shown(deep, "fr", UTC) == "…"


def test_each_control_has_a_label_and_its_own_keyboard(form, page):
    asked = form(
        {"type": "textfield", "key": "mail", "label": "Courriel", "validate": {"validationType": "email"}},
        {"type": "number", "key": "n", "label": "Nombre", "decimalDigits": 0, "appearance": {"suffixAdorner": "h"}},
        {"type": "datetime", "subtype": "date", "key": "d", "dateLabel": "Jour"},
        {"type": "datetime", "subtype": "time", "key": "t", "timeLabel": "Heure"},
        {"type": "textarea", "key": "why", "label": "Pourquoi", "properties": {"autocomplete": "on"}},
        {"type": "select", "key": "s", "label": "Choix", "values": [{"value": "a"}]},
        {"type": "filepicker", "key": "f", "label": "Fichier", "accept": ".pdf", "multiple": True},
        {"type": "checkbox", "key": "c", "label": "Compris"},
    )
    html = page(asked)
    controls = html.select("input:not([type=hidden]), select, textarea")
    assert len(controls) == 8
    for control in controls:
        assert html.select_one(f'label[for="{control["id"]}"]').text.strip()
        assert html.select_one(f'[data-field="{control["name"]}"]')
    assert html.select_one("#f-mail")["type"] == "email"
    assert html.select_one("#f-n")["inputmode"] == "numeric"
    assert [html.select_one(f"#f-{key}")["type"] for key in "dt"] == ["date", "time"]
    assert html.select_one("#f-why")["autocomplete"] == "on"
    assert html.select_one("#f-f").has_attr("multiple")


def test_an_error_is_linked_announced_and_next_to_its_field(form, page, now):
    asked = form(DECISION, {"type": "number", "key": "n", "label": "Heures", "description": "Estimation"})
    sent = from_html(asked, {"n": ["deux"], "zz": ["1"]}, {}, now=now)
    html = page(asked, entered=sent.entered, errors=sent.errors)
    control = html.select_one("#f-n")
    assert control["value"] == "deux"
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "f-n-hint f-n-error"
    assert html.select_one("#f-n-error").text == "Write a number, such as 12 or 3.5."
    links = [link["href"] for link in html.select(".form-errors a")]
    assert links == ["#f-decision-0", "#f-n"]
    assert all(html.select_one(link) for link in links)
    assert "zz" in html.select_one(".form-errors").text
    assert html.select_one("fieldset")["aria-describedby"] == "f-decision-hint f-decision-error"


def test_required_is_said_in_words(form, page):
    assert page(form(DECISION)).select_one("legend .form-required").text == "(required)"


def test_a_locked_field_is_read_and_not_sent(form, page):
    asked = form(DECISION | {"readonly": True}, {"type": "textarea", "key": "t", "label": "T", "disabled": True})
    html = page(asked, {"decision": "refused", "t": "one\ntwo"})
    assert html.select_one("#f-decision").text.strip() == "Refuser"
    assert html.select_one("#f-t").text.strip() == "one\ntwo"
    assert [control["name"] for control in html.select("[name]")] == ["_shown"]


def test_a_hidden_field_keeps_its_place_and_shows_nothing(form, page):
    asked = form({"type": "textfield", "key": "x", "label": "Secret", "conditional": {"hide": "=true"}})
    html = page(asked)
    assert html.select_one('[data-field="x"]').has_attr("hidden")
    assert "Secret" not in html.text
    assert html.select_one('[name="_shown"]')["value"] == ""


def test_groups_texts_and_separators_keep_their_order(form, page):
    asked = form(
        {"type": "text", "text": "Avant"},
        {"type": "group", "label": "Appareil", "components": [{"type": "textfield", "key": "a", "label": "A"}]},
        {"type": "separator"},
        {"type": "spacer"},
        {"type": "text", "text": "Caché", "conditional": {"hide": "=true"}},
    )
    html = page(asked)
    assert html.select_one("fieldset legend").text == "Appareil"
    assert html.select_one("fieldset #f-a")
    assert html.text.index("Avant") < html.text.index("Appareil")
    assert "Caché" not in html.text


def test_attached_files_are_sent_again(form, page):
    asked = form({"type": "filepicker", "key": "f", "label": "Preuve"})
    html = page(asked, entered={"f": ["att-1"]})
    assert html.select_one('input[type="hidden"][name="f"]')["value"] == "att-1"


def test_a_page_knows_that_it_must_send_files(form, now):
    assert form_view(form({"type": "filepicker", "key": "f"}), {}, now=now).has_files
    assert not form_view(form(DECISION), {}, now=now).has_files


def test_the_time_of_day_does_not_change_a_plain_form(form):
    views = {str(form_view(form(DECISION), {}, now=datetime(2026, 1, day, tzinfo=UTC))) for day in (1, 2)}
    assert len(views) == 1
