"""Prepared: a query compiled once for a database, then run by its driver with little in between."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, SelectBase
from sqlalchemy.engine import IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import ExpandedState

Facts = Mapping[str, Any]
Change = Callable[[Any], Any]

LISTS = (list, tuple, set, frozenset)


class Prepared:
    """A query in one database's words, for lists of certain lengths."""

    def __init__(self, query: SelectBase, dialect: Dialect, facts: Facts) -> None:
        self._columns = list(query.selected_columns)
        self._meta = SimpleResultMetaData([column.key or "" for column in self._columns])
        self._readers: list[tuple[int, Change]] | None = None  # known when the first row comes
        self._dialect = dialect
        compiled: Any = query.compile(dialect=dialect)
        state = compiled.construct_expanded_state(facts)
        self._sql: str = state.statement
        self._lists = {name: state.parameter_expansion[name] for name in _lists(facts)}
        self._fills: list[tuple[Any, str, Change | None]] = []
        self._values: Any = self._plan(compiled, state, self._flat(facts))

    def run(self, connection: Connection, facts: Facts, *, only_first: bool = False) -> Result[Any]:
        """Return what is found: rows as SQLAlchemy makes them, their values as the columns say."""
        flat = self._flat(facts)
        values = self._values.copy()
        for at, fact, change in self._fills:
            values[at] = change(flat[fact]) if change else flat[fact]
        given = values if isinstance(values, dict) else tuple(values)
        result = connection.exec_driver_sql(self._sql, given)
        cursor: Any = result.cursor
        if self._readers is None:
            self._readers = self._read_by(cursor.description)
        found = self._fetched(cursor, only_first=only_first)
        rows = [self._read(row) for row in found] if self._readers else found
        result.close()
        return IteratorResult(self._meta, iter(rows))

    def _fetched(self, cursor: Any, *, only_first: bool) -> Sequence[Any]:
        """Fetch rows; a fault that shows only now bears SQLAlchemy's name like any other."""
        driver: Any = self._dialect.loaded_dbapi
        try:
            return [*filter(None, [cursor.fetchone()])] if only_first else cursor.fetchall()
        except driver.Error as error:
            raise DBAPIError.instance(self._sql, None, error, driver.Error) from error

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

    def _read_by(self, description: Iterable[Any]) -> list[tuple[int, Change]]:
        """Return how values of some columns become those of their types."""
        readers = (
            column.type.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
            for column, told in zip(self._columns, description, strict=True)
        )
        return [(at, reader) for at, reader in enumerate(readers) if reader]

    def _read(self, row: Iterable[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, reader in self._readers or ():
            values[at] = reader(values[at])
        return tuple(values)


def _lists(facts: Facts) -> list[str]:
    return [name for name, one in facts.items() if isinstance(one, LISTS)]


def _twice(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, name) for name in names)
