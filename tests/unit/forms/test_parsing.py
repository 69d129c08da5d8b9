"""An owner's form is read, or the owner is told what is wrong and where."""

from pathlib import Path

import pytest

from app.engine.model import Severity
from app.forms import FormRefused, check_form, load_folder, load_forms, parse_form
from app.forms.errors import MESSAGES
from app.forms.report import RULES

CHOICES = [{"value": "yes", "label": "Oui"}, {"value": "no", "label": "Non"}]


def refusals(document):
    return [(f.rule, f.element) for f in check_form(document, "a.form") if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "html", "content": "<b>x</b>"}, "form-component-unknown"),
        ({"type": "iframe", "key": "x"}, "form-component-unknown"),
        ({"type": ["textfield"], "key": "x"}, "form-component-unknown"),
        ({"type": "button", "action": "script", "key": "x"}, "form-component-unknown"),
        ({"type": "textfield", "key": "a b"}, "form-key"),
        ({"type": "textfield", "key": "_shown"}, "form-key"),
        ({"type": "textfield", "key": "a.b.c.d.e.f.g"}, "form-key"),
        ({"type": "textfield"}, "form-key"),
        ({"type": "textfield", "key": "x", "label": 3}, "form-property"),
        ({"type": "textfield", "key": "x", "label": "{{1 +}}"}, "form-feel"),
        ({"type": "textfield", "key": "x", "label": "=1 +"}, "form-feel"),
        ({"type": "text", "text": "{{#if a}}x{{/if}}"}, "form-feel"),
        ({"type": "textfield", "key": "x", "conditional": {"hide": "=a >"}}, "form-feel"),
        ({"type": "textfield", "key": "x", "conditional": {"hide": "a > 1"}}, "form-not-feel"),
        ({"type": "textfield", "key": "x", "readonly": "yes"}, "form-not-feel"),
        ({"type": "textfield", "key": "x", "readonly": 1}, "form-property"),
        ({"type": "textfield", "key": "x", "validate": {"pattern": "(?=a)b"}}, "form-pattern"),
        ({"type": "textfield", "key": "x", "validate": {"pattern": "(a{1000}){1000}"}}, "form-pattern"),
        ({"type": "textfield", "key": "x", "validate": {"minLength": "many"}}, "form-property"),
        ({"type": "textfield", "key": "x", "validate": {"required": "yes"}}, "form-property"),
        ({"type": "textfield", "key": "x", "validate": {"validationType": "iban"}}, "form-property"),
        ({"type": "textfield", "key": "x", "validate": []}, "form-property"),
        ({"type": "number", "key": "x", "decimalDigits": -1}, "form-property"),
        ({"type": "number", "key": "x", "increment": "0"}, "form-property"),
        ({"type": "number", "key": "x", "validate": {"max": 1e300}}, "form-property"),
        ({"type": "datetime", "key": "x", "subtype": "week"}, "form-property"),
        ({"type": "datetime", "key": "x", "timeSerializingFormat": "local"}, "form-property"),
        ({"type": "radio", "key": "x"}, "form-options"),
        ({"type": "radio", "key": "x", "values": [{"label": "no value"}]}, "form-property"),
        ({"type": "radio", "key": "x", "values": "abc"}, "form-property"),
        ({"type": "radio", "key": "x", "values": [CHOICES[0], CHOICES[0]]}, "form-option-duplicate"),
        ({"type": "select", "key": "x", "values": [{"value": n} for n in range(501)]}, "form-options-many"),
        ({"type": "select", "key": "x", "valuesExpression": "=["}, "form-feel"),
        ({"type": "select", "key": "x", "valuesKey": "a-b"}, "form-property"),
        ({"type": "group", "components": {}}, "form-property"),
    ],
)
def test_a_component_that_cannot_be_used_is_refused_by_name(write, component, rule):
    found = refusals(write(component))
    assert rule in [name for name, _ in found]
    assert all(place for _, place in found)


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (b"", "form-not-json"),
        (b"{" * 5000, "form-not-json"),
        (b"[" * 5000, "form-not-json"),
        (b"\xff\xfe", "form-not-json"),
        (b"[]", "form-not-a-form"),
        (b'{"type": "textfield"}', "form-not-a-form"),
        (b'{"id": "x", "schemaVersion": 20}', "form-version"),
        (b'{"id": "x", "schemaVersion": true}', "form-version"),
        (b'{"id": "../x"}', "form-id"),
        (b'{"components": []}', "form-id"),
        (b" " * (200 * 1024 + 1), "form-too-large"),
    ],
)
def test_a_file_that_is_no_form_is_refused(document, rule):
    assert rule in [name for name, _ in refusals(document)]


