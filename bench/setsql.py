"""Hand-written set SQL: rows made beforehand go into tables with as little as a driver can do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Dialect, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.schema import CheckConstraint
from sqlmodel import SQLModel

from bench.book import Rows

BARE = "bare_"
WRITTEN = ("approval", "txn", "lot", "posting", "pointtotal")
ADDING = " ON CONFLICT (programme_id, awarded_on, move) DO UPDATE SET points = {own}.points"
ADDING += " + excluded.points"


class Written(NamedTuple):
    """One statement with the values of all its rows."""

    sql: str
    values: Sequence[Any]


def make_bare(connection: Connection) -> None:
    """Make the same tables beside ours: same columns and keys, no trigger, check or foreign key."""
    apart = MetaData()
    for name in WRITTEN:
        bare = SQLModel.metadata.tables[name].to_metadata(apart, name=f"{BARE}{name}")
        for guard in list(bare.constraints):
            if isinstance(guard, CheckConstraint | ForeignKeyConstraint):
                bare.constraints.discard(guard)
        for named in (*bare.constraints, *bare.indexes):
            named.name = f"{BARE}{named.name}" if named.name else None
        bare.create(connection)


def prepare(rows: Rows, dialect: Dialect, prefix: str = "", at_once: int = 1) -> list[Written]:
    """Return the statements that write these rows into tables whose names begin with `prefix`.

    PostgreSQL takes all rows of a table in one, SQLite `at_once`.
    """
    found = [(SQLModel.metadata.tables[name], given) for name, given in rows.items() if given]
    if dialect.name != "sqlite":
        return [_for_postgresql(table, given, prefix, dialect) for table, given in found]
    return [made for table, given in found for made in _for_sqlite(table, given, prefix, at_once)]


def run(driver: Any, statements: Iterable[Written]) -> None:
    """Write: SQLite's driver runs a prepared statement again and again, PostgreSQL unnests."""
    cursor = driver.cursor()
    write = cursor.executemany if hasattr(driver, "in_transaction") else cursor.execute
    for statement in statements:
        write(statement.sql, statement.values)
    cursor.close()


def _for_sqlite(
    table: Table, rows: Sequence[Mapping[str, Any]], prefix: str, at_once: int
) -> Iterator[Written]:
    """Yield one statement for all full portions, and one for the rest."""
    names = [*rows[0]]
    values = [tuple(_plain(row[name]) for name in names) for row in rows]
    full = len(values) // at_once * at_once
    for portion, size in ((values[:full], at_once), (values[full:], len(values) - full)):
        if portion:
            source = "VALUES " + ", ".join([f"({', '.join('?' * len(names))})"] * size)
            whole = [
                tuple(chain.from_iterable(portion[at : at + size]))
                for at in range(0, len(portion), size)
            ]
            yield Written(_insert(table, names, source, prefix), whole)


def _for_postgresql(
    table: Table, rows: Sequence[Mapping[str, Any]], prefix: str, dialect: Dialect
) -> Written:
    names = [*rows[0]]
    lists = ", ".join(f"%s::{table.c[name].type.compile(dialect)}[]" for name in names)
    values = [[_text(row[name]) for row in rows] for name in names]
    return Written(_insert(table, names, f"SELECT * FROM unnest({lists})", prefix), values)


def _insert(table: Table, names: Sequence[str], source: str, prefix: str) -> str:
    own = f"{prefix}{table.name}"
    again = ADDING.format(own=own) if table.name == "pointtotal" else ""
    return f"INSERT INTO {own} ({', '.join(names)}) {source}{again}"


def _plain(value: Any) -> Any:
    """Return a value as it lies in SQLite."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else _text(value)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
