"""Forms, cases and answers that want to do harm: nothing runs, nothing hangs, nothing but the desk's own errors."""

import json
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import EscaladeError
from app.forms import check_form, form_view, from_html, from_json, parse_form
from app.forms.catalogue import load_forms

from .conftest import NOW, document

RICH = parse_form(
    document(
        {"type": "text", "text": "# {{a}} {{b.c}}"},
        {"type": "textfield", "key": "a", "validate": {"pattern": "^(a+)+$", "minLength": "=n"}},
        {"type": "textarea", "key": "b.c", "validate": {"maxLength": 9}, "readonly": '=a = "aa"'},
        {"type": "number", "key": "n", "decimalDigits": 2, "increment": "0.1", "validate": {"min": "=-k", "max": 9}},
        {"type": "checkbox", "key": "k", "conditional": {"hide": "=n > 3"}},
        {"type": "radio", "key": "r", "valuesExpression": "=[a, n, k, {value: n, label: a}]"},
        {"type": "select", "key": "s", "values": [{"value": "x"}, {"value": 1}]},
        {"type": "checklist", "key": "l", "valuesKey": "l"},
        {"type": "taglist", "key": "t", "values": [{"value": "x"}]},
        {"type": "datetime", "key": "d", "subtype": "date", "disallowPassedDates": True},
        {"type": "datetime", "key": "e", "subtype": "datetime", "disallowPassedDates": True},
        {"type": "datetime", "key": "h", "subtype": "time"},
        {"type": "filepicker", "key": "f"},
    )
)
NAMES = [field.name for field in RICH.fields]
TEXTS = st.text() | st.sampled_from(
    [
        "1e999",
        "-0",
        "NaN",
        "true",
        "x",
        "aa",
        "0000-00-00",
        "9999-12-31",
        "0001-01-01T00:00+14:00",
        "24:00",
        "١٢",
        "1e-999",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "c"]) | st.text(), inner),
    max_leaves=12,
)
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def storable(value):
    """Whether both databases can keep it."""
    text = json.dumps(value, allow_nan=False)
    return "\\u0000" not in text and json.dumps(value, ensure_ascii=False).encode() is not None


@CALM
@given(
    st.dictionaries(st.sampled_from([*NAMES, "_shown", "csrf_token"]) | st.text(), st.lists(TEXTS, max_size=3)),
    st.dictionaries(st.sampled_from(NAMES), JSON),
)
def test_no_posted_form_breaks_the_desk(posted, variables):
    try:
        outcome = from_html(RICH, posted, variables, now=NOW)
    except EscaladeError:
        return
    assert storable(outcome.values)
    assert storable(outcome.entered)
    assert all("\x00" not in name and error.message() for name, error in outcome.errors.items())
    form_view(RICH, variables, now=NOW, entered=outcome.entered, errors=outcome.errors)


@CALM
@given(st.dictionaries(st.sampled_from(["a", "b", "n", "r", "s", "l", "d", "e", "f"]) | st.text(), JSON))
def test_no_json_breaks_the_desk(sent):
    try:
        outcome = from_json(RICH, sent, {}, now=NOW)
    except EscaladeError:
        return
    assert storable(outcome.values)
    assert storable(outcome.entered)
    form_view(RICH, outcome.values, now=NOW, entered=outcome.entered, errors=outcome.errors)


@CALM
@given(st.dictionaries(st.sampled_from(NAMES), JSON), st.dictionaries(st.sampled_from(["a", "b", "l", "n"]), JSON))
def test_no_draft_and_no_case_breaks_a_page(entered, variables):
    try:
        form_view(RICH, variables, now=NOW, entered=entered)
    except EscaladeError:
        return


PROPERTIES = st.sampled_from(
    ["type", "key", "label", "values", "valuesKey", "valuesExpression", "validate", "readonly", "defaultValue", "text",
     "conditional", "properties", "components", "path", "subtype", "appearance", "increment", "decimalDigits", "id"]
)  # fmt: skip
WORDS = st.sampled_from(["textfield", "number", "select", "group", "text", "datetime", "=1+", "{{", "{{x}}", "=x"])


