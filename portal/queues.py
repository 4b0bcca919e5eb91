"""Queues: claims that wait at a desk, with what is remarkable about them. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Numeric, Row, String, and_, bindparam, cast, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, ClaimState, Evidence
from db.tables.impact import ActivityKind
from db.tables.programmes import Programme
from portal import assignments, codes, twins
from portal.assignments import IS_MY_TURN, Turn
from portal.desks import Desk
from portal.errors import NotFound
from portal.particulars import with_claim
from portal.people import Member
from portal.permissions import may_check, require
from portal.rules import Why
from portal.ties import IS_OWN, TYPED_WHY

__all__ = [
    "PAGE",
    "Flag",
    "Page",
    "find_photo",
    "flags_of",
    "programme_of",
    "show",
]

log = structlog.get_logger("evidence")
MANY = 8  # actions of one person for the same day
PAGE = 10  # claims on one page: a slow computer, a tired eye


class Flag(StrEnum):
    """What a person who checks should look at twice. A flag never decides."""

    DUPLICATE = "duplicate"
    NEAR = "near"
    MANY = "many"
    LARGE = "large"
    LIMIT = "limit"
    LATE = "late"


@dataclass(frozen=True)
class Page:
    """One page of a queue."""

    rows: Sequence[Row[Any]]
    number: int
    has_more: bool


_twin = twins.twin_of(Claim)
_most_a_day = (
    pick(cast(ActivityKind.daily_cap, Numeric(20, 6)))
    .where(col(ActivityKind.code) == Claim.activity)
    .correlate(Claim)
    .scalar_subquery()
)
_is_large = cast(Claim.amount, Numeric(20, 6)) > _most_a_day
_near = (
    pick(Evidence.near)
    .where(
        col(Evidence.programme_id) == Claim.programme_id,
        col(Evidence.claim_code) == Claim.code,
        col(Evidence.near).is_not(None),
    )
    .order_by(col(Evidence.number).desc())
    .limit(1)
    .correlate(Claim)
    .scalar_subquery()
)
_other = aliased(Claim)
_is_one_of_many = (
    pick(func.count())
    .where(
        col(_other.person_id) == Claim.person_id,
        col(_other.programme_id) == Claim.programme_id,
        col(_other.done_on) == Claim.done_on,
        col(_other.state) != ClaimState.WITHDRAWN,
    )
    .correlate(Claim)
    .scalar_subquery()
) >= MANY
_is_limited = or_(
    *(cast(Claim.why, String).contains(f'"why": "{why}"') for why in (Why.LIMIT, Why.CEILING))
)
_is_late = col(Claim.submitted_at) < bindparam("late_before")
_chosen = bindparam("flag", type_=String)
_is_flagged = or_(
    _chosen == "",
    and_(_chosen == Flag.DUPLICATE.value, _twin.is_not(None)),
    and_(_chosen == Flag.NEAR.value, _near.is_not(None), _twin.is_(None)),
    and_(_chosen == Flag.MANY.value, _is_one_of_many),
    and_(_chosen == Flag.LARGE.value, _is_large),
    and_(_chosen == Flag.LIMIT.value, _is_limited),
    and_(_chosen == Flag.LATE.value, _is_late),
)
_next = (  # found by an index before anything else is read of them
    pick(Claim.code, Claim.submitted_at)
    .where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.state) == ClaimState.SUBMITTED,
        ~IS_OWN,
        IS_MY_TURN,
        _is_flagged,
    )
    .order_by(col(Claim.submitted_at), col(Claim.code))
    .limit(PAGE + 1)
    .offset(bindparam("skipped"))
    .subquery("next")
)
QUEUE = Statement(
    with_claim(
        _twin.label("twin"),
        _near.label("near"),
        _is_one_of_many.label("is_one_of_many"),
        _is_large.label("is_large"),
        _is_limited.label("is_limited"),
        _is_late.label("is_late"),
        TYPED_WHY.label("typed_why"),
        among=_next,
    )
    .where(col(Claim.programme_id) == bindparam("programme_id"))
    .order_by(_next.c.submitted_at, _next.c.code)
)
PROGRAMME_OF = Statement(
    pick(Claim.programme_id)
    .where(col(Claim.code).in_(bindparam("codes", expanding=True)))
    .order_by(col(Claim.code))
    .limit(1)
)
PHOTO = Statement(
    pick(Evidence.file, Claim.submitted_at, Claim.state)
    .join(Programme, col(Programme.id) == Evidence.programme_id)
    .join(Claim, tied(Claim, Evidence, "programme_id code", "programme_id claim_code"))
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Evidence.claim_code) == bindparam("code"),
        col(Evidence.file).is_not(None),
    )
    .order_by(col(Evidence.number).desc())
    .limit(1)
)


def show(
    session: Session,
    me: Member,
    programme: Row[Any],
    turn: Turn,
    *,
    flag: Flag | None = None,
    number: int = 1,
    now: datetime,
) -> Page:
    """Return a page of the claims of a programme (a row of the backlog) that I may decide on."""
    rows = QUEUE.all(
        session,
        me_id=me.id,
        programme_id=programme.programme_id,
        flag=flag or "",
        late_before=now - timedelta(days=programme.check_days),
        skipped=(number - 1) * PAGE,
        **turn.facts,
    )
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def flags_of(row: Row[Any]) -> list[Flag]:
    """Return what is remarkable about a claim of a page."""
    seen = {
        Flag.DUPLICATE: row.twin is not None,
        Flag.NEAR: row.near is not None and row.twin is None,
        Flag.MANY: row.is_one_of_many,
        Flag.LARGE: row.is_large,
        Flag.LIMIT: row.is_limited,
        Flag.LATE: row.is_late,
    }
    return [flag for flag, is_seen in seen.items() if is_seen]


def programme_of(session: Session, codes: Sequence[str]) -> UUID | None:
    """Return the programme of the first of these claims, if there is one."""
    found: UUID | None = PROGRAMME_OF.value(session, codes=list(codes))
    return found


def find_photo(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> str:
    """Return where a claim's newest photo lies, and log who asks.

    Raises NotAllowed, NotFound: also while it waits and is somebody else's to check.
    """
    require(may_check(desk.roles))
    typed = codes.tidy(code)
    found = PHOTO.first(session, organisation_id=desk.organisation_id, code=typed)
    if found is None:
        raise NotFound
    turn = assignments.turn_of(me, desk, now=now)
    if found.state is ClaimState.SUBMITTED and not turn.takes(typed, found.submitted_at):
        raise NotFound
    log.info("photo opened", person=str(me.id), claim=typed)
    return str(found.file)
