"""The clock: which days are known to have come. Points move until three days past the newest.

A computer's clock that jumps forward would let points lapse, and stamps never run back. So the
database refuses acts past that limit, until the day is sealed or two people say it has come.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, insert, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import Membership, Role
from db.tables.seals import SEAL_SLACK, SLACK, ClockOk, TreeHead
from portal.errors import NotAllowed, Refused
from portal.stamps import later

__all__ = [
    "KNOWN",
    "SEAL_SLACK",
    "SLACK",
    "NotThatDay",
    "confirm",
    "day_of",
    "last_day",
    "newest",
    "require_two",
]

ANSWERABLE = (Role.OWNER, Role.TREASURER, Role.AUDITOR, Role.OPERATOR)
KNOWN = (  # for whoever asks this together with something else
    pick(func.max(TreeHead.day)).scalar_subquery().label("sealed_on"),
    pick(func.max(ClockOk.day)).scalar_subquery().label("confirmed_on"),
)
NEWEST = Statement(pick(*KNOWN, pick(func.max(ClockOk.number)).scalar_subquery().label("number")))
CONFIRM = Statement(insert(ClockOk))
ANSWERING = Statement(
    pick(func.count(func.distinct(col(Membership.person_id)))).where(
        col(Membership.person_id).in_(bindparam("people", expanding=True)),
        col(Membership.role).in_(ANSWERABLE),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)


class NotThatDay(Refused):
    """Only today or a day that is past can be confirmed: `day`."""


def confirm(session: Session, day: date, by: Sequence[UUID], *, now: datetime) -> None:
    """Write down that two people who answer for something here say a day has come.

    Raises NotAllowed unless both are owner, treasurer, auditor or operator somewhere, and
    NotThatDay for a day that has not come by this clock either.
    """
    if day.isoformat() > day_of(now):
        raise NotThatDay(day=day.isoformat())
    first, second = require_two(session, by, now=now)
    number = NEWEST.one(session).number or 0
    CONFIRM.run(
        session,
        {
            "number": number + 1,
            "prev_number": number or None,
            "day": day.isoformat(),
            "first_by": first,
            "second_by": second,
        },
    )


def require_two(session: Session, by: Sequence[UUID], *, now: datetime) -> tuple[UUID, UUID]:
    """Return the two who say so; raises NotAllowed unless both answer for something here."""
    first, second = by
    if first == second or ANSWERING.value(session, people=[first, second], now=now) != len(by):
        raise NotAllowed
    return first, second


def day_of(now: datetime) -> str:
    """Return the day it is in the ledger, whose days are those of Greenwich."""
    return now.astimezone(UTC).date().isoformat()


def newest(session: Session) -> str | None:
    """Return the newest day known to have come, or None before the ledger begins."""
    return _newest(NEWEST.one(session))


def last_day(known: Row[Any]) -> str:
    """Return the last day on which points may move; before every day when none is known."""
    day = _newest(known)
    return later(day, SLACK) if day else ""


def _newest(known: Row[Any]) -> str | None:
    return max(filter(None, (known.sealed_on, known.confirmed_on)), default=None)
