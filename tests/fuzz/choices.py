"""Decisions that are read from bytes, so that what changes the bytes changes what is generated."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Bytes as a source of decisions; when they are used up, every decision is the first one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @classmethod
    def of_number(cls, number: int, length: int = 96) -> "Choices":
        """Decisions that follow from a number."""
        return cls(hashlib.shake_128(str(number).encode()).digest(length))

    @property
    def left(self) -> int:
        """How many bytes are not used yet."""
        return len(self._data) - self._at

    def below(self, count: int) -> int:
        """A number from 0 to *count* - 1 (at most 255)."""
        if self._at >= len(self._data):
            return 0
        self._at += 1
        return self._data[self._at - 1] % count

    def pick(self, options: Sequence[T]) -> T:
        """One of several options; the first when there is nothing more to decide with."""
        return options[self.below(len(options))]

    def chance(self, of: int) -> bool:
        """True once in *of* times."""
        return self.below(of) == of - 1
