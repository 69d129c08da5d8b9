"""Types of variables as they are declared for a check: a type, or its text such as ``list<string>``."""

from collections.abc import Collection, Mapping

from app.feel.errors import FeelError
from app.feel.reading.cursor import Cursor
from app.feel.reading.parser_types import parse_type
from app.feel.types import ANY, Type, resolve

Declared = Type | str
Names = Collection[str] | Mapping[str, Declared]


class TypeUnknown(FeelError):
    """There is no FEEL type “{type}”. Nothing was changed. Use one such as number, list<string> or date and time."""


def declared_type(written: Declared) -> Type:
    """The type that is meant. Raises FeelSyntaxError or TypeUnknown."""
    if not isinstance(written, str):
        return written
    cursor = Cursor(written, ())
    name = parse_type(cursor)
    cursor.expect_end()
    type_ = resolve(name, {})
    if type_ is None:
        raise TypeUnknown(type=written[:100])
    return type_


def declared_types(names: Names) -> Mapping[str, Type]:
    """The type of each name; Any where only the name is known. Raises as declared_type."""
    if isinstance(names, Mapping):
        return {name: declared_type(written) for name, written in names.items()}
    return dict.fromkeys(names, ANY)
