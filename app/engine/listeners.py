"""The listeners of a scope, found without searching its tokens."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.engine.runtime import Token


class Listeners:
    """Kept by what they are attached to: when one of 1,000 tokens leaves, the others are not looked at."""

    def __init__(self) -> None:
        self._attached: dict[int, dict[int, Token]] = {}
        self._number = 0

    def __len__(self) -> int:
        return self._number

    def note(self, token: "Token") -> None:
        """Keeps *token* when it is a listener, and forgets it when it is one no longer."""
        if not token.is_listener:
            self.drop(token)
            return
        beside = self._attached.setdefault(token.attached, {})
        self._number += token.id not in beside
        beside[token.id] = token

    def drop(self, token: "Token") -> None:
        """Forgets *token*, if it was kept."""
        beside = self._attached.get(token.attached, {})
        if beside.pop(token.id, None) is not None:
            self._number -= 1
            if not beside:
                del self._attached[token.attached]

    def of(self, attached: int) -> list["Token"]:
        """Those that belong to a token (to the scope itself: 0), oldest first."""
        return sorted(self._attached.get(attached, {}).values(), key=lambda token: token.id)
