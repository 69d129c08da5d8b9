"""docs/feel.md is the reference: its examples are true, and it lists exactly the functions that there are."""

import re
from pathlib import Path

from app.feel import as_literal, expression
from app.feel.builtins import BUILTINS
from tests.unit.feel.evaluating import CASE, NOW

TEXT = (Path(__file__).parents[3] / "docs" / "feel.md").read_text(encoding="utf-8")
FUNCTIONS = TEXT.partition("## Built-in functions")[2].partition("\n## ")[0]
MARK = "⁺"


def examples(text: str) -> list[tuple[str, str]]:
    """The expressions of the blocks, each with what it gives."""
    lines = [line for block in re.findall(r"```feel\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    assert all("// =>" in line for line in lines)
    return [(source, expected) for source, _, expected in (line.partition("// =>") for line in lines)]


def documented() -> dict[str, bool]:
    """The forms of functions in the first columns of the tables, and whether they are marked as extensions."""
    cells = re.findall(r"^\| (`.*?) \|", FUNCTIONS, re.MULTILINE)
    return {form: bool(mark) for cell in cells for form, mark in re.findall(rf"`([^`]+)`({MARK}?)", cell)}


def test_the_examples_give_what_they_say() -> None:
    found = examples(TEXT)
    assert len(found) > 200
    for source, expected in found:
        got = expression(source, list(CASE)).evaluate(CASE, now=NOW)
        wanted = expression(expected).evaluate({}, now=NOW)
        assert as_literal(got) == as_literal(wanted), source


def test_the_tables_list_every_form_of_every_function_and_mark_the_extensions() -> None:
    forms = {
        f"{builtin.name}{overload.signature}": overload.extension
        for builtin in BUILTINS.values()
        for overload in builtin.overloads
    }
    assert documented() == forms


def test_every_function_has_an_example() -> None:
    sources = "\n".join(source for source, _ in examples(FUNCTIONS))
    assert [name for name in BUILTINS if not re.search(rf"(?<![a-z] )\b{re.escape(name)}\(", sources)] == []


def test_the_index_has_every_function_and_leads_to_its_table() -> None:
    index = re.findall(rf"\[`([^`]+)`\]\(#([a-z-]+)\)({MARK}?)", FUNCTIONS.partition("### Index")[2])
    assert [name for name, _, _ in index] == sorted(BUILTINS)
    assert {name: bool(mark) for name, _, mark in index} == {name: each.extension for name, each in BUILTINS.items()}
    for name, section, _ in index:
        table = next(part for part in FUNCTIONS.split("\n### ") if slug(part.partition("\n")[0]) == section)
        assert f"`{name}(" in table


def test_links_inside_the_page_lead_somewhere() -> None:
    headings = {slug(heading) for heading in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)}
    assert {target for target in re.findall(r"\]\(#([^)]+)\)", TEXT)} - headings == set()


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
