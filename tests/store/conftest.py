"""The small definition, deployed."""

from collections.abc import Callable

import pytest

from app.definitions.commands import deploy
from app.identity.actor import SYSTEM, Actor
from app.identity.directory import actor_for
from app.store.desk import Desk
from app.store.tables import Membership
from tests.store.small import FILES


@pytest.fixture
def small(desk: Desk) -> Desk:
    """A desk on which the small definition is deployed, and a group of two who decide."""
    desk.session.add(Membership(person_id="julien", group_id="support-manager"))
    desk.session.commit()
    deploy(SYSTEM, desk, files=FILES, reason="first")
    return desk


@pytest.fixture
def person(desk: Desk) -> Callable[[str], Actor]:
    """One of the demo's people, as somebody who acts."""
    return lambda person_id: actor_for(desk.session, person_id, now=desk.now())
