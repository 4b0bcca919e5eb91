"""The ledger's own writing of time: text that sorts as time does, the same on both databases."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from db.columns import STAMP

__all__ = ["later", "stamp"]


def stamp(instant: datetime) -> str:
    """Return an instant as 27 characters."""
    return instant.astimezone(UTC).strftime(STAMP)


@lru_cache(maxsize=1000)
def later(day: str, days: int) -> str:
    """Return the day so many days after."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
