"""Names the variables that hold the data of a diagram: data objects, properties, stores, inputs and outputs (§10.4).

The variable has the name of the element, where that can be the name of a variable in FEEL; otherwise its id. A
reference has the variable of what it refers to, so that it does not matter which of them is drawn or named.
"""

import re
from collections.abc import Mapping

from lxml import etree

from app.engine.xml import MODEL, tag
from app.feel import FeelError, expression

DATA = frozenset({"dataObject", "dataStore", "property", "dataInput", "dataOutput", "inputDataItem", "outputDataItem"})
REFERENCES = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}
_NAME = re.compile(r"[^\W\d]\w*")


def variable_name(name: str | None, identity: str) -> str:
    """*name* when FEEL can read it as the name of a variable, else the id with ``_`` for what a name cannot have."""
    written = (name or "").strip()
    if _NAME.fullmatch(written) and not written.startswith("__"):
        try:
            if expression(written).variables == {written}:
                return written
        except FeelError:
            pass
    return re.sub(r"\W", "_", identity)


def data_names(root: etree._Element) -> Mapping[str, str]:
    """The variable of every data element of a file, by its id."""
    found: dict[str, str] = {}
    references: list[etree._Element] = []
    for element in root.iter(f"{{{MODEL}}}*"):
        local, identity = tag(element)[1], element.get("id")
        if identity and local in DATA:
            found[identity] = variable_name(element.get("name"), identity)
        elif identity and local in REFERENCES:
            references.append(element)
    for element in references:
        _refer(element, found)
    return found


def _refer(reference: etree._Element, found: dict[str, str]) -> None:
    """An object without a usable name takes that of its first reference: editors name what is drawn."""
    identity = reference.get("id", "")
    target = reference.get(REFERENCES[tag(reference)[1]], "").rpartition(":")[2]
    own = variable_name(reference.get("name"), identity)
    if target in found:
        if found[target] == variable_name(None, target) and own != variable_name(None, identity):
            found[target] = own
        own = found[target]
    found[identity] = own
