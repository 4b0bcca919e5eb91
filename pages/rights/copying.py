"""The copy of everything about somebody: a ZIP with each table as JSON and as CSV, and photos.

It is written to a file without a name, row by row, so that it may be large and is kept nowhere.
"""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from pages.web.photos import shelf
from pages.web.sheets import as_csv
from pages.web.visit import Visit
from portal import own_data
from portal.own_data import Table

__all__ = ["Copied", "chunks", "copied"]

IN_MEMORY = 1024 * 1024  # a larger copy goes to the disk
CHUNK = 64 * 1024


class Copied:
    """A finished copy: how large it is, and its bytes."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115

    @property
    def file(self) -> IO[bytes]:
        """Where the bytes are."""
        return self._file

    @property
    def size(self) -> int:
        """How many there are."""
        return self._file.seek(0, 2)

    def close(self) -> None:
        """Forget them."""
        self._file.close()


def copied(visit: Visit) -> Copied:
    """Return a copy of everything about whoever asks, as of now."""
    made, session, me = Copied(), visit.session, visit.me
    at = visit.now.timetuple()[:6]
    with zipfile.ZipFile(made.file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in own_data.TABLES:
            pieces = own_data.rows(session, me, table)
            _write(archive, table, pieces, at)
        for name, photo in own_data.photos(session, me, shelf(visit)):
            archive.writestr(zipfile.ZipInfo(f"photos/{name}", at), photo)
    return made


def chunks(made: Copied) -> Iterator[bytes]:
    """Yield the bytes of a copy, a little at a time."""
    made.file.seek(0)
    while piece := made.file.read(CHUNK):
        yield piece


def _write(archive: zipfile.ZipFile, table: Table, pieces: Any, at: Any) -> None:
    """Write a table twice. A ZIP has one open file at a time, so the CSV waits beside it."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as sheet:
        sheet.write(as_csv(table.columns, []).encode())
        with archive.open(_named(f"data/{table.name}.json", at), "w") as file:
            before = b"[\n"
            for piece in pieces:
                for row in piece:
                    told = dict(zip(table.columns, map(_plain, row), strict=True))
                    file.write(before + json.dumps(told, ensure_ascii=False).encode())
                    before = b",\n"
                sheet.write(_lines(table.columns, piece))
            file.write(b"\n]\n" if before == b",\n" else b"[]\n")
        sheet.seek(0)
        with archive.open(_named(f"data/{table.name}.csv", at), "w") as file:
            shutil.copyfileobj(sheet, file)


def _lines(columns: Sequence[str], piece: Sequence[Any]) -> bytes:
    cells = ([_cell(_plain(value)) for value in row] for row in piece)
    return as_csv(columns, cells).encode().partition(b"\r\n")[2]


def _named(name: str, at: Any) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days and instants as ISO 8601 writes them."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _cell(value: Any) -> Any:
    is_nested = isinstance(value, dict | list)
    return json.dumps(value, ensure_ascii=False) if is_nested else value
