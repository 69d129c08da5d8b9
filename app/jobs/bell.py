"""Wakes the runner of this process the moment that work for it was committed here."""

import threading


class Bell:
    """Counts its rings, so that one between looking and waiting is not missed."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often it rang; hand it to :meth:`wait`."""
        return self._count

    def ring(self) -> None:
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, seen: int, timeout: float) -> None:
        """Returns at the first ring after the count was *seen*, or after *timeout* seconds."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != seen, max(timeout, 0))


WORK_COMMITTED = Bell()
