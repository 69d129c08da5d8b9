"""The words on a form: French with English beside it, FEEL between ``{{`` and ``}}``, Markdown made harmless.

Text of a form is never a template of the page: FEEL first, then Markdown, then an allow-list of HTML.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from app.errors import EscaladeError
from app.feel import Expression, expression

LONGEST_VALUE = 20_000
_INSERTION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False}).disable("image")


class BlockRefused(EscaladeError):
    """The text uses {block}, which the desk does not know. Nothing was changed. Write if … then … else instead."""


Part = str | Expression
Show = Callable[[Expression], str]


@dataclass(frozen=True)
class Template:
    """Text in parts: as written, or FEEL to be evaluated and shown."""

    parts: tuple[Part, ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """What has to be evaluated to show it."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    def render(self, show: Show) -> str:
        """The text with the value of each expression as *show* writes it."""
        return "".join(part if isinstance(part, str) else show(part) for part in self.parts)


@dataclass(frozen=True)
class Localised:
    """The same words in French and, where the owner wrote them, in English."""

    french: Template = Template()
    english: Template | None = None

    def in_language(self, language: str) -> Template:
        """English where it is asked for and there, French otherwise."""
        return self.english if self.english is not None and language.startswith("en") else self.french

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """What has to be evaluated to show it in either language."""
        return self.french.expressions + (self.english.expressions if self.english else ())


def template(text: str) -> Template:
    """Reads ``=FEEL`` or text with ``{{FEEL}}``; raises the FEEL error or :class:`BlockRefused`."""
    if text.startswith("="):
        return Template((expression(text[1:]),))
    return Template(tuple(_parts(text)))


def plain(text: str) -> Template:
    """Text that is shown as it is written."""
    return Template((text,)) if text else Template()


def markdown(source: Template, show: Show) -> Markup:
    """HTML of Markdown text. Values that are inserted are text: their punctuation formats nothing."""
    return _html(source.render(lambda part: escape_markdown(show(part))))


def escape_markdown(text: str) -> str:
    """The text so that Markdown shows it as it is (CommonMark 0.31 §2.4: any ASCII punctuation may be escaped)."""
    return _PUNCTUATION.sub(r"\\\1", text[:LONGEST_VALUE]).replace("\n", "\\\n")


def _parts(text: str) -> Iterator[Part]:
    for index, piece in enumerate(_INSERTION.split(text)):
        if index % 2 == 0:
            if piece:
                yield piece
        elif piece.lstrip().startswith(("#", "/")):
            raise BlockRefused(block="{{" + piece.strip()[:60] + "}}")
        else:
            yield expression(piece)


@lru_cache(maxsize=512)
def _html(source: str) -> Markup:
    tokens = _MARKDOWN.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 -- cleaned by nh3 just above
