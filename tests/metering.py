"""A meter in the small cast's programme, and readings as they come from the web and on paper."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from db.tables.households import Household
from db.tables.programmes import Activity, CapOf, CapPeriod, CapWho
from portal import ids, meter_slips, meters
from portal.meters import Kept
from portal.savings import Past, Shown
from tests import claiming
from tests.claiming import SHELF
from tests.people import NOON, find

BILL = Past(Decimal(9), 30)  # nine cubic metres in thirty days


def count_water(session: Session, evidence: str = "C") -> None:
    """Let RIVER count litres of water saved, by photo of the meter unless told otherwise."""
    programme = claiming.what(session, "sort-week").programme_id
    facts = {"whole": True, "asks_replaced": False, "cap_who": CapWho.HOLDER, "evidence": evidence}
    amounts = {"per_amount": Decimal(10), "least_amount": Decimal(1), "most_amount": Decimal(9000)}
    cap = {"cap": 300, "cap_of": CapOf.POINTS, "cap_period": CapPeriod.MONTH}
    named = {"code": "save-water", "cap_group": "save-water", "place": 99, "points": 1}
    session.add(Activity(programme_id=programme, version=1, **named, **facts, **amounts, **cap))
    session.commit()


def water(session: Session) -> Any:
    """Return the activity as a form for it is given it."""
    return claiming.what(session, "save-water")


def tell(session: Session, past: Past = BILL, who: str = "rosa") -> None:
    """Tell what somebody's household used before."""
    meters.tell_usual(session, find(session, who), water(session), past, now=NOON)


def read(session: Session, shown: str, ago: int = 0, who: str = "rosa", **other: Any) -> Kept:
    """Send a reading of so many days ago with a photo, as on the web."""
    seen = Shown(NOON.date() - timedelta(days=ago), Decimal(shown))
    facts = {"photo": claiming.picture(), "shelf": SHELF, "idem": ids.new_token(), "now": NOON}
    return meters.read(session, find(session, who), water(session), seen, **{**facts, **other})


def type_reading(
    session: Session,
    shown: str,
    ago: int = 0,
    *,
    who: str = "olive",
    whose: str = "rosa",
    seen_by: str | None = None,
    **other: Any,
) -> str:
    """Type a reading of so many days ago at the neighbours' desk; return the slip's code."""
    person = find(session, whose)
    home = session.get_one(Household, person.household_id).code
    seen = Shown(NOON.date() - timedelta(days=ago), Decimal(shown))
    facts = {"reason": "Has no phone.", "shelf": SHELF, "idem": ids.new_token(), "now": NOON}
    facts["witness_id"] = find(session, seen_by).id if seen_by else None
    here = (find(session, who), claiming.desk(session, who), water(session), (home, person.id))
    number = other.pop("number", "W-1742")
    return meter_slips.type_reading(session, *here, seen, number, **{**facts, **other})
