"""How tests travel: a clock that is moved, and a day far ahead that two people confirm.

So points move on every day before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session

from db.tables.seals import ClockOk
from portal import ids

FAR = date(2030, 1, 1)
TWO = (ids.derived(ids.UUID(int=1), "first"), ids.derived(ids.UUID(int=1), "second"))


@dataclass
class Clock:
    """A clock that stands where a test puts its `now`."""

    now: Any  # an instant, or seconds

    def __call__(self) -> Any:
        """Tell the time."""
        return self.now


def noon(day: date) -> datetime:
    """Return the middle of a day."""
    return datetime.combine(day, time(12), UTC)


def confirm(session: Session, day: date = FAR) -> None:
    """Write down that two people say this day has come."""
    number = session.execute(select(func.coalesce(func.max(ClockOk.number), 0))).scalar_one()
    facts = {"number": number + 1, "prev_number": number, "day": day.isoformat()}
    people = {"first_by": TWO[0], "second_by": TWO[1]}
    session.connection().execute(insert(ClockOk), {**facts, **people})
