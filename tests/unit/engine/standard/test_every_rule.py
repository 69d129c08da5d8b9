"""Every rule of the standard has an example that breaks it, a section, and a message that can be filled."""

import re
from string import Formatter

from app.engine.findings import RULES
from app.engine.standard import rules
from app.engine.standard.check import SAID_BETTER
from app.engine.standard.rules import STANDARD
from tests.unit.engine.standard import (
    test_activities,
    test_collaborations,
    test_data,
    test_events,
    test_files,
    test_flows,
)

TABLES = (test_flows, test_events, test_activities, test_data, test_files, test_collaborations)
SUBJECTS = (rules.files, rules.flows, rules.events, rules.activities, rules.data, rules.collaborations)
SECTION = re.compile(r"BPMN 2\.0\.2 §\d+(\.\d+)*( \(EXT\.\d{3}(, EXT\.\d{3})*\))?")


def test_every_rule_has_an_example() -> None:
    assert {rule for table in TABLES for rule, _, _ in table.BAD} == STANDARD.keys()


def test_every_rule_names_its_section() -> None:
    assert all(SECTION.fullmatch(rule.section) for rule in STANDARD.values())


def test_no_rule_is_lost_when_the_tables_are_joined() -> None:
    assert sum(len(subject.RULES) for subject in SUBJECTS) == len(STANDARD)
    assert STANDARD.items() <= RULES.items()


def test_no_detail_has_the_name_of_a_place() -> None:
    texts = [text for rule in STANDARD.values() for text in (rule.message, rule.remedy)]
    assert not {"rule", "file", "element"} & {name for text in texts for _, name, _, _ in Formatter().parse(text)}


def test_what_is_said_better_are_rules_of_the_engine() -> None:
    assert SAID_BETTER.keys() <= STANDARD.keys()
    said = {rule for others in SAID_BETTER.values() for rule in others}
    assert said <= RULES.keys() - STANDARD.keys()
