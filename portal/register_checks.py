"""Checks of the public register: the operator looks at an organisation again, suspends, closes.

Each look is a row that stays. A suspended organisation is read and not changed; reopening undoes
that. Closing is for good.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.giving import Cause
from db.tables.organisations import (
    CheckKind,
    Membership,
    Organisation,
    OrganisationCheck,
    OrganisationKind,
    OrganisationState,
    Role,
)
from portal import givers, history, ids, letters, organisations
from portal.errors import Refused
from portal.givers import Change
from portal.letters import LetterKind
from portal.people import Member

__all__ = [
    "BadRecheck",
    "CheckKind",
    "NameTaken",
    "NotThisOne",
    "ReasonMissing",
    "close",
    "close_by_owners",
    "list_checks",
    "list_register",
    "look_again",
    "record",
    "reopen",
    "require_free_name",
    "require_recheck",
    "suspend",
]

LONGEST_REASON = 300
LATEST = timedelta(days=3 * 366)  # a check is good for three years at most

CHECKS = Statement(
    pick(
        *(OrganisationCheck.kind, OrganisationCheck.at, OrganisationCheck.recheck_on),
        OrganisationCheck.reason,
    )
    .where(col(OrganisationCheck.organisation_id) == bindparam("organisation_id"))
    .order_by(col(OrganisationCheck.id).desc())
    .limit(100)
)
OWNERS = Statement(
    pick(Membership.person_id).where(
        col(Membership.organisation_id) == bindparam("organisation_id"),
        col(Membership.role) == Role.OWNER,
        col(Membership.until).is_(None),
    )
)
REGISTER = Statement(
    pick(
        *(Organisation.slug, Organisation.code, Organisation.name, Organisation.kind),
        *(Organisation.registration, Organisation.proved_on, Organisation.recheck_on),
        *(Organisation.state, Organisation.state_on),
    )
    .order_by(col(Organisation.kind), col(Organisation.slug))
    .limit(1000)
)


CAUSES_OF = pick(Cause).where(col(Cause.charity_id) == bindparam("charity_id")).limit(500)
_BECAME = {
    OrganisationState.LISTED: Change.REOPENED,
    OrganisationState.SUSPENDED: Change.SUSPENDED,
    OrganisationState.CLOSED: Change.CLOSED,
}


class BadRecheck(Refused):
    """The next look is after today and within three years."""


class NameTaken(Refused):
    """Another organisation of the register is called so: `name`."""


class ReasonMissing(Refused):
    """Whoever is suspended or closed is told why, in `most` signs."""


class NotThisOne(Refused):
    """It is not so that this could be done: closed already, suspended already, or the district."""


def list_register(session: Session) -> Sequence[Row[Any]]:
    """Return every organisation of the public register."""
    return REGISTER.all(session)


def list_checks(session: Session, organisation_id: UUID) -> Sequence[Row[Any]]:
    """Return every look at an organisation, newest first; never who looked."""
    return CHECKS.all(session, organisation_id=organisation_id)


def look_again(session: Session, me: Member, key: str, *, recheck_on: date, now: datetime) -> None:
    """Write down that its proof was seen today, and until when that is good. Raises BadRecheck."""
    it = _find(session, key)
    require_recheck(recheck_on, now=now)
    if it.state is OrganisationState.CLOSED:
        raise NotThisOne
    it.proved_on, it.recheck_on = now.date(), recheck_on
    record(session, me, it, CheckKind.LOOKED_AGAIN, now=now)


def suspend(session: Session, me: Member, key: str, *, reason: str, now: datetime) -> None:
    """Let nothing new be done for it until it is reopened. The reason is public."""
    it = _find(session, key)
    if it.kind is OrganisationKind.DISTRICT or it.state is not OrganisationState.LISTED:
        raise NotThisOne
    _turn(session, me, it, OrganisationState.SUSPENDED, CheckKind.SUSPENDED, reason, now)


def reopen(session: Session, me: Member, key: str, *, reason: str, now: datetime) -> None:
    """Undo a suspension: everything is as it was."""
    it = _find(session, key)
    if it.state is not OrganisationState.SUSPENDED:
        raise NotThisOne
    _turn(session, me, it, OrganisationState.LISTED, CheckKind.REOPENED, reason, now)


def close(session: Session, me: Member, key: str, *, reason: str, now: datetime) -> None:
    """Close it for good; its page and what it did stay."""
    it = _find(session, key)
    if it.kind is OrganisationKind.DISTRICT or it.state is OrganisationState.CLOSED:
        raise NotThisOne
    _turn(session, me, it, OrganisationState.CLOSED, CheckKind.CLOSED, reason, now)


def close_by_owners(session: Session, me: Member, key: str, *, reason: str, now: datetime) -> None:
    """Write down that its owners closed it; all of them are told. See portal/closures.py."""
    it = _find(session, key)
    if it.state is not OrganisationState.LISTED:
        raise NotThisOne
    who = "closed_by_owners"
    _turn(session, me, it, OrganisationState.CLOSED, CheckKind.CLOSED, reason, now, told_as=who)


def record(
    session: Session,
    me: Member,
    it: Organisation,
    kind: CheckKind,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Keep a look, and an event of it."""
    session.add(
        OrganisationCheck(
            organisation_id=it.id,
            id=ids.new_id(now),
            kind=kind,
            checked_by=me.id,
            at=now,
            recheck_on=it.recheck_on,
            reason=reason,
        )
    )
    session.flush()
    history.record(session, me.id, f"organisation.{kind}", it.id, now=now)


