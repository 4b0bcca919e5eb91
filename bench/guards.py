"""The price of the guards: the same rows, written by set SQL, with one guard taken away at a time.

On PostgreSQL a guard is dropped in the transaction that writes the rows, on SQLite in a copy in
memory; both roll back, so that each measurement finds the same. Keys stay: others refer to them,
and every look-up uses them.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import median, quantiles
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bench import setsql
from bench.book import Book
from bench.table import Line, head
from db.engine import PRAGMAS, open_session
from db.rules import RULES

TABLES = ("approval", "txn", "lot", "posting", "holding", "quotause")
ACTS = 100
GLANCES, LOOKS = 4, 18  # rounds for all, and for the dearest of them
SHOWN, LOOKED_AT = 10, 14
WHOLE = [f"nothing removed, {number}" for number in range(5)]  # they differ only by chance
KEY = r"(,\s+CONSTRAINT (\w+) FOREIGN KEY[^\n]*?)(?=, ?\n|\n\))"  # as SQLite keeps its own words
CHECKS, FOREIGN, RULED = KINDS = ("all checks", "all foreign keys", "all rules")
CUT = """DO $do$ BEGIN
  EXECUTE replace(pg_get_functiondef('{}'::regproc), $cut${}$cut$, '');
END $do$"""
Clock = Callable[[], float]


class Guard(NamedTuple):
    """Something that refuses rows, and the SQL that takes it away."""

    name: str
    removal: Sequence[str]
    kind: str = ""


Cost = Callable[[Guard], float]


def price(database: str, book: Book, spent: Clock) -> None:
    """Print the dearest guards, and how far measurements of the same lie apart."""
    find = _on_sqlite if book.engine.dialect.name == "sqlite" else _on_postgresql
    with open_session(book.engine, writes=True) as session:
        acts = book.batch(session, ACTS)
        session.commit()
        rows = setsql.prepare(book.rows(session, acts), book.engine.dialect)
        guards, cost = find(session.connection(), rows, spent)
        costs = _measured(cost, guards)
    whole = [costs.pop(name) for name in WHOLE]
    print(f"\n{head(f'without one of {len(guards)} guards, {database}')}")
    singles = [name for name in costs if name not in KINDS]
    for name in (*KINDS, *sorted(singles, key=lambda name: costs[name])[:SHOWN]):
        print(Line(name, median(whole), costs[name]), flush=True)
    apart = max(whole) - min(whole)
    print(f"Noise: {len(whole)} measurements of the same lie {apart:.0f} µs apart.\n", flush=True)


def _measured(cost: Cost, guards: Sequence[Guard]) -> dict[str, float]:
    """Measure each guard a few times, then those that seem dearest many times."""
    always = [Guard(name, ()) for name in WHOLE] + [_all(kind, guards) for kind in KINDS]
    glances = _quickest(cost, guards, GLANCES)
    dearest = sorted(guards, key=lambda guard: glances[guard.name])[:LOOKED_AT]
    return _quickest(cost, [*always, *dearest], LOOKS)


def _all(kind: str, guards: Iterable[Guard]) -> Guard:
    """Return what takes all guards of a kind away at once."""
    return Guard(kind, [sql for guard in guards if guard.kind == kind for sql in guard.removal])


def _quickest(cost: Cost, guards: Iterable[Guard], rounds: int) -> dict[str, float]:
    """Return the lower quartile of each: what disturbs a measurement only adds to it."""
    costs: dict[str, list[float]] = defaultdict(list)
    order = list(guards)
    for _ in range(rounds):
        random.shuffle(order)
        for guard in order:
            costs[guard.name].append(cost(guard) / ACTS * 1e6)
    return {name: quantiles(found, n=4)[0] for name, found in costs.items()}


# PostgreSQL


def _on_postgresql(
    connection: Connection, rows: Sequence[setsql.Written], spent: Clock
) -> tuple[list[Guard], Cost]:
    driver: Any = connection.connection.driver_connection
    guards = [*_constraints(connection), *_rules_of_functions(connection)]
    driver.rollback()

    def cost(guard: Guard) -> float:
        driver.autocommit = True
        driver.execute(f"VACUUM {', '.join(TABLES)}")  # of the rows that were rolled back
        driver.autocommit = False
        for statement in guard.removal:
            driver.execute(statement)
        began = spent()
        setsql.run(driver, rows)
        driver.execute("SET CONSTRAINTS ALL IMMEDIATE")
        took = spent() - began
        driver.rollback()
        return took

    return guards, cost


def _constraints(connection: Connection) -> Iterable[Guard]:
    asked = (
        "SELECT c.conrelid::regclass::text, c.conname, c.contype FROM pg_constraint c"
        f" WHERE c.contype IN ('c', 'f') AND c.conrelid::regclass::text IN {TABLES}"
    )
    kinds = {"c": CHECKS, "f": FOREIGN}
    for table, name, kind in connection.exec_driver_sql(asked).all():
        yield Guard(name, [f"ALTER TABLE {table} DROP CONSTRAINT {name}"], kinds[kind])


def _rules_of_functions(connection: Connection) -> Iterable[Guard]:
    """Find each rule in the function of its table, and cut it out there."""
    for rule in RULES:
        if rule.table in TABLES:
            function = f"{rule.table}_rules"
            asked = f"SELECT pg_get_functiondef('{function}'::regproc)"
            whole = str(connection.exec_driver_sql(asked).scalar_one())
            told = re.search(_block(rule.says, kinds=bool(rule.kinds)), whole, re.DOTALL)
            assert told, f"{function} does not say: {rule.says}"
            yield Guard(f"rule: {rule.says}", [CUT.format(function, told[0])], RULED)


def _block(says: str, *, kinds: bool) -> str:
    """Return the pattern of a rule's own IF, and of the one around it that asks for the kind."""
    own = rf"IF \((?:(?!THEN RAISE).)*THEN RAISE[^;]*'{re.escape(says)}'; END IF;\n"
    return rf"IF \(NEW\.kind IN \([^)]*\)\) THEN {own} END IF;\n" if kinds else own


