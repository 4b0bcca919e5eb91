"""Gifts: the verb that gives, beside the ledger posting the very same gift, one commit each.

What the verb adds: the lock, the look for an earlier receipt, the round and its pledge, a balance,
the gift's row, the kept totals of its cause, the receipt and a line of history. Both wait for the
disk, as somebody who gives does, so these are microseconds on a clock.
"""

import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine

from bench.ledger import databases
from bench.table import Line, head
from db.engine import connect_as_owner, open_session
from portal import causes, gifts, ledger, people
from tests.conftest import settled
from tests.drills.donors import Crowd, Donor, gather

ROUNDS = 40
TIMES = 10  # gifts of each kind in a round
GOAL = 0.5


def main() -> None:
    """Measure and print."""
    print(f"\n{head('measure (µs of a gift)')}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for database, url in databases(Path(folder)):
            engine = connect_as_owner(url)
            settled(engine)
            found = compare(engine)
            name = f"giving beside posting, {database}"
            print(Line(name, found["given"], found["posted"], GOAL, at_least=True), flush=True)
            engine.dispose()


def compare(engine: Engine) -> dict[str, float]:
    """Return the median time of a gift, each way, in a new order each round."""
    crowd = gather(engine, 2 * ROUNDS * TIMES, now=datetime.now(UTC))
    ways = {"given": _give, "posted": _post}
    waiting = iter(crowd.donors)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name in random.sample(list(ways), len(ways)):
            some = [next(waiting) for _ in range(TIMES)]
            taken[name].append(ways[name](engine, crowd, some) / TIMES * 1e6)
    return {name: median(found) for name, found in taken.items()}


def _give(engine: Engine, crowd: Crowd, some: Sequence[Donor]) -> float:
    """Give as the page does, once the form and its reader are known; return the seconds."""
    now = datetime.now(UTC)
    cause = _cause(engine, crowd)
    with open_session(engine, writes=False) as session:
        readers = [people.find_member(session, one.person_id, now=now) for one in some]
    began = time.perf_counter()
    for me, one in zip(readers, some, strict=True):
        with open_session(engine, writes=True) as session:
            facts = {"points": one.points, "idem": one.token, "now": now}
            gifts.give(session, me, cause, **facts)
            session.commit()
    return time.perf_counter() - began


def _post(engine: Engine, crowd: Crowd, some: Sequence[Donor]) -> float:
    """Let only the points move; return the seconds."""
    now = datetime.now(UTC)
    cause = _cause(engine, crowd)
    began = time.perf_counter()
    for one in some:
        act = ledger.give(
            giver_id=one.household_id,
            cause_id=cause.cause_id,
            round_id=crowd.round_id,
            points=one.points,
            actor_id=one.person_id,
            key=f"bench-gift:{one.token}",
        )
        with open_session(engine, writes=True) as session:
            ledger.post(session, crowd.programme_id, act, now=now)
            session.commit()
    return time.perf_counter() - began


def _cause(engine: Engine, crowd: Crowd) -> Any:
    with open_session(engine, writes=False) as session:
        return causes.find(session, crowd.cause.rpartition("/")[2])


if __name__ == "__main__":
    main()
