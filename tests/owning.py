"""A programme's own factors, for the small cast: lists of them, entering, reviewing."""

import io
from typing import Any

from sqlmodel import Session

from portal import own_factors
from portal.own_factors import About, Tried
from tests import giving, people
from tests.people import NOON

ABOUT = About("Riverside ride", "Riverside, leaflet of 2026, page 2", 2026, 2027)
COLUMNS = (
    *("activity", "unit", "region", "year", "metric", "impact_class", "central"),
    *("low", "high", "bounds", "arithmetic"),
)
RIDE = {
    **{"activity": "cycle", "unit": "km", "region": "GB", "year": "2026", "metric": "co2e_kg"},
    **{"impact_class": "avoided", "central": "0.2", "low": "0.1", "high": "0.3"},
    "arithmetic": "0.25 * 0.8",
}


def text(*rows: dict[str, str]) -> str:
    """Write rows down as a spreadsheet does."""
    cells = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    return "".join(",".join(one) + "\r\n" for one in cells)


def enter(session: Session, *rows: dict[str, str], **other: Any) -> tuple[str | None, Tried]:
    """Enter a set for RIVER as olive, unless told otherwise."""
    who, about = other.pop("who", "olive"), other.pop("about", ABOUT)
    facts: dict[str, Any] = {"now": NOON, **other}
    file = io.BytesIO(facts.pop("data", text(*rows or (RIDE,)).encode()))
    me, desk = people.find(session, who), giving.desk(session, who)
    return own_factors.enter(session, me, desk, "RIVER", about, file, **facts)


def review(session: Session, code: str, who: str = "olga") -> None:
    """Review a set, as olga unless told otherwise."""
    me, desk = people.find(session, who), giving.desk(session, who)
    own_factors.review(session, me, desk, code, office="Riverside’s office", now=NOON)


def put_in_use(session: Session, *rows: dict[str, str], **other: Any) -> str:
    """Enter a set and review it; return its code."""
    code, tried = enter(session, *rows, **other)
    assert code, tried.faults
    review(session, code)
    return code


def end(session: Session, code: str, who: str = "olga") -> None:
    """Use a set no longer."""
    me, desk = people.find(session, who), giving.desk(session, who)
    own_factors.end(session, me, desk, code, now=NOON)
