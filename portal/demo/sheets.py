"""The sheets the district is made from: plain values out of the files beside this module."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.programmes import CapOf, CapPeriod, CapWho
from portal.seasons import ActivityPlan

__all__ = ["TIME_ZONE", "WEEKS", "Calendar", "names", "rules", "sheet"]

FOLDER = Path(__file__).parent
TIME_ZONE = "Europe/London"
WEEKS = 26  # of the season
_GONE = timedelta(weeks=12)  # the clock stands in the thirteenth


@dataclass(frozen=True)
class Calendar:
    """The season around `now`; its weeks are counted from one."""

    now: datetime

    @property
    def began(self) -> date:
        """The first Monday."""
        today = self.now.astimezone(ZoneInfo(TIME_ZONE)).date()
        return today - timedelta(days=today.weekday()) - _GONE

    @property
    def ends(self) -> date:
        """The last Sunday."""
        return self.began + timedelta(weeks=WEEKS, days=-1)

    def at(self, week: int, day: int = 0, hour: int = 0, minute: int = 0) -> datetime:
        """Return an instant: day 0 is Monday, the hour is local."""
        on = self.began + timedelta(weeks=week - 1, days=day)
        return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(TIME_ZONE))

    def day_of(self, instant: datetime) -> date:
        """Return which day it is there."""
        return instant.astimezone(ZoneInfo(TIME_ZONE)).date()


@cache
def sheet(name: str) -> list[dict[str, Any]]:
    """Return the entries of a file: "cause" of cause.toml."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file)[name]
    return entries


def names() -> dict[str, list[str]]:
    """Return first names and names of homes."""
    with (FOLDER / "names.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def rules(programme: str) -> tuple[ActivityPlan, ...]:
    """Return a programme's rules table."""
    with (FOLDER / "rules.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _activity(row) for row in csv.DictReader(file) if row["programme"] == programme
        )


def _activity(row: dict[str, str]) -> ActivityPlan:
    return ActivityPlan(
        code=row["code"],
        points=int(row["points"]),
        cap=int(row["cap"]),
        cap_of=CapOf(row["cap_of"]),
        cap_period=CapPeriod(row["cap_period"]),
        evidence=row["evidence"],
        per_amount=Decimal(row["per_amount"]) if row["per_amount"] else None,
        least_amount=Decimal(row["least_amount"]),
        most_amount=Decimal(row["most_amount"]),
        whole=row["whole"] == "yes",
        asks_replaced=row["asks_replaced"] == "yes",
        cap_who=CapWho(row["cap_who"]),
        cap_group=row["cap_group"],
        audit_percent=int(row["audit_percent"]),
    )
