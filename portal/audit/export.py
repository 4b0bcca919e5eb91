"""The ledger as a file: lines of JSON, one a row, without names; docs/contract.md has the format.

An export is read into a nameless SQLite file without one constraint, and audited there like any
other database, so that the same rows give the same findings.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import NoneType
from typing import Any, TextIO

from portal.audit.rows import TABLES, Row
from portal.audit.source import FILE, Source, Unreadable, open_sqlite

__all__ = ["VERSION", "open_export", "write", "written"]

VERSION = 1
FORMAT = "tallybrook-ledger"
ORDERS = {"txn": "programme_id, seq", "posting": "programme_id, seq, n", "lot": "programme_id, id"}
INDEXES = {  # what the audit's questions look for
    "txn": "programme_id, seq",
    "approval": "programme_id, claim_code",
    "claim": "programme_id, code",
}
PLAIN = {str, int, NoneType}
AT_ONCE = 2000
_plain = json.JSONEncoder(separators=(",", ":")).encode


def written(source: Source, made_at: str) -> Iterator[str]:
    """Yield the lines of an export."""
    columns = {table: list(row._fields) for table, row in TABLES.items()}
    yield _plain({"format": FORMAT, "version": VERSION, "made_at": made_at, "tables": columns})
    count = 0
    for table in TABLES:
        for row in source.rows(table, order=ORDERS.get(table, "")):
            yield _plain([table, *row])
            count += 1
    yield _plain({"rows": count})


def write(source: Source, file: Path, made_at: str) -> None:
    """Write an export; packed where its name ends in .gz, and in place only when it is whole."""
    draft = file.with_name(f"{file.name}.part")
    with _open(draft, "wt", packed=file.suffix == ".gz") as target:
        target.writelines(f"{line}\n" for line in written(source, made_at))
    draft.replace(file)


@contextmanager
def open_export(file: Path) -> Iterator[Source]:
    """Open an export as a source; raises Unreadable where it is none."""
    with TemporaryDirectory(prefix="audit-") as folder:
        copy = Path(folder) / "export.db"
        complaints = _load(file, copy)
        with open_sqlite(copy, FILE, str(file)) as source:
            source.complaints = complaints
            yield source


def _load(file: Path, copy: Path) -> list[str]:
    """Read every row into a fresh database; return what makes no sense."""
    import pysqlite3.dbapi2 as sqlite  # noqa: PLC0415

    try:
        with _open(file, "rt", packed=_is_packed(file)) as text:
            connection = sqlite.connect(copy, isolation_level=None)
            try:
                return Loader(connection).load(text)
            finally:
                connection.close()
    except (OSError, EOFError) as fault:
        raise Unreadable(f"{file}: {fault}") from fault


class Loader:
    """Fills a database with the rows of an export."""

    def __init__(self, connection: Any) -> None:
        self._do = connection
        self._complaints: list[str] = []
        self._waiting: dict[str, list[Row]] = {table: [] for table in TABLES}
        self._count = 0

    def load(self, text: Iterable[str]) -> list[str]:
        """Read it all; return what makes no sense."""
        numbered = enumerate(text, 1)
        _check_head(next(numbered, (1, ""))[1])
        self._do.execute("PRAGMA journal_mode=OFF")
        for table, row in TABLES.items():
            self._do.execute(f"CREATE TABLE {table} ({', '.join(row._fields)})")
        self._do.execute("BEGIN")
        ending: object = None
        for number, line in numbered:
            if ending is not None:
                self._complaints.append(f"line {number} stands behind the end")
            ending = self._take(number, line)
        self._flush(*TABLES)
        if ending != {"rows": self._count}:
            self._complaints.append("the export is not complete")
        for table, key in INDEXES.items():
            self._do.execute(f"CREATE INDEX {table}_key ON {table} ({key})")
        self._do.execute("COMMIT")
        return self._complaints

    def _take(self, number: int, line: str) -> object:
        """Take one line; return it if it may be the last."""
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if isinstance(told, dict):
            return told
        if not _is_row(told):
            self._complaints.append(f"line {number} makes no sense")
            return None
        table, *row = told
        self._count += 1
        self._waiting[table].append(tuple(row))
        if len(self._waiting[table]) >= AT_ONCE:
            self._flush(table)
        return None

    def _flush(self, *tables: str) -> None:
        for table in tables:
            places = ", ".join("?" for _ in TABLES[table]._fields)
            self._do.executemany(f"INSERT INTO {table} VALUES ({places})", self._waiting[table])
            self._waiting[table].clear()


def _is_row(told: object) -> bool:
    return (
        isinstance(told, list)
        and len(told) > 1
        and isinstance(told[0], str)
        and told[0] in TABLES
        and len(told) == len(TABLES[told[0]]._fields) + 1
        and all(type(value) in PLAIN for value in told)
        and all(-(2**63) <= value < 2**63 for value in told if isinstance(value, int))
    )


def _check_head(line: str) -> None:
    try:
        head = json.loads(line)
        told, version = head["format"], head["version"]
    except (ValueError, LookupError, TypeError):
        told = version = None
    if told != FORMAT:
        raise Unreadable("this is no export of a ledger")
    if version != VERSION or head["tables"] != {t: list(row._fields) for t, row in TABLES.items()}:
        raise Unreadable(f"an export of version {version}; this program reads version {VERSION}")


def _is_packed(file: Path) -> bool:
    with file.open("rb") as start:
        return start.read(2) == b"\x1f\x8b"


def _open(file: Path, mode: str, *, packed: bool) -> TextIO:
    if packed:
        return gzip.open(file, mode, compresslevel=5, encoding="utf-8", errors="replace")  # type: ignore[return-value]
    return file.open(mode.replace("t", ""), encoding="utf-8", errors="replace")  # type: ignore[return-value]
