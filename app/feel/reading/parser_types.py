"""Types as they are written behind ``instance of`` and in parameters (DMN 1.5 §10.3.1.2, rule 54)."""

from app.feel.reading.cursor import Cursor
from app.feel.reading.syntax import TypeName

_LONG_NAMES = ("years and months duration", "days and time duration", "date and time")


def parse_type(cursor: Cursor) -> TypeName:
    """Read a type. Raises FeelSyntaxError when there is none."""
    cursor.enter()
    found = _type(cursor)
    cursor.leave()
    return found


def _type(cursor: Cursor) -> TypeName:
    at, name = cursor.token.at, _name(cursor)
    if name in ("list", "range") and cursor.take("<"):
        part = parse_type(cursor)
        cursor.expect(">")
        return TypeName(name, (part,), at=at)
    if name == "context" and cursor.take("<"):
        return _context(cursor, at)
    if name == "function" and cursor.take("<"):
        return _function(cursor, at)
    return TypeName(name, at=at)


def _context(cursor: Cursor, at: int) -> TypeName:
    fields: list[str] = []
    parts: list[TypeName] = []
    while not cursor.at(">"):
        fields.append(cursor.new_name(":"))
        cursor.expect(":")
        parts.append(parse_type(cursor))
        if not cursor.take(","):
            break
    cursor.expect(">")
    return TypeName("context", tuple(parts), tuple(fields), at=at)


def _function(cursor: Cursor, at: int) -> TypeName:
    """The parts are the types of the parameters and, last, of the result."""
    parts: list[TypeName] = []
    while not cursor.at(">"):
        parts.append(parse_type(cursor))
        if not cursor.take(","):
            break
    cursor.expect(">")
    cursor.expect("->")
    parts.append(parse_type(cursor))
    return TypeName("function", tuple(parts), at=at)


def _name(cursor: Cursor) -> str:
    for name in _LONG_NAMES:
        words = name.split()
        if [cursor.ahead(position).text for position in range(len(words))] == words:
            for _ in words:
                cursor.advance()
            return name
    if cursor.at("function") or cursor.at("null"):
        return cursor.advance().text
    name = cursor.member()
    while cursor.at(".") and cursor.take("."):
        name += "." + cursor.member()
    return name
