"""One walk over a tree before it is evaluated: which names are known where, which types were found, what was noted."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.errors import Phrase
from app.feel.checking.lattice import bounded, kinds_of
from app.feel.reading.extent import place_of
from app.feel.reading.measures import Measures
from app.feel.reading.syntax import Node
from app.feel.reading.tokens import Token, tokenize
from app.feel.types import ANY, ContextType, Type

MOST_NOTES = 25


Handler = Callable[["Walk", Any], Type]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that can never work at a place of the source; ``code`` and ``suggestions`` as those of a finding.

    ``certain`` notes are mistakes whatever the rest of the expression gives; ``doubtful`` ones only matter when a known
    name is very much alike.
    """

    code: str
    at: int
    text: str
    message: Phrase
    known: tuple[str, ...] = ()
    certain: bool = False
    doubtful: bool = False


@dataclass(slots=True)
class Frame:
    """Names of one scope. ``open``: it may have others; ``later``: what functions defined here will see besides."""

    types: dict[str, Type]
    open: bool = False
    later: set[str] = field(default_factory=set)
    level: int = 0
    present: bool = False


@dataclass(slots=True)
class Walk:
    """One walk. ``names`` are the declared variables; with ``open`` there may be more of them."""

    source: str
    handlers: Mapping[type[Node], Handler]
    names: Mapping[str, Type]
    open: bool = False
    types: dict[int, Type] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    present: set[int] = field(default_factory=set)
    """Nodes that are certainly not null, as far as the declared variables are not."""
    level: int = 0
    frames: list[Frame] = field(default_factory=list)
    measures: Measures = field(default_factory=Measures)
    _tokens: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.frames.append(Frame(dict(self.names), open=self.open, present=not self.open))

    def of(self, node: Node) -> Type:
        """The type of a node and of everything below it."""
        type_ = bounded(self.handlers[type(node)](self, node))
        self.types[id(node)] = type_
        return type_

    def kinds(self, node: Node) -> frozenset[str]:
        """The kinds of values that a node can have."""
        return kinds_of(self.of(node))

    def mark_present(self, node: Node) -> None:
        """Notes that a node is never null."""
        self.present.add(id(node))

    def is_present(self, *nodes: Node) -> bool:
        """Whether nodes are never null."""
        return all(id(node) in self.present for node in nodes)

    def note(self, code: str, node: Node, message: Phrase) -> None:
        """Notes that a node can never give a value."""
        if not self.is_full:
            self.add(Note(code, *self.place_of(node), message))

    @property
    def is_full(self) -> bool:
        """Whether enough has been noted."""
        return len(self.notes) >= MOST_NOTES

    def place_of(self, node: Node) -> tuple[int, str]:
        """Where a node begins, and its text, for a message."""
        if not self._tokens:
            self._tokens = tokenize(self.source)
        return place_of(self.source, self._tokens, node)

    def add(self, note: Note) -> None:
        """Keeps a note; beyond the first 25 nothing more is said."""
        if not self.is_full:
            self.notes.append(note)

    @contextmanager
    def knowing(self, types: Mapping[str, Type], *, open_: bool = False) -> Iterator[Frame]:
        """More names are known inside the block."""
        frame = Frame(dict(types), open_, level=self.level)
        self.frames.append(frame)
        yield frame
        self.frames.pop()

    @contextmanager
    def knowing_item(self, item: Type) -> Iterator[None]:
        """Inside the block ``item`` is known, and the entries of the item when it is a context."""
        entries = item.fields if isinstance(item, ContextType) else {}
        uncertain = "context" in kinds_of(item) and not (isinstance(item, ContextType) and item.closed)
        with self.knowing({"item": item}), self.knowing(entries, open_=uncertain):
            yield

    @contextmanager
    def inside_function(self, types: Mapping[str, Type]) -> Iterator[None]:
        """Inside the block, the body of a function, also names that come to be known later are seen."""
        self.level += 1
        with self.knowing(types):
            yield
        self.level -= 1

    def look_up(self, name: str) -> tuple[Type | None, bool]:
        """The type of a name in scope, None when it is not known, and whether nothing else can be meant."""
        certain = True
        for frame in reversed(self.frames):
            if name in frame.later and self.level > frame.level:
                return ANY, False
            if name in frame.types:
                return (frame.types[name] if certain else ANY), certain
            certain = certain and not frame.open
        return None, certain

    def is_declared(self, name: str) -> bool:
        """Whether a name means a declared variable, which is taken to have a value."""
        frame = next((frame for frame in reversed(self.frames) if name in frame.types or frame.open), None)
        return frame is not None and frame.present and name in frame.types

    def may_be_entry(self, name: str) -> bool:
        """Whether a name that is not known could be an entry of an unknown item."""
        return any(frame.open or name in frame.later for frame in self.frames[1:])

    @property
    def in_filter(self) -> bool:
        """Whether names can mean entries of items."""
        return any("item" in frame.types for frame in self.frames[1:])

    def known_names(self) -> tuple[str, ...]:
        """Every name that is known here."""
        return tuple({name: None for frame in reversed(self.frames) for name in frame.types if name != "?"})
