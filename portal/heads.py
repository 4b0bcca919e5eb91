"""The heads of the log: what each seal said, and by which keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.seals import Cosignature, LogKey, TreeHead
from portal.errors import NotFound
from portal.notes import Checkpoint, Note

__all__ = ["SHOWN", "Head", "find", "keys", "list_newest", "list_notes", "newest", "text_of"]

SHOWN = 60  # of the newest heads
_NEWEST = pick(func.max(TreeHead.number)).scalar_subquery()


def _head(which: ColumnElement[bool]) -> Statement:
    """Return a question for one head with what its witnesses signed."""
    return Statement(
        pick(
            *(TreeHead.number, TreeHead.origin, TreeHead.size, TreeHead.root, TreeHead.day),
            *(TreeHead.signatures, Cosignature.line),
        )
        .outerjoin(Cosignature, col(Cosignature.head) == TreeHead.number)
        .where(which)
        .order_by(col(TreeHead.number), col(Cosignature.vkey))
    )


NEWEST = _head(col(TreeHead.number) == _NEWEST)
RECENT = _head(col(TreeHead.number) > _NEWEST - SHOWN)
OF_DAY = _head(
    col(TreeHead.number)
    == pick(func.max(TreeHead.number))
    .where(col(TreeHead.day) == bindparam("day"))
    .scalar_subquery()
)
OF_SIZE = _head(
    col(TreeHead.number)
    == pick(func.max(TreeHead.number))
    .where(col(TreeHead.size) == bindparam("size"))
    .scalar_subquery()
)
LISTED = Statement(
    pick(TreeHead.number, TreeHead.size, TreeHead.root, TreeHead.day)
    .order_by(col(TreeHead.number).desc())
    .limit(SHOWN)
)
KEYS = Statement(
    pick(LogKey.number, LogKey.vkey, LogKey.at, LogKey.first_by).order_by(col(LogKey.number))
)


@dataclass(frozen=True)
class Head:
    """A seal, as it is published."""

    number: int
    origin: str
    size: int
    root: bytes
    day: str
    signatures: str
    cosignatures: str = ""

    @property
    def note(self) -> Note:
        """The checkpoint: its text and everybody's signatures."""
        return Note(self.text, self.signatures + self.cosignatures)

    @property
    def text(self) -> str:
        """What is signed."""
        return text_of(self.origin, self.size, self.root, self.day)


def text_of(origin: str, size: int, root: bytes, day: str) -> str:
    """Return what is signed of a head."""
    return str(Checkpoint(origin, size, root, day))


def newest(session: Session) -> Head | None:
    """Return the newest head, or None before the first seal."""
    return _read(NEWEST.all(session))


def find(session: Session, *, day: str | None = None, size: int | None = None) -> Head:
    """Return the last head of a day, or of a size; raises NotFound."""
    rows = OF_DAY.all(session, day=day) if day else OF_SIZE.all(session, size=size)
    if head := _read(rows):
        return head
    raise NotFound


def list_newest(session: Session) -> Sequence[Row[Any]]:
    """Return the last heads, newest first."""
    return LISTED.all(session)


def list_notes(session: Session) -> list[Head]:
    """Return the last heads with everybody's signatures, newest first."""
    of_one = groupby(RECENT.all(session), lambda row: row.number)
    found = [head for _, rows in of_one if (head := _read(list(rows)))]
    return found[::-1]


def keys(session: Session) -> Sequence[Row[Any]]:
    """Return the public keys that have signed heads, oldest first."""
    return KEYS.all(session)


def _read(rows: Sequence[Row[Any]]) -> Head | None:
    if not rows:
        return None
    one = rows[0]
    return Head(
        number=one.number,
        origin=one.origin,
        size=one.size,
        root=bytes.fromhex(one.root),
        day=one.day,
        signatures=one.signatures,
        cosignatures="".join(row.line for row in rows if row.line),
    )
