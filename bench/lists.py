"""Lists: `importing.bring_in` beside the very rows it wrote, written again by hand.

A list is brought in and taken back by its savepoint, while every statement that wrote is noted.
Then the driver gets the same statements with the same values: into the same guarded tables, and
into copies without triggers, checks and foreign keys. What is left of the difference is reading,
checking, weighing and hashing. `flat` tells how much memory a longer list takes.
"""

import io
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Engine, event, insert, select
from sqlalchemy.schema import CheckConstraint
from sqlmodel import Session, SQLModel, col

from bench.ledger import Clock, clock, databases
from bench.table import Line, head
from db.engine import connect_as_owner, open_session
from db.tables.households import Household, HouseholdMember
from db.tables.people import Person
from db.tables.programmes import Enrolment
from portal import codes, ids, importing, ledger, programmes
from portal.entering import Tried
from portal.importing import Source
from portal.ledger import AccountKind
from tests import claiming, people
from tests.conftest import settled
from tests.db.ledger_world import filled
from tests.importing import COLUMNS
from tests.people import NOON

HOMES, PARISH = 1000, "of a list"
DAYS = 7  # so long ago an act may be
ROWS = 5000
ROUNDS = 5
LENGTHS = (10_000, int(os.environ.get("BENCH_ROWS", "50000")))  # 1000000 takes ten minutes
GOALS = {"same tables": 0.3, "bare tables": None}
BARE = "bare_"
WRITES = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) (\w+)")
PAPERS, EACH = 20, 100_000  # top-ups that two may sign


class Write(NamedTuple):
    """A statement that wrote, and what the driver was given with it."""

    sql: str
    values: Any


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        print(f"\n{head('measure (CPU µs per row)')}")
        for database, url in databases(Path(folder)):
            engine = town(url)
            for floor, (ours, other) in compare(engine).items():
                name = f"a list, {database}, {floor}"
                print(Line(name, ours, other, GOALS[floor], at_least=True), flush=True)
            engine.dispose()
            print(*flat(url), sep="\n", flush=True)


def compare(engine: Engine) -> dict[str, tuple[float, float]]:
    """Return the median cost of a row: ours, and that of each floor."""
    spent = clock(engine)
    found: dict[str, list[float]] = {"ours": [], **{name: [] for name in GOALS}}
    for number in range(ROUNDS):
        with open_session(engine, writes=True) as session:
            text = b"".join(_list(session, ROWS, f"r{number}"))
            cost, writes = _ours(session, text, spent)
            found["ours"].append(cost)
            found["same tables"].append(_again(session, writes, spent))
            session.rollback()
            found["bare tables"].append(_bare(session, writes, spent))
            session.rollback()
    costs = {name: median(seconds) / ROWS * 1e6 for name, seconds in found.items()}
    return {floor: (costs["ours"], costs[floor]) for floor in GOALS}


def flat(url: str) -> Iterator[str]:
    """Tell the most memory a process took for a list of each length."""
    for rows in LENGTHS:
        told = subprocess.run(
            [sys.executable, "-m", "bench.lists", url, str(rows)],
            check=True,
            capture_output=True,
            text=True,
        )
        yield f"{rows} rows: {told.stdout.strip()}"


def alone(url: str, rows: int) -> None:
    """Bring in a list and print the most memory this process took."""
    engine = connect_as_owner(url)
    spent = clock(engine)
    with open_session(engine, writes=True) as session, tempfile.TemporaryFile() as file:
        file.writelines(_list(session, rows, f"m{rows}"))
        file.seek(0)
        began = spent()
        tried = _bring(session, file)
        cost = spent() - began
        session.commit()
    assert tried.taken == rows, tried
    if engine.dialect.name == "postgresql":  # as a database in use is, which measures itself
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{most} MB at most, {cost / rows * 1e6:.0f} µs a row")


def _ours(session: Session, text: bytes, spent: Clock) -> tuple[float, list[Write]]:
    """Bring the list in for nothing twice: once by the clock, once noting what it writes."""
    with session.begin_nested() as kept:
        began = spent()
        tried = _bring(session, io.BytesIO(text))
        cost = spent() - began
        assert tried.taken == ROWS and tried.points, tried
        kept.rollback()
    with session.begin_nested() as kept, _noting(session) as writes:
        _bring(session, io.BytesIO(text))
        kept.rollback()
    return cost, writes


