"""Each kind of component, from a browser and from a program."""

import pytest

CHOICES = [{"value": "yes", "label": "Oui"}, {"value": "no", "label": "Non"}]
DATETIME = {"type": "datetime", "key": "x", "subtype": "datetime"}


@pytest.mark.parametrize(
    ("component", "typed", "stored"),
    [
        ({"type": "textfield"}, "  Keynote 14 ", "Keynote 14"),
        ({"type": "textfield"}, "", ""),
        ({"type": "textarea"}, "one\r\ntwo", "one\ntwo"),
        ({"type": "number"}, "12", 12),
        ({"type": "number"}, "1 234,5", 1234.5),
        ({"type": "number"}, "-0.25", -0.25),
        ({"type": "number"}, "2.0", 2),
        ({"type": "number"}, "", None),
        ({"type": "number", "serializeToString": True}, "3,50", "3.5"),
        ({"type": "checkbox"}, "true", True),
        ({"type": "checkbox"}, [], False),
        ({"type": "radio", "values": CHOICES}, "no", "no"),
        ({"type": "select", "values": CHOICES}, "", None),
        ({"type": "select", "values": [{"value": 1}, {"value": "1 "}]}, "1", 1),
        ({"type": "checklist", "values": CHOICES}, ["no", "yes"], ["no", "yes"]),
        ({"type": "taglist", "values": CHOICES}, [], []),
        ({"type": "datetime", "subtype": "date"}, "2026-11-24", "2026-11-24"),
        ({"type": "datetime", "subtype": "time"}, "14:30", "14:30:00+01:00"),
        ({"type": "datetime", "subtype": "time", "timeSerializingFormat": "no_timezone"}, "14:30", "14:30:00"),
        (DATETIME, "2026-11-24T14:30", "2026-11-24T14:30:00+01:00"),
        (DATETIME, "2026-07-14T14:30", "2026-07-14T14:30:00+02:00"),
        (DATETIME | {"timeSerializingFormat": "utc_normalized"}, "2026-11-24T00:30", "2026-11-23T23:30:00Z"),
        (DATETIME | {"timeSerializingFormat": "no_timezone"}, "2026-11-24T14:30", "2026-11-24T14:30:00"),
        ({"type": "filepicker"}, "att-1", ["att-1"]),
        ({"type": "filepicker", "multiple": True}, ["att-1", "att-2"], ["att-1", "att-2"]),
    ],
)
def test_what_a_person_types_is_stored_with_its_type(form, person_sends, component, typed, stored):
    outcome = person_sends(form(component | {"key": "x"}), x=typed)
    assert outcome.errors == {}
    assert outcome.values == {"x": stored}
    assert type(outcome.values["x"]) is type(stored)


@pytest.mark.parametrize(
    ("component", "sent", "stored"),
    [
        ({"type": "textfield"}, "a", "a"),
        ({"type": "number"}, 1.5, 1.5),
        ({"type": "number"}, 2.0, 2),
        ({"type": "number", "serializeToString": True}, 7, "7"),
        ({"type": "checkbox"}, True, True),
        ({"type": "select", "values": CHOICES}, None, None),
        ({"type": "checklist", "values": CHOICES}, ["yes"], ["yes"]),
        (DATETIME, "2026-11-24T13:30:00Z", "2026-11-24T14:30:00+01:00"),
        ({"type": "filepicker"}, "att-1", ["att-1"]),
    ],
)
def test_what_a_program_sends_is_stored(form, program_sends, component, sent, stored):
    outcome = program_sends(form(component | {"key": "x"}), {"x": sent})
    assert outcome.errors == {}
    assert outcome.values == {"x": stored}