@CALM
@given(st.lists(st.dictionaries(PROPERTIES, JSON | WORDS, max_size=8), max_size=4))
def test_no_form_file_breaks_the_reader(components):
    text = json.dumps({"id": "f", "components": components})
    findings = check_form(text.encode(errors="surrogatepass"))
    form = load_forms({"f.form": text.encode(errors="surrogatepass")}).forms.get("f")
    if form is None:
        assert findings
        return
    try:
        form_view(form, {}, now=NOW)
        from_html(form, {field.name: ["x"] for field in form.fields}, {}, now=NOW)
    except EscaladeError:
        return


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    check_form(content)


SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://tracker.example/x.png)",
    "<a href='vbscript:x'>x</a>",
    "<javascript:alert(1)>",
    "`<script>`",
    "<svg/onload=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "\n\n<div style='position:fixed'>x</div>",
    '[x](https://e "onmouseover=alert(1)")',
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_markdown_of_owners_and_values_of_cases_hold_no_code(form, text):
    for asked, case in (
        (form({"type": "text", "text": text}), {}),
        (form({"type": "text", "text": "{{x}}"}), {"x": text}),
    ):
        html = BeautifulSoup(str(form_view(asked, case, now=NOW).fields[0].html), "html.parser")
        assert not html.select("script, img, svg, div, iframe, style")
        for tag in html.find_all(True):
            assert set(tag.attrs) <= {"href", "title", "rel"}
            assert tag.get("href", "https:").startswith(("https:", "mailto:"))


@pytest.mark.parametrize(
    "value",
    [
        "[click](https://evil.example)",
        "<https://evil.example>",
        "# big",
        "**bold**",
        "a\n\n- b",
        "1. one",
        "> q",
        "a | b",
    ],
)
def test_a_value_cannot_format_the_page_it_is_shown_on(form, value):
    asked = form({"type": "text", "text": "Demande : {{title}}"})
    html = BeautifulSoup(str(form_view(asked, {"title": value}, now=NOW).fields[0].html), "html.parser")
    assert {tag.name for tag in html.find_all(True)} <= {"p", "br"}


def test_the_words_of_a_form_are_no_template_of_the_page(form):
    asked = form({"type": "textfield", "key": "x", "label": "{% raw %} ${7*7} #{7*7} {{7*7}}"})
    assert form_view(asked, {}, now=NOW).fields[0].label == "{% raw %} ${7*7} #{7*7} 49"


@pytest.mark.parametrize("source", ["{{''.__class__}}", "{{__import__('os')}}", "{{case.__init__}}", "{{ [].append }}"])
def test_expressions_reach_nothing_of_python(write, source):
    components = write({"type": "text", "text": source})
    form = load_forms({"f.form": components}).forms.get("approve")
    if form is not None:
        words = str(form_view(form, {"case": {"id": 1}}, now=NOW).fields[0].html)
        assert "class" not in words
        assert "function" not in words


def test_an_expression_that_would_run_for_ever_is_stopped(form):
    bomb = "=count(for a in 1..1000, b in 1..1000, c in 1..1000 return a)"
    asked = form({"type": "textfield", "key": "x", "conditional": {"hide": bomb + " > 0"}})
    started = time.monotonic()
    with pytest.raises(EscaladeError):
        from_html(asked, {"x": ["1"]}, {}, now=NOW)
    assert time.monotonic() - started < 5


def test_a_pattern_that_explodes_elsewhere_is_linear_here(form):
    asked = form({"type": "textfield", "key": "x", "validate": {"pattern": "^(a+)+$"}})
    started = time.monotonic()
    assert not from_html(asked, {"x": ["a" * 19_999 + "b"]}, {}, now=NOW).ok
    assert time.monotonic() - started < 1