# SQLite


def _on_sqlite(
    connection: Connection, rows: Sequence[setsql.Written], spent: Clock
) -> tuple[list[Guard], Cost]:
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415  (only where it is the database)

    original: Any = connection.connection.driver_connection
    guards = [*_checks_and_keys(connection), *_refusing_triggers(connection)]
    original.rollback()  # a copy is made of what is committed
    copies: dict[str, Any] = {}

    def without(guard: Guard) -> Any:
        copy = sqlite.connect(":memory:", isolation_level=None)
        original.backup(copy)
        for statement in (*(f"PRAGMA {pragma}" for pragma in PRAGMAS), *guard.removal):
            copy.execute(statement)
        return copy

    def cost(guard: Guard) -> float:
        copy = copies[guard.name] = copies.get(guard.name) or without(guard)
        copy.execute("BEGIN")
        began = spent()
        setsql.run(copy, rows)
        took = spent() - began
        copy.execute("ROLLBACK")
        return took

    return guards, cost


def _checks_and_keys(connection: Connection) -> Iterable[Guard]:
    asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name IN {TABLES}"
    for table, sql in connection.exec_driver_sql(asked).all():
        for text, name in re.findall(KEY, sql):
            yield Guard(name, _cut(table, text), FOREIGN)
        for name in re.findall(r"CONSTRAINT (\w+) CHECK", sql):
            yield Guard(name, [f"ALTER TABLE {table} DROP CONSTRAINT {name}"], CHECKS)


def _cut(table: str, text: str) -> list[str]:
    quoted = text.replace("'", "''")
    return [
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{quoted}', '') WHERE name = '{table}'",
        "PRAGMA writable_schema = RESET",
    ]


def _refusing_triggers(connection: Connection) -> Iterable[Guard]:
    asked = (
        "SELECT name, sql FROM sqlite_master"
        f" WHERE type = 'trigger' AND tbl_name IN {TABLES} AND sql LIKE '%BEFORE INSERT%'"
    )
    for name, sql in connection.exec_driver_sql(asked).all():
        says = re.search(r"RAISE\(ABORT, '([^']*)'", sql)
        assert says, name
        yield Guard(f"rule: {says[1]}", [f"DROP TRIGGER {name}"], RULED)
