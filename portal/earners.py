"""Earners: who earns for a household that is named by its code, and whom somebody may not check."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import Household, HouseholdMember, Standing
from db.tables.people import Guardianship

__all__ = ["near", "of_codes"]

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


def of_codes(session: Session, codes: Sequence[str]) -> dict[str, Row[Any]]:
    """Return the households with these codes, each with the adult who earns: its head, or first."""
    return {row.code: row for row in HOUSEHOLDS.all(session, codes=codes)}


def near(session: Session, person_id: UUID) -> set[UUID]:
    """Return everybody somebody ever lived with or answered for, and where: they check none."""
    return {one for row in NEAR.all(session, me_id=person_id) for one in row}
