"""Queues: the page of a desk where ten thousand acts wait, beside one where a hundred do.

Microseconds on a clock, because on PostgreSQL most of the work is done elsewhere; the two are asked
in turns, so only their ratio says anything.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlmodel import col

from bench.district import sign_in
from bench.homes import put, town
from bench.servers import Server, running
from bench.table import Line, head
from db.engine import open_session
from db.tables.claims import Claim, ClaimState, EvidenceClass, HolderKind
from db.tables.households import Household, HouseholdMember
from portal import codes, programmes
from tests.people import NOON
from tests.postgres import Server as Postgres
from tests.postgres import binaries

LENGTHS = {"many": 10_000, "few": 100}
QUEUE = "/en/desk/riverside-neighbours/claims"
ROUNDS = 40
REQUESTS = 5  # in each round
GOAL = 1.3
OURS = [sys.executable, "-m", "portal", "serve", "--port", "{port}"]


def main() -> None:
    """Measure and print."""
    print(f"\n{head('measure (µs of a page)')}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for database, urls in _databases(Path(folder)):
            for length, url in urls.items():
                fill(url, LENGTHS[length])
            with ExitStack() as stack:
                servers = {
                    length: stack.enter_context(
                        running(OURS, Path(folder), PORTAL_DATABASE_URL=url, PORTAL_JOBS="off")
                    )
                    for length, url in urls.items()
                }
                found = compare(servers)
            name = f"10,000 waiting beside 100, {database}"
            print(Line(name, found["many"], found["few"], GOAL), flush=True)


def compare(servers: dict[str, Server]) -> dict[str, float]:
    """Return the median time of the queue's page on each."""
    for server in servers.values():
        server.cookie = sign_in(server, "vera")
        assert server.ask(QUEUE).count(b"decision-A-") > 1, "nothing waits"
    taken: dict[str, list[float]] = {length: [] for length in servers}
    for _ in range(ROUNDS):
        for length in random.sample(list(servers), len(servers)):
            began = time.perf_counter()
            for _ in range(REQUESTS):
                servers[length].ask(QUEUE)
            taken[length].append((time.perf_counter() - began) / REQUESTS * 1e6)
    return {length: median(found) for length, found in taken.items()}


def fill(url: str, count: int) -> None:
    """Make a town in which so many acts of a thousand homes wait."""
    engine = town(url)
    with open_session(engine, writes=True) as session:
        living = (
            select(Household.id, HouseholdMember.person_id)
            .join(HouseholdMember, col(HouseholdMember.household_id) == col(Household.id))
            .where(col(Household.name) == "of a list")
        )
        homes = [(home, person) for home, person in session.execute(living)]
        river = programmes.find(session, "RIVER", now=NOON)
        waiting = [claim(river.programme_id, *homes[n % len(homes)], n) for n in range(count)]
        put(session, Claim, waiting)
        session.commit()
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as a server does by itself within a minute
    engine.dispose()


def claim(programme_id: UUID, home: UUID, person: UUID, number: int) -> dict[str, object]:
    """Return the row of an action of somebody that waits to be checked."""
    return {
        "programme_id": programme_id,
        "code": codes.new_code("A"),
        "version": 1,
        "activity": "recycle-glass",
        "holder_kind": HolderKind.WALLET,
        "holder_id": home,
        "person_id": person,
        "amount": 3,
        "done_on": NOON.date(),
        "evidence_class": EvidenceClass("D"),
        "state": ClaimState.SUBMITTED,
        "points": 30,
        "submitted_at": NOON - timedelta(seconds=number),
    }


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    server = Postgres(programs) if (programs := binaries()) else None
    try:
        urls = {length: server.url(length) for length in LENGTHS} if server else {}
        if server:
            with psycopg.connect(server.url(), autocommit=True) as line:
                for length in urls:
                    line.execute(f"CREATE DATABASE {length}")  # type: ignore[arg-type]
        yield urls
    finally:
        if server:
            server.stop()


def _databases(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    yield "SQLite", {length: f"sqlite:///{folder}/{length}.db" for length in LENGTHS}
    with _postgres() as urls:
        if urls:
            yield "PostgreSQL", urls
        else:
            print("PostgreSQL is not here and is left out.")


if __name__ == "__main__":
    main()
