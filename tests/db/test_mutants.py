"""The schema's own test: whichever guard is taken away, the red lines notice."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from db.engine import open_session
from tests.db import equivalents, mutants, red_rights, red_world
from tests.db.ledger_world import World
from tests.drills.scale import keep, seeds, sizes, sown

ALL = 10_000  # there are some hundred


@pytest.fixture
def site(owner, world) -> Iterator[Engine]:
    """The owner's way into a database with a row in every table."""
    with open_session(owner, writes=True) as session:
        red_world.fill(World(session))
    yield owner


def noticed(site: Engine, guards: list[str]) -> dict[str, bool]:
    """Tell of each guard whether somebody noticed that it was gone."""
    lines = mutants.lines(site.dialect.name)
    return {guard: mutants.is_noticed(site, guard, lines) for guard in guards}


@sizes(everyday=24, full=ALL)
def test_a_guard_is_missed_when_it_is_gone_unless_another_stands_before_it(site, size):
    dialect = site.dialect.name
    drill, everyone = f"guards-{dialect}", mutants.guards(dialect)
    for seed in (*seeds(drill)[:-1], random.SystemRandom().getrandbits(32)):
        with sown(drill, seed) as chance:
            chosen = chance.sample(everyone, min(size, len(everyone)))
            found = noticed(site, chosen)
            unnoticed = {guard for guard in chosen if not found[guard]}
            assert sorted(unnoticed) == sorted(equivalents.on(dialect) & set(chosen))
    keep(
        drill,
        red_lines=len(mutants.lines(dialect)) + len(red_rights.lines(dialect)),
        guards=len(chosen),
        noticed=len(chosen) - len(unnoticed),
        equivalent=len(unnoticed),
    )


def test_nothing_is_missed_where_nothing_is_gone(site):
    """The control: what is noticed elsewhere is not the noise of taking a schema apart."""
    lines = mutants.lines(site.dialect.name)
    with mutants.without(site, "") as connection:
        assert mutants.Site(connection).wrong(lines) == []


def test_a_guard_that_another_stands_before_is_not_missed(site):
    """The control of the control: lines that are meant for a guard can also find nothing amiss."""
    lines = mutants.lines(site.dialect.name)
    with_lines = [
        guard
        for guard in sorted(equivalents.on(site.dialect.name))
        if any(mutants.answers(guard, line) for line in lines)
    ]
    assert len(with_lines) > 1
    assert not any(noticed(site, with_lines[:2]).values())
