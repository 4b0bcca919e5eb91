"""Many rows of one table in few statements, of which few texts have to be prepared.

PostgreSQL gets one list for each column; SQLite takes up to 64 rows at a time, because a statement
with its rules costs it a quarter more than the rows do. The types of the columns say how values
are written, as they do elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CursorResult,
    Dialect,
    Enum,
    Table,
    Uuid,
    bindparam,
    column,
    func,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlmodel import Session, SQLModel

__all__ = ["Many"]

Change = Callable[[Any], Any]
MOST_KEPT = 10_000  # values of one column
AT_ONCE = 64  # rows of one statement on SQLite


class _Writing(NamedTuple):
    sql: str
    changes: dict[str, Change | None]  # how the values of each column become the driver's
    back: Sequence[Change | None]  # and how what it gives back becomes ours


class Many:
    """How rows of one table are written together.

    Each row names the same columns; what it leaves out is NULL, no default is put in. What else it
    holds is not written. Where there is such a row already, the columns of `adding` are added to
    its own; the rows of one writing then have different keys. What each row then holds in the
    columns of `telling` is given back.
    """

    def __init__(self, model: type[SQLModel], *adding: str, telling: Sequence[str] = ()) -> None:
        self._table: Table = model.__table__  # type: ignore[attr-defined]
        self._adding, self._telling = adding, telling
        self._names = set(self._table.c.keys())
        self._made: dict[tuple[str, ...], _Writing] = {}

    def write(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Write them in this order; a rule sees the rows before its own. Return what is told."""
        connection = session.connection()
        dialect, names = connection.dialect, tuple(filter(self._names.__contains__, rows[0]))
        key = (dialect.name, *names)
        if key not in self._made:
            self._made[key] = self._make(dialect, names)
        sql, changes, back = self._made[key]
        lists = {name: [*_values(rows, name, change)] for name, change in changes.items()}
        if dialect.name != "sqlite":
            return _told([connection.exec_driver_sql(sql, lists)], back)
        told: list[CursorResult[Any]] = []
        flat, width = [*chain.from_iterable(zip(*lists.values(), strict=True))], len(names)
        for begin, times, size in _portions(len(rows)):
            places = range(begin * width, (begin + times * size) * width, size * width)
            values = [tuple(flat[at : at + size * width]) for at in places]
            together = _of_rows(sql, size)
            for some in values if back else [values]:  # the driver tells nothing of many
                told.append(connection.exec_driver_sql(together, some))
        return _told(told, back)

    def _make(self, dialect: Dialect, names: Sequence[str]) -> _Writing:
        columns = [column(name, self._table.c[name].type) for name in names]
        statement = insert(table(self._table.name, *columns))  # which has no defaults
        if dialect.name != "sqlite":
            lists = (bindparam(one.name, type_=ARRAY(one.type)) for one in columns)
            statement = statement.from_select(names, select(*map(func.unnest, lists)))
        if self._adding:
            statement = _adding(statement, self._table, self._adding)
        told = [self._table.c[name] for name in self._telling]
        whole = statement.returning(*told) if told else statement
        compiled: Any = whole.compile(dialect=dialect)
        kinds = {one.name: one.type.dialect_impl(dialect) for one in columns}
        order = compiled.positiontup or names
        changes = {name: _change(kinds[name], dialect, is_new=name == "id") for name in order}
        back = [_change_back(one.type.dialect_impl(dialect), dialect) for one in told]
        return _Writing(str(compiled), changes, back)


def _adding(new: Insert, own: Table, columns: Iterable[str]) -> Insert:
    """Let an insert add these columns to the row that is there; both databases read it so."""
    added = {name: own.c[name] + new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=list(own.primary_key), set_=added)


def _told(
    results: Iterable[CursorResult[Any]], back: Sequence[Change | None]
) -> list[tuple[Any, ...]]:
    """Return the rows that were given back, as values of ours."""
    rows = [row for result in results for row in result] if back else []
    columns = zip(*rows, strict=True)  # one after another, which is quicker than row by row
    pairs = zip(back, columns, strict=False)  # of no rows there are no columns
    changed = [map(change, one) if change else one for change, one in pairs]
    return [*zip(*changed, strict=True)]


def _portions(count: int) -> Iterator[tuple[int, int, int]]:
    """Yield where each portion of rows begins, and how many statements take how many rows each."""
    begin, size = 0, AT_ONCE
    while begin < count:
        if times := (count - begin) // size:
            yield begin, times, size
            begin += times * size
        size //= 2


@lru_cache
def _of_rows(sql: str, size: int) -> str:
    """Return a statement that inserts one row as one that inserts so many."""
    into, word, places = sql.partition(" VALUES ")
    places, on, conflict = places.partition(" ON CONFLICT ")
    return into + word + ", ".join([places] * size) + on + conflict


def _change(kind: Any, dialect: Dialect, *, is_new: bool) -> Change | None:
    """Return how a value becomes the driver's; words come again, and so do ids of other rows."""
    change: Change | None = kind.bind_processor(dialect)
    if change and isinstance(kind, Uuid):
        return change if is_new else _by_number(change)
    return lru_cache(MOST_KEPT)(change) if change and isinstance(kind, Enum) else change


def _change_back(kind: Any, dialect: Dialect) -> Change | None:
    """Return how the driver's value becomes ours; words and ids come again."""
    change: Change | None = kind.result_processor(dialect, None)
    return lru_cache(MOST_KEPT)(change) if change and isinstance(kind, Enum | Uuid) else change


def _by_number(change: Change) -> Change:
    """Return the same for ids, found by their numbers: an id itself is hashed in Python."""

    @lru_cache(MOST_KEPT)
    def of(number: int) -> Any:
        return change(UUID(int=number))

    return lambda id_: None if id_ is None else of(id_.int)


def _values(rows: Sequence[Mapping[str, Any]], name: str, change: Change | None) -> Iterable[Any]:
    given = map(itemgetter(name), rows)
    return map(change, given) if change else given
