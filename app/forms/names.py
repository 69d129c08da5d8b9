"""How forms and their fields may be called."""

import re

FORM_ID = re.compile(r"[A-Za-z][\w.-]{0,127}", re.ASCII)
SEGMENT = re.compile(r"[^\W\d_]\w{0,63}")
DEEPEST_KEY = 6


def key_path(key: str) -> tuple[str, ...] | None:
    """``a.b`` as ``("a", "b")``; none when it cannot be a key."""
    parts = tuple(key.split("."))
    if len(parts) > DEEPEST_KEY or not all(SEGMENT.fullmatch(part) for part in parts):
        return None
    return parts
