"""Earners: who earns for a household or class that is named by its code, and who checks neither.

A household's code is kept with it; a class's is made from its id, as nobody looks one up elsewhere.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.groups import Group
from db.tables.households import Household, HouseholdMember, Standing
from db.tables.people import Guardianship
from db.tables.programmes import Enrolment
from db.tables.schools import SchoolClass
from portal import codes as written

__all__ = ["ClassEarner", "classes", "code_of_class", "near", "of_codes"]

_first_adult = (
    pick(HouseholdMember.person_id)
    .where(
        col(HouseholdMember.household_id) == Household.id,
        col(HouseholdMember.left_at).is_(None),
        col(HouseholdMember.standing) == Standing.ADULT,
    )
    .order_by(
        (col(HouseholdMember.person_id) == Household.head_id).desc(),
        col(HouseholdMember.joined_at),
        col(HouseholdMember.person_id),
    )
    .limit(1)
    .correlate(Household)
    .scalar_subquery()
)
HOUSEHOLDS = Statement(
    pick(Household.code, Household.id, _first_adult.label("person_id")).where(
        col(Household.code).in_(bindparam("codes", expanding=True))
    )
)
CLASSES = Statement(
    pick(Group.id)
    .join(Enrolment, col(Enrolment.holder_id) == Group.id)
    .outerjoin(SchoolClass, col(SchoolClass.group_id) == Group.id)
    .where(
        col(Enrolment.programme_id) == bindparam("programme_id"),
        col(SchoolClass.closed_at).is_(None),
    )
    .order_by(col(Group.id))
    .limit(1000)
)
_homes = pick(HouseholdMember.household_id).where(
    col(HouseholdMember.person_id) == bindparam("me_id")
)
NEAR = Statement(
    pick(HouseholdMember.person_id, HouseholdMember.household_id).where(
        or_(
            col(HouseholdMember.household_id).in_(_homes),
            col(HouseholdMember.person_id).in_(
                pick(Guardianship.child_id).where(
                    col(Guardianship.guardian_id) == bindparam("me_id")
                )
            ),
            col(HouseholdMember.person_id).in_(
                pick(Guardianship.guardian_id).where(
                    col(Guardianship.child_id) == bindparam("me_id")
                )
            ),
        )
    )
)


class ClassEarner(NamedTuple):
    """A class, and who counted its pupils: as on the web, that is who tells of it."""

    id: UUID
    person_id: UUID | None


def code_of_class(group_id: UUID) -> str:
    """Return what stands for a class in lists and on sheets. Pure."""
    return written.code_of("K", group_id)


def classes(
    session: Session, programme_id: UUID, counted_by: UUID | None
) -> dict[str, ClassEarner]:
    """Return the classes and clubs of a programme that go on, by their codes."""
    found = CLASSES.values(session, programme_id=programme_id)
    return {code_of_class(one): ClassEarner(one, counted_by) for one in found}


def of_codes(session: Session, codes: Sequence[str]) -> dict[str, Row[Any]]:
    """Return the households with these codes, each with the adult who earns: its head, or first."""
    return {row.code: row for row in HOUSEHOLDS.all(session, codes=codes)}


def near(session: Session, person_id: UUID) -> set[UUID]:
    """Return everybody somebody ever lived with or answered for, and where: they check none."""
    return {one for row in NEAR.all(session, me_id=person_id) for one in row}
