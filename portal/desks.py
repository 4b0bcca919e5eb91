"""Desks: where a person works, and what they do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)
from portal.errors import Refused
from portal.people import Member

__all__ = [
    "Closed",
    "Desk",
    "OrganisationKind",
    "OrganisationState",
    "Role",
    "Suspended",
    "find_or_none",
    "list_of",
    "require_listed",
]

_colleague = aliased(Membership)
_verifiers = (  # one text, so that no page asks a second time
    pick(func.aggregate_strings(cast(col(_colleague.person_id), Text), " "))
    .where(
        col(_colleague.organisation_id) == Organisation.id,
        col(_colleague.role) == Role.VERIFIER,
        col(_colleague.since) <= bindparam("now"),
        or_(col(_colleague.until).is_(None), col(_colleague.until) > bindparam("now")),
    )
    .correlate(Organisation)
    .scalar_subquery()
)
_MINE = (
    pick(
        Organisation.id,
        Organisation.slug,
        Organisation.name,
        Organisation.kind,
        Organisation.state,
        Organisation.state_reason,
        Organisation.code,
        _verifiers.label("verifiers"),
        Membership.role,
    )
    .join(Membership, col(Membership.organisation_id) == Organisation.id)
    .where(
        col(Membership.person_id) == bindparam("person_id"),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .order_by(Organisation.slug, Membership.role)
)
DESKS = Statement(_MINE)
DESK = Statement(_MINE.where(col(Organisation.slug) == bindparam("slug")))


class Suspended(Refused):
    """Nothing new is done for this organisation until the operator has looked: `reason`."""


class Closed(Refused):
    """This organisation has closed: `reason`."""


@dataclass(frozen=True)
class Desk:
    """One organisation and the roles somebody has there."""

    organisation_id: UUID
    slug: str
    name: Words
    kind: OrganisationKind
    roles: frozenset[Role]
    state: OrganisationState = OrganisationState.LISTED
    state_reason: str = ""
    code: str = ""  # with the slug it makes its public address
    verifiers: tuple[UUID, ...] = ()  # who checks there now, always in the same order


def find_or_none(session: Session, me: Member, slug: str, *, now: datetime) -> Desk | None:
    """Return the person's desk at an organisation, or None: also when it is not theirs."""
    found = _gathered(DESK.all(session, person_id=me.id, now=now, slug=slug))
    return found[0] if found else None


def list_of(session: Session, me: Member, *, now: datetime) -> list[Desk]:
    """Return every desk of a person."""
    return _gathered(DESKS.all(session, person_id=me.id, now=now))


def require_listed(state: OrganisationState, reason: str = "") -> None:
    """Raise Suspended or Closed unless new things may be done for such an organisation."""
    if state is OrganisationState.SUSPENDED:
        raise Suspended(reason=reason)
    if state is OrganisationState.CLOSED:
        raise Closed(reason=reason)


def _gathered(rows: Sequence[Any]) -> list[Desk]:
    desks: dict[UUID, Desk] = {}
    for id_, slug, name, kind, state, reason, code, names, role in rows:
        roles = frozenset({role}) | (desks[id_].roles if id_ in desks else frozenset())
        who_checks = tuple(sorted(UUID(one) for one in (names or "").split()))
        desks[id_] = Desk(id_, slug, name, kind, roles, state, reason, code, who_checks)
    return list(desks.values())
