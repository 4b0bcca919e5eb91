"""Where rows come from: SQLite, PostgreSQL or an export file, through the plain drivers.

Whatever the source, a row is a plain tuple with the same values: ids are text with hyphens, days
and instants are text that sorts as time does. All is read in one transaction that writes nothing.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from portal.audit.report_rows import Claimant
from portal.audit.rows import Row
from portal.audit.shapes import Column, columns

__all__ = ["Source", "Unreadable", "open_database"]

PASSWORD = re.compile(r":[^:@/]*@")  # never told
ANYHOW = partial(str, encoding="utf-8", errors="replace")
AT_ONCE = 5000  # rows a driver brings at a time
CACHE = 16_000  # kilobytes of pages SQLite keeps, for each connection and each sort


class Unreadable(Exception):
    """There is nothing that can be read there: a sentence that says why."""


class Tongue(NamedTuple):
    """How a kind of database is asked for values; `{}` is the column."""

    place: str  # of a fact in a question
    shown: dict[str, str]
    raw_id: Callable[[str], str]  # an id as the database keeps it


def _as_it_is(text: str) -> str:
    return text


_HYPHENS = "||'-'||".join(
    f"substr({{0}},{at},{length})" for at, length in ((1, 4 + 4), (9, 4), (13, 4), (17, 4))
)
FILE = Tongue("?", {}, _as_it_is)
SQLITE = Tongue(
    "?",
    {"id": f"{_HYPHENS}||'-'||substr({{0}},21)", "instant": "replace({0},' ','T')||'Z'"},
    lambda text: text.replace("-", ""),
)
POSTGRESQL = Tongue(
    "%s",
    {
        "id": "{0}::text",
        "day": "{0}::text",
        "instant": """to_char({0} AT TIME ZONE 'UTC','YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    },
    _as_it_is,
)


class Source:
    """An open database; `ask` runs one question and brings its rows as a stream."""

    def __init__(
        self,
        name: str,
        tongue: Tongue,
        ask: Callable[..., Iterator[Row]],
        look_for_damage: Callable[[], list[str]] = list,
    ) -> None:
        self.name = name
        self._tongue = tongue
        self._ask = ask
        self._look_for_damage = look_for_damage
        self.complaints: list[str] = []  # what made no sense when the source was opened
        self.read_anyhow: Callable[[], None] | None = None  # also text that is not UTF-8

    def rows(self, table: str, *, order: str = "", book: str = "") -> Iterator[Row]:
        """Yield the rows of a table, of one book or of all."""
        place, sorted_by = self._tongue.place, f" ORDER BY {order}" if order else ""
        if not book:
            return self._ask(f"SELECT {self._shown(table)} FROM {table} t{sorted_by}", [])
        return self._ask(
            f"SELECT {self._of_book(table)} FROM {table} t"
            f" WHERE t.programme_id = {place}{sorted_by}",
            [book, self._tongue.raw_id(book)],
        )

    def approvals(self, book: str) -> Iterator[Row]:
        """Yield the approvals that acts name, each behind the number of its act."""
        return self._named(self._of_book("approval"), "approval", "claim_code", book, [book])

    def claimants(self, book: str) -> Iterator[Row]:
        """Yield whose claims acts name, each behind the number of its act."""
        wanted = [c for c in columns("claim") if c.name in Claimant._fields]
        in_order = sorted(wanted, key=lambda column: Claimant._fields.index(column.name))
        return self._named(", ".join(map(self._show, in_order)), "claim", "code", book, [])

    def _named(
        self, shown: str, table: str, key: str, book: str, facts: list[str]
    ) -> Iterator[Row]:
        return self._ask(
            f"SELECT a.seq, {shown} FROM txn a"
            f" JOIN {table} t ON t.programme_id = a.programme_id AND t.{key} = a.claim_code"
            f" WHERE a.programme_id = {self._tongue.place} ORDER BY a.seq",
            [*facts, self._tongue.raw_id(book)],
        )

    def leaves(self) -> Iterator[Row]:
        """Yield the leaves of the log in order, each with the hash of its act behind it."""
        return self._ask(
            f"SELECT {self._shown('leaf')}, a.hash FROM leaf t LEFT JOIN txn a"
            " ON a.programme_id = t.programme_id AND a.seq = t.seq ORDER BY t.place",
            [],
        )

    def unnamed(self, table: str, key: str, column: str) -> Iterator[Row]:
        """Yield the books and keys of rows that no act names."""
        return self._ask(
            f"SELECT {self._book()}, t.key FROM (SELECT programme_id, {key} AS key FROM {table}"
            f" EXCEPT SELECT programme_id, {column} FROM txn) t",
            [],
        )

    def twice(self, table: str, key: str) -> Iterator[Row]:
        """Yield the books and values of a key that more than one row has."""
        names = key.split(", ")
        present = " AND ".join(f"{name} IS NOT NULL" for name in names)
        return self._ask(
            f"SELECT {self._book()}, t.value, t.times"
            f" FROM (SELECT programme_id, {names[0]} AS value, count(*) AS times"
            f" FROM {table} WHERE {present}"
            f" GROUP BY {', '.join(['programme_id', *names])} HAVING count(*) > 1) t",
            [],
        )

    def undone(self, book: str) -> frozenset[int]:
        """Return the numbers of acts that something undoes."""
        asked = (
            "SELECT DISTINCT undo_seq FROM posting"
            f" WHERE programme_id = {self._tongue.place} AND undo_seq IS NOT NULL"
        )
        return frozenset(row[0] for row in self._ask(asked, [self._tongue.raw_id(book)]))

    def books_of(self, table: str) -> set[str]:
        """Return the books that rows of a table name."""
        named = f"(SELECT DISTINCT programme_id FROM {table}) t"
        return {row[0] for row in self._ask(f"SELECT {self._book()} FROM {named}", [])}

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        [[number]] = self._ask(f"SELECT count(*) FROM {table}", [])
        return int(number)

    def damage(self) -> Future[list[str]]:
        """Begin to look for what is wrong with the file itself, where there is one.

        That is a sixth of an audit and none of it is Python's, so another processor does it.
        """
        pool = ThreadPoolExecutor(1)
        looking = pool.submit(self._look_for_damage)
        pool.shutdown(wait=False)
        return looking

    def _shown(self, table: str) -> str:
        return ", ".join(map(self._show, columns(table)))

    def _of_book(self, table: str) -> str:
        """Return the columns of a table for one book, whose id stands in the question."""
        given = f"CAST({self._tongue.place} AS TEXT)"
        return ", ".join([given, *map(self._show, columns(table)[1:])])

    def _book(self) -> str:
        return self._show(columns("book")[0])

    def _show(self, column: Column) -> str:
        return self._tongue.shown.get(column.kind, "{0}").format(f"t.{column.name}")


