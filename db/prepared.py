"""Prepared: a query compiled once for a database, then run by its driver with little in between."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Dialect, Row, SelectBase
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import ExpandedState
from sqlalchemy.types import TypeEngine

Facts = Mapping[str, Any]
Change = Callable[[Any], Any]
Rows = Sequence[Row[Any]]

LISTS = (list, tuple, set, frozenset)
UNCHANGING = {UUID, date, datetime, Decimal}
MOST_KEPT = 10_000  # values of each type

_kept: dict[tuple[type, str, Any], Change] = {}  # by type, database and the driver's type


class Prepared:
    """A query in one database's words, for lists of certain lengths.

    Its constants stand in its text: SQLite plans a statement again each time a value is given to
    a place that decides about an index, and so does PostgreSQL for a LIMIT.
    """

    def __init__(self, query: SelectBase, dialect: Dialect, facts: Facts) -> None:
        self._columns = list(query.selected_columns)
        self._shape = _Shape([column.key or "" for column in self._columns])
        self._readers: tuple[Change | None, ...] | None = None  # known when the first rows come
        self._dialect = dialect
        compiled: Any = _with_constants_in_text(query, facts, dialect).compile(dialect=dialect)
        state = compiled.construct_expanded_state(facts)
        self._sql: str = state.statement
        self._lists = {name: state.parameter_expansion[name] for name in _lists(facts)}
        self._fills: list[tuple[Any, str, Change | None]] = []
        self._values: Any = self._plan(compiled, state, self._flat(facts))

    def run(self, connection: Connection, facts: Facts, *, only_first: bool = False) -> Rows:
        """Return what is found, or the first of it; values are as the columns say."""
        flat = self._flat(facts)
        values = self._values.copy()
        for at, fact, change in self._fills:
            values[at] = change(flat[fact]) if change else flat[fact]
        given = values if isinstance(values, dict) else tuple(values)
        found = self._fetch(connection, given, only_first=only_first)
        if self._readers is None:
            return []
        return [self._shape.row(self._readers, one) for one in found]

    def _fetch(self, connection: Connection, given: Any, *, only_first: bool) -> Sequence[Any]:
        """Ask the driver; whoever counts statements hears of it, and faults get common names."""
        driver: Any = self._dialect.loaded_dbapi
        cursor: Any = connection.connection.cursor()
        try:
            for heard in connection.dispatch.before_cursor_execute:
                heard(connection, cursor, self._sql, given, None, False)
            cursor.execute(self._sql, given)
            if self._readers is None:
                self._readers = self._read_by(cursor.description)
            return [*filter(None, [cursor.fetchone()])] if only_first else cursor.fetchall()
        except driver.Error as error:
            raise self._named(connection, cursor, error) from error
        finally:
            cursor.close()

    def _named(self, connection: Connection, cursor: Any, error: Exception) -> Exception:
        """Return a fault under its common name; a connection that is lost is not used again."""
        driver: Any = self._dialect.loaded_dbapi
        line: Any = connection.connection.dbapi_connection
        is_lost = self._dialect.is_disconnect(error, line, cursor)  # type: ignore[arg-type]
        if is_lost:
            connection.invalidate(error)
        return DBAPIError.instance(
            self._sql,
            None,
            error,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=self._dialect,
        )

    def _plan(self, compiled: Any, state: ExpandedState, facts: Facts) -> Any:
        """Return the values that never change, and note where each fact goes."""
        places = enumerate(state.positiontup) if state.positiontup else _twice(state.parameters)
        values: Any = [None] * len(state.positiontup) if state.positiontup is not None else {}
        for place, name in places:
            change = state.processors.get(name) or self._change(compiled.binds.get(name))
            if name in facts:
                self._fills.append((place, name, change))
            else:
                constant = state.parameters[name]
                values[place] = change(constant) if change else constant
        return values

    def _change(self, bind: BindParameter[Any] | None) -> Change | None:
        if bind is None:
            return None
        return bind.type.dialect_impl(self._dialect).bind_processor(self._dialect)

    def _flat(self, facts: Facts) -> Facts:
        """Give each member of a list a name of its own, as the compiler did."""
        if not self._lists:
            return facts
        flat = {name: one for name, one in facts.items() if name not in self._lists}
        for name, members in self._lists.items():
            flat |= zip(members, facts[name], strict=True)
        return flat

    def _read_by(self, description: Iterable[Any]) -> tuple[Change | None, ...]:
        """Return how values of each column become those of their types."""
        return tuple(
            _reader(column.type, self._dialect, told[1])
            for column, told in zip(self._columns, description, strict=True)
        )


class _Shape:
    """Makes SQLAlchemy's rows, whose columns are found twice as fast as by name."""

    def __init__(self, names: list[str]) -> None:
        self._meta = SimpleResultMetaData(names)
        self._places = {name: at for at, name in enumerate(names)}
        columns = {name: property(itemgetter(at)) for name, at in self._places.items()}
        self._kind: Any = type("Row", (Row,), {"__slots__": (), **columns})

    def row(self, readers: tuple[Change | None, ...], values: Sequence[Any]) -> Row[Any]:
        """Return one row."""
        made: Row[Any] = self._kind(self._meta, readers, self._places, values)
        return made


def _reader(kind: TypeEngine[Any], dialect: Dialect, told: Any) -> Change | None:
    """Return how a value becomes that of its type; ids and times, the same on every page, once."""
    read = kind.dialect_impl(dialect).result_processor(dialect, told)
    if read is None or kind.python_type not in UNCHANGING:
        return read
    return _kept.setdefault((type(kind), dialect.name, told), lru_cache(MOST_KEPT)(read))


def _with_constants_in_text(query: SelectBase, facts: Facts, dialect: Dialect) -> SelectBase:
    """Return the query with every value that is no fact written out, where its type can write."""

    def write_out(bind: BindParameter[Any]) -> None:
        kind = bind.type.dialect_impl(dialect)
        is_constant = bind.key not in facts and bind.callable is None
        if is_constant and kind.literal_processor(dialect) is not None:
            bind.literal_execute = True

    copy: SelectBase = visitors.cloned_traverse(query, {}, {"bindparam": write_out})
    return copy


def _lists(facts: Facts) -> list[str]:
    return [name for name, one in facts.items() if isinstance(one, LISTS)]


def _twice(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, name) for name in names)
