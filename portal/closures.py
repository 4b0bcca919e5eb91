"""Closures: owners close their organisation, asked twice, when nothing of it is open any more.

One asks with a public reason, another agrees within 14 days; who owns alone says it twice. Then the
register says closed, every role ends, and what the organisation did stays where everybody reads it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, or_, update
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.closures import Closure
from db.tables.complaints import Complaint
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import Cause, Pledge, RoundCause, Settlement, SettlementShare
from db.tables.organisations import Invitation, OrganisationKind
from db.tables.people import Person
from db.tables.programmes import Programme, ProgrammeState
from db.tables.rewards import Reward
from db.tables.schools import SchoolYear
from portal import desks, history, ids, memberships, ownership, register_checks
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.ownership import AskedByYou
from portal.people import Member
from portal.permissions import may_appoint, require
from portal.register_checks import LONGEST_REASON, NotThisOne, ReasonMissing

__all__ = ["WorkLeft", "agree", "ask", "drop", "find_or_none", "look"]

STANDS = timedelta(days=14)

_MINE: Any = bindparam("organisation_id")
_IN_ROUND = "programme_id round_id"
_RUNNING = (
    pick(func.count())
    .select_from(Programme)
    .where(
        col(Programme.organisation_id) == _MINE,
        col(Programme.state).not_in((ProgrammeState.DRAFT, ProgrammeState.CLOSED)),
    )
)
_TAKES_PART = (
    pick(func.count())
    .select_from(RoundCause)
    .join(Cause, tied(Cause, RoundCause, "programme_id id", "programme_id cause_id"))
    .outerjoin(Settlement, tied(Settlement, RoundCause, _IN_ROUND))
    .where(col(Cause.charity_id) == _MINE, col(Settlement.signed_at).is_(None))
)
_PLEDGED = (
    pick(func.count())
    .select_from(Pledge)
    .outerjoin(Settlement, tied(Settlement, Pledge, _IN_ROUND))
    .where(col(Pledge.sponsor_id) == _MINE, col(Settlement.signed_at).is_(None))
)
_UNTOLD = (
    pick(func.count())
    .select_from(SettlementShare)
    .join(Cause, tied(Cause, SettlementShare, "programme_id id", "programme_id cause_id"))
    .where(
        col(Cause.charity_id) == _MINE,
        or_(col(SettlementShare.amount_cents) > 0, col(SettlementShare.units) > 0),
        ~pick(Delivery.number)
        .where(
            tied(Delivery, SettlementShare, f"{_IN_ROUND} cause_id"),
            col(Delivery.state) == DeliveryState.ACCEPTED,
        )
        .correlate(SettlementShare)
        .exists(),
    )
)
_OFFERED = (
    pick(func.count())
    .select_from(Reward)
    .join(Programme, col(Programme.id) == Reward.programme_id)
    .where(
        col(Reward.provider_id) == _MINE,
        col(Reward.stock) > 0,
        col(Reward.offered_until) >= bindparam("today"),
        col(Programme.state) != ProgrammeState.CLOSED,
    )
)
_OBJECTED = (
    pick(func.count())
    .select_from(Complaint)
    .join(Programme, col(Programme.id) == Complaint.programme_id)
    .where(col(Programme.organisation_id) == _MINE, col(Complaint.answered_at).is_(None))
)
_YEARS = (
    pick(func.count())
    .select_from(SchoolYear)
    .where(col(SchoolYear.organisation_id) == _MINE, col(SchoolYear.erased_at).is_(None))
)
LEFT = Statement(
    pick(
        _RUNNING.scalar_subquery().label("programmes"),
        (_TAKES_PART.scalar_subquery() + _PLEDGED.scalar_subquery()).label("rounds"),
        _UNTOLD.scalar_subquery().label("uses"),
        _OFFERED.scalar_subquery().label("rewards"),
        _OBJECTED.scalar_subquery().label("complaints"),
        _YEARS.scalar_subquery().label("years"),
    )
)
ASKED = Statement(
    pick(Closure.id, Closure.reason, Closure.asked_by, Closure.ends_at)
    .add_columns(col(Person.name).label("asker"))
    .join(Person, col(Person.id) == Closure.asked_by)
    .where(
        col(Closure.organisation_id) == _MINE,
        col(Closure.agreed_at).is_(None),
        col(Closure.ends_at) > bindparam("now"),
    )
    .order_by(col(Closure.asked_at))
    .limit(1)
)
_ONE = (
    col(Closure.organisation_id) == bindparam("organisation_id_"),
    col(Closure.id) == bindparam("id_"),
    col(Closure.agreed_at).is_(None),
    col(Closure.ends_at) > bindparam("at"),
)
AGREE = Statement(
    update(Closure)
    .where(*_ONE)
    .values(agreed_by=bindparam("by"), agreed_at=bindparam("at"), is_alone=bindparam("alone"))
)
DROP = Statement(update(Closure).where(*_ONE).values(ends_at=bindparam("at")))
WITHDRAW = Statement(
    update(Invitation)
    .where(
        col(Invitation.organisation_id) == bindparam("organisation_id_"),
        col(Invitation.taken_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    .values(withdrawn_at=bindparam("at"))
)


class WorkLeft(Refused):
    """Something of the organisation is still open; `look` says what."""


def look(session: Session, desk: Desk, *, now: datetime) -> Mapping[str, int]:
    """Return what is still open, each kind with its number; nothing where it may close.

    Programmes that are not closed, rounds and pledges not settled, shares whose use is not told,
    rewards on offer, objections without an answer, school years that are not erased.
    """
    row = LEFT.one(session, organisation_id=desk.organisation_id, today=now.date())
    return {kind: count for kind, count in row._mapping.items() if count}


def find_or_none(session: Session, desk: Desk, *, now: datetime) -> Row[Any] | None:
    """Return what was asked and waits for a second time: reason, who asked, until when."""
    return ASKED.first(session, organisation_id=desk.organisation_id, now=now)


def ask(session: Session, me: Member, desk: Desk, reason: str, *, now: datetime) -> None:
    """Ask that the organisation be closed. Asked already, it changes nothing.

    Raises NotAllowed, NotThisOne, Suspended, Closed, ReasonMissing, WorkLeft.
    """
    _lock(session, me, desk, now)
    if find_or_none(session, desk, now=now):
        return
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    if look(session, desk, now=now):
        raise WorkLeft
    place = desk.organisation_id
    session.add(
        Closure(
            organisation_id=place,
            id=ids.new_id(now),
            reason=why,
            asked_by=me.id,
            asked_at=now,
            ends_at=now + STANDS,
        )
    )
    session.flush()
    history.record(session, me.id, "organisation.closing.asked", place, now=now)


def agree(session: Session, me: Member, desk: Desk, closure_id: UUID, *, now: datetime) -> None:
    """Say it the second time: the organisation closes, for good.

    Raises NotAllowed, NotFound, AskedByYou where another owner could agree, WorkLeft.
    """
    _lock(session, me, desk, now)
    asked = find_or_none(session, desk, now=now)
    if asked is None or asked.id != closure_id:
        raise NotFound
    is_alone = ownership.count(session, desk, now=now) == 1
    if asked.asked_by == me.id and not is_alone:
        raise AskedByYou
    if look(session, desk, now=now):
        raise WorkLeft
    place = {"organisation_id_": desk.organisation_id, "at": now}
    AGREE.run(session, {**place, "id_": closure_id, "by": me.id, "alone": is_alone})
    register_checks.close_by_owners(session, me, desk.slug, reason=asked.reason, now=now)
    for colleague in memberships.list_of(session, desk, now=now):
        for role in sorted(colleague.roles):
            memberships.end_role(session, me, desk, colleague.id, role, now=now)
    WITHDRAW.run(session, place)


def drop(session: Session, me: Member, desk: Desk, closure_id: UUID, *, now: datetime) -> None:
    """Say no, or take back what I asked. Harmless when it is over."""
    require(may_appoint(desk.roles))
    where = {"organisation_id_": desk.organisation_id, "id_": closure_id, "at": now}
    if DROP.run(session, where):
        history.record(
            session, me.id, "organisation.closing.dropped", desk.organisation_id, now=now
        )


def _lock(session: Session, me: Member, desk: Desk, now: datetime) -> None:
    """Let nobody change who works here meanwhile; only an owner of a listed one may go on."""
    require(may_appoint(desk.roles))
    if desk.kind is OrganisationKind.DISTRICT:
        raise NotThisOne
    desks.require_listed(desk.state, desk.state_reason)
    memberships.lock(session, desk, me.id, now=now)
