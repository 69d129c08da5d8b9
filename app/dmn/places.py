"""Where an element of a model is, as people say it: decision, number of the rule, words above the column."""

from app.dmn.findings import Place
from app.dmn.xml import Element, child, children, local_name, text_of

GRAPH = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_COLUMNS = {"inputEntry": "input", "outputEntry": "output"}


class Places:
    """Finds places; the rules and columns of a table are counted once."""

    def __init__(self) -> None:
        self._numbers: dict[Element, dict[Element, int]] = {}
        self._labels: dict[tuple[Element, str], list[str]] = {}

    def of(self, element: Element, *, line: int = 0, column: int = 0) -> Place:
        """The place of an element, and of a line and column in its text."""
        owner = owner_of(element)
        rule = next((around for around in (element, *element.iterancestors()) if local_name(around) == "rule"), None)
        named = next((around for around in (element, *element.iterancestors()) if around.get("id")), element)
        return Place(
            decision=owner.get("id") or owner.get("name") or "",
            element=named.get("id") or "",
            name=owner.get("name") or "",
            rules=() if rule is None else (self.number(rule),),
            column=self._column(element, rule),
            line=line,
            column_in_text=column,
        )

    def number(self, rule: Element) -> int:
        """The number of a rule, from 1."""
        table = rule.getparent()
        if table is None:
            return 1
        if table not in self._numbers:
            self._numbers[table] = {each: at for at, each in enumerate(children(table, "rule"), 1)}
        return self._numbers[table].get(rule, 1)

    def _column(self, element: Element, rule: Element | None) -> str:
        kind = local_name(element)
        if kind in ("input", "output"):
            return column_label(element)
        table = rule.getparent() if rule is not None else None
        if rule is None or table is None or kind not in _COLUMNS:
            return ""
        key = (table, _COLUMNS[kind])
        if key not in self._labels:
            self._labels[key] = [column_label(column) for column in children(table, _COLUMNS[kind])]
        at = children(rule, kind).index(element)
        return self._labels[key][at] if at < len(self._labels[key]) else ""


def owner_of(element: Element) -> Element:
    """The decision, business knowledge model … that an element is in; the element itself outside of them."""
    return next((around for around in (element, *element.iterancestors()) if local_name(around) in GRAPH), element)


def column_label(column: Element) -> str:
    """The words above a column, else its expression or its name."""
    return column.get("label") or column.get("name") or text_of(child(column, "inputExpression"))
