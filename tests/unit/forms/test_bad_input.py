"""Bad input, as people, browsers and programs send it: named, and nothing stored (issue "Bad input")."""

import pytest

from app.errors import InvalidInput
from app.forms import AnswersRefused, from_html, from_json

DECISION = {
    "type": "radio",
    "key": "decision",
    "values": [{"value": "approved"}, {"value": "refused"}],
    "validate": {"required": True},
}
REASON = {
    "type": "textarea",
    "key": "reason",
    "validate": {"required": True},
    "conditional": {"hide": '=decision != "refused"'},
}
LOCKED = {"type": "textfield", "key": "budget", "readonly": True}


def test_missing_answers_are_asked_for(form, person_sends, program_sends, codes):
    asked = form(DECISION, REASON)
    assert codes(person_sends(asked)) == {"decision": "required"}
    assert codes(program_sends(asked, {"decision": "refused"})) == {"reason": "required"}


def test_an_extra_field_is_refused_and_named(form, person_sends, program_sends, codes):
    asked = form(DECISION)
    assert codes(person_sends(asked, decision="approved", isAdmin="true")) == {"isAdmin": "unknown"}
    sent = {"decision": "approved", "case": {"vip": True}, "a": {"b": 1}}
    assert codes(program_sends(asked, sent)) == {"case": "unknown", "a": "unknown"}


def test_an_extra_field_inside_a_nested_answer_is_refused(form, program_sends, codes):
    asked = form({"type": "textfield", "key": "device.model"})
    assert codes(program_sends(asked, {"device": {"model": "X", "owner": "me"}})) == {"device.owner": "unknown"}
    assert codes(program_sends(asked, {"device": "X"})) == {"device": "unknown"}
    assert codes(program_sends(asked, {"device.model": "X"})) == {"device.model": "unknown"}


def test_the_pages_own_fields_are_ignored_in_a_browser_and_refused_in_a_program(form, codes, now, program_sends):
    asked = form(DECISION)
    posted = {"decision": ["approved"], "csrf_token": ["t"], "_revision": ["4"], "_shown": ["decision"]}
    assert from_html(asked, posted, {}, now=now).values == {"decision": "approved"}
    assert codes(program_sends(asked, {"decision": "approved", "_revision": 4})) == {"_revision": "unknown"}


def test_many_extra_fields_do_not_make_a_long_answer(form, program_sends):
    outcome = program_sends(form(DECISION), {f"field{n}" * 50: n for n in range(5_000)})
    assert len(outcome.errors) <= 21
    assert all(len(name) <= 100 for name in outcome.errors)


def test_a_deep_answer_does_not_exhaust_the_reader(form, program_sends):
    deep: dict = {}
    for _ in range(5_000):
        deep = {"a": deep}
    assert not program_sends(form({"type": "textfield", "key": "a.a"}), {"a": deep}).ok


@pytest.mark.parametrize("sent", [None, [], "decision=approved", 3, True])
def test_what_is_no_object_is_refused(form, sent, now):
    with pytest.raises(InvalidInput):
        from_json(form(DECISION), sent, {}, now=now)


def test_a_hidden_field_is_not_stored(form, person_sends, program_sends, codes):
    asked = form(DECISION, REASON)
    assert person_sends(asked, decision="approved", reason="because").values == {"decision": "approved"}
    assert codes(program_sends(asked, {"decision": "approved", "reason": "because"})) == {"reason": "hidden"}


def test_a_locked_field_keeps_what_the_case_says(form, person_sends, program_sends, codes):
    asked = form(LOCKED, {"type": "textfield", "key": "note", "disabled": True}, {"type": "textfield", "key": "x"})
    assert person_sends(asked, budget="1000000", note="mine", x="y").values == {"x": "y"}
    assert codes(program_sends(asked, {"budget": "1000000", "note": "z"})) == {"budget": "locked", "note": "locked"}


def test_a_locked_field_cannot_steer_a_condition(form, person_sends):
    extra = {"type": "textfield", "key": "extra", "conditional": {"hide": '=budget = "0"'}}
    asked = form(LOCKED, extra)
    assert person_sends(asked, {"budget": "0"}, budget="9", extra="x").values == {}


def test_two_answers_to_one_question_are_refused(form, person_sends, codes):
    assert codes(person_sends(form(DECISION), decision=["approved", "refused"])) == {"decision": "one"}


def test_what_was_typed_is_kept_for_showing_it_again(form, person_sends):
    asked = form({"type": "number", "key": "hours"}, {"type": "textfield", "key": "who"})
    outcome = person_sends(asked, hours="two\x00", who="Ana")
    assert outcome.entered == {"hours": "two�", "who": "Ana"}
    assert outcome.values == {"who": "Ana"}
    with pytest.raises(AnswersRefused, match="hours"):
        outcome.accepted()


def test_a_good_answer_is_accepted(form, person_sends):
    assert person_sends(form(DECISION), decision="approved").accepted() == {"decision": "approved"}


def test_a_file_instead_of_a_reference_is_refused(form, program_sends, codes):
    asked = form({"type": "filepicker", "key": "proof"})
    assert codes(program_sends(asked, {"proof": [{"name": "a.pdf", "content": "JVBERi0="}]})) == {"proof": "not-file"}
