"""Lists as partners send them, for the small cast: rows, files, and bringing them in."""

import io
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from db.tables.households import Household
from portal import earners, ids, importing
from portal.importing import Source
from tests import claiming, people
from tests.people import NOON

COLUMNS = ("external_id", "member", "activity", "quantity", "unit", "done_at")

WRONG: tuple[dict[str, str], ...] = (  # each makes a row that cannot be taken
    {"unit": "stone"},
    {"activity": "fly"},
    {"activity": "quiz"},
    {"member": "Rosa Linden"},
    {"quantity": "-1"},
    {"quantity": "101"},
    {"quantity": "much"},
    {"done_at": "2026-06-02"},
    {"done_at": "2026-05-01"},
    {"done_at": "2026-04-01"},
    {"external_id": ""},
    {"external_id": "=1+1"},
)


def code_of(session: Session, home: str) -> str:
    """Return the code of a household of the cast."""
    return session.exec(select(Household.code).where(Household.name == home)).one()


def row(session: Session, name: str = "1", home: str = "Linden", **other: str) -> dict[str, str]:
    """Say that a home brought three kilograms of glass today, unless told otherwise."""
    given = {
        "external_id": name,
        "member": code_of(session, home),
        "activity": "recycle-glass",
        "quantity": "3",
        "unit": "kg",
        "done_at": "2026-06-01",
    }
    return {**given, **other}


def text(*rows: Mapping[str, str], mark: str = ",", columns: tuple[str, ...] = COLUMNS) -> str:
    """Write rows down as a spreadsheet does."""
    return "".join(
        mark.join(one) + "\r\n"
        for one in [columns, *([row.get(name, "") for name in columns] for row in rows)]
    )


def bring(session: Session, written: str | bytes, **other: Any) -> Any:
    """Bring a file in at the neighbours' desk, as olive; return code and what became of it.

    What was written before is committed: a list that is not taken rolls its transaction back.
    """
    session.commit()
    return bring_along(session, written, **other)


def bring_along(session: Session, written: str | bytes, **other: Any) -> Any:
    """Bring a file in after whatever else was written in the same transaction."""
    who, code = other.pop("who", "olive"), other.pop("programme", "RIVER")
    slug = other.pop("slug", "riverside-neighbours")
    data = written.encode() if isinstance(written, str) else written
    facts = {"idem": ids.new_token(), "now": NOON, **other}
    source = facts.pop("source", Source("list.csv", ids.digest(data.hex())))
    me, desk = people.find(session, who), claiming.desk(session, who, slug)
    return importing.bring_in(session, me, desk, code, io.BytesIO(data), source, **facts)


def class_row(session: Session, name: str = "1", whose: str = "3A", **other: str) -> dict[str, str]:
    """Say that sixteen pupils of a class walked today, unless told otherwise."""
    given = {
        "external_id": name,
        "member": earners.code_of_class(people.school_class(session, whose)),
        **{"activity": "walk", "quantity": "16", "unit": "", "done_at": "2026-06-01"},
    }
    return {**given, **other}


def wrong_rows(session: Session) -> list[dict[str, str]]:
    """Return a good row, in line 2, and one of each kind of wrong ones."""
    bad = (row(session, str(number)) | one for number, one in enumerate(WRONG, start=2))
    return [row(session), *bad]
