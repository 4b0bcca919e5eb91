"""Hindrances: what somebody has to do before they can be forgotten, because others rest on it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, literal, type_coerce, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.organisations import Membership, Organisation, OrganisationState, Role
from db.tables.people import Guardianship, Person
from portal.errors import Refused
from portal.memberships import OWNERS
from portal.people import Member

__all__ = ["Hindrances", "OnlyGuardian", "OwnersFirst", "look", "require_none"]

_mine: Any = aliased(Membership)
_anybody: Any = aliased(Membership)
_others: Any = aliased(Guardianship)


def _owns_for_good(one: Any) -> tuple[Any, ...]:
    return (one.organisation_id == Organisation.id, one.role == Role.OWNER, one.until.is_(None))


_owner_count = (
    pick(func.count()).where(*_owns_for_good(_anybody)).correlate(Organisation).scalar_subquery()
)
_places = (
    pick(literal("place").label("what"), type_coerce(Organisation.name, Text).label("name"))
    .add_columns(col(Organisation.slug).label("key"))
    .select_from(Organisation)
    .where(
        pick(_mine.person_id)
        .where(*_owns_for_good(_mine), _mine.person_id == bindparam("me_id"))
        .correlate(Organisation)
        .exists(),
        _owner_count <= OWNERS,
        # a suspended or closed one can get no other owner, and does nothing new
        col(Organisation.state) == OrganisationState.LISTED,
    )
)
_wards = (
    pick(literal("child"), col(Person.name), cast(col(Person.id), Text))
    .join(Guardianship, col(Guardianship.child_id) == Person.id)
    .where(
        col(Guardianship.guardian_id) == bindparam("me_id"),
        col(Guardianship.until).is_(None),
        col(Person.email).is_not(None),
        ~pick(_others.guardian_id)
        .where(
            _others.child_id == Person.id,
            _others.until.is_(None),
            _others.guardian_id != bindparam("me_id"),
        )
        .correlate(Person)
        .exists(),
    )
)
FIRST = Statement(union_all(_places, _wards))


class OwnersFirst(Refused):
    """An organisation would have fewer owners than it needs: `count` of them."""


class OnlyGuardian(Refused):
    """Nobody else answers for a child that has an account: `count` of them."""


@dataclass(frozen=True)
class Hindrances:
    """Places that need another owner, and children that need somebody who answers for them."""

    places: Sequence[tuple[Words, str]]  # each with its slug
    wards: Sequence[tuple[str, UUID]]


def look(session: Session, me: Member) -> Hindrances:
    """Return what somebody has to do first."""
    rows = FIRST.all(session, me_id=me.id)
    return Hindrances(
        [(json.loads(row.name), row.key) for row in rows if row.what == "place"],
        [(row.name, UUID(row.key)) for row in rows if row.what == "child"],
    )


def require_none(session: Session, me: Member) -> None:
    """Raise OwnersFirst or OnlyGuardian while somebody is needed."""
    found = look(session, me)
    if found.places:
        raise OwnersFirst(count=len(found.places))
    if found.wards:
        raise OnlyGuardian(count=len(found.wards))
