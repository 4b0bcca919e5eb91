"""Statements are written once, as module constants, and run by name with their facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, Select, SelectBase, and_, select
from sqlmodel import Session

from db.prepared import LISTS, Prepared

MOST_PREPARED = 64  # of one statement: lists come in few lengths


def pick(*columns: Any) -> Select[Any]:
    """Return `select(*columns)`: SQLModel types a column as its value, which select refuses."""
    return select(*columns)


def tied(one: Any, other: Any, own: str, others: str = "") -> ColumnElement[bool]:
    """Say that columns of two tables are equal; each string names some, in the same order."""
    pairs = zip(own.split(), (others or own).split(), strict=True)
    return and_(*(getattr(one, mine) == getattr(other, theirs) for mine, theirs in pairs))


class Statement:
    """A query built at import with `bindparam`: building one costs four times running it.

    All of them pass through here. Reads are compiled once for each database and length of their
    lists, and run by the driver; writes go through SQLAlchemy.
    """

    def __init__(self, query: Executable) -> None:
        self.query = query
        self._prepared: dict[tuple[Any, ...], Prepared] = {}

    def all(self, session: Session, **facts: Any) -> Sequence[Row[Any]]:
        """Return every row."""
        return self._read(session, facts)

    def first(self, session: Session, **facts: Any) -> Row[Any] | None:
        """Return the first row, or None."""
        return next(iter(self._read(session, facts, only_first=True)), None)

    def one(self, session: Session, **facts: Any) -> Row[Any]:
        """Return the only row."""
        (row,) = self._read(session, facts)
        return row

    def value(self, session: Session, **facts: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self.first(session, **facts)
        return None if row is None else row[0]

    def values(self, session: Session, **facts: Any) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in self._read(session, facts)]

    def run(self, session: Session, *rows: Mapping[str, Any]) -> int:
        """Write once for each set of facts; return how many rows it touched."""
        return session.connection().execute(self.query, list(rows)).rowcount

    def run_all(self, session: Session, *rows: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """Write once for each set of facts; return what the statement gives back."""
        return session.connection().execute(self.query, list(rows)).all()

    def _read(
        self, session: Session, facts: Mapping[str, Any], *, only_first: bool = False
    ) -> Sequence[Row[Any]]:
        connection = session.connection()
        if not isinstance(self.query, SelectBase):
            return connection.execute(self.query, facts).all()
        lengths = (len(one) if isinstance(one, LISTS) else None for one in facts.values())
        key = (connection.dialect.name, *facts, *lengths)
        prepared = self._prepared.get(key)
        if prepared is None:
            if len(self._prepared) >= MOST_PREPARED:
                self._prepared.clear()
            prepared = Prepared(self.query, connection.dialect, facts)
            self._prepared[key] = prepared
        return prepared.run(connection, facts, only_first=only_first)
