"""Children of a household: one without an account is written down by an adult who lives there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import HouseholdMember
from db.tables.people import Person
from portal import guardians, history, households, names, people
from portal.errors import NotFound, Refused
from portal.households import Standing
from portal.people import Member
from portal.permissions import may_spend, require

__all__ = ["FullName", "TooManyChildren", "add", "grow_up", "require_mine"]

MOST = 12
ACCOUNT = Statement(pick(Person.email).where(col(Person.id) == bindparam("child_id")))
MINE = Statement(
    pick(Person.id)
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .where(
        col(Person.id) == bindparam("child_id"),
        col(Person.email).is_(None),
        col(HouseholdMember.household_id) == bindparam("household_id"),
        col(HouseholdMember.standing) == Standing.CHILD,
        col(HouseholdMember.left_at).is_(None),
    )
)


class FullName(Refused):
    """That looks like a first and a last name, and nobody has said that it is meant."""


class TooManyChildren(Refused):
    """So many that it is a class and no household: `most`."""


def add(
    session: Session,
    me: Member,
    *,
    name: str,
    is_guardian: bool,
    is_meant: bool = False,
    now: datetime,
) -> UUID:
    """Write a child down by a short name, and answer for it or not; the same name again is it.

    Raises NotAllowed, BadName, TooManyChildren; FullName, unless it is meant.
    """
    require(may_spend(me.standing))
    called = names.tidy(name)
    if names.looks_full(called) and not is_meant:
        raise FullName
    here = households.list_members(session, me.household_id)
    children = {one.name: one for one in here if one.standing is Standing.CHILD}
    if called in children:
        return UUID(str(children[called].id))
    if len(children) >= MOST:
        raise TooManyChildren(most=MOST)
    child = people.register(session, name=called, now=now)
    households.join(session, me.household_id, child.id, Standing.CHILD, now=now)
    history.record(session, me.id, "child.added", child.id, now=now)
    if is_guardian:
        guardians.begin(session, me.id, child.id, now=now)
    return child.id


def require_mine(session: Session, me: Member, child_id: UUID) -> None:
    """Raise NotFound unless it is a child of my household, without an account, and I an adult."""
    if not may_spend(me.standing) or not MINE.first(
        session, household_id=me.household_id, child_id=child_id
    ):
        raise NotFound


def grow_up(session: Session, me: Member, child_id: UUID, *, now: datetime) -> None:
    """Let a child with an account be an adult of the household; nobody answers for it any more.

    An adult of the household says so: nothing widens by itself. Raises NotAllowed, NotFound.
    """
    require(may_spend(me.standing))
    here = households.list_members(session, me.household_id)
    is_child = any(one.id == child_id and one.standing is Standing.CHILD for one in here)
    if not is_child or not ACCOUNT.value(session, child_id=child_id):
        raise NotFound
    guardians.release(session, child_id, now=now)
    households.leave(session, me.household_id, child_id, now=now)
    households.join(session, me.household_id, child_id, Standing.ADULT, now=now)
    history.record(session, me.id, "child.grew_up", child_id, now=now)
