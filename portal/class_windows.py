"""Windows: a teacher opens the class for a lesson, and only then do its cards work.

Each window has a code of its own for the board, so a photo of last week's board opens nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.schools import ClassWindow
from portal import codes, history, ids, school_classes
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member

__all__ = ["MINUTES", "BadLength", "close", "find_open_or_none", "find_or_none", "open_"]

MINUTES = (15, 30, 60)  # a lesson

_OPEN = (
    col(ClassWindow.opened_at) <= bindparam("now"),
    col(ClassWindow.ends_at) > bindparam("now"),
)
_WINDOWS = pick(ClassWindow.id, ClassWindow.group_id, ClassWindow.ends_at, Group.name).join(
    Group, col(Group.id) == ClassWindow.group_id
)
BY_CODE = Statement(_WINDOWS.where(col(ClassWindow.code) == bindparam("code"), *_OPEN))
BY_CLASS = Statement(
    _WINDOWS.where(col(ClassWindow.group_id) == bindparam("group_id"), *_OPEN)
    .order_by(col(ClassWindow.opened_at).desc())
    .limit(1)
)


class BadLength(Refused):
    """A window is open for one of a few spans."""


def open_(
    session: Session, me: Member, desk: Desk, group_id: UUID, *, minutes: int, now: datetime
) -> None:
    """Open a class for so long; one that is open closes, and wrong tries are forgotten with it.

    Raises as `school_classes.require_open`, and BadLength.
    """
    school_classes.require_open(session, desk, group_id, now=now)
    if minutes not in MINUTES:
        raise BadLength
    _shut(session, group_id, now)
    session.add(
        ClassWindow(
            id=ids.new_id(now),
            group_id=group_id,
            code=codes.new_class_code(),
            opened_by=me.id,
            opened_at=now,
            ends_at=now + timedelta(minutes=minutes),
        )
    )
    session.flush()
    history.record(session, me.id, "class.opened", group_id, now=now)


def close(session: Session, me: Member, desk: Desk, group_id: UUID, *, now: datetime) -> None:
    """Close a class before its time; harmless when it is closed. Raises as `require_open`."""
    school_classes.require_open(session, desk, group_id, now=now)
    _shut(session, group_id, now)
    history.record(session, me.id, "class.shut", group_id, now=now)


def find_or_none(session: Session, typed: str, *, now: datetime) -> Row[Any] | None:
    """Return the window that is open under a code from the board."""
    return BY_CODE.first(session, code=codes.tidy_class_code(typed), now=now)


def find_open_or_none(session: Session, group_id: UUID, *, now: datetime) -> Row[Any] | None:
    """Return the window of a class that is open now."""
    return BY_CLASS.first(session, group_id=group_id, now=now)


def _shut(session: Session, group_id: UUID, now: datetime) -> None:
    school_classes.SHUT.run(session, {"group_": group_id, "now_": now})
