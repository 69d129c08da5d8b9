"""Who acts: the first argument of every command."""

from dataclasses import dataclass

SYSTEM_ID = "system"
CLOCK_ID = "clock"


@dataclass(frozen=True)
class Actor:
    """A person (or the desk itself) with the groups and roles they hold at this moment.

    ``deputising`` names the absent people for whom they may act now; ``delegated`` the groups that they hold only
    through them, each with the person it comes from.
    """

    id: str
    name: str
    groups: frozenset[str] = frozenset()
    language: str = "fr"
    vip: bool = False
    email: str = ""
    title: str = ""
    deputising: frozenset[str] = frozenset()
    delegated: tuple[tuple[str, str], ...] = ()

    def holds(self, *groups: str) -> bool:
        """Whether they are in at least one of the groups themselves."""
        return not self.groups.isdisjoint(groups)


SYSTEM = Actor(SYSTEM_ID, "Escalade")
CLOCK = Actor(CLOCK_ID, "Escalade")
