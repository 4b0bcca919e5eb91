"""Ways in, as they change: each change is in the history and in a letter to whose they are."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from portal import history, letters
from portal.letters import LetterKind

__all__ = ["WayChange", "tell"]


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


def tell(
    session: Session, person_id: UUID, change: WayChange, *, by: UUID | None = None, now: datetime
) -> None:
    """Write it down, and write to the person: whoever did not do it themselves must learn of it."""
    history.record(session, by or person_id, f"way.{change}", person_id, now=now)
    facts = {"change": change.value, "day": now.date().isoformat()}
    letters.write(session, LetterKind.WAYS_CHANGED, [person_id], facts, now=now)
