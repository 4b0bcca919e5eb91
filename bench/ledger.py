"""The ledger: `post_many` beside hand-written SQL into the same tables, and into bare ones.

The very same kinds of rows are written three ways in turns, in a new order each round: by the
ledger, by set SQL that was given every row and hash beforehand, and by such SQL into tables
without triggers, checks and foreign keys. All keep what they write. SQLite's driver runs set SQL
row by row; beside it stands the same with many rows a statement, as the ledger itself writes.
"""

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Engine, event

from bench import guards, millions, setsql
from bench.book import PROGRAMME, Book
from bench.servers import cpu_seconds
from bench.table import Line, head
from db import many
from db.engine import connect_as_owner, open_session
from portal import ledger
from portal.beside import at_rest
from portal.ledger import Act
from portal.transactions import opener
from tests.postgres import DURABLE, binaries
from tests.postgres import Server as Postgres

CROWD = 32
GOALS = {"set SQL": 0.8, "bare tables": 0.25}
Work = Callable[[], None]
Clock = Callable[[], float]
Way = Callable[[], Iterable[tuple[str, float]]]


class Size(NamedTuple):
    """How many acts are posted at once, how often in a sample, and how many samples there are."""

    items: int
    times: int
    rounds: int


SIZES = (Size(1, 16, 15), Size(32, 2, 15), Size(1000, 1, 7))
AT_ONCE = Size(1, CROWD, 11)


class Floor(NamedTuple):
    """A way to write rows without the ledger."""

    name: str
    prefix: str = ""  # of the tables
    at_once: int = 1  # rows of one statement, where a statement does not take all


SET, BARE = Floor("set SQL"), Floor("bare tables", setsql.BARE)
MANY = Floor("many rows a statement", at_once=many.AT_ONCE)
FLOORS = (SET.name, MANY.name, BARE.name)


class Place(NamedTuple):
    """A book in one database, and what tells the CPU time spent on it so far, by both sides."""

    database: str
    book: Book
    spent: Clock


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        print(f"\n{head('measure (CPU µs per act)')}")
        for database, url in databases(Path(folder)):
            engine = connect_as_owner(url)
            place = Place(database, _book(engine), clock(engine))
            for size in SIZES:
                tell(f"post_many {size.items}, {database}", compare(place, size), size)
            tell(f"{CROWD} at once (elapsed), {database}", compare_crowd(place), AT_ONCE)
            guards.price(place.database, place.book, place.spent)
            millions.measure(place.database, place.book, url, Path(folder))
            engine.dispose()


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each database, empty: its name and its address."""
    yield "SQLite", f"sqlite:///{folder}/ledger.db"
    if (programs := binaries()) is None:
        print("PostgreSQL is not here and is left out.")
        return
    server = Postgres(programs, DURABLE)
    try:
        yield "PostgreSQL", server.url()
    finally:
        server.stop()


def tell(measure: str, found: dict[str, float], size: Size) -> None:
    """Print a line for each floor; the goals are for a thousand."""
    for floor in (name for name in FLOORS if name in found):
        wanted = GOALS.get(floor) if size.items == max(SIZES).items else None
        line = Line(f"{measure}, {floor}", found["ours"], found[floor], wanted, at_least=True)
        print(line, flush=True)


def compare(place: Place, size: Size) -> dict[str, float]:
    """Return the median cost of an act, each way."""
    ways = [partial(_ours, place, size), partial(_floors, place, size, place.spent, (SET, BARE))]
    if place.database == "SQLite" and size.items > 1:
        ways.append(partial(_floors, place, size, place.spent, (MANY,)))
    return _medians(ways, size.rounds, size.items * size.times)


def compare_crowd(place: Place) -> dict[str, float]:
    """Return the median time of an act when many post at once; the floors do it one by one."""
    floors = partial(_floors, place, AT_ONCE, time.perf_counter, (SET, BARE))
    return _medians([partial(_crowd, place), floors], AT_ONCE.rounds, CROWD)


def _medians(ways: list[Way], rounds: int, acts: int) -> dict[str, float]:
    """Go each way in each round, in a new order; return the µs of an act by name."""
    costs: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for way in random.sample(ways, len(ways)):
            for name, seconds in way():
                costs[name].append(seconds / acts * 1e6)
    return {name: median(found) for name, found in costs.items()}


def _ours(place: Place, size: Size) -> Iterator[tuple[str, float]]:
    batches = _batches(place.book, size)
    with open_session(place.book.engine, writes=True) as session:
        began = place.spent()
        for acts in batches:
            place.book.post(session, acts)
            session.commit()
        yield "ours", place.spent() - began


def _floors(
    place: Place, size: Size, clock: Clock, floors: tuple[Floor, ...]
) -> Iterator[tuple[str, float]]:
    """Write the same rows each of these ways."""
    seconds = dict.fromkeys(floors, 0.0)
    for acts in _batches(place.book, size):
        with open_session(place.book.engine, writes=True) as session:
            rows = place.book.rows(session, acts)
            session.rollback()
            for floor in random.sample(floors, len(floors)):
                dialect = place.book.engine.dialect
                statements = setsql.prepare(rows, dialect, floor.prefix, floor.at_once)
                with _timed(clock) as passed:
                    setsql.run(session.connection().connection.driver_connection, statements)
                    session.commit()
                seconds[floor] += passed()
    yield from ((floor.name, spent) for floor, spent in seconds.items())


def _crowd(place: Place) -> Iterator[tuple[str, float]]:
    acts = [act for [act] in _batches(place.book, AT_ONCE)]
    sessions = opener(place.book.engine)

    def post(act: Act) -> None:
        with sessions(True) as session:
            ledger.post(session, PROGRAMME, act, now=place.book.now)
            session.commit()

    with ThreadPoolExecutor(CROWD) as pool, _timed(time.perf_counter) as passed:
        list(pool.map(post, acts))
    yield "ours", passed()


@contextmanager
def _timed(clock: Clock) -> Iterator[Clock]:
    """Yield what tells how long the block took."""
    began, ended = clock(), 0.0
    yield lambda: ended - began
    ended = clock()


def _batches(book: Book, size: Size) -> list[list[Act]]:
    with open_session(book.engine, writes=True) as session:
        batches = [book.batch(session, size.items) for _ in range(size.times)]
        session.commit()
    return batches


def _book(engine: Engine) -> Book:
    """Return a book after its first minute, when a server has looked at its tables by itself."""
    book = Book(engine, datetime.now(UTC))
    with engine.begin() as connection:
        setsql.make_bare(connection)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    return at_rest(book)  # as a server is when it posts


def clock(engine: Engine) -> Clock:
    """Return what tells our CPU time, and that of the processes PostgreSQL works for us in."""
    processes: list[int] = []

    def connected(driver: Any, _record: object) -> None:
        processes.append(driver.info.backend_pid)

    if engine.dialect.name == "postgresql":
        engine.dispose()  # so that each connection is known
        event.listen(engine, "connect", connected)
    return lambda: time.process_time() + sum(map(cpu_seconds, processes))


if __name__ == "__main__":
    main()
