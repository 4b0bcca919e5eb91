"""Ways in, as they change: each change is in the history and in a letter to whose they are."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person
from db.tables.ways import Passkey, SchoolAccount
from portal import history, letters
from portal.errors import Refused
from portal.letters import LetterKind

__all__ = ["LastWay", "WayChange", "require_one_left", "tell"]


def _how_many(table: type[Passkey] | type[SchoolAccount]) -> Any:
    whose = col(table.person_id) == bindparam("person_id")
    return pick(func.count()).where(whose).scalar_subquery()


COUNT = Statement(
    pick(
        func.count(col(Person.password_hash)) + _how_many(Passkey) + _how_many(SchoolAccount)
    ).where(col(Person.id) == bindparam("person_id"))
)


class WayChange(StrEnum):
    """What became different about how somebody signs in."""

    PASSWORD = "password"  # noqa: S105  (a kind of change)
    TIME_CODES_ON = "time_codes_on"
    TIME_CODES_OFF = "time_codes_off"
    RECOVERY_CODES = "recovery_codes"
    RECOVERY_USED = "recovery_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SCHOOL_ADDED = "school_added"
    SCHOOL_REMOVED = "school_removed"
    SECOND_DROPPED = "second_dropped"


class LastWay(Refused):
    """Without it there would be no way in."""


def require_one_left(session: Session, person_id: UUID) -> None:
    """Raise LastWay when no way in is left, so that it is not taken. Paper does not count."""
    if not COUNT.value(session, person_id=person_id):
        raise LastWay


def tell(
    session: Session, person_id: UUID, change: WayChange, *, by: UUID | None = None, now: datetime
) -> None:
    """Write it down, and write to the person: whoever did not do it themselves must learn of it."""
    history.record(session, by or person_id, f"way.{change}", person_id, now=now)
    facts = {"change": change.value, "day": now.date().isoformat()}
    letters.write(session, LetterKind.WAYS_CHANGED, [person_id], facts, now=now)
