"""The logbook: what a household or class did, and what it may log next. Only reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, exists, func, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, ClaimState, Evidence
from db.tables.groups import Group
from db.tables.habits import Habit
from db.tables.impact import ActivityKind
from db.tables.organisations import Membership, Organisation, Role
from db.tables.programmes import (
    Activity,
    Enrolment,
    Mode,
    Programme,
    ProgrammeState,
)
from db.tables.schools import SchoolClass
from portal import codes
from portal.answers import days_open
from portal.errors import NotFound
from portal.particulars import with_claim
from portal.people import Member
from portal.programmes import OF_THESE_RULES, RULES, local_day

__all__ = [
    "find",
    "find_photo",
    "list_classes",
    "list_mine",
    "list_tiles",
]

_MY_CLASSES = (
    pick(col(Group.id))
    .join(Membership, col(Membership.organisation_id) == Group.organisation_id)
    .where(
        col(Membership.person_id) == bindparam("person_id"),
        col(Membership.role) == Role.ORGANISER,
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)


def _is_mine(holder: Any) -> Any:
    return or_(holder == bindparam("household_id"), holder.in_(_MY_CLASSES))


_MINE = with_claim(
    col(Organisation.name).label("organisation_name"),
).join(Organisation, col(Organisation.id) == Programme.organisation_id)
_earlier = aliased(Claim)
_is_first = ~(  # of its kind, of this person
    exists()
    .where(
        tied(_earlier, Claim, "programme_id activity person_id"),
        col(_earlier.submitted_at) < Claim.submitted_at,
        col(_earlier.state) != ClaimState.WITHDRAWN,
    )
    .correlate(Claim)
)
CLAIM = Statement(
    _MINE.add_columns(_is_first.label("is_first"), Habit.before)
    .outerjoin(Habit, tied(Habit, Claim, "programme_id activity person_id"))
    .where(col(Claim.code) == bindparam("code"), _is_mine(col(Claim.holder_id)))
)
_asked = (  # the check-back that is open for me: see portal/habits.py
    pick(
        col(Habit.activity).label("asked_activity"),
        col(ActivityKind.name).label("asked_kind"),
        col(Programme.code).label("asked_programme"),
        col(Programme.name).label("asked_programme_name"),
    )
    .join(Programme, col(Programme.id) == Habit.programme_id)
    .join(ActivityKind, col(ActivityKind.code) == Habit.activity)
    .where(
        col(Habit.person_id) == bindparam("person_id"),
        col(Habit.still).is_(None),
        col(Habit.began_on).between(bindparam("began_from"), bindparam("began_until")),
    )
    .order_by(col(Habit.began_on), col(Habit.activity))
    .limit(1)
    .subquery()
)
MINE = Statement(
    _MINE.add_columns(*_asked.c)
    .outerjoin(_asked, true())
    .where(_is_mine(col(Claim.holder_id)), col(Claim.state) != ClaimState.WITHDRAWN)
    .order_by(col(Claim.submitted_at).desc(), col(Claim.code))
    .limit(50)
)
PHOTO = Statement(
    pick(Evidence.file)
    .join(
        Claim,
        and_(
            col(Claim.programme_id) == Evidence.programme_id,
            col(Claim.code) == Evidence.claim_code,
        ),
    )
    .where(
        col(Claim.code) == bindparam("code"),
        _is_mine(col(Claim.holder_id)),
        col(Evidence.file).is_not(None),
    )
    .order_by(col(Evidence.number).desc())
    .limit(1)
)
CLASSES = Statement(
    pick(col(Group.id), Group.name, Group.slot_count)
    .join(Enrolment, col(Enrolment.holder_id) == Group.id)
    .outerjoin(SchoolClass, col(SchoolClass.group_id) == Group.id)
    .where(
        col(Enrolment.programme_id) == bindparam("programme_id"),
        col(Group.id).in_(_MY_CLASSES),
        col(SchoolClass.closed_at).is_(None),
    )
    .order_by(col(Group.id))
    .limit(100)
)
_last_used = (
    pick(Claim.programme_id, Claim.activity, func.max(Claim.submitted_at).label("last_used_at"))
    .where(_is_mine(col(Claim.holder_id)))
    .group_by(col(Claim.programme_id), col(Claim.activity))
    .subquery()
)
_joined = (
    pick(col(Enrolment.programme_id))
    .where(col(Enrolment.programme_id) == Programme.id, _is_mine(col(Enrolment.holder_id)))
    .correlate(Programme)
    .exists()
)
TILES = Statement(
    RULES.add_columns(
        Activity.code,
        Activity.place,
        col(ActivityKind.name).label("kind_name"),
        col(Organisation.name).label("organisation_name"),
        _last_used.c.last_used_at,
        _joined.label("is_joined"),
    )
    .join(Activity, OF_THESE_RULES)
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .outerjoin(
        _last_used,
        and_(_last_used.c.programme_id == Programme.id, _last_used.c.activity == Activity.code),
    )
    .where(col(Programme.state) == ProgrammeState.PUBLISHED)
    .order_by(
        _last_used.c.last_used_at.is_(None),
        _last_used.c.last_used_at.desc(),
        col(Programme.code),
        col(Activity.place),
    )
    .limit(500)
)


def find(session: Session, me: Member, code: str, *, now: datetime) -> Row[Any]:
    """Return a claim of my household or of a class I organise; raises NotFound."""
    if row := CLAIM.first(session, code=codes.tidy(code), **_me(me, now)):
        return row
    raise NotFound


def find_photo(session: Session, me: Member, code: str, *, now: datetime) -> str:
    """Return where the newest photo of such a claim lies; raises NotFound."""
    if name := PHOTO.value(session, code=codes.tidy(code), **_me(me, now)):
        return str(name)
    raise NotFound


def list_mine(session: Session, me: Member, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what my household and my classes did lately, newest first.

    Each row tells, too, which check-back is open for me: `habits.open_or_none` reads it.
    """
    begun = dict(zip(("began_from", "began_until"), days_open(now.date()), strict=True))
    return MINE.all(session, **_me(me, now), **begun)


def list_classes(
    session: Session, me: Member, programme_id: UUID, *, now: datetime
) -> Sequence[Row[Any]]:
    """Return the classes I may log for in a programme."""
    facts = {"person_id": me.id, "now": now}
    return CLASSES.all(session, programme_id=programme_id, **facts)


def list_tiles(session: Session, me: Member, *, now: datetime) -> list[Row[Any]]:
    """Return every activity that is in season and open to me, the last used first.

    A class's programme is open to those who organise a class in it.
    """
    return [
        row
        for row in TILES.all(session, **_me(me, now))
        if row.starts_on <= local_day(row.time_zone, now) <= row.ends_on
        and (row.is_joined or row.mode is Mode.HOUSEHOLD)
    ]


def _me(me: Member, now: datetime) -> dict[str, Any]:
    return {"household_id": me.household_id, "person_id": me.id, "now": now}
