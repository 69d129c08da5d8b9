"""Turns the pseudo-scripts of the feature files (tokens of the betsy benchmark) into the desk's dialect.

Only tokens and conditions are replaced, wherever they stand: nothing here knows a file. What is not known is an error,
so that a file never passes because a part of it was dropped.
"""

import re
from collections.abc import Callable

from lxml import etree

from app.engine.xml import MODEL, ZEEBE

LOG = "log"
SLOW = "takes-ten-seconds"
FAULTY = "throws"

_CONDITIONS = ("conditionExpression", "condition", "loopCondition", "completionCondition", "activationCondition",
               "loopCardinality")  # fmt: skip
_CONTAINS = re.compile(r'(\w+)\.contains\("([^"]*)"\)')
_PLAIN = re.compile(r"true|false|-?\d+|\w+\s*(<|>|<=|>=|=)\s*-?\d+")


class UnknownToken(Exception):
    """The file says something that the rewriting does not know."""


def rewrite(content: bytes) -> bytes:
    """The file with FEEL in place of pseudo-code. UnknownToken when it holds a token or condition of another kind."""
    root = etree.fromstring(content)
    for script in list(root.iter(f"{{{MODEL}}}script")):
        task = script.getparent()
        task.remove(script)
        _extension(task).extend(written(script.text or ""))
    for kind in _CONDITIONS:
        for condition in root.iter(f"{{{MODEL}}}{kind}"):
            condition.text = feel("".join(condition.itertext()))
    return etree.tostring(root)


def feel(condition: str) -> str:
    """The FEEL of a condition or number."""
    text = condition.strip()
    found = _CONTAINS.fullmatch(text)
    if found:
        return f'=contains({found[1]}, "{found[2]}")'
    if _PLAIN.fullmatch(text):
        return f"={text}"
    raise UnknownToken(text)


def written(token: str) -> list[etree._Element]:
    """The extension elements that do what a script's token says."""
    text = token.strip()
    for pattern, make in _TOKENS.items():
        found = re.fullmatch(pattern, text)
        if found:
            return make(found)
    raise UnknownToken(text)


def _entry(value: str) -> str:
    """What is logged: the value and a mark of its own, so that a variable that is handed on is not counted twice."""
    return f'{value} + " " + uuid()'


def _script(expression: str, result: str = "", **outputs: str) -> list[etree._Element]:
    return [_zeebe("script", expression=f"={expression}", resultVariable=result), *_outputs(outputs)]


def _job(kind: str, **outputs: str) -> list[etree._Element]:
    return [_zeebe("taskDefinition", type=kind), *_outputs(outputs)]


def _outputs(outputs: dict[str, str]) -> list[etree._Element]:
    if not outputs:
        return []
    mapping = _zeebe("ioMapping")
    mapping.extend(_zeebe("output", source=f"={source}", target=target) for target, source in outputs.items())
    return [mapping]


_TOKENS: dict[str, Callable[[re.Match[str]], list[etree._Element]]] = {
    r"CREATE_LOG_FILE": lambda _: _script("null"),
    r"CREATE_MARKER_FILE": lambda _: _script(_entry('"MARKER"'), LOG),
    r"SCRIPT_(\w+)": lambda found: _script(_entry(f'"{found[1]}"'), LOG),
    r"INCREMENT_INTEGER_VARIABLE": lambda _: _script("integerVariable + 1", "integerVariable"),
    r"INCREMENT_INTEGER_VARIABLE_AND_LOG": lambda _: _script(
        "integerVariable + 1", "integerVariable", integerVariable="integerVariable", log=_entry('"INCREMENT"')
    ),
    r"SET_COUNTER": lambda _: _script("0", "counter"),
    r"INC_COUNTER": lambda _: _script("counter + 1", "counter"),
    r"SET_STRING_DATA": lambda _: _script('"String"', "data"),
    r"LOG_DATA": lambda _: _script(_entry("data"), LOG),
    r"CREATE_TIMESTAMP_LOG_(\d+)": lambda found: _job(SLOW, log=_entry(f'"TIMESTAMP_{found[1]}"')),
    r"WAIT_TEN_SECONDS": lambda _: _job(SLOW),
    r"THROW_ERROR": lambda _: _job(FAULTY),
}


def _extension(element: etree._Element) -> etree._Element:
    found = element.find(f"{{{MODEL}}}extensionElements")
    if found is None:
        found = etree.Element(f"{{{MODEL}}}extensionElements")
        element.insert(0, found)
    return found


def _zeebe(kind: str, **attributes: str) -> etree._Element:
    return etree.Element(f"{{{ZEEBE}}}{kind}", attrib=attributes, nsmap={"zeebe": ZEEBE})
