"""The message of an incident keeps its parts in the database, and old rows and workers' words stay readable."""

import json

import pytest

from app.cases.failing import kept, told
from app.errors import Phrase, from_json, to_json

PHRASE = Phrase("no condition of the gateway {name} is true and it has no default flow", {"name": "Level?"})
WORDS = ["did not work", "", '{"a": 1}', '"quoted"', "5", json.dumps(to_json(PHRASE))]


def test_a_sentence_of_the_desk_can_be_said_in_another_language_later():
    message, said = told(kept(PHRASE))
    assert message == "no condition of the gateway Level? is true and it has no default flow"
    assert from_json(said) == PHRASE


@pytest.mark.parametrize("text", WORDS)
def test_what_a_worker_wrote_stays_as_it_is(text):
    assert told(kept(text)) == (text, {})


@pytest.mark.parametrize("text", ["did not work", "", "5", "[1]", '{"a": 1}'])
def test_a_row_of_an_earlier_release_is_plain_text(text):
    assert told(text) == (text, {})
