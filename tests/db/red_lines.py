"""How to cross a red line: take a good act, bend one column on its way in, or write a raw row.

A red line names the guard that must speak. SQLite does not name keys when it refuses.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Enum, Text, column, insert, table
from sqlalchemy import inspect as state_of
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from db.rights import RIGHTS, Right
from portal import ledger
from portal.postings import decide
from portal.reading import open_for
from tests.db.ledger_world import World, filled, named

Row = dict[str, Any]


class RedLine(NamedTuple):
    """Something that must not happen, and the guard that must say so."""

    name: str
    guard: str
    cross: Callable[[World], object]
    by_owner: bool = False  # the application itself would be refused before


def write_raw(world: World, name: str, *rows: Row, how: str = "") -> None:
    """Write rows with whatever is in them, in one statement: nothing of ours objects before."""
    kinds = SQLModel.metadata.tables[name].columns
    columns = [column(key, _kind(kinds[key].type, one)) for key, one in rows[0].items()]
    plain = [
        {key: one.value if isinstance(one, StrEnum) else one for key, one in row.items()}
        for row in rows
    ]
    statement = insert(table(name, *columns)).prefix_with(how).values(plain)
    world.session.connection().execute(statement)


def _kind(kind: Any, given: object) -> Any:
    """Let words into any column."""
    is_plain = isinstance(kind, Enum) or (isinstance(given, str) and not isinstance(kind, Text))
    return None if is_plain else kind


def rows_of(world: World, act: ledger.Act) -> Iterator[tuple[str, Row]]:
    """The rows of a good act, in the order in which they look back at each other."""
    opened = open_for(world.session, world.programme, [act], world.now)
    opened.enter(act, decide(opened.books, act))
    for paper in act.papers:
        if state_of(paper).transient:
            yield str(paper.__tablename__), paper.model_dump()
    chain = opened.chain
    for name, rows in (("txn", chain.txns), ("lot", chain.lots), ("posting", chain.postings)):
        yield from ((name, row) for row in rows)


def write_bent(world: World, act: ledger.Act, changes: dict[str, Row], *, how: str = "") -> None:
    """Write an act, with some columns of its rows changed; a change may look at the row."""
    for name, row in rows_of(world, act):
        change = {
            key: value(row) if callable(value) else value
            for key, value in changes.get(name, {}).items()
        }
        write_raw(world, name, {**row, **change}, how=how)


def bent(act: str, guard: str, **changes: Row) -> RedLine:
    """A good act of tests/db/ledger_world.py, bent."""
    name = f"{act} with {changes}"
    return RedLine(name, guard, lambda world: write_bent(world, GOOD[act](world), changes))


def row(name: str, guard: str, given: Row) -> RedLine:
    """A wrong row of a table; columns that do not matter here are filled."""

    def cross(world: World) -> None:
        write_raw(world, name, filled(SQLModel.metadata.tables[name], **given))

    is_owners = not RIGHTS.get(name, Right(adds=False)).adds
    return RedLine(f"{name} with {given}", guard, cross, is_owners)


def sql(statement: str, guard: str, *, by_owner: bool = False) -> RedLine:
    """A statement as it is."""

    def cross(world: World) -> None:
        world.session.connection().exec_driver_sql(statement)

    return RedLine(statement, guard, cross, by_owner)


def crossed(world: World, lines: list[RedLine]) -> list[tuple[str, str, str]]:
    """Cross each line and go back; tell those that were not refused by their guard."""
    wrong = []
    for line in lines:
        before = world.session.begin_nested()
        try:
            line.cross(world)
            wrong.append((line.name, line.guard, "ACCEPTED"))
        except DBAPIError as refusal:
            said = str(refusal.orig).splitlines()[0]
            if not _speaks(said, spoken(world, line.guard)):
                wrong.append((line.name, line.guard, said))
        before.rollback()
    return wrong


def _speaks(said: str, words: tuple[str, ...]) -> bool:
    return any(re.search(re.escape(word) + r"(?!\w)", said) for word in words)


def spoken(world: World, guard: str) -> tuple[str, ...]:
    """What the database says when this guard refuses; "a|b" is one of two, by the database."""
    if "|" in guard:
        return tuple(word for one in guard.split("|") for word in spoken(world, one))
    if world.session.get_bind().dialect.name == "postgresql":
        return ("invalid input syntax",) if guard.endswith("_ids") else (guard,)
    nameless = {**dict.fromkeys(("ix_", "uq_", "pk_"), _ONCE), "fk_": _REFERS}
    return _SAID_BEFORE.get(guard) or nameless.get(guard[:3], (guard,))


_REFERS = ("FOREIGN KEY constraint failed",)
_ONCE = ("UNIQUE constraint failed", "already there")
_SAID_BEFORE = {  # by a trigger of SQLite's, so that no INSERT OR IGNORE passes over it
    "ck_holding_not_below_zero": ("more points than there are",),
    "ck_quotause_cap": ("more points than a day allows",),
}


def guards_of(*tables: str) -> set[str]:
    """The name of every constraint and unique index these tables declare."""
    found: set[str] = set()
    for one in (SQLModel.metadata.tables[name] for name in tables):
        found |= {str(constraint.name) for constraint in one.constraints}
        found |= {str(index.name) for index in one.indexes if index.unique}
    return found


GOOD: dict[str, Callable[[World], ledger.Act]] = {
    "fund": lambda world: world.top_up("f9", 100),
    "award": lambda world: world.award("c9", "anna", 10),
    "give": lambda world: world.give("anna", "oak", "r1", 3),
    "class_give": lambda world: world.give("class4", "oak", "r1", 2, vote_id=named("v3")),
    "take_back": lambda world: world.take_back("r1"),
    "hold": lambda world: world.hold("w9", points=3, goodwill=1),
    "release": lambda world: world.release("w3"),
    "redeem": lambda world: world.redeem("w3"),
    "goodwill": lambda world: world.goodwill("w4"),
    "lapse": lambda world: world.lapse("ben", "elm"),
    "settle": lambda world: world.statement("s9", "elm", "r0", 15),
    "reverse": lambda world: world.reverse("c3"),
}
