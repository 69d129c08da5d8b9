"""What pages and programs are told about versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ScenarioView:
    """A scenario as the catalogue shows it."""

    key: str
    name: str
    name_en: str
    story: str
    story_en: str
    escalation: str
    vip: bool
    start_form: str | None
    version_id: str
    version_number: int


@dataclass(frozen=True)
class VersionView:
    """A deployed version with how many of its cases run and how many are over."""

    id: str
    key: str
    number: int
    name: str
    name_en: str
    deployed_at: datetime
    deployed_by: str
    reason: str
    current: bool
    running: int
    finished: int
    properties: Mapping[str, str]


@dataclass(frozen=True)
class FormUse:
    """A form that a diagram's own step uses; without a name it is the form of the request itself."""

    form: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class VersionDetail:
    """A version with the files of its bundle; ``diagram`` is the path of the file that draws its process.

    ``uses`` are the forms that the diagram names itself; a step whose form is an expression is not among them.
    """

    view: VersionView
    diagram: str
    diagrams: tuple[str, ...]
    decisions: tuple[str, ...]
    forms: tuple[str, ...]
    uses: tuple[FormUse, ...]
