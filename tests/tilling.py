"""Tills for tests, made through the verbs: the shelter's chen prints a card, a browser shows it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from portal import paired_tills, till_cards, tills
from portal.tills import Taker
from portal.vault import Vault
from tests import people
from tests.giving import SHELTER, desk
from tests.people import NOON

VAULT = Vault("a secret for tests")
BROWSER: dict[str, Any] = {"device": "firefox/android", "network": "192.0.2.7", "idem": "pair"}


def card(
    session: Session,
    who: str = "chen",
    place: str = SHELTER,
    *,
    name: str = "By the door",
    idem: str = "card",
    now: datetime = NOON,
    vault: Vault = VAULT,
) -> till_cards.Printed:
    """Print a card for one more till of a partner."""
    me, at = people.find(session, who), desk(session, who, place)
    number = till_cards.make(session, vault, me, at, name, idem=idem, now=now)
    return till_cards.print_again(session, vault, at, number, now=now)


def pair(session: Session, secret: str, *, now: datetime = NOON, **browser: Any) -> str:
    """Make a browser the till of a card; return its token."""
    return paired_tills.pair(session, secret, **{**BROWSER, **browser}, now=now)


def taker(session: Session, token: str, now: datetime = NOON) -> Taker:
    """Return who takes vouchers in a browser that is a till."""
    found = paired_tills.find_or_none(session, token, now=now)
    assert found, "no till has this token"
    return tills.till(found)


def end(
    session: Session, number: int, who: str = "chen", place: str = SHELTER, now: datetime = NOON
) -> None:
    """End a till at its desk."""
    till_cards.end(session, people.find(session, who), desk(session, who, place), number, now=now)
