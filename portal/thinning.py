"""Thinning: which of many backups stay. The older they are, the further apart."""

from collections.abc import Iterable
from datetime import datetime, timedelta

__all__ = ["EACH_MONTH", "kept"]

EACH_HOUR = timedelta(days=2)
EACH_DAY = timedelta(days=35)
EACH_MONTH = timedelta(days=400)  # they hold names: none is kept longer


def kept(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return those that stay: one an hour for two days, a day for 35, a month for 400, then none.

    The last of each hour, day and month stays, by the calendar, so that asking again changes
    nothing. The newest of all stays however old it is: it is better than nothing.
    """
    last: dict[tuple[int, ...], datetime] = {}
    moments = sorted(made)
    for moment in moments:
        if now - moment <= EACH_MONTH or moment == moments[-1]:
            last[_stretch(moment, now - moment)] = moment
    return set(last.values())


def _stretch(moment: datetime, age: timedelta) -> tuple[int, ...]:
    """Return the hour, day or month that a backup stands for at its age."""
    day = (moment.year, moment.month, moment.day)
    if age <= EACH_HOUR:
        return (*day, moment.hour)
    return day if age <= EACH_DAY else day[:2]
