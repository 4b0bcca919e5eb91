"""Posters in the small cast: made by olive for the glass at the hall, where vera is."""

from typing import Any

from sqlmodel import Session

from portal import ids, posters
from portal.posters import PosterPlan, Proof
from tests import claiming, people
from tests.claiming import TODAY
from tests.people import NOON

SECRET = claiming.SETTINGS.secret_key


def plan(session: Session, **other: Any) -> PosterPlan:
    """Glass, at the hall, today, at any hour, ticked by vera; unless told otherwise."""
    facts: dict[str, Any] = {
        "activity": "recycle-glass",
        "place": "Hall, by the door",
        "proof": Proof.STEWARD,
        "host_id": people.find(session, "vera").id,
        "starts_on": TODAY,
        "ends_on": TODAY,
    }
    return PosterPlan(**{**facts, **other})


def make(session: Session, **other: Any) -> Any:
    """Make such a poster; return it as its public page sees it."""
    desk = claiming.desk(session, "olive")
    me, idem = people.find(session, "olive"), ids.new_token()
    code = posters.make(session, me, desk, "RIVER", plan(session, **other), idem=idem, now=NOON)
    return posters.find_public(session, code)
