"""Keeping totals: checking an action with what reports keep of it beside checking it without.

Both ways approve and award actions that wait, as a desk does, and commit; without, neither the
totals of acts nor those of points are written. CPU time of both sides, in turns.
"""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import col

from bench.homes import put, town
from bench.ledger import Clock, clock, databases
from bench.queues import claim
from bench.table import Line, head
from db.engine import open_session
from db.tables.claims import Claim, Decision
from db.tables.households import Household, HouseholdMember
from portal import ids, ledger, programmes, totals, verification
from portal.verification import Verdict
from tests import claiming, people
from tests.people import NOON

ROUNDS = 60
AT_ONCE = (1, 30)
GOAL = 1.15


class Nothing:
    """What writes nothing."""

    def write(self, *_rows: Any, **_facts: Any) -> None:
        """Do nothing."""


def main() -> None:
    """Measure and print."""
    print(f"\n{head('measure (CPU µs of an action checked)')}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for database, url in databases(Path(folder)):
            engine = town(url)
            spent = clock(engine)
            for size in AT_ONCE:
                found = compare(engine, size, spent)
                name = f"kept totals, {size} at once, {database}"
                print(Line(name, found["kept"], found["not kept"], GOAL), flush=True)
            engine.dispose()


def compare(engine: Engine, size: int, spent: Clock) -> dict[str, float]:
    """Return the median time of an action, each way, in a new order each round."""
    waiting = _wait(engine, 2 * ROUNDS * size)
    ways = {"kept": _as_it_is, "not kept": _unkept}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name in random.sample(list(ways), len(ways)):
            some = [next(waiting) for _ in range(size)]
            with ways[name]():
                taken[name].append(_decide(engine, some, spent) / size * 1e6)
    return {name: median(found) for name, found in taken.items()}


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _unkept() -> Iterator[None]:
    """Keep no totals."""
    count, write = totals.count, ledger.WRITE_TOTALS
    totals.count = Nothing().write  # type: ignore[assignment]
    ledger.WRITE_TOTALS = Nothing()  # type: ignore[assignment]
    try:
        yield
    finally:
        totals.count, ledger.WRITE_TOTALS = count, write


def _wait(engine: Engine, count: int) -> Iterator[str]:
    """Let so many actions of a thousand homes wait; return their codes."""
    with open_session(engine, writes=True) as session:
        living = (
            select(col(Household.id), col(HouseholdMember.person_id))
            .join(HouseholdMember, col(HouseholdMember.household_id) == Household.id)
            .where(col(Household.name) == "of a list")
        )
        homes = [(home, person) for home, person in session.execute(living)]
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        made = [claim(river, *homes[n % len(homes)], n) for n in range(count)]
        put(session, Claim, made)
        session.commit()
    return iter([str(one["code"]) for one in made])


def _decide(engine: Engine, some: list[str], spent: Clock) -> float:
    """Approve them; return what it cost."""
    with open_session(engine, writes=True) as session:
        me, desk = people.find(session, "vera"), claiming.desk(session, "vera")
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        verdicts = [Verdict(code, Decision.APPROVE, 1, None) for code in some]
        began, idem = spent(), ids.new_token()
        done = verification.decide(session, me, desk, river, verdicts, idem=idem, now=NOON)
        session.commit()
        taken = spent() - began
    assert not done.missed, done.missed
    return taken


if __name__ == "__main__":
    main()
