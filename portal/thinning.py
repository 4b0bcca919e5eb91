"""Thinning: which of many backups stay. The older they are, the further apart."""

from collections.abc import Iterable
from datetime import datetime, timedelta

__all__ = ["kept"]

EACH_HOUR = timedelta(days=2)
EACH_DAY = timedelta(days=35)


def kept(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return those that stay: one an hour for two days, one a day for 35, one a month after that.

    The last of each hour, day and month stays, by the calendar, so that asking again changes
    nothing; the newest of all is among them.
    """
    last: dict[tuple[int, ...], datetime] = {}
    for moment in sorted(made):
        last[_stretch(moment, now - moment)] = moment
    return set(last.values())


def _stretch(moment: datetime, age: timedelta) -> tuple[int, ...]:
    """Return the hour, day or month that a backup stands for at its age."""
    day = (moment.year, moment.month, moment.day)
    if age <= EACH_HOUR:
        return (*day, moment.hour)
    return day if age <= EACH_DAY else day[:2]
