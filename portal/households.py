"""Households: people who share a home join, leave, choose who is their head and how many agree."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.giving import Cause
from db.tables.households import ChosenCause, Household, HouseholdMember, Standing
from db.tables.people import Person
from db.tables.programmes import Enrolment, Programme
from portal import codes, history, ids, ledger, names
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_head, require

__all__ = [
    "AlreadyHome",
    "Standing",
    "TooFewAdults",
    "choose_rule",
    "find",
    "found",
    "hand_over",
    "join",
    "leave",
    "list_members",
    "list_wallets",
    "rename",
]

_commons = aliased(Cause)
MEMBERS = Statement(
    pick(*(Person.id, Person.name, HouseholdMember.standing, HouseholdMember.joined_at))
    .add_columns(
        col(Person.email).is_not(None).label("has_account"),
        (col(Household.head_id) == Person.id).label("is_head"),
    )
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .join(Household, col(Household.id) == HouseholdMember.household_id)
    .where(
        col(HouseholdMember.household_id) == bindparam("household_id"),
        col(HouseholdMember.left_at).is_(None),
    )
    .order_by(col(HouseholdMember.standing), col(HouseholdMember.joined_at), col(Person.name))
    .limit(50)
)
_common = (
    pick(_commons.id)
    .where(col(_commons.programme_id) == Programme.id, col(_commons.is_common))
    .order_by(col(_commons.code))
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)
WALLETS = Statement(
    pick(
        *(Enrolment.programme_id, col(Cause.id).label("cause_id")),
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        ledger.held_by(bindparam("household_id"), col(Programme.id)).label("points"),
        col(Cause.name).label("cause_name"),  # that gets what lapses
    )
    .join(Enrolment, col(Enrolment.programme_id) == Programme.id)
    .outerjoin(
        ChosenCause,
        tied(ChosenCause, Enrolment, "programme_id household_id", "programme_id holder_id"),
    )
    .outerjoin(
        Cause,
        and_(
            col(Cause.programme_id) == Programme.id,
            col(Cause.id) == func.coalesce(ChosenCause.cause_id, _common),
        ),
    )
    .where(col(Enrolment.holder_id) == bindparam("household_id"))
    .order_by(col(Programme.code))
    .limit(50)
)
HOME = Statement(
    pick(HouseholdMember.household_id).where(
        col(HouseholdMember.person_id) == bindparam("person_id"),
        col(HouseholdMember.left_at).is_(None),
    )
)
HOUSEHOLD = Statement(
    pick(
        *(
            Household.id,
            Household.code,
            Household.name,
            Household.head_id,
            Household.adults_to_agree,
        )
    ).where(col(Household.id) == bindparam("household_id"))
)


class AlreadyHome(Refused):
    """A person belongs to one household at a time."""


class TooFewAdults(Refused):
    """Two adults can only agree where there are two."""


def found(session: Session, *, name: str, now: datetime) -> Household:
    """Begin a household, still empty, in which one adult may spend."""
    household_id = ids.new_id(now)
    code = codes.code_of("M", household_id)
    household = Household(id=household_id, code=code, name=name, made_at=now)
    session.add(household)
    session.flush()
    return household


def join(
    session: Session, household_id: UUID, person_id: UUID, standing: Standing, *, now: datetime
) -> None:
    """Let a person live here from now on; raises AlreadyHome. Points do not move with them."""
    if HOME.first(session, person_id=person_id):
        raise AlreadyHome
    session.add(
        HouseholdMember(
            household_id=household_id, person_id=person_id, joined_at=now, standing=standing
        )
    )
    household = session.get_one(Household, household_id)
    if household.head_id is None and standing is Standing.ADULT:
        household.head_id = person_id
    session.flush()
    history.record(session, person_id, "household.joined", household_id, now=now)


def leave(session: Session, household_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """End a person's time here; the points stay with the household.

    The next adult becomes its head, and where two had to agree and one is left, one may spend.
    Whether somebody may leave is decided in portal/moving.py.
    """
    here = (
        col(HouseholdMember.household_id) == household_id,
        col(HouseholdMember.person_id) == person_id,
        col(HouseholdMember.left_at).is_(None),
    )
    member = session.scalars(pick(HouseholdMember).where(*here)).one()
    member.left_at = now
    session.flush()
    household = session.get_one(Household, household_id)
    adults = _adults(session, household_id)
    if household.head_id == person_id:
        household.head_id = adults[0].id if adults else None
    household.adults_to_agree = min(household.adults_to_agree, max(1, len(adults)))
    session.flush()
    history.record(session, person_id, "household.left", household_id, now=now)


def rename(session: Session, me: Member, typed: str, *, now: datetime) -> None:
    """Call the household otherwise, as its head; raises NotAllowed, BadName."""
    household = session.get_one(Household, me.household_id)
    require(may_head(me.id, household.head_id))
    name = names.tidy(typed)
    if name != household.name:
        household.name = name
        session.flush()
        history.record(session, me.id, "household.renamed", me.household_id, now=now)


def hand_over(session: Session, me: Member, person_id: UUID, *, now: datetime) -> None:
    """Let another adult of the household be its head; raises NotAllowed, NotFound."""
    household = session.get_one(Household, me.household_id)
    require(may_head(me.id, household.head_id))
    if person_id not in {one.id for one in _adults(session, me.household_id)}:
        raise NotFound
    household.head_id = person_id
    session.flush()
    history.record(session, me.id, "household.handed_over", me.household_id, now=now)


def choose_rule(
    session: Session, actor_id: UUID, household_id: UUID, *, adults_to_agree: int, now: datetime
) -> None:
    """Say how many adults must agree before points are used; raises TooFewAdults.

    portal/spending_rules.py asks every adult first.
    """
    adults = _adults(session, household_id)
    if len(adults) < adults_to_agree:
        raise TooFewAdults(adults=len(adults))
    household = session.get_one(Household, household_id)
    household.adults_to_agree = adults_to_agree
    session.flush()
    history.record(session, actor_id, f"household.rule_{adults_to_agree}", household_id, now=now)


def find(session: Session, household_id: UUID) -> Row[Any]:
    """Return a household's name, head and rule."""
    return HOUSEHOLD.one(session, household_id=household_id)


def list_members(session: Session, household_id: UUID) -> Sequence[Row[Any]]:
    """Return who lives there now: adults first, then children."""
    return MEMBERS.all(session, household_id=household_id)


def list_wallets(session: Session, household_id: UUID) -> Sequence[Row[Any]]:
    """Return what a household holds in each programme it takes part in."""
    return WALLETS.all(session, household_id=household_id)


def _adults(session: Session, household_id: UUID) -> list[Row[Any]]:
    """Return the adults who live there now, whoever came first before the others."""
    members = list_members(session, household_id)
    return [member for member in members if member.standing is Standing.ADULT]
