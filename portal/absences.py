"""Absences: who stays away for a year is asked once, who stays away for two is erased.

Points last two years, so by then the last of them have lapsed. Only the day of the last sign-in is
kept; whoever signs in is there again. Who has no account has nothing to sign in with, and stays
with the home they live in.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, bindparam, or_, update
from sqlmodel import Session, col

from db.columns import UtcDateTime
from db.statement import Statement, pick
from db.tables.people import Person
from portal import departures, ids, letters, people
from portal.errors import Refused
from portal.files import Shelf
from portal.letters import LetterKind

__all__ = ["ASKED_AFTER", "ERASED_AFTER", "ask_some", "erase_one", "list_gone"]

ASKED_AFTER = timedelta(days=365)
ERASED_AFTER = timedelta(days=730)
TIME_TO_ANSWER = timedelta(days=60)
AT_ONCE = 50

_NOT_SEEN: ColumnElement[bool] = and_(
    col(Person.email).is_not(None),
    or_(
        col(Person.seen_on) <= bindparam("day"),
        and_(
            col(Person.seen_on).is_(None),
            col(Person.joined_at) <= bindparam("instant", type_=UtcDateTime),
        ),
    ),
)
AWAY = Statement(
    pick(Person.id, Person.seen_on, Person.joined_at)
    .where(_NOT_SEEN, col(Person.asked_on).is_(None))
    .order_by(col(Person.id))
    .limit(AT_ONCE)
)
GONE = Statement(
    pick(Person.id)
    .where(_NOT_SEEN, col(Person.asked_on) <= bindparam("asked_by"))
    .order_by(col(Person.id))
)
ASKED = Statement(
    update(Person).where(col(Person.id) == bindparam("id_")).values(asked_on=bindparam("day_"))
)


def ask_some(session: Session, *, now: datetime) -> int:
    """Write to some who were not here for a year, once; return to how many."""
    away = AWAY.all(session, **_since(now, ASKED_AFTER))
    for one in away:
        facts = {"seen_on": _last(one).isoformat(), "until": _until(one, now).isoformat()}
        letters.write(session, LetterKind.STILL_HERE, [one.id], facts, now=now)
    if away:
        ASKED.run(session, *({"id_": one.id, "day_": now.date()} for one in away))
    return len(away)


def list_gone(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Return who was not here for two years, was asked, and had time to answer."""
    asked_by = now.date() - TIME_TO_ANSWER
    return GONE.values(session, **_since(now, ERASED_AFTER), asked_by=asked_by)


def erase_one(session: Session, person_id: UUID, *, shelf: Shelf, now: datetime) -> bool:
    """Erase somebody, with the children at home who have no account; say whether that was possible.

    Who is needed stays: one of the last two owners, the only one who answers for a child that has
    an account.
    """
    me = people.find_member(session, person_id, now=now)
    key = ids.digest(f"absent:{person_id}")
    try:
        departures.erase(session, me, shelf=shelf, idem=key, with_children=True, now=now)
    except Refused:
        return False
    return True


def _since(now: datetime, span: timedelta) -> dict[str, Any]:
    return {"day": now.date() - span, "instant": now - span}


def _last(one: Row[Any]) -> date:
    return one.seen_on or one.joined_at.date()  # type: ignore[no-any-return]


def _until(one: Row[Any], now: datetime) -> date:
    """Return the first day on which they may be erased."""
    return max(_last(one) + ERASED_AFTER, now.date() + TIME_TO_ANSWER)
