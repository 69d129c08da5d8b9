"""What an address may hold."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from app.cases.rights import LARGEST_ID


class RowNumber(IntegerConverter):
    """The number of a row; one that no database can hold leads nowhere (404) instead of into the database."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID} | options)


def bound_addresses(app: Flask) -> None:
    """Gives every ``<int:…>`` of the application its bound; call it before routes are registered."""
    app.url_map.converters["int"] = RowNumber
