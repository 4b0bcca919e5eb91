"""Lists: `importing.bring_in` beside the very rows it wrote, written again by hand.

A list is brought in and rolled back, while every statement that wrote is noted.
Then the driver gets the same statements with the same values: into the same guarded tables, and
into copies without triggers, checks and foreign keys. What is left of the difference is reading,
checking, weighing and hashing. `bench/flat.py` tells how much memory a longer list takes.
"""

import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Engine, event, insert, select
from sqlalchemy.schema import CheckConstraint
from sqlmodel import Session, SQLModel

from bench.flat import flat
from bench.homes import bring, town, written
from bench.ledger import Clock, clock, databases
from bench.table import Line, head
from db.engine import open_session

ROWS = 5000
ROUNDS = 5
GOALS = {"same tables": 0.3, "bare tables": None}
BARE = "bare_"
WRITES = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) (\w+)")


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
            text = b"".join(written(session, ROWS, f"r{number}"))
            cost, writes = _ours(session, text, spent)
            found["ours"].append(cost)
            found["same tables"].append(_again(session, writes, spent))
            session.rollback()
            found["bare tables"].append(_bare(session, writes, spent))
            session.rollback()
    costs = {name: median(seconds) / ROWS * 1e6 for name, seconds in found.items()}
    return {floor: (costs["ours"], costs[floor]) for floor in GOALS}


def _ours(session: Session, text: bytes, spent: Clock) -> tuple[float, list[Write]]:
    """Bring the list in for nothing twice: once by the clock, once noting what it writes."""
    began = spent()
    tried = bring(session, io.BytesIO(text))
    cost = spent() - began
    assert tried.taken == ROWS and tried.points, tried
    session.rollback()
    with _noting(session) as writes:
        bring(session, io.BytesIO(text))
    session.rollback()
    return cost, writes


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


if __name__ == "__main__":
    main()
