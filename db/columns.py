"""Column types every table shares, and how constraints get their names."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

Facts = dict[str, Any]  # what a letter tells, in plain values
Lines = list[dict[str, Any]]  # how a sum was worked out, line by line, in plain values
MOST_POINTS = 10**12  # of one row: a wrong number is refused before it can overflow a sum
STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"  # the ledger's instants: 27 characters that sort as time does
Words = dict[str, str]  # one sentence in several languages: {"en": "...", "zh-hans": "..."}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware when it goes in, UTC when it comes out, on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; SQLite keeps UTC without saying so."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say UTC again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordsColumn(TypeDecorator[Words]):
    """What people wrote in several languages, kept as one JSON text by address language."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Words | None, dialect: Dialect) -> str | None:
        """Write languages in a fixed order, so that equal words are equal text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Read it back; a page says the same few sentences again and again."""
        return _read_words


def _read_words(text: str | None) -> Words | None:
    return None if text is None else _parsed(text).copy()


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> Words:
    words: Words = json.loads(text)
    return words


class LinesColumn(TypeDecorator[Lines]):
    """How a sum was worked out, kept as one JSON text, so that it can always be shown again."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Lines | None, dialect: Dialect) -> str | None:
        """Write equal lines as equal text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Lines | None:
        """Read them back."""
        return None if value is None else json.loads(value)


class FactsColumn(TypeDecorator[Facts]):
    """What a letter tells, kept as one JSON text until it is put into words."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Facts | None, dialect: Dialect) -> str | None:
        """Refuse what is not plain: a date is written as text by whoever writes the letter."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Facts | None:
        """Read them back."""
        return None if value is None else json.loads(value)


class ExactNumber(TypeDecorator[Any]):
    """A decimal kept as plain text, so that no database ever rounds it. Never a float."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        """Say what comes out, for whoever reads rows from text."""
        return Decimal

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write without an exponent; refuse a float."""
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("impact is a decimal, never a float")
        return format(Decimal(value), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read a Decimal."""
        return None if value is None else Decimal(value)


class Millionths(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of millionths, so that the database itself adds exactly."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        """Say what comes out."""
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse what is finer than a millionth."""
        if value is None:
            return None
        whole = value.scaleb(6)
        if whole != whole.to_integral_value():
            raise ValueError(f"{value} is finer than a millionth")
        return int(whole)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read a Decimal; a sum comes as a number of the database's own kind."""
        return None if value is None else Decimal(int(value)).scaleb(-6)


class DayText(TypeDecorator[date]):
    """A day of the ledger, text in the table, a date for whoever reads or asks."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Write it as the ledger does."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Read it back."""
        return None if value is None else date.fromisoformat(value)


class StampText(TypeDecorator[datetime]):
    """An instant of the ledger, text in the table, a time for whoever reads or asks."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it as the ledger does."""
        return None if value is None else value.astimezone(UTC).strftime(STAMP)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back."""
        return None if value is None else datetime.fromisoformat(value)


def choice(kind: type[StrEnum]) -> Any:
    """Text with a CHECK: the values of `kind`, the same on both databases."""
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [m.value for m in members],
    )


def whole(column: str) -> CheckConstraint:
    """A CHECK for whole numbers: SQLite's integer columns would take fractions and words too."""
    return CheckConstraint(f"{column} = CAST({column} AS BIGINT)", name=f"whole_{column}")


def points(column: str) -> str:
    """What a CHECK says of points on paper or on the move."""
    return f"{column} BETWEEN 1 AND {MOST_POINTS}"


def day(column: str) -> str:
    """What a CHECK says of a day kept as text, 2026-05-01: such days sort as time does."""
    return f"{column} LIKE '____-__-__' AND {_digits(column, (1, 4), (6, 2), (9, 2))}"


def stamp(column: str) -> str:
    """What a CHECK says of the ledger's instants, 2026-05-01T12:00:00.000000Z."""
    places = ((1, 4), (6, 2), (9, 2), (12, 2), (15, 2), (18, 2), (21, 6))
    return f"{column} LIKE '____-__-__T__:__:__.______Z' AND {_digits(column, *places)}"


def _digits(column: str, *places: tuple[int, int]) -> str:
    parts = "||".join(f"substr({column},{start},{count})" for start, count in places)
    return f"ltrim({parts},'0123456789') = ''"


def hexadecimal(column: str) -> str:
    """What a CHECK says of a SHA-256: 64 signs that tell nothing."""
    return f"length({column}) = 64 AND ltrim({column},'0123456789abcdef') = ''"


def ids(*columns: str) -> CheckConstraint:
    """A CHECK that these hold ids and nothing else: SQLite's would take a name or a sentence."""
    rules = (
        f"({column} IS NULL OR length(CAST({column} AS VARCHAR)) IN (32, 36)"
        f" AND ltrim(lower(CAST({column} AS VARCHAR)),'0123456789abcdef-') = '')"
        for column in columns
    )
    return CheckConstraint(" AND ".join(rules), name="ids")


def only_where(condition: str) -> dict[str, Any]:
    """What an Index needs to cover only some rows, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def public_code(table: str) -> tuple[UniqueConstraint, Index]:
    """One code once in a programme, and found without knowing it: chance keeps two apart."""
    return UniqueConstraint("programme_id", "code"), Index(f"ix_{table}_code", "code")


def within_programme(
    name: str, columns: str, table: str, its_columns: str, **more: Any
) -> ForeignKeyConstraint:
    """A foreign key that begins with the programme, and so cannot leave it."""
    return ForeignKeyConstraint(
        ["programme_id", *columns.split()],
        [f"{table}.{column}" for column in ("programme_id", *its_columns.split())],
        name=name,
        **more,
    )
