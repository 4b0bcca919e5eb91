"""Slips as helpers type them, for the small cast."""

from typing import Any

from sqlmodel import Session

from db.tables.households import Household
from portal import ids, slips
from tests import claiming
from tests.claiming import SHELF, told
from tests.people import NOON, find


def type_in(
    session: Session,
    activity: str = "sort-week",
    *,
    who: str = "olive",
    whose: str = "rosa",
    **other: Any,
) -> str:
    """Type an act for somebody at the neighbours' desk, as olive; return the slip's code."""
    me, person = find(session, who), find(session, whose)
    facts = {"reason": "Has no phone.", "shelf": SHELF, "idem": ids.new_token(), "now": NOON}
    home = other.pop("home", session.get_one(Household, person.household_id).code)
    what, amount = claiming.what(session, activity), other.pop("told", told())
    here = (session, me, claiming.desk(session, who), what, (home, person.id), amount)
    return slips.type_in(*here, **{**facts, **other})
