"""Tallies: cards put slots on a class's tally, and the teacher sends it as the class's action.

A slot stands once a day in one column of what cannot be done twice (walked, or came by bus). The
teacher corrects the numbers and sends them; then the marks are gone, and a number stays. Nobody
who was not counted is written down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.impact import ActivityKind
from db.tables.programmes import Activity, Enrolment, Mode, Programme, ProgrammeState
from db.tables.schools import Tick
from portal import claims, ids, programmes, school_classes
from portal.card_sign_ins import Card
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.files import Shelf
from portal.people import Member
from portal.programmes import OF_THESE_RULES, RULES, local_day
from portal.told import Told

__all__ = ["KEPT", "AlreadySent", "Column", "forget_old", "list_columns", "put", "send"]

KEPT = timedelta(days=10)  # longer than the days in which a class may still be counted

_sent_on = (
    pick(func.max(Claim.done_on))
    .where(
        col(Claim.programme_id) == Programme.id,
        col(Claim.holder_id) == bindparam("group_id"),
        col(Claim.activity) == Activity.code,
        col(Claim.state) != ClaimState.WITHDRAWN,
    )
    .correlate(Programme, Activity)
    .scalar_subquery()
)
COLUMNS = Statement(  # each once, and once more for each slot that stands in it
    RULES.add_columns(
        *(Activity.code, Activity.cap_group, Activity.place),
        col(ActivityKind.name).label("kind_name"),
        _sent_on.label("sent_on"),
        *(Tick.number, Tick.done_on),
    )
    .join(Activity, OF_THESE_RULES)
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .join(Enrolment, col(Enrolment.programme_id) == Programme.id)
    .outerjoin(
        Tick,
        and_(
            col(Tick.programme_id) == Programme.id,
            col(Tick.group_id) == Enrolment.holder_id,
            col(Tick.activity) == Activity.code,
            col(Tick.done_on) >= bindparam("since"),
        ),
    )
    .where(
        col(Enrolment.holder_id) == bindparam("group_id"),
        col(Programme.mode) == Mode.CLASS,
        col(Programme.state) == ProgrammeState.PUBLISHED,
        col(Activity.per_amount).is_not(None),  # each pupil counts; a lesson is not for cards
    )
    .order_by(col(Programme.code), col(Activity.place))
    .limit(5000)
)
_new = insert(Tick)
PUT = Statement(
    _new.on_conflict_do_update(
        index_elements=["programme_id", "group_id", "number", "done_on", "cap_group"],
        set_={"activity": _new.excluded.activity},
    )
)
SENT = Statement(
    delete(Tick).where(
        col(Tick.programme_id) == bindparam("programme_"),
        col(Tick.group_id) == bindparam("group_"),
        col(Tick.done_on) == bindparam("day_"),
    )
)
FORGET = Statement(delete(Tick).where(col(Tick.done_on) < bindparam("day_")))


class AlreadySent(Refused):
    """The teacher has sent today's tally, so nobody can be put on it any more."""


@dataclass(frozen=True)
class Column:
    """One way of being counted, on a day: what it is, and how many are in it."""

    programme_id: UUID
    programme_code: str
    programme_name: Words
    code: str
    cap_group: str
    name: Words
    day: date
    count: int
    is_mine: bool  # whether the slot that asks stands in it
    is_sent: bool


def list_columns(
    session: Session, group_id: UUID, *, number: int = 0, ago: int = 0, now: datetime
) -> list[Column]:
    """Return what a class can be counted in today, or some days ago; `number` is who asks."""
    since = (now - timedelta(days=ago + 1)).date()  # a day earlier: it may be, somewhere
    rows = COLUMNS.all(session, group_id=group_id, since=since, now=now)
    each = {(row.programme_id, row.code): (row, _day(row, ago, now)) for row in rows}
    seen = {key: pair for key, pair in each.items() if _is_in_season(*pair)}
    standing = {(row.programme_id, row.code, row.done_on, row.number) for row in rows}
    counted = Counter(stand[:3] for stand in standing if stand[3])
    sent = {(row.programme_id, row.cap_group) for row, day in seen.values() if row.sent_on == day}
    return [
        Column(
            row.programme_id,
            row.programme_code,
            row.programme_name,
            row.code,
            row.cap_group,
            row.kind_name,
            day,
            count=counted[row.programme_id, row.code, day],
            is_mine=(row.programme_id, row.code, day, number) in standing,
            is_sent=(row.programme_id, row.cap_group) in sent,
        )
        for row, day in seen.values()
    ]


def put(session: Session, card: Card, programme: str, code: str, *, now: datetime) -> None:
    """Put a slot into a column of today; another press moves it. Raises NotFound, AlreadySent."""
    columns = list_columns(session, card.group_id, number=card.number, now=now)
    column = _find(columns, programme, code)
    if column.is_sent:
        raise AlreadySent
    PUT.run(
        session,
        {
            **{"programme_id": column.programme_id, "group_id": card.group_id},
            **{"number": card.number, "done_on": column.day},
            **{"cap_group": column.cap_group, "activity": column.code},
        },
    )


def send(
    session: Session,
    me: Member,
    desk: Desk,
    group_id: UUID,
    counts: Mapping[tuple[str, str], int],
    *,
    ago: int,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> list[str]:
    """Send a day's tally as the teacher corrected it, each column an action; return their codes.

    `counts` are by programme and activity; nought is not sent. Raises as
    `school_classes.require_open` and `claims.submit`, and NotFound.
    """
    school_classes.require_open(session, desk, group_id, now=now)
    columns = list_columns(session, group_id, ago=ago, now=now)
    sent = []
    for (programme, code), count in sorted(counts.items()):
        column = _find(columns, programme, code)
        if count:
            sent.append(_claimed(session, me, group_id, column, count, shelf, idem, now))
    for programme_id, day in {(one.programme_id, one.day) for one in columns}:
        SENT.run(session, {"programme_": programme_id, "group_": group_id, "day_": day})
    return sent


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete marks of days that nobody can send any more; return how many."""
    return FORGET.run(session, {"day_": (now - KEPT).date()})


def _day(row: Any, ago: int, now: datetime) -> date:
    return local_day(row.time_zone, now) - timedelta(days=ago)


def _is_in_season(row: Any, day: date) -> bool:
    return bool(row.starts_on <= day <= row.ends_on)


def _claimed(
    session: Session,
    me: Member,
    group_id: UUID,
    column: Column,
    count: int,
    shelf: Shelf,
    idem: str,
    now: datetime,
) -> str:
    what = programmes.find_activity(session, column.programme_code, column.code, now=now)
    told = Told(Decimal(count), column.day)
    facts: dict[str, Any] = {"class_id": group_id, "shelf": shelf, "now": now}
    key = ids.digest(f"{idem}|{column.programme_code}|{column.code}")
    return claims.submit(session, me, what, told, **facts, idem=key)


def _find(columns: Iterable[Column], programme: str, code: str) -> Column:
    for column in columns:
        if (column.programme_code, column.code) == (programme, code):
            return column
    raise NotFound
