"""Comma-separated values for spreadsheets, which must never take a cell for a formula."""

import csv
import io
import re
from collections.abc import Iterable

from starlette.responses import Response

__all__ = ["as_csv", "csv_response", "download", "harmless"]

FORMULA = ("=", "+", "-", "@")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write rows as RFC 4180 asks; a cell that would be a formula begins with an apostrophe."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return sheet.getvalue()


def csv_response(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """Return rows as a file that the browser saves under `name`."""
    return download(name, as_csv(columns, rows), "text/csv; charset=utf-8")


def download(name: str, content: str | bytes, media_type: str) -> Response:
    """Return a file that the browser saves under `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def harmless(cell: object) -> str:
    """Return a cell as text that no spreadsheet reads as a formula; numbers stay numbers."""
    text = "" if cell is None else str(cell)
    is_formula = text.lstrip().startswith(FORMULA) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
