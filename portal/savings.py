"""Savings: what two readings of a meter say, beside a household's own past. Pure."""

import unicodedata
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from portal.errors import Refused
from portal.measures import in_unit
from portal.told import InTheFuture

__all__ = [
    "LEAST_DAYS",
    "LONGEST_NUMBER",
    "METERED",
    "ByMeter",
    "FromReadings",
    "LaterReading",
    "NoMeterNumber",
    "NoReading",
    "OtherMeter",
    "Past",
    "ReadTooSoon",
    "ReadingFollowed",
    "RunsBackward",
    "SavedTooMuch",
    "Shown",
    "UnusualUse",
    "UsualKnown",
    "UsualMissing",
    "exact",
    "require_after",
    "require_bill",
    "require_number",
    "require_real",
    "saved",
    "worth",
]

METERED = {"save-electricity": "kwh", "save-water": "m3"}  # what such a meter counts
LEAST_DAYS = 7  # between two readings: a day's use says little
PAST_DAYS = (20, 400)  # of a bill
MOST_SHOWN = Decimal(10_000_000)
LONGEST_NUMBER = 40


class FromReadings(Refused):
    """What was saved follows from readings, and is not told otherwise."""


class ByMeter(Refused):
    """Nobody tells how much they saved: two readings of the household's own meter say it."""


class UsualMissing(Refused):
    """The household's own past comes first."""


class NoReading(Refused):
    """No meter shows this."""


class UsualKnown(Refused):
    """The household's own past was told before; it stays, so that it cannot grow."""


class UnusualUse(Refused):
    """This is no bill: from `least` to `most` days, and more than nothing."""


class RunsBackward(Refused):
    """The meter shows less than before: `shown`. It was misread, or it is another meter."""


class LaterReading(Refused):
    """A later reading is here already, of `day`, and it stays the last one."""


class ReadTooSoon(Refused):
    """From this reading to the next one it is `days` days at least."""


class ReadingFollowed(Refused):
    """Another reading was compared with this one, so it stays."""


class NoMeterNumber(Refused):
    """On paper a meter is called by its number or a name, in at most `most` signs."""


class OtherMeter(Refused):
    """The reading before was of another meter: `known`. It was misread, or it is a new one."""


class SavedTooMuch(Refused):
    """More would have been saved than is plausible: `saved`, at most `most`."""


class Past(NamedTuple):
    """A household's own past: so much in so many days."""

    usual: Decimal
    days: int


class Shown(NamedTuple):
    """What a meter showed on a day."""

    read_on: date
    shown: Decimal


def exact(typed: Decimal) -> Decimal:
    """Return what was typed to a thousandth: no meter shows more."""
    return round(typed, 3)


def saved(past: Past, before: Shown, now: Shown) -> Decimal:
    """Return how much less was used between two readings than in the same days of the past. Pure.

    Negative where more was used.
    """
    days = (now.read_on - before.read_on).days
    return past.usual * days / past.days - (now.shown - before.shown)


def require_bill(past: Past) -> None:
    """Raise UnusualUse where this is no bill."""
    least, most = PAST_DAYS
    if not least <= past.days <= most or not 0 < past.usual < MOST_SHOWN:
        raise UnusualUse(least=least, most=most)


def require_real(seen: Shown, today: date) -> None:
    """Raise InTheFuture or NoReading for what cannot have been read."""
    if seen.read_on > today:
        raise InTheFuture
    if not 0 <= seen.shown < MOST_SHOWN:
        raise NoReading


def require_after(before: Shown, seen: Shown, *, is_new_meter: bool) -> None:
    """Raise LaterReading, ReadTooSoon or RunsBackward where this cannot follow the one before."""
    if seen.read_on < before.read_on:
        raise LaterReading(day=before.read_on)
    if seen.read_on < before.read_on + timedelta(days=LEAST_DAYS) and not is_new_meter:
        raise ReadTooSoon(days=LEAST_DAYS)
    if seen.shown < before.shown and not is_new_meter:
        raise RunsBackward(shown=before.shown)


def require_number(known: str, number: str, *, is_new_meter: bool) -> None:
    """Raise NoMeterNumber, or OtherMeter where paper names another meter than the paper before."""
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise NoMeterNumber(most=LONGEST_NUMBER)
    if known and not is_new_meter and _bare(known) != _bare(number):
        raise OtherMeter(known=known)


def _bare(number: str) -> str:
    """Return what counts of a number: neither spaces and dashes, nor how it is written."""
    plain = unicodedata.normalize("NFKC", number).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def worth(what: Any, past: Past, before: Shown, seen: Shown) -> Decimal:
    """Return what was saved in whole units of the activity, nothing where more was used."""
    amount = in_unit(max(saved(past, before, seen), Decimal()), METERED[what.code], what.unit)
    whole = amount.to_integral_value(ROUND_FLOOR)
    if whole > what.most_amount:
        raise SavedTooMuch(saved=whole, most=what.most_amount)
    return whole
