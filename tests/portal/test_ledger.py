"""Each move, each refusal, and what lies where afterwards."""

import pytest

from tests.db.ledger_world import World


@pytest.fixture
def world(session) -> World:
    return World(session)


def test_world(world):
    assert world.balance("anna")