def test_the_first_refusal_is_told_with_its_place(write):
    with pytest.raises(FormRefused) as refused:
        parse_form(write({"type": "textfield", "key": "size", "validate": {"pattern": "(?!x)"}}), "install.form")
    assert "install.form" in str(refused.value)
    assert "size" in str(refused.value)
    assert refused.value.findings[0].severity is Severity.ERROR


@pytest.mark.parametrize("keys", [("a", "a"), ("a", "a.b"), ("a.b", "a")])
def test_two_fields_cannot_share_a_place(write, keys):
    document = write(*({"type": "textfield", "key": key} for key in keys))
    assert ("form-key-duplicate", keys[1]) in refusals(document)


def test_a_group_with_a_path_puts_its_fields_inside(form):
    group = {"type": "group", "path": "device", "components": [{"type": "textfield", "key": "serial"}]}
    assert [field.name for field in form(group).fields] == ["device.serial"]


def test_groups_and_components_have_limits(write):
    inner = {"type": "textfield", "key": "x"}
    for _ in range(10):
        inner = {"type": "group", "components": [inner]}
    assert "form-too-deep" in [rule for rule, _ in refusals(write(inner))]
    many = write(*({"type": "spacer"} for _ in range(301)))
    assert "form-too-long" in [rule for rule, _ in refusals(many)]


def test_a_submit_button_is_no_field(form):
    assert form({"type": "button", "action": "submit", "key": "send"}).components == ()


def test_owners_are_warned_of_missing_english_and_of_taken_names(write):
    document = write(
        {"type": "radio", "key": "case", "label": "Avis", "values": CHOICES, "properties": {"option:yes:en": "Yes"}},
        {"type": "textfield", "key": "requester.name", "label": "=1", "readonly": True},
    )
    found = [(f.rule, f.details.get("wanted")) for f in check_form(document)]
    assert ("form-english", "label:en") in found
    assert ("form-english", "option:no:en") in found
    assert ("form-english", "option:yes:en") not in found
    assert [rule for rule, _ in found].count("form-key-reserved") == 1
    assert refusals(document) == []


def test_expressions_tell_which_variables_they_read(form):
    parsed = form(
        {"type": "text", "text": "{{a.b}}", "properties": {"text:en": "{{b}}"}},
        {"type": "number", "key": "n", "validate": {"max": "=c"}, "conditional": {"hide": "=d = 1"}},
        {"type": "select", "key": "s", "valuesExpression": "=e", "defaultValue": "=f", "readonly": "=g"},
    )
    assert parsed.names == set("abcdefg")


def test_a_folder_gives_its_forms_and_what_is_wrong_with_the_others(tmp_path, write):
    (tmp_path / "good.form").write_bytes(write(id="good"))
    (tmp_path / "other.form").write_bytes(write(id="good"))
    (tmp_path / "bad.form").write_bytes(b"{")
    (tmp_path / "notes.txt").write_text("not a form")
    catalogue = load_folder(tmp_path)
    assert list(catalogue.forms) == ["good"]
    assert catalogue.forms["good"].file == "good.form"
    assert {(f.rule, f.file) for f in catalogue.findings} == {
        ("form-not-json", "bad.form"),
        ("form-id-duplicate", "other.form"),
    }


def test_of_a_bundle_only_forms_are_read(write):
    assert list(load_forms({"a.form": write(id="a"), "a.bpmn": b"<definitions/>"}).forms) == ["a"]


def test_a_form_that_changes_by_its_answers_says_so(form):
    assert not form({"type": "textfield", "key": "a"}).changing
    assert form({"type": "textfield", "key": "a", "readonly": "=b"}).changing


def test_every_finding_is_documented_and_reads_as_a_sentence():
    documented = (Path(__file__).parents[3] / "docs" / "forms.md").read_text()
    for rule, (_, message, remedy) in RULES.items():
        assert f"`{rule}`" in documented
        assert message[0].isupper() or message[0] == "“"
        assert remedy.endswith(".")


def test_every_error_of_an_answer_is_documented():
    documented = (Path(__file__).parents[3] / "docs" / "forms.md").read_text()
    assert [code for code in MESSAGES if f"`{code}`" not in documented] == []