@contextmanager
def open_database(url: str) -> Iterator[Source]:
    """Open a database by its address, only to read; raises Unreadable."""
    kind, _, rest = url.partition("://")
    if kind.startswith("sqlite"):
        with open_sqlite(Path(rest.removeprefix("/")), SQLITE, url) as source:
            yield source
    elif kind.startswith("postgres"):
        with _open_postgresql(f"postgresql://{rest}", PASSWORD.sub("@", url)) as source:
            yield source
    else:
        raise Unreadable(f"{kind}: neither SQLite nor PostgreSQL")


@contextmanager
def open_sqlite(file: Path, tongue: Tongue, name: str) -> Iterator[Source]:
    """Open a file of SQLite."""
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415  (only the driver in use is loaded)

    if not file.is_file():
        raise Unreadable(f"{file}: there is no such file")
    with _told(sqlite.Error), _reader(file) as connection:
        connection.execute("BEGIN")
        source = Source(name, tongue, connection.execute, partial(_damage, file))
        source.read_anyhow = lambda: setattr(connection, "text_factory", ANYHOW)
        yield source


@contextmanager
def _reader(file: Path) -> Iterator[Any]:
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415

    connection = sqlite.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
    try:
        connection.isolation_level = None
        connection.execute("PRAGMA cell_size_check=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE}")
        yield connection
    finally:
        connection.close()


def _damage(file: Path) -> list[str]:
    with _reader(file) as connection:
        connection.text_factory = ANYHOW
        told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [line for line in told if line != "ok"]


@contextmanager
def _open_postgresql(address: str, name: str) -> Iterator[Source]:
    import psycopg  # noqa: PLC0415

    with _told(psycopg.Error), psycopg.connect(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL DateStyle = 'ISO'")
        connection.execute("SET LOCAL cursor_tuple_fraction = 1")
        numbers = iter(range(10**6))

        def ask(question: Any, facts: list[str]) -> Iterator[Row]:
            with connection.cursor(name=f"audit{next(numbers)}") as cursor:
                cursor.itersize = AT_ONCE
                yield from cursor.execute(question, facts)

        yield Source(name, POSTGRESQL, ask)


@contextmanager
def _told(error: type[Exception]) -> Iterator[None]:
    """Say a driver's fault in our words."""
    try:
        yield
    except error as fault:
        raise Unreadable(str(fault).strip().partition("\n")[0]) from fault
