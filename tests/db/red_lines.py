"""How to cross a red line: take a good act, bend one column on its way in, or write a raw row.

A red line names the guard that must speak. SQLite does not name keys when it refuses.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Enum, column, insert, table, text
from sqlalchemy import inspect as state_of
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

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


def write_raw(world: World, name: str, row: Row) -> None:
    """Write a row with whatever words are in it: our own lists of words do not object."""
    kinds = SQLModel.metadata.tables[name].columns
    columns = [column(key, None if _is_list(kinds[key].type) else kinds[key].type) for key in row]
    plain = {key: one.value if isinstance(one, StrEnum) else one for key, one in row.items()}
    world.session.connection().execute(insert(table(name, *columns)).values(plain))


def _is_list(kind: object) -> bool:
    return isinstance(kind, Enum)


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


def write_bent(world: World, act: ledger.Act, changes: dict[str, Row]) -> None:
    """Write an act, with some columns of its rows changed; a change may look at the row."""
    for name, row in rows_of(world, act):
        change = {
            key: value(row) if callable(value) else value
            for key, value in changes.get(name, {}).items()
        }
        write_raw(world, name, {**row, **change})


def bent(act: str, guard: str, **changes: Row) -> RedLine:
    """A good act of tests/db/ledger_world.py, bent."""
    name = f"{act} with {changes}"
    return RedLine(name, guard, lambda world: write_bent(world, GOOD[act](world), changes))


def row(name: str, guard: str, given: Row) -> RedLine:
    """A wrong row of a table; columns that do not matter here are filled."""

    def cross(world: World) -> None:
        write_raw(world, name, filled(SQLModel.metadata.tables[name], **given))

    return RedLine(f"{name} with {given}", guard, cross)


def sql(statement: str, guard: str) -> RedLine:
    return RedLine(statement, guard, lambda world: world.session.execute(text(statement)))


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
            if not any(word in said for word in spoken(world, line.guard)):
                wrong.append((line.name, line.guard, said))
        before.rollback()
    return wrong


def spoken(world: World, guard: str) -> tuple[str, ...]:
    """What the database says when this guard refuses."""
    if world.session.get_bind().dialect.name == "postgresql" or " " in guard:
        return (guard,)
    kind = guard[:3]
    return {
        "fk_": ("FOREIGN KEY constraint failed",),
        "ix_": ("UNIQUE constraint failed", "already there"),
        "uq_": ("UNIQUE constraint failed", "already there"),
        "pk_": ("UNIQUE constraint failed", "already there"),
    }.get(kind, (guard,))


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
