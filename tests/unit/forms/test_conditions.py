"""Answers that show, hide and lock other questions."""

from app.forms import form_view, from_html

CHOICE = {"type": "select", "key": "a", "values": [{"value": "1"}, {"value": "2"}]}


def hidden_when(condition):
    return {"conditional": {"hide": condition}}


def test_a_condition_reads_the_answers_that_are_sent(form, person_sends):
    asked = form(CHOICE, {"type": "textfield", "key": "b", **hidden_when('=a = "1"')})
    assert person_sends(asked, {"a": "1"}, a="2", b="x").values == {"a": "2", "b": "x"}
    assert person_sends(asked, {"a": "2"}, a="1", b="x").values == {"a": "1"}


def test_an_answer_may_have_the_name_of_a_built_in_function(form, person_sends):
    asked = form({**CHOICE, "key": "date"}, {"type": "textfield", "key": "b", **hidden_when('=date = "1"')})
    assert person_sends(asked, date="1", b="x").values == {"date": "1"}
    assert person_sends(asked, date="2", b="x").values == {"date": "2", "b": "x"}


def test_a_hidden_answer_counts_as_null_for_others(form, person_sends):
    asked = form(
        CHOICE,
        {"type": "textfield", "key": "b", **hidden_when('=a = "1"')},
        {"type": "textfield", "key": "c", **hidden_when('=b != "open"')},
    )
    assert person_sends(asked, a="2", b="open", c="x").values == {"a": "2", "b": "open", "c": "x"}
    assert person_sends(asked, a="1", b="open", c="x").values == {"a": "1"}


def test_a_hidden_group_hides_what_it_holds(form, person_sends):
    group = {"type": "group", "components": [{"type": "textfield", "key": "b"}], **hidden_when('=a = "1"')}
    assert person_sends(form(CHOICE, group), a="1", b="x").values == {"a": "1"}


def test_conditions_that_never_rest_are_stopped_the_same_way_each_time(form, person_sends):
    asked = form(
        {"type": "textfield", "key": "a", **hidden_when("=b = null")},
        {"type": "textfield", "key": "b", **hidden_when("=a != null")},
    )
    outcomes = {str(person_sends(asked, a="x", b="y").values) for _ in range(5)}
    assert len(outcomes) == 1


def test_a_condition_that_means_nothing_hides_nothing(form, person_sends):
    asked = form({"type": "textfield", "key": "b", **hidden_when('=nothing + 1 > "x"')})
    assert person_sends(asked, b="x").values == {"b": "x"}


def test_a_field_can_be_locked_by_an_answer(form, person_sends):
    asked = form(CHOICE, {"type": "textfield", "key": "b", "readonly": '=a = "1"'})
    assert person_sends(asked, a="1", b="x").values == {"a": "1"}
    assert person_sends(asked, a="2", b="x").values == {"a": "2", "b": "x"}


def test_limits_can_depend_on_the_case_and_on_answers(form, person_sends, codes):
    asked = form({"type": "number", "key": "least"}, {"type": "number", "key": "n", "validate": {"min": "=least * k"}})
    assert codes(person_sends(asked, {"k": 2}, least="3", n="5")) == {"n": "too-small"}
    assert person_sends(asked, {"k": 2}, least="3", n="6").ok


def test_without_javascript_an_opened_question_is_asked_before_it_is_sent(form, now, codes):
    asked = form(CHOICE, {"type": "textfield", "key": "b", **hidden_when('=a != "2"')})
    first = form_view(asked, {}, now=now)
    assert first.shown == "a"
    sent = from_html(asked, {"a": ["2"], "_shown": [first.shown]}, {}, now=now)
    assert codes(sent) == {"b": "revealed"}
    again = form_view(asked, {}, now=now, entered=sent.entered, errors=sent.errors)
    assert again.shown == "a b"
    assert from_html(asked, {"a": ["2"], "b": [""], "_shown": [again.shown]}, {}, now=now).values == {"a": "2", "b": ""}


def test_an_opened_question_starts_with_its_default(form, now):
    asked = form(CHOICE, {"type": "textfield", "key": "b", "defaultValue": "VPN", **hidden_when('=a != "2"')})
    sent = from_html(asked, {"a": ["2"], "_shown": ["a"]}, {}, now=now)
    view = form_view(asked, {}, now=now, entered=sent.entered, errors=sent.errors)
    assert view.fields[1].value == "VPN"
