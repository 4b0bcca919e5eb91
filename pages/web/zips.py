"""ZIP files that are made now and kept nowhere: on the disk when they are large, without a name."""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from pages.web.sheets import as_csv

__all__ = ["IN_MEMORY", "Zipped", "cell", "lines", "named", "plain"]

IN_MEMORY = 1024 * 1024  # a larger one goes to the disk
CHUNK = 64 * 1024


class Zipped:
    """A file that is being made, and then sent: how large it is, and its bytes."""

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

    def answer(self, name: str) -> Response:
        """Send it, to be saved under `name`, and forget it."""
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(self.size),
        }
        facts: dict[str, Any] = {"headers": headers, "background": BackgroundTask(self.close)}
        return StreamingResponse(self._chunks(), media_type="application/zip", **facts)

    def _chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(CHUNK):
            yield piece


def named(name: str, at: datetime) -> zipfile.ZipInfo:
    """Return what a file is called in an archive, and of when it is."""
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def lines(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as lines of a CSV file, without its head."""
    return as_csv(columns, rows).encode().partition(b"\r\n")[2]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days and instants as ISO 8601 writes them."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def cell(value: Any) -> Any:
    """Return a value as one cell of a CSV file; what is nested stays JSON."""
    is_nested = isinstance(value, dict | list)
    return json.dumps(value, ensure_ascii=False) if is_nested else plain(value)
