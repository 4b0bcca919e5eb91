"""Many at once: nobody spends the same points twice, and the budget ends where it ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.ledger import Txn
from portal import ledger
from tests.db.ledger_world import LONG, World


@pytest.fixture
def crowd(engine) -> Callable[[World, list[ledger.Act]], list[str]]:
    """Post each act in a session of its own, 24 at a time; tell what became of them."""

    def post(world: World, act: ledger.Act) -> str:
        with open_session(engine, writes=True) as session:
            try:
                outcome = ledger.post(session, world.programme, act, now=world.now)
            except ledger.NotEnough:
                return "not enough"
            session.commit()
            return "again" if outcome.replayed else "posted"

    def everybody(world: World, acts: list[ledger.Act]) -> list[str]:
        world.session.commit()
        with ThreadPoolExecutor(24) as pool:
            return list(pool.map(lambda act: post(world, act), acts))

    return everybody


def test_24_who_want_the_same_points_get_them_once(world, crowd):
    acts = [world.give("anna", "oak", "r1", 93) for _ in range(24)]
    said = crowd(world, acts)
    assert sorted(said) == ["not enough"] * 23 + ["posted"]
    assert world.balance("anna") == 0
    assert world.balance("oak/r1") == 14 + 93


def test_one_form_sent_24_times_at_once_is_one_act(world, crowd):
    said = crowd(world, [world.give("anna", "oak", "r1", 3)] * 24)
    assert sorted(said) == ["again"] * 23 + ["posted"]
    assert world.balance("anna") == 90


def test_100_awards_of_one_point_with_50_left_are_exactly_50(world, crowd):
    world.post(world.award("c8", "ben", 1000))
    world.post(world.award("c9", "class5", 700))
    for number in range(100):
        world.claim(f"d{number}", "anna")
    papers = [world.approval(f"d{number}", "anna", 1) for number in range(100)]
    acts = [ledger.award(paper, expires_on=LONG, key=world.key()) for paper in papers]
    said = crowd(world, acts)
    assert sorted(said) == ["not enough"] * 50 + ["posted"] * 50
    assert world.balance("budget") == 0
    assert world.balance("anna") == 143


def test_a_crowd_leaves_no_gap_in_the_numbers(world, crowd):
    crowd(world, [world.give("anna", "oak", "r1", 1) for _ in range(48)])
    numbers = select(Txn.seq).where(Txn.programme_id == world.programme).order_by(Txn.seq)
    found = list(world.session.execute(numbers).scalars())
    assert found == list(range(1, len(found) + 1))
    assert len(found) == len(world.acts) + 48
