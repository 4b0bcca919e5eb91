"""Ownership: who owns an organisation is decided by two of its owners, one asks and one agrees.

So nobody can take an organisation over alone. Where fewer than two own it, one is enough to
invite the second: see portal/invitations.py.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import Membership, OwnerChange, OwnerChangeKind, Role
from db.tables.people import Person
from portal import desks, history, ids, memberships, organisations
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_appoint, require

__all__ = [
    "AlreadySo",
    "AskedByYou",
    "OwnerChangeKind",
    "agree",
    "ask",
    "drop",
    "drop_of",
    "list_open",
]

STANDS = timedelta(days=14)

_subject, _asker = aliased(Person), aliased(Person)
_IS_OPEN = (
    col(OwnerChange.organisation_id) == bindparam("organisation_id"),
    col(OwnerChange.agreed_at).is_(None),
    col(OwnerChange.ends_at) > bindparam("now"),
)
OPEN = Statement(
    pick(
        *(OwnerChange.id, OwnerChange.kind, OwnerChange.person_id, OwnerChange.asked_by),
        *(OwnerChange.asked_at, OwnerChange.ends_at),
        col(_subject.name).label("name"),
        col(_asker.name).label("asker"),
    )
    .join(_subject, col(_subject.id) == OwnerChange.person_id)
    .join(_asker, col(_asker.id) == OwnerChange.asked_by)
    .where(*_IS_OPEN)
    .order_by(col(OwnerChange.asked_at), col(OwnerChange.id))
    .limit(50)
)
AGREE = Statement(
    update(OwnerChange)
    .where(
        col(OwnerChange.organisation_id) == bindparam("organisation_id_"),
        col(OwnerChange.id) == bindparam("id_"),
        col(OwnerChange.agreed_at).is_(None),
    )
    .values(agreed_by=bindparam("by"), agreed_at=bindparam("at"))
)
DROP = Statement(
    update(OwnerChange)
    .where(
        col(OwnerChange.organisation_id) == bindparam("organisation_id_"),
        col(OwnerChange.id) == bindparam("id_"),
        col(OwnerChange.agreed_at).is_(None),
        col(OwnerChange.ends_at) > bindparam("at"),
    )
    .values(ends_at=bindparam("at"))
)
DROP_OF = Statement(
    update(OwnerChange)
    .where(
        or_(
            col(OwnerChange.person_id) == bindparam("person_"),
            col(OwnerChange.asked_by) == bindparam("person_"),
        ),
        col(OwnerChange.agreed_at).is_(None),
        col(OwnerChange.ends_at) > bindparam("at"),
    )
    .values(ends_at=bindparam("at"))
)
COUNT = Statement(
    pick(func.count()).where(
        col(Membership.organisation_id) == bindparam("organisation_id"),
        col(Membership.role) == Role.OWNER,
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)


class AskedByYou(Refused):
    """Who asked does not agree as well: another owner must."""


class AlreadySo(Refused):
    """They own already, or own no more."""


def ask(
    session: Session,
    me: Member,
    desk: Desk,
    person_id: UUID,
    kind: OwnerChangeKind,
    *,
    now: datetime,
) -> None:
    """Ask the other owners that a colleague owns too, or that one of them owns no longer.

    Raises AlreadySo, NotFound, LastOwners. Asked already, it changes nothing.
    """
    require(may_appoint(desk.roles) and person_id != me.id)
    desks.require_listed(desk.state, desk.state_reason)
    colleague = memberships.lock(session, desk, person_id, now=now)
    if (Role.OWNER in colleague.roles) == (kind is OwnerChangeKind.APPOINT):
        raise AlreadySo
    if any(row.person_id == person_id for row in list_open(session, desk, now=now)):
        return
    if kind is OwnerChangeKind.END and count(session, desk, now=now) <= memberships.OWNERS:
        raise memberships.LastOwners(least=memberships.OWNERS)
    if kind is OwnerChangeKind.APPOINT:
        organisations.require_fits({*colleague.roles, Role.OWNER})
    session.add(
        OwnerChange(
            organisation_id=desk.organisation_id,
            id=ids.new_id(now),
            person_id=person_id,
            kind=kind,
            asked_by=me.id,
            asked_at=now,
            ends_at=now + STANDS,
        )
    )
    session.flush()
    _record(session, me, desk, f"owner.{kind}.asked", person_id, now)


def agree(session: Session, me: Member, desk: Desk, change_id: UUID, *, now: datetime) -> None:
    """Be the second owner who wants it; it is done. Raises NotFound, AskedByYou, LastOwners."""
    require(may_appoint(desk.roles))
    desks.require_listed(desk.state, desk.state_reason)
    change = _find(session, desk, change_id, now=now)
    if change.asked_by == me.id:
        raise AskedByYou
    memberships.lock(session, desk, change.person_id, now=now)
    held = organisations.list_roles(session, desk.organisation_id, now=now)
    if Role.OWNER not in held.get(change.asked_by, ()):
        raise NotFound  # who asked owns nothing here any more
    where = {"organisation_id_": desk.organisation_id, "id_": change_id}
    if not AGREE.run(session, {**where, "by": me.id, "at": now}):
        raise NotFound
    _do(session, me, desk, change, now)


def drop(session: Session, me: Member, desk: Desk, change_id: UUID, *, now: datetime) -> None:
    """Say no, or take back what I asked. Harmless when it is over."""
    require(may_appoint(desk.roles))
    where = {"organisation_id_": desk.organisation_id, "id_": change_id}
    if DROP.run(session, {**where, "at": now}):
        history.record(session, me.id, "owner.dropped", desk.organisation_id, now=now)


def drop_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End what waits about somebody who is being erased, and what they asked for."""
    DROP_OF.run(session, {"person_": person_id, "at": now})


def list_open(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what waits for a second owner, the oldest first."""
    return OPEN.all(session, organisation_id=desk.organisation_id, now=now)


def count(session: Session, desk: Desk, *, now: datetime) -> int:
    """Return how many own an organisation now."""
    return int(COUNT.value(session, organisation_id=desk.organisation_id, now=now) or 0)


def _find(session: Session, desk: Desk, change_id: UUID, *, now: datetime) -> Row[Any]:
    for row in list_open(session, desk, now=now):
        if row.id == change_id:
            return row
    raise NotFound


def _do(session: Session, me: Member, desk: Desk, change: Row[Any], now: datetime) -> None:
    if change.kind is OwnerChangeKind.APPOINT:
        who = (desk.organisation_id, change.person_id)
        organisations.appoint(session, *who, Role.OWNER, by=me.id, now=now)
    else:
        memberships.end_role(session, me, desk, change.person_id, Role.OWNER, now=now)
        memberships.keep_two(session, desk, now=now)
    memberships.tell(session, desk, change.person_id, now=now)


def _record(
    session: Session, me: Member, desk: Desk, verb: str, whom_id: UUID, now: datetime
) -> None:
    history.record(session, me.id, verb, desk.organisation_id, whom_id=whom_id, now=now)