def _bring(session: Session, file: Any) -> Tried:
    me, desk = people.find(session, "olive"), claiming.desk(session, "olive")
    source = Source("list.csv", ids.new_token())
    facts = {"idem": ids.new_token(), "now": NOON}
    return importing.bring_in(session, me, desk, "RIVER", file, source, **facts)[1]


@contextmanager
def _noting(session: Session) -> Iterator[list[Write]]:
    writes: list[Write] = []

    def note(_c: Any, _cursor: Any, sql: str, values: Any, *_facts: Any) -> None:
        if WRITES.match(sql):
            writes.append(Write(sql, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield writes
    event.remove(engine, "before_cursor_execute", note)


def _again(session: Session, writes: Sequence[Write], spent: Clock) -> float:
    cursor = session.connection().connection.driver_connection.cursor()
    began = spent()
    for sql, values in writes:
        is_many = isinstance(values, list)  # of rows; one row is a tuple, or lists by name
        (cursor.executemany if is_many else cursor.execute)(sql, values)
    return spent() - began


def _bare(session: Session, writes: Sequence[Write], spent: Clock) -> float:
    """Write into copies that nothing guards; they hold what the tables held."""
    named = {found[2] for write in writes if (found := WRITES.match(write.sql))}
    for name in sorted(named):
        _copy(session, name)
    to_copies = re.compile(rf"\b({'|'.join(sorted(named, key=len, reverse=True))})\b(?=[\s.(\"]|$)")
    copies = [one._replace(sql=to_copies.sub(rf"{BARE}\1", one.sql)) for one in writes]
    return _again(session, copies, spent)


def _copy(session: Session, name: str) -> None:
    """Make a table's copy: same columns and keys, no trigger, check or foreign key."""
    metadata = type(SQLModel.metadata)()
    bare = SQLModel.metadata.tables[name].to_metadata(metadata, name=f"{BARE}{name}")
    for guard in list(bare.constraints):
        if isinstance(guard, CheckConstraint) or hasattr(guard, "elements"):
            bare.constraints.discard(guard)
    for one in (*bare.constraints, *bare.indexes):
        one.name = f"{BARE}{one.name}" if one.name else None
    bare.create(session.connection())
    session.execute(
        insert(bare).from_select(list(bare.c.keys()), select(SQLModel.metadata.tables[name]))
    )


def town(url: str) -> Engine:
    """Fill the small town, give it a thousand homes more and points for all of them."""
    engine = connect_as_owner(url)
    settled(engine)
    since = NOON - timedelta(days=30)
    with open_session(engine, writes=True) as session:
        homes = [uuid4() for _ in range(HOMES)]
        living = [(home, uuid4()) for home in homes]
        put(session, Person, [{"id": person} for _, person in living])
        put(
            session,
            Household,
            [{"id": home, "code": codes.new_code("H"), "name": PARISH} for home in homes],
        )
        put(
            session,
            HouseholdMember,
            [{"household_id": h, "person_id": p, "joined_at": since} for h, p in living],
        )
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        put(session, Enrolment, [{"programme_id": river, "holder_id": home} for home in homes])
        for home in homes:
            ledger.open_account(session, river, home, AccountKind.WALLET)
        for _ in range(PAPERS):
            people.fund(session, "RIVER", EACH)
        session.commit()
    return engine


def put(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Write rows; what they leave out is something that fits."""
    session.connection().execute(
        insert(table),
        [filled(table.__table__, **row) for row in rows],  # type: ignore[attr-defined]
    )


def _list(session: Session, rows: int, name: str) -> Iterator[bytes]:
    """Write a list down, line by line: every home brings glass, day after day."""
    homes = session.scalars(select(Household.code).where(col(Household.name) == PARISH)).all()
    yield f"{','.join(COLUMNS)}\r\n".encode()
    for number in range(rows):
        day = (NOON - timedelta(days=number // HOMES % DAYS)).date()
        home = homes[number % len(homes)]
        yield f"{name}-{number},{home},recycle-glass,3,kg,{day}\r\n".encode()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        alone(sys.argv[1], int(sys.argv[2]))
    else:
        main()
