"""Posters: a code on a wall or a screen that opens a check-in, at a place, for one activity.

A poster's code says where somebody was asked to be, not that they were. That is shown by whoever
is there, who ticks everybody they saw, and by a screen, if there is one (portal/screens.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.impact import ActivityKind
from db.tables.people import Person
from db.tables.posters import MINUTES, Poster, Proof
from db.tables.programmes import Activity, Programme
from portal import codes, evidence, history, programmes
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_host, may_keep_posters, require
from portal.programmes import OF_THESE_RULES, RULES, Mode, local_day

__all__ = [
    "MINUTES",
    "BadTimes",
    "NotForPosters",
    "PosterPlan",
    "PosterState",
    "Proof",
    "end",
    "find",
    "find_public",
    "list_all",
    "list_hosts",
    "list_kinds",
    "make",
    "state_of",
]

LONGEST_DAYS = 200  # a season, and a little more

COLUMNS: tuple[Any, ...] = (
    *(Poster.programme_id, Poster.code, Poster.activity, Poster.place, Poster.proof),
    *(Poster.host_id, Poster.starts_on, Poster.ends_on, Poster.opens_at, Poster.closes_at),
    *(Poster.ended_at, Programme.time_zone, Programme.organisation_id),
    col(Programme.code).label("programme_code"),
    col(Programme.name).label("programme_name"),
    col(ActivityKind.name).label("kind_name"),
    col(Person.name).label("host_name"),
)
_POSTERS = (
    pick(*COLUMNS)
    .join(Programme, col(Programme.id) == Poster.programme_id)
    .join(ActivityKind, col(ActivityKind.code) == Poster.activity)
    .join(Person, col(Person.id) == Poster.host_id)
)
PUBLIC = Statement(_POSTERS.where(col(Poster.code) == bindparam("code")))
MINE = Statement(
    _POSTERS.where(
        col(Poster.code) == bindparam("code"),
        col(Programme.organisation_id) == bindparam("organisation_id"),
    )
)
ALL = Statement(
    _POSTERS.where(col(Programme.organisation_id) == bindparam("organisation_id"))
    .order_by(col(Poster.ends_on).desc(), col(Poster.code))
    .limit(200)
)
EARLIER = Statement(
    pick(Poster.code).where(
        col(Poster.programme_id) == bindparam("programme_id"),
        col(Poster.idem) == bindparam("idem"),
    )
)
KINDS = Statement(
    RULES.add_columns(Activity.code, col(ActivityKind.name).label("kind_name"))
    .join(Activity, OF_THESE_RULES)
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Programme.mode) == Mode.HOUSEHOLD,
        col(Activity.evidence).contains("B"),
    )
    .order_by(col(Programme.code), col(Activity.place))
    .limit(200)
)
END = Statement(
    update(Poster)
    .where(
        col(Poster.programme_id) == bindparam("programme_"),
        col(Poster.code) == bindparam("code_"),
        col(Poster.ended_at).is_(None),
    )
    .values(ended_at=bindparam("now_"), ended_by=bindparam("by_"))
)


class PosterState(StrEnum):
    """Whether somebody can check in now, and why not."""

    EARLY = "early"  # its first day has not come
    OPEN = "open"
    SHUT = "shut"  # it is the wrong hour of the day
    OVER = "over"
    ENDED = "ended"  # somebody ended it


class NotForPosters(Refused):
    """A poster is for households, and for an activity that somebody can see being done."""


class BadTimes(Refused):
    """The days or hours are not in order, or too long: `most` days."""


@dataclass(frozen=True)
class PosterPlan:
    """What a poster is for; hours are minutes after midnight, where the programme is."""

    activity: str
    place: str
    proof: Proof
    host_id: UUID
    starts_on: date
    ends_on: date
    opens_at: int = 0
    closes_at: int = MINUTES

    @property
    def is_sound(self) -> bool:
        """Whether its days and hours are in order, and not too many."""
        days = (self.ends_on - self.starts_on).days
        return 0 <= days <= LONGEST_DAYS and 0 <= self.opens_at < self.closes_at <= MINUTES


def make(
    session: Session,
    me: Member,
    desk: Desk,
    programme: str,
    plan: PosterPlan,
    *,
    idem: str,
    now: datetime,
) -> str:
    """Make a poster for a programme of this desk; return its code. The same form makes it once.

    Raises NotFound, NotForPosters, BadTimes; a host has to be one of `list_hosts`.
    """
    require(may_keep_posters(desk.roles))
    what = programmes.find_activity(session, programme, plan.activity, now=now)
    if what.organisation_id != desk.organisation_id:
        raise NotFound
    if earlier := EARLIER.value(session, programme_id=what.programme_id, idem=idem):
        return str(earlier)
    if what.mode is Mode.CLASS or "B" not in what.evidence:
        raise NotForPosters
    if not plan.is_sound:
        raise BadTimes(most=LONGEST_DAYS)
    require(plan.host_id in {row.id for row in list_hosts(session, desk, now=now)})
    code = codes.new_code("C")
    facts = {"programme_id": what.programme_id, "code": code, "idem": idem}
    session.add(Poster(**facts, made_by=me.id, made_at=now, **vars(plan)))
    session.flush()
    history.record(session, me.id, "poster.made", code, programme_id=what.programme_id, now=now)
    return code


def end(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Let nobody check in there any more; harmless when it ended before. Raises NotFound."""
    require(may_keep_posters(desk.roles))
    row = find(session, desk, code)
    this = {"programme_": row.programme_id, "code_": row.code}
    if END.run(session, {**this, "now_": now, "by_": me.id}):
        whose = {"programme_id": row.programme_id}
        history.record(session, me.id, "poster.ended", row.code, **whose, now=now)


def list_all(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return every poster of this organisation, the last to end first."""
    require(may_host(desk.roles))
    return ALL.all(session, organisation_id=desk.organisation_id)


def list_kinds(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the activities of this organisation's programmes that somebody can see being done."""
    return KINDS.all(session, organisation_id=desk.organisation_id, now=now)


def list_hosts(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return who of this organisation may be there and say whom they saw."""
    # whoever lives with the host is asked about when they check in
    return evidence.list_at(session, desk.organisation_id, now=now)


def find(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return a poster of this organisation; raises NotFound."""
    require(may_host(desk.roles))
    typed = codes.tidy(code)
    if row := MINE.first(session, organisation_id=desk.organisation_id, code=typed):
        return row
    raise NotFound


def find_public(session: Session, typed: str) -> Row[Any]:
    """Return a poster by what stands on it, with or without its first letter; raises NotFound."""
    code = codes.tidy(typed)
    if row := PUBLIC.first(session, code=code) or PUBLIC.first(
        session, code=codes.tidy(f"C{typed}")
    ):
        return row
    raise NotFound


def state_of(row: Any, now: datetime) -> PosterState:
    """Say whether somebody can check in now."""
    today = local_day(row.time_zone, now)
    if row.ended_at:
        return PosterState.ENDED
    if today < row.starts_on:
        return PosterState.EARLY
    if today > row.ends_on:
        return PosterState.OVER
    there = now.astimezone(ZoneInfo(row.time_zone))
    is_open = row.opens_at <= there.hour * 60 + there.minute < row.closes_at
    return PosterState.OPEN if is_open else PosterState.SHUT
