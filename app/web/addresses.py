"""What an address may hold."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from app.cases.locked import LARGEST_ID


class RowNumber(IntegerConverter):
    """The number of a row; one that no database can hold leads nowhere (404) instead of into the database."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID} | options)


class VersionNumber(IntegerConverter):
    """The number of a version, which its column keeps in 32 bits."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def bound_addresses(app: Flask) -> None:
    """Gives ``<int:…>`` and ``<version:…>`` in addresses their bounds; call it before routes are registered."""
    app.url_map.converters |= {"int": RowNumber, "version": VersionNumber}
