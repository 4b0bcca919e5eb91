"""The copy of everything about somebody: a ZIP with each table as JSON and as CSV, and photos.

It is written to a file without a name, row by row, so that it may be large and is kept nowhere.
"""

import json
import shutil
import tempfile
import zipfile
from datetime import datetime
from typing import Any

from pages.web.photos import shelf
from pages.web.sheets import as_csv
from pages.web.visit import Visit
from pages.web.zips import IN_MEMORY, Zipped, cell, lines, named, plain
from portal import own_data
from portal.own_data import Table

__all__ = ["copied"]


def copied(visit: Visit) -> Zipped:
    """Return a copy of everything about whoever asks, as of now."""
    made, session, me = Zipped(), visit.session, visit.me
    with zipfile.ZipFile(made.file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in own_data.TABLES:
            pieces = own_data.rows(session, me, table)
            _write(archive, table, pieces, visit.now)
        for name, photo in own_data.photos(session, me, shelf(visit)):
            archive.writestr(zipfile.ZipInfo(f"photos/{name}", visit.now.timetuple()[:6]), photo)
    return made


def _write(archive: zipfile.ZipFile, table: Table, pieces: Any, at: datetime) -> None:
    """Write a table twice. A ZIP has one open file at a time, so the CSV waits beside it."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as sheet:
        sheet.write(as_csv(table.columns, []).encode())
        with archive.open(named(f"data/{table.name}.json", at), "w") as file:
            before = b"[\n"
            for piece in pieces:
                for row in piece:
                    told = dict(zip(table.columns, map(plain, row), strict=True))
                    file.write(before + json.dumps(told, ensure_ascii=False).encode())
                    before = b",\n"
                sheet.write(lines(table.columns, (map(cell, row) for row in piece)))
            file.write(b"\n]\n" if before == b",\n" else b"[]\n")
        sheet.seek(0)
        with archive.open(named(f"data/{table.name}.csv", at), "w") as file:
            shutil.copyfileobj(sheet, file)
