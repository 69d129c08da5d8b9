"""Versions ready to run: bundles compiled once, forms parsed once, shared by every request of this process.

A version never changes, so a cache needs no invalidation; it is only bounded.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.engine import Bundle, compile_bundle
from app.errors import NotFound
from app.forms import FormDefinition, parse_form
from app.store.tables import BundleFile

T = TypeVar("T")
BUNDLES_KEPT = 64
FORMS_KEPT = 512


class Shelf(Generic[T]):
    """A bounded cache that makes each thing once, the least recently used leaving first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._things: OrderedDict[tuple[str, ...], T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What is kept under *key*, made now if need be. Two threads may make it at once; one result stays."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        thing = make()
        with self._lock:
            kept = self._things.setdefault(key, thing)
            while len(self._things) > self._size:
                self._things.popitem(last=False)
            return kept


_bundles: Shelf[Bundle] = Shelf(BUNDLES_KEPT)
_forms: Shelf[FormDefinition] = Shelf(FORMS_KEPT)


def compiled(session: Session, version_id: str) -> Bundle:
    """The version's bundle, ready to run. Raises :class:`NotFound`."""
    return _bundles.get((version_id,), lambda: compile_bundle(_models(session, version_id)))


def form_of(session: Session, version_id: str, form_id: str) -> FormDefinition:
    """A form of the version as its people see it. Raises :class:`NotFound`."""
    path = f"forms/{form_id}.form"
    return _forms.get((version_id, path), lambda: parse_form(bundle_file(session, version_id, path), path))


def bundle_file(session: Session, version_id: str, path: str) -> bytes:
    """One file of a bundle. Raises :class:`NotFound`."""
    content = session.scalar(
        select(BundleFile.content).where(BundleFile.version_id == version_id, BundleFile.path == path)
    )
    if content is None:
        raise NotFound(what=path)
    return content


def bundle_files(session: Session, version_id: str) -> dict[str, bytes]:
    """All files of a bundle by path."""
    rows = session.execute(select(BundleFile.path, BundleFile.content).where(BundleFile.version_id == version_id))
    return {path: content for path, content in rows}


def _models(session: Session, version_id: str) -> dict[str, bytes]:
    files = bundle_files(session, version_id)
    if not files:
        raise NotFound(what="This version")
    return {path: content for path, content in files.items() if not path.endswith(".form")}
