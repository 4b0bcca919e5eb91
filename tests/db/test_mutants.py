"""The schema's own test: whichever guard is taken away, the red lines notice."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from db.engine import open_session
from tests.db import equivalents, mutants, red_world
from tests.db.ledger_world import World

EVERY_DAY = 24  # guards, of some hundred


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


def test_some_guards_chosen_by_chance_are_missed_when_they_are_gone(site):
    seed = random.SystemRandom().randrange(10_000)
    proven = sorted(set(mutants.guards(site.dialect.name)) - equivalents.on(site.dialect.name))
    chosen = random.Random(seed).sample(proven, EVERY_DAY)
    found = noticed(site, chosen)
    assert [guard for guard in chosen if not found[guard]] == [], f"seed {seed}"


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


@pytest.mark.drill
def test_every_guard_is_missed_when_it_is_gone(site):
    dialect = site.dialect.name
    found = noticed(site, mutants.guards(dialect))
    unnoticed = {guard for guard, is_noticed in found.items() if not is_noticed}
    of = len(found) - len(equivalents.on(dialect))
    print(f"\n{dialect}: {len(found) - len(unnoticed)} of {of} guards proven,", end=" ")
    print(f"{len(unnoticed)} equivalent, {len(mutants.lines(dialect))} red lines")
    assert sorted(unnoticed - equivalents.on(dialect)) == []
    assert sorted(equivalents.on(dialect) - unnoticed) == []
