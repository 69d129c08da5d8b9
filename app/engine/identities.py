"""Names the elements of one file: by their id, or by a makeshift one where that cannot be used.

An element without a usable id is read like every other, so that whatever else is missing at it is found at once and
not only after it was given an id.
"""

import re
from itertools import count

from lxml import etree

from app.engine.diagram import Diagram
from app.engine.findings import Report
from app.engine.xml import tag

_ID = re.compile(r"[A-Za-z_][\w.\-]{0,63}", re.ASCII)
_RESERVED = re.compile(
    r"Start|End|.*\.EndJoin|.*\.BoundaryEventSplit|.*\.BoundaryEventJoin|StartEventSplit|StartEventJoin"
)
_LONGEST = 100


class Identities:
    """The ids of one file, as far as it was read."""

    def __init__(self, file: str, diagram: Diagram) -> None:
        self.file, self.diagram = file, diagram
        self.taken: set[str] = set()

    def name(self, element: etree._Element, report: Report) -> str:
        """The element's id; where none can be used a makeshift one (``task:34``, 34 being the line) and a finding."""
        written, kind, line = element.get("id") or "", tag(element)[1], element.sourceline or 0
        fault = self._fault(written)
        usable = bool(written) and len(written) <= _LONGEST and self._free(written)
        name = written if usable else self._makeshift(written or kind, line)
        self.taken.add(name)
        if fault is not None:
            place = {"kind": kind, "id": written[:_LONGEST], "line": line, "tag": kind}
            report.add(fault, self.file, written[:_LONGEST] or name, **place)
        return name

    def _fault(self, identity: str) -> str | None:
        """The rule that the id breaks."""
        if not identity:
            return "id-missing"
        if not _ID.fullmatch(identity):
            return "id-invalid"
        if _RESERVED.fullmatch(identity):
            return "id-reserved"
        return None if self._free(identity) else "id-duplicate"

    def _free(self, identity: str) -> bool:
        read = self.diagram
        known = (self.taken, read.nodes, read.flows, read.processes)
        return not any(identity in names for names in known)

    def _makeshift(self, name: str, line: int) -> str:
        found = (f"{name[:_LONGEST]}:{line}" + (f":{again}" if again else "") for again in count())
        return next(name for name in found if self._free(name))
