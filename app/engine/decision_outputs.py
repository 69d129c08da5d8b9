"""What the decision tables of a bundle give: the names of their outputs, where the result is one context."""

from collections.abc import Iterator, Mapping

from lxml import etree

from app.engine.xml import BYTES, safe_parser

_ONE_RESULT = frozenset(("UNIQUE", "FIRST", "ANY", "PRIORITY"))
Outputs = Mapping[str, tuple[str, ...]]


def decision_outputs(files: Mapping[str, bytes]) -> Outputs:
    """The names of the outputs of each decision table with several outputs and one result (DMN 1.5 §8.2.8), by id."""
    return {
        identity: names
        for file, content in files.items()
        if file.endswith(".dmn") and len(content) <= BYTES
        for identity, names in _of_file(content)
    }


def _of_file(content: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        root = etree.fromstring(content, safe_parser())
    except (etree.XMLSyntaxError, ValueError):
        return
    for decision in root.iter("{*}decision"):
        table = decision.find("{*}decisionTable")
        if table is not None and table.get("hitPolicy", "UNIQUE") in _ONE_RESULT:
            names = tuple(output.get("name") or "" for output in table.iterfind("{*}output"))
            if len(names) > 1 and all(names):
                yield decision.get("id") or "", names
