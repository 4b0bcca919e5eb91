"""Every way to change one thing in the ledger, once all guards are gone.

A change is one SQL statement: a column bent at the first, a middle and the last row; a row deleted,
there twice, or copied under another key; two rows that change places in one column. What is left
out is named with its reason, so that a new table or column is drilled unless somebody says why not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Enum,
    Integer,
    Table,
    Uuid,
    and_,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (so that every table is known)

_LEFT = {  # why a change there is no breach of the ledger, and the tables
    "people and their homes: erased and corrected, with a history of their own": (
        "person household householdmember guardianship group membership organisation enrolment"
        " invitation signin tries chosencause homecode rulewish ruleconsent joinlink"
        " linkrequest signinlink timecode recoverycode passkey ticket"
        " schoolaccount letterrefusal"
        " ownerchange closure rename application applicationpaper organisationcheck"
        " erasure schoolyear schoolclass slot classwindow cardsignin tick"
    ),
    "told around the ledger by verbs; the papers that acts rest on are copies that stay": (
        "verification evidence batch receipt historyevent gift delivery settlement"
        " sampleseed sample complaint settlementshare roundcause pledge round cause reward"
        " causerequest lapsedpoints"
        " poster checkin import importline budgetrequest slip meter reading remark draw opinion"
        " pricewindow stockcount redemption rewardwait till"
        " questionnaire recordcheck habit"
    ),
    "the rules of a programme: a version that is published never changes": (
        "programme season seasonkey ruleset activity draft draftversion programmestep"
    ),
    "reference data, with a digest of its own": (
        "dataset region activitykind source factor factorsource input factorinput bound"
        " travelmode travelmodesource evidenceweight answerweight"
    ),
    "closed reports, factors of a programme's own: each has a digest of its own": (
        "edition factorset ownfactor"
    ),
    "the portal's own work: holds no truth about points": (
        "job letter lapsemark lapseannouncement auditrun backuprun booklock"
    ),
    "logs of others": "knownlog witnessed",
}
LEFT = {name: why for why, names in _LEFT.items() for name in names.split()}
_CLAIM = "witness_id note revision points why shortfall submitted_at decided_at"
SPARED = {  # columns of drilled tables, and why
    ("voucher", "code"): "what is read aloud; the hash covers the paper's id",
    ("voucher", "made_at"): "the act that holds has its own time",
    ("groupvote", "recorded_at"): "the act that gives has its own time",
    ("cosignature", "at"): "the signed line has its own time",
    ("book", "opened_on"): "its acts have their own time; the first day is in clockok",
    ("logkey", "at"): "the first head that a key signed tells",
    ("logkey", "first_by"): "no paper: who said that the key before was lost",
    ("logkey", "second_by"): "no paper: who said that the key before was lost",
    ("clockok", "first_by"): "no paper: who said that a day had come",
    ("clockok", "second_by"): "no paper: who said that a day had come",
    ("clockok", "day"): "a day that came may be said again; acts beyond all of them are found",
    **{
        ("claim", name): "the claim's own story; its decisions and its award are papers"
        for name in _CLAIM.split()
    },
}
USED = {  # a plan on which nothing rests yet is not history
    "account": "id IN (SELECT from_account FROM posting UNION SELECT to_account FROM posting)",
    "book": "programme_id IN (SELECT programme_id FROM txn)",
    "groupvote": "id IN (SELECT vote_id FROM txn WHERE vote_id IS NOT NULL)",
    "roundopening": "round_id IN (SELECT round_id FROM account JOIN posting"
    " ON posting.programme_id = account.programme_id AND account.id IN (from_account, to_account))",
    "claim": "state = 'awarded'",
}
FORGOTTEN = {"cosignature"}  # a head stands without the word of a witness, too
EMPTY = {"account", "groupvote", "roundopening"}  # a copy under a new key is another such plan


@dataclass(frozen=True)
class Change:
    """One thing that somebody did, by name."""

    name: str
    statements: tuple[Any, ...] = field(repr=False)

    def make(self, connection: Connection) -> None:
        """Do it."""
        assert all(connection.execute(one).rowcount for one in self.statements), self.name


def tables() -> list[Table]:
    """Return every table that is drilled."""
    return [one for name, one in sorted(SQLModel.metadata.tables.items()) if name not in LEFT]


def unguard(connection: Connection) -> None:
    """Take every trigger, key and check away."""
    if connection.dialect.name == "sqlite":
        _unguard_sqlite(connection)
        return
    for name in (table.name for table in tables()):
        connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER ALL"))
    asked = (
        "SELECT r.relname, c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
        " WHERE r.relnamespace = current_schema()::regnamespace"
        " AND c.contype IN ('c', 'f', 'p', 'u')"
        " ORDER BY array_position('{f,c,u,p}', c.contype)"
    )
    for table, name in connection.execute(text(asked)).all():
        connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'))
    unique = (
        "SELECT indexrelid::regclass FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " WHERE relnamespace = current_schema()::regnamespace AND indisunique"
    )
    for (name,) in connection.execute(text(unique)).all():
        connection.execute(text(f"DROP INDEX {name}"))


def _unguard_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")  # before a transaction begins
    asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(text(asked)).all():
        connection.execute(text(f"DROP TRIGGER {name}"))
    for table in tables():
        connection.execute(text(f"CREATE TABLE plain AS SELECT * FROM {table.name}"))
        connection.execute(text(f"DROP TABLE {table.name}"))
        connection.execute(text(f"ALTER TABLE plain RENAME TO {table.name}"))


def changes(connection: Connection) -> Iterator[Change]:
    """Yield every change of every table, in a fixed order."""
    for table in tables():
        rows = _rows(connection, table)
        places = {0: rows[0], len(rows) // 2: rows[len(rows) // 2], len(rows) - 1: rows[-1]}
        for number, row in places.items():
            yield from _of_row(table, row, f"row {number}")
        if len(rows) > 1:
            yield from _swaps(table, rows[0], rows[-1])


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    asked = select(table).where(text(USED.get(table.name, "1 = 1")))
    found = connection.execute(asked.order_by(*_key(table))).mappings().all()
    assert found, f"{table.name}: fill it in the drill, or say in LEFT why a change is no breach"
    return [dict(row) for row in found]


def _of_row(table: Table, row: dict[str, Any], where: str) -> Iterator[Change]:
    this = _is(table, row)
    for column in _spoilt(table):
        for way, value in enumerate(_bent(column, row[column.name])):
            name = f"{table.name}.{column.name} {where}" + (" otherwise" if way else "")
            yield Change(name, (update(table).where(this).values({column.name: value}),))
    if table.name not in FORGOTTEN:
        yield Change(f"{table.name} {where} deleted", (delete(table).where(this),))
    yield Change(f"{table.name} {where} twice", (insert(table).values(row),))
    if table.name not in EMPTY:
        last = _key(table)[-1]
        other = {**row, last.name: next(_bent(last, row[last.name]))}
        yield Change(f"{table.name} {where} copied", (insert(table).values(other),))


def _swaps(table: Table, one: dict[str, Any], other: dict[str, Any]) -> Iterator[Change]:
    for column in _spoilt(table):
        name = column.name
        if not column.primary_key and one[name] != other[name]:
            yield Change(
                f"{table.name}.{name} swapped",
                tuple(
                    update(table).where(_is(table, row)).values({name: value})
                    for row, value in ((one, other[name]), (other, one[name]))
                ),
            )


def _spoilt(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if (table.name, column.name) not in SPARED]


def _key(table: Table) -> list[Column[Any]]:
    return list(table.primary_key.columns)


def _is(table: Table, row: dict[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in _key(table)))


def _bent(column: Column[Any], value: Any) -> Iterator[Any]:
    """Yield other values: the least change, and for a choice another member of it."""
    if value is None:
        yield _made_up(column)
    elif isinstance(column.type, Enum):
        yield next(one for one in column.type.enum_class if one != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, UUID):
        yield UUID(int=value.int ^ 1)
        yield UUID(int=value.int ^ 1 << 127)
    elif isinstance(value, str):
        yield value[:-1] + ("0" if value[-1:] != "0" else "1")
    elif isinstance(value, date | datetime):
        yield value + timedelta(days=40)  # totals know no day of a claim, but its week
    else:
        yield value + 1


def _made_up(column: Column[Any]) -> Any:
    """Return something for a column that was empty."""
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class))
    if isinstance(column.type, Uuid):
        return UUID(int=7)
    return 1 if isinstance(column.type, Integer) else "bus"