@pytest.mark.parametrize(
    ("component", "sent", "code"),
    [
        ({"type": "textfield"}, 3, "not-text"),
        ({"type": "textfield"}, ["a"], "not-text"),
        ({"type": "textfield"}, "a\nb", "one-line"),
        ({"type": "textfield"}, "a\x00b", "characters"),
        ({"type": "textarea"}, "\ud800", "characters"),
        ({"type": "textarea"}, "x" * 20_001, "too-long"),
        ({"type": "textfield", "validate": {"minLength": 3}}, "ab", "too-short"),
        ({"type": "textfield", "validate": {"maxLength": "=1 + 1"}}, "abc", "too-long"),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "abc", "pattern"),
        ({"type": "textfield", "validate": {"pattern": "^a", "patternErrorMessage": "Un a."}}, "b", "owner"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "name@", "email"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "0612345678", "phone"),
        ({"type": "number"}, "12", "not-number"),
        ({"type": "number"}, True, "not-number"),
        ({"type": "number"}, {}, "not-number"),
        ({"type": "number"}, 10**400, "range"),
        ({"type": "number"}, float("nan"), "range"),
        ({"type": "number"}, float("-inf"), "range"),
        ({"type": "number", "validate": {"min": 2}}, 1, "too-small"),
        ({"type": "number", "validate": {"max": "2"}}, 2.5, "too-big"),
        ({"type": "number", "decimalDigits": 0}, 2.5, "not-integer"),
        ({"type": "number", "decimalDigits": 1}, 2.55, "digits"),
        ({"type": "number", "increment": "0.5"}, 2.3, "step"),
        ({"type": "checkbox"}, "true", "not-boolean"),
        ({"type": "checkbox", "validate": {"required": True}}, False, "checked"),
        ({"type": "radio", "values": CHOICES}, "maybe", "not-offered"),
        ({"type": "radio", "values": CHOICES}, ["yes"], "not-offered"),
        ({"type": "select", "values": [{"value": 1}]}, True, "not-offered"),
        ({"type": "select", "values": [{"value": 1}]}, "1", "not-offered"),
        ({"type": "checklist", "values": CHOICES}, "yes", "not-list"),
        ({"type": "checklist", "values": CHOICES}, ["yes"] * 501, "not-list"),
        ({"type": "checklist", "values": CHOICES}, ["yes", "yes"], "twice"),
        ({"type": "checklist", "values": CHOICES}, ["yes", {}], "not-offered"),
        ({"type": "datetime", "subtype": "date"}, "2026-02-30", "not-date"),
        ({"type": "datetime", "subtype": "date"}, 20261123, "not-date"),
        ({"type": "datetime", "subtype": "date"}, "20261123", "not-date"),
        ({"type": "datetime", "subtype": "date", "disallowPassedDates": True}, "2026-11-22", "past"),
        ({"type": "datetime", "subtype": "time"}, "25:00", "not-time"),
        (DATETIME, "2026-11-24", "not-moment"),
        (DATETIME, "9999-12-31T23:59-14:00", "not-moment"),
        ({"type": "filepicker"}, ["a", "b"], "one-file"),
        ({"type": "filepicker", "multiple": True}, ["a", "a"], "twice"),
        ({"type": "filepicker"}, ["../etc/passwd"], "not-file"),
        ({"type": "filepicker"}, {"a": 1}, "not-file"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(form, program_sends, codes, component, sent, code):
    outcome = program_sends(form(component | {"key": "x"}), {"x": sent})
    assert codes(outcome) == {"x": code}
    assert outcome.values == {}
    assert "{" not in outcome.errors["x"].message()


@pytest.mark.parametrize("kind", ["textfield", "textarea", "number", "datetime", "filepicker", "radio", "checklist"])
def test_a_required_field_must_be_answered(form, program_sends, person_sends, codes, kind):
    asked = form({"type": kind, "key": "x", "values": CHOICES, "validate": {"required": True}})
    assert codes(program_sends(asked, {})) == {"x": "required"}
    assert codes(person_sends(asked, x=" " if kind in ("textfield", "textarea") else "")) == {"x": "required"}


@pytest.mark.parametrize("address", ["director@example.org", "a.b+c@mail.example.co"])
def test_addresses_and_numbers_in_common_form_are_taken(form, program_sends, address):
    asked = form(
        {"type": "textfield", "key": "mail", "validate": {"validationType": "email"}},
        {"type": "textfield", "key": "phone", "validate": {"validationType": "phone"}},
    )
    assert program_sends(asked, {"mail": address, "phone": "+33 6 12 34 56 78"}).ok


def test_a_zero_is_an_answer(form, program_sends):
    asked = form({"type": "number", "key": "x", "validate": {"required": True}})
    assert program_sends(asked, {"x": 0}).values == {"x": 0}


def test_nested_keys_are_stored_nested(form, person_sends, program_sends):
    asked = form({"type": "textfield", "key": "device.model"}, {"type": "number", "key": "device.age"})
    wanted = {"device": {"model": "X1", "age": 2}}
    assert person_sends(asked, device__model="X1", device__age="2").values == wanted
    assert program_sends(asked, wanted).values == wanted


def test_choices_can_come_from_the_case(form, person_sends, codes):
    asked = form(
        {"type": "select", "key": "host", "valuesKey": "hosts"},
        {"type": "select", "key": "loan", "valuesExpression": '=[{value: 7, label: "Prêt", "label:en": "Loan"}]'},
    )
    case = {"hosts": ["crm-1", "crm-2", {"value": "crm-3", "label": "Secours"}]}
    assert person_sends(asked, case, host="crm-3", loan="7").values == {"host": "crm-3", "loan": 7}
    assert codes(person_sends(asked, case, host="crm-4")) == {"host": "not-offered"}
    assert codes(person_sends(asked, {"hosts": "crm-1"}, host="crm-1")) == {"host": "not-offered"}


@pytest.mark.parametrize("source", [{"valuesKey": "hosts"}, {"valuesExpression": "=hosts"}])
def test_an_answer_cannot_offer_itself(form, program_sends, person_sends, codes, source):
    asked = form({"type": "checklist", "key": "hosts", **source})
    assert codes(program_sends(asked, {"hosts": ["mine"]})) == {"hosts": "not-offered"}
    assert codes(person_sends(asked, {"hosts": ["crm-1"]}, hosts=["mine"])) == {"hosts": "not-offered"}
    assert person_sends(asked, {"hosts": ["crm-1"]}, hosts=["crm-1"]).values == {"hosts": ["crm-1"]}


def test_an_answer_cannot_be_its_own_limit(form, program_sends, codes):
    asked = form({"type": "number", "key": "budget", "validate": {"max": "=budget"}})
    assert codes(program_sends(asked, {"budget": 900}, {"budget": 100})) == {"budget": "too-big"}
