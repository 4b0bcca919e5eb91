"""The schema without one of its guards: the red lines must notice which one is gone.

SQLite's is built anew from its own words, less one; PostgreSQL's guard is dropped and put back by
a rollback. Each red line is crossed with the rights it is meant for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, ForeignKeyConstraint, Index
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from db import rights, triggers
from db.engine import connect_as_owner
from db.rules import HISTORY, RULES
from tests.databases import WEB_ROLE
from tests.db import red_acts, red_changes, red_rest, red_rows, red_shapes, test_sealed_rows
from tests.db.ledger_world import World
from tests.db.red_lines import RedLine, crossed

TWICE = "already there: posting"  # PostgreSQL's function says it too


def lines(dialect: str) -> list[RedLine]:
    """Every red line that a guard of the schema answers on this database."""
    everywhere = [*red_acts.ACTS, *red_acts.POSTINGS, *red_acts.LOTS, *red_shapes.SHAPES]
    everywhere += red_shapes.SEALS
    everywhere += [*red_rows.ROWS, *red_rest.lines(), *test_sealed_rows.ROWS]
    everywhere += red_changes.lines(dialect)
    whole = [*red_shapes.WHOLE, *red_rows.WHOLE, *red_rest.whole(), *red_shapes.SPARED]
    return everywhere + (whole if dialect == "sqlite" else [])


def guards(dialect: str) -> list[str]:
    """Name every CHECK, key, unique index, trigger and rule of this database."""
    found = {f"{rule.table}: {rule.says}" for rule in RULES}
    for table in SQLModel.metadata.tables.values():
        found |= {str(one.name) for one in table.constraints}
        found |= {str(index.name) for index in table.indexes if index.unique}
    if dialect == "postgresql":
        found.add(f"posting: {TWICE}")
    return sorted(found | {name for name in triggers.expected(dialect) if "_rule_" not in name})


def answers(guard: str, line: RedLine) -> bool:
    """Tell whether this line is one that the guard is there for."""
    if ": " in guard:
        return line.guard == guard.partition(": ")[2]
    table, _, verb = guard.partition("_")
    meant = {
        "no_replace": {f"already there: {table}"},
        "rules": {rule.says for rule in RULES if rule.table == table},
        "not_spared_update": {"ck_holding_not_below_zero", "ck_quotause_cap"},
        "not_spared_insert": {"ck_holding_not_below_zero"},
        "keep": {"ck_holding_not_below_zero"},
        "begin": {"pk_booklock"},
        "history": {says for name, (_, says) in HISTORY.items() if name == table},
    }
    if verb in ("no_update", "no_delete", "no_truncate"):
        event = verb.removeprefix("no_").upper()
        return line.guard == f"append-only: {table}" and line.name.startswith(event)
    return line.guard in meant.get(verb, {guard})


class Site:
    """Where lines are crossed: a session, and how to take on the application's rights."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._world = World(Session(connection))

    def wrong(self, lines: list[RedLine]) -> list[tuple[str, str, str]]:
        """Return the lines that were not refused by their guard."""
        found = []
        for line in lines:
            with self._as_application(line.by_owner):
                found += crossed(self._world, [line])
        return found

    @contextmanager
    def _as_application(self, by_owner: bool) -> Iterator[None]:
        driver: Any = self._connection.connection.driver_connection
        on_sqlite = self._connection.dialect.name == "sqlite"
        if by_owner:
            yield
        elif on_sqlite:
            driver.set_authorizer(rights.watcher(sqlite))
            yield
            driver.set_authorizer(None)
        else:
            self._connection.exec_driver_sql(f"SET LOCAL ROLE {WEB_ROLE}")
            yield
            self._connection.exec_driver_sql("RESET ROLE")


def is_noticed(engine: Engine, guard: str, among: list[RedLine]) -> bool:
    """Take the guard out of a copy of this database; tell whether a red line speaks of it."""
    meant = [line for line in among if answers(guard, line)]
    with without(engine, guard) as connection:
        try:
            return bool(Site(connection).wrong(meant))
        except DBAPIError:
            return True  # it went so wrong that nothing could be put back


@contextmanager
def without(engine: Engine, guard: str) -> Iterator[Connection]:
    """Open a transaction in a database that lacks one guard; "" lacks none."""
    if engine.dialect.name == "sqlite":
        yield from _rebuilt(engine, guard)
        return
    with engine.connect() as connection:
        if guard:
            connection.exec_driver_sql(_dropping(connection, guard))
        yield connection
        connection.rollback()


def _rebuilt(engine: Engine, guard: str) -> Iterator[Connection]:
    copy = connect_as_owner("sqlite://")
    with copy.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute(f"ATTACH '{engine.url.database}' AS original")
        asked = "SELECT type, name, sql FROM original.sqlite_master WHERE sql IS NOT NULL"
        made = driver.execute(asked).fetchall()
        for kind, name, words in made:
            if kind == "table":
                driver.execute(_less(words, guard))
                driver.execute(f'INSERT INTO main."{name}" SELECT * FROM original."{name}"')
        for kind, name, words in made:
            if kind != "table" and name != _name_on_sqlite(guard):
                driver.execute(words)
        driver.execute("DETACH original")
        driver.execute("PRAGMA foreign_keys = ON")
        yield connection
        with suppress(DBAPIError):
            connection.rollback()
    copy.dispose()


def _less(words: str, guard: str) -> str:
    """Leave a constraint out of a table; each stands on a line of its own."""
    kept = [line for line in words.split("\n") if f"CONSTRAINT {guard} " not in line]
    return re.sub(r",\s*\n?\)\s*$", "\n)", "\n".join(kept))


def _name_on_sqlite(guard: str) -> str:
    table, _, says = guard.partition(": ")
    places = [n for n, rule in enumerate(RULES) if (rule.table, rule.says) == (table, says)]
    return f"{table}_rule_{places[0]:02}" if places else guard


def _dropping(connection: Connection, guard: str) -> str:
    """Return what takes a guard away on PostgreSQL."""
    table, _, says = guard.partition(": ")
    if says:
        asked = f"SELECT pg_get_functiondef('{table}_rules'::regproc)"
        whole = connection.exec_driver_sql(asked).scalar_one()
        silent = whole.replace(
            f"RAISE integrity_constraint_violation USING MESSAGE = '{says}';", ""
        )
        assert silent != whole, says
        return str(silent)
    for one in SQLModel.metadata.tables.values():
        for part in (*one.constraints, *one.indexes):
            if part.name == guard:
                return _drop(one.name, part)
    return f"DROP TRIGGER {guard} ON {_table_of(guard)}"


def _drop(table: str, part: object) -> str:
    name = getattr(part, "name", None)
    if isinstance(part, Index):
        return f"DROP INDEX {name}"
    is_referred_to = not isinstance(part, ForeignKeyConstraint)
    return f'ALTER TABLE "{table}" DROP CONSTRAINT {name}{" CASCADE" if is_referred_to else ""}'


def _table_of(trigger: str) -> str:
    return trigger.partition("_")[0]