def require_recheck(recheck_on: date, *, now: datetime) -> None:
    """Raise BadRecheck unless the next look is ahead and not too far."""
    if not now.date() < recheck_on <= (now + LATEST).date():
        raise BadRecheck


def require_free_name(session: Session, wanted: Words, *, slug: str = "") -> None:
    """Raise NameTaken where another organisation has it: who gives must know to whom."""
    asked = {text.casefold(): text for text in wanted.values()}
    for other in list_register(session):
        if other.slug == slug or other.state is OrganisationState.CLOSED:
            continue
        if taken := asked.keys() & {text.casefold() for text in other.name.values()}:
            raise NameTaken(name=asked[min(taken)])


def _find(session: Session, key: str) -> Organisation:
    return organisations.find_by_id(session, organisations.find(session, key).id)


def _turn(
    session: Session,
    me: Member,
    it: Organisation,
    state: OrganisationState,
    kind: CheckKind,
    reason: str,
    now: datetime,
    *,
    told_as: str = "",
) -> None:
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    is_listed = state is OrganisationState.LISTED
    it.state, it.state_on = state, None if is_listed else now.date()
    it.state_reason = "" if is_listed else why
    record(session, me, it, kind, reason=why, now=now)
    is_closed = state is OrganisationState.CLOSED
    link = f"/organisations/{it.slug}-{it.code}" if is_closed else f"/desk/{it.slug}"
    told = {"organisation": it.name, "state": told_as or state, "reason": why, "link": link}
    owners = OWNERS.values(session, organisation_id=it.id)
    letters.write(session, LetterKind.REGISTER, owners, told, now=now)
    _tell_givers(session, me, it, why, now)


def _tell_givers(session: Session, me: Member, it: Organisation, why: str, now: datetime) -> None:
    """Let who gave to a charity know; what it got in open rounds goes home, if it fell away."""
    became = _BECAME[it.state]
    for cause in session.scalars(CAUSES_OF, {"charity_id": it.id}).all():
        whom = givers.list_of(session, cause.programme_id, cause_id=cause.id)
        if became is not Change.REOPENED:
            givers.bring_home(session, cause.programme_id, cause_id=cause.id, by=me.id, now=now)
        said = givers.said_of(cause, became, reason=why, now=now)
        givers.tell(session, whom, said, now=now)
