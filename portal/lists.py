"""Lists: rows of a partner's file, read one after the other, whatever wrote it.

UTF-8 with or without a mark, UTF-16, GB 18030 (which holds GBK); commas, semicolons or tabs. A
column nobody knows is refused, and so is what a spreadsheet would run.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from portal.errors import Refused

__all__ = ["ACTS", "BadList", "Line", "Shape", "Why", "read"]

LONGEST_FIELD = 200
_FORMULA = ("=", "+", "-", "@", "\t")
_LOOKED_AT = 4096  # bytes, to see what it is written in
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Why(StrEnum):
    """What is wrong with a file as a whole."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    COLUMNS = "columns"
    TOO_LONG = "too_long"


class BadList(Refused):
    """The file cannot be read: `why`, and `what` it is about."""


class Line(NamedTuple):
    """A row with the number of its line in the file; `broken`: it has too many or odd fields."""

    number: int
    fields: Mapping[str, str]
    broken: bool = False


class Shape(NamedTuple):
    """The columns a list may have, those it must have, and those that may begin with a minus."""

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    numbers: tuple[str, ...]


ACTS = Shape(
    columns=(
        *("external_id", "member", "activity", "quantity", "unit", "done_at"),
        *("evidence", "replaced"),
    ),
    needed=("external_id", "member", "activity", "quantity", "done_at"),
    numbers=("quantity",),
)


def read(file: BinaryIO, shape: Shape = ACTS) -> Iterator[Line]:
    """Read row by row; never holds more than one. Raises BadList."""
    start = file.read(_LOOKED_AT)
    if not start.strip():
        raise BadList(why=Why.EMPTY, what="")
    file.seek(0)
    encoding = _encoding(file, start)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _rows(text, shape)
    except (UnicodeDecodeError, csv.Error):
        raise BadList(why=Why.UNREADABLE, what="") from None
    finally:
        text.detach()


def _encoding(file: BinaryIO, start: bytes) -> str:
    """Say what it is written in: by its mark, else UTF-8 if all of it is, else GB 18030."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if b"\x00" in start:
        return "utf-16-le" if start[1:2] == b"\x00" else "utf-16-be"
    reader = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        while reader.read(1 << 16):
            pass
    except UnicodeDecodeError:
        return "gb18030"
    finally:
        reader.detach()
    return "utf-8"


def _rows(text: io.TextIOWrapper, shape: Shape) -> Iterator[Line]:
    first = text.readline()
    marks = max((",", ";", "\t"), key=first.count)
    names = [one.strip().casefold() for one in next(csv.reader([first], delimiter=marks), [])]
    _require_columns(names, shape)
    rows = csv.reader(text, delimiter=marks)
    for row in rows:
        if not any(one.strip() for one in row):
            continue
        fields = {name: value.strip() for name, value in zip(names, row, strict=False)}
        yield Line(rows.line_num + 1, fields, len(row) != len(names) or _is_odd(fields, shape))


def _require_columns(names: list[str], shape: Shape) -> None:
    """Say which column is missing, unknown, or there twice."""
    missing = [name for name in shape.needed if name not in names]
    odd = [name for name in names if name not in shape.columns or names.count(name) > 1]
    if missing or odd:
        raise BadList(why=Why.COLUMNS, what=", ".join(dict.fromkeys(missing + odd))[:LONGEST_FIELD])


def _is_odd(fields: Mapping[str, str], shape: Shape) -> bool:
    """Tell whether a field is too long, or something a spreadsheet would run."""
    return any(
        len(value) > LONGEST_FIELD or (value.startswith(_FORMULA) and name not in shape.numbers)
        for name, value in fields.items()
    )
