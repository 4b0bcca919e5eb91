"""Homes at a desk: who lives in the household whose code somebody brings along."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import Household, HouseholdMember
from db.tables.people import Person
from portal import codes, earners
from portal.desks import Desk
from portal.errors import Refused
from portal.people import Member
from portal.permissions import may_enter, require

__all__ = ["HelperAtHome", "UnknownHome", "list_home"]

HOME = Statement(
    pick(
        *(Household.id, Household.code, col(Household.name).label("home_name")),
        *(col(Person.id).label("person_id"), Person.name, HouseholdMember.standing),
    )
    .join(HouseholdMember, col(HouseholdMember.household_id) == Household.id)
    .join(Person, col(Person.id) == HouseholdMember.person_id)
    .where(col(Household.code) == bindparam("code"), col(HouseholdMember.left_at).is_(None))
    .order_by(col(HouseholdMember.standing), col(HouseholdMember.joined_at), col(Person.id))
    .limit(50)
)


class UnknownHome(Refused):
    """No household has this code."""


class HelperAtHome(Refused):
    """Whoever types lives there, or did, or answers for a child there."""


def list_home(session: Session, me: Member, desk: Desk, typed: str) -> Sequence[Row[Any]]:
    """Return who lives in the household with this code, adults first.

    Raises UnknownHome, HelperAtHome.
    """
    require(may_enter(desk.roles))
    code = codes.tidy(typed)
    found = HOME.all(session, code=code) if codes.is_sound(code) else []
    if not found:
        raise UnknownHome
    if earners.near(session, me.id) & {one for row in found for one in (row.id, row.person_id)}:
        raise HelperAtHome
    return found
