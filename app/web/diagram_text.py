"""Text in a drawing: SVG does not wrap lines, so they are broken here by an estimate of their width."""

from collections.abc import Iterator

from markupsafe import escape

LINE = 14.0
NARROW = frozenset("ijlI.,:;'’!|()[]ftr -")
WIDE = frozenset("mwMWœŒ@%—…")


def width_of(text: str) -> float:
    """About how wide a text is at 12 px in the desk's font."""
    return sum(map(_width, text))


def wrapped(text: str, width: float, lines: int = 6) -> list[str]:
    """The text in lines of at most *width*; an ellipsis ends it where there are too many."""
    found = [line for part in text.splitlines() for line in _lines(part.split(), width)]
    if len(found) <= lines:
        return found
    kept = found[: max(1, lines)]
    return [*kept[:-1], kept[-1].rstrip(" .,;:") + "…"]


def text_block(lines: list[str], x: float, top: float, *, anchor: str = "middle", kind: str = "dg-text") -> str:
    """Lines below each other, the first with its upper edge at *top*."""
    spans = "".join(
        f'<tspan x="{x:g}" y="{top + LINE * number + 11:g}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    colour = 'fill="currentColor" stroke="none"'
    return f'<text class="{kind}" {colour} text-anchor="{anchor}">{spans}</text>' if lines else ""


def text_in_box(text: str, x: float, y: float, width: float, height: float) -> str:
    """Text in the middle of a box."""
    lines = wrapped(text, width - 8, int(height // LINE))
    return text_block(lines, x + width / 2, y + (height - LINE * len(lines)) / 2)


def _lines(words: list[str], width: float) -> Iterator[str]:
    line = ""
    for word in (piece for whole in words for piece in _pieces(whole, width)):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _pieces(word: str, width: float) -> Iterator[str]:
    """A word that is wider than its line is cut."""
    piece = ""
    for letter in word:
        if piece and width_of(piece + letter) > max(width, 20):
            yield piece
            piece = ""
        piece += letter
    yield piece


def _width(letter: str) -> float:
    if letter in NARROW:
        return 3.7
    if letter in WIDE:
        return 10.0
    return 7.8 if letter.isupper() else 6.5
