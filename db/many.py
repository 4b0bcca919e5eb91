"""Many rows of one table as one statement, the same text for any number of them.

PostgreSQL gets one list for each column, and prepares the statement once; SQLite runs its own,
prepared, for each row. The types of the columns say how values are written, as they do elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    Dialect,
    Enum,
    Table,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, SQLModel

__all__ = ["Many"]

Change = Callable[[Any], Any]
MOST_KEPT = 10_000  # values of one column


class _Writing(NamedTuple):
    sql: str
    changes: dict[str, Change | None]  # how the values of each column become the driver's


class Many:
    """How rows of one table are written together.

    Each row names the same columns; what it leaves out is NULL, no default is put in.
    """

    def __init__(self, model: type[SQLModel]) -> None:
        self._table: Table = model.__table__  # type: ignore[attr-defined]
        self._made: dict[tuple[str, ...], _Writing] = {}

    def write(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write them in this order; a rule sees the rows before its own."""
        connection = session.connection()
        dialect, names = connection.dialect, tuple(rows[0])
        key = (dialect.name, *names)
        if key not in self._made:
            self._made[key] = self._make(dialect, names)
        sql, changes = self._made[key]
        lists = {name: [*_values(rows, name, change)] for name, change in changes.items()}
        values: Any = lists
        if dialect.name == "sqlite":
            values = list(zip(*lists.values(), strict=True))
        connection.exec_driver_sql(sql, values)

    def _make(self, dialect: Dialect, names: Sequence[str]) -> _Writing:
        columns = [column(name, self._table.c[name].type) for name in names]
        statement = insert(table(self._table.name, *columns))  # which has no defaults
        if dialect.name != "sqlite":
            lists = (bindparam(one.name, type_=ARRAY(one.type)) for one in columns)
            statement = statement.from_select(names, select(*map(func.unnest, lists)))
        compiled: Any = statement.compile(dialect=dialect)
        kinds = {one.name: one.type.dialect_impl(dialect) for one in columns}
        order = compiled.positiontup or names
        return _Writing(str(compiled), {name: _change(kinds[name], dialect) for name in order})


def _change(kind: Any, dialect: Dialect) -> Change | None:
    """Return how a value becomes the driver's; ids and words come again and again."""
    change: Change | None = kind.bind_processor(dialect)
    return lru_cache(MOST_KEPT)(change) if change and isinstance(kind, Uuid | Enum) else change


def _values(rows: Sequence[Mapping[str, Any]], name: str, change: Change | None) -> Iterable[Any]:
    given = map(itemgetter(name), rows)
    return map(change, given) if change else given
