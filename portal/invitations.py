"""Invitations: a role offered to an address, by a link that works once and not for ever.

Whoever invites learns nothing about the address. portal/arrivals.py is what becomes of the link.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, update
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import Invitation, Organisation, OrganisationKind, Role
from portal import (
    addresses,
    desks,
    history,
    ids,
    letters,
    memberships,
    organisations,
    ownership,
)
from portal.addresses import BadAddress
from portal.desks import Desk
from portal.errors import Refused
from portal.letters import LetterKind
from portal.organisations import given_at
from portal.people import Member
from portal.permissions import may_appoint, require

__all__ = [
    "OPEN_NOW",
    "BadAddress",
    "TooManyInvitations",
    "TwoMustAgree",
    "call_operator",
    "invite",
    "list_open",
    "withdraw",
]

STANDS = timedelta(days=14)
OPERATOR_STANDS = timedelta(hours=24)
MOST_OPEN = 50

OPEN_NOW = (
    col(Invitation.taken_at).is_(None),
    col(Invitation.withdrawn_at).is_(None),
    col(Invitation.ends_at) > bindparam("now"),
)
OPEN = Statement(
    pick(Invitation.id, Invitation.email, Invitation.role, Invitation.made_at, Invitation.ends_at)
    .where(col(Invitation.organisation_id) == bindparam("organisation_id"), *OPEN_NOW)
    .order_by(col(Invitation.made_at).desc(), col(Invitation.id))
    .limit(MOST_OPEN)
)
SENT = Statement(pick(Invitation.id).where(col(Invitation.idem) == bindparam("idem")))
WITHDRAW = Statement(
    update(Invitation)
    .where(
        col(Invitation.id) == bindparam("id_"),
        col(Invitation.organisation_id) == bindparam("organisation_id_"),
        col(Invitation.taken_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    .values(withdrawn_at=bindparam("now_"))
)
OFFICE = Statement(
    pick(Organisation.id)
    .where(col(Organisation.kind) == OrganisationKind.DISTRICT)
    .order_by(Organisation.slug)
)
COUNT = Statement(
    pick(func.count()).where(
        col(Invitation.organisation_id) == bindparam("organisation_id"), *OPEN_NOW
    )
)


class TwoMustAgree(Refused):
    """Where two own, a third is made one by both of them, once they work here."""


class TooManyInvitations(Refused):
    """So many are open that something is wrong: `most`."""


def invite(
    session: Session,
    me: Member,
    desk: Desk,
    *,
    email: str,
    role: Role,
    until: datetime | None = None,
    language: str,
    idem: str,
    now: datetime,
) -> None:
    """Offer a role to an address by letter. Known or not, nobody can tell from what happens.

    Raises BadAddress, TooManyInvitations, TwoMustAgree. The same form sent again writes one letter.
    """
    require(may_appoint(desk.roles) and role in given_at(desk.kind))
    desks.require_listed(desk.state, desk.state_reason)
    if SENT.first(session, idem=idem):
        return
    if role is Role.OWNER and ownership.count(session, desk, now=now) >= memberships.OWNERS:
        raise TwoMustAgree
    if COUNT.value(session, organisation_id=desk.organisation_id, now=now) >= MOST_OPEN:
        raise TooManyInvitations(most=MOST_OPEN)
    facts = {"role": role, "role_until": until, "invited_by": me.id, "idem": idem}
    invitation, token = _offer(session, desk.organisation_id, email, facts, STANDS, now)
    told = {
        "organisation": desk.name,
        "role": role.value,
        "ends_on": invitation.ends_at.date().isoformat(),
        "link": f"/invitations/{token}",
    }
    letters.write_to(session, LetterKind.INVITATION, invitation.email, language, told, now=now)


def call_operator(session: Session, *, email: str, office: Words, now: datetime) -> str:
    """Offer the operator's role at the district office, which is founded if there is none.

    Only for whoever has the server: returns the secret part of the link. Raises BadAddress.
    """
    organisation_id = OFFICE.value(session) or _found_office(session, office, now)
    facts = {"role": Role.OPERATOR, "idem": ids.new_token()}
    return _offer(session, organisation_id, email, facts, OPERATOR_STANDS, now)[1]


def list_open(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the invitations that wait for an answer, newest first."""
    require(may_appoint(desk.roles))
    return OPEN.all(session, organisation_id=desk.organisation_id, now=now)


def withdraw(
    session: Session, me: Member, desk: Desk, invitation_id: UUID, *, now: datetime
) -> None:
    """Let a link lead nowhere. Harmless when it does already."""
    require(may_appoint(desk.roles))
    where = {"id_": invitation_id, "organisation_id_": desk.organisation_id}
    if WITHDRAW.run(session, {**where, "now_": now}):
        history.record(session, me.id, "invitation.withdrawn", desk.organisation_id, now=now)


def _offer(
    session: Session,
    organisation_id: UUID,
    email: str,
    facts: dict[str, Any],
    stands: timedelta,
    now: datetime,
) -> tuple[Invitation, str]:
    token = ids.new_link()
    invitation = Invitation(
        id=ids.new_id(now),
        organisation_id=organisation_id,
        email=addresses.tidy(email),
        token_hash=ids.digest(token),
        made_at=now,
        ends_at=now + stands,
        **facts,
    )
    session.add(invitation)
    session.flush()
    history.record(session, invitation.invited_by, "invitation.made", organisation_id, now=now)
    return invitation, token


def _found_office(session: Session, name: Words, now: datetime) -> UUID:
    """Found the district office: it runs the portal, so nobody else has checked it."""
    return organisations.register(
        session,
        kind=OrganisationKind.DISTRICT,
        slug="district-office",
        name=name,
        about=name,
        registration="runs this portal",
        proved_on=now.date(),
        recheck_on=(now + timedelta(days=365)).date(),
        now=now,
    ).id
