"""The known: what the people with a demo sign-in did, so that every state can be seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from portal import gifts, ids
from portal.claims import Replaced
from portal.demo.cast import Home
from portal.demo.deeds import Deed, Fate
from portal.demo.gifting import Gifting
from portal.demo.history import REST, History
from portal.demo.pictures import draw
from portal.demo.sheets import Calendar

__all__ = ["Event", "events"]

UNCHECKED = REST - timedelta(hours=1)  # ago: whoever checks has not come to it yet

Event = tuple[datetime, Callable[[datetime], object]]


def events(history: History, gifting: Gifting) -> list[Event]:
    """Return what Linden and Fennel do, and when."""
    calendar = history.stage.calendar
    linden, fennel = history.stage.cast.home("Linden"), history.stage.cast.home("Fennel")
    deeds = [*_of_linden(linden, calendar), *_of_fennel(fennel, calendar)]
    return [
        *((deed.logged_at, partial(_log, history, deed)) for deed in deeds),
        (calendar.at(5, 2, 20), partial(_give, gifting, linden, 0, "orchard", 30)),
        (calendar.at(10, 1, 19), partial(_regret, gifting, linden)),
        (calendar.at(11, 1, 19), partial(_give, gifting, linden, 0, "breakfast", 20)),
        (calendar.at(6, 1, 19), partial(_agree, gifting, fennel)),
        (calendar.now - timedelta(days=3), partial(_give, gifting, fennel, 0, "tools", 20)),
        (calendar.now - timedelta(hours=2), partial(_give, gifting, linden, 0, "uniforms", 20)),
        (calendar.now - UNCHECKED, partial(_twins, history, linden, fennel)),
    ]


def _of_linden(linden: Home, calendar: Calendar) -> list[Deed]:
    """Return claims that end in every state, beside what chance brings."""
    rosa, tom = linden.adults[:2]
    one = Decimal(1)
    sorted_ = Deed(
        calendar.at(11, 6, 18), "RIVER", "sort-week", rosa, one, calendar.began, Fate.APPROVE
    )
    ride = Deed(
        calendar.at(1, 2, 18),
        "RIVER",
        "cycle",
        rosa,
        Decimal("4.2"),
        calendar.began,
        Fate.APPROVE,
        replaced=Replaced.CAR,
    )
    rides = [
        replace(ride, logged_at=calendar.at(week, day, 18, 5))
        for week in range(1, 13)
        for day in (1, 3)
    ]
    deeds = [
        *rides,
        sorted_,
        replace(sorted_, logged_at=calendar.at(11, 6, 20), me=tom),  # once a week: no points
        replace(ride, logged_at=calendar.at(10, 4, 18), me=tom, fate=Fate.DECLINE),
        replace(ride, logged_at=calendar.at(11, 2, 19), fate=Fate.DECLINE),
        replace(ride, logged_at=calendar.at(12, 2, 19), fate=Fate.DECLINE),
        replace(ride, logged_at=calendar.at(9, 4, 19), fate=Fate.WITHDRAW),
        replace(ride, logged_at=calendar.now - timedelta(days=4), fate=Fate.ASK, answers=False),
        replace(ride, logged_at=calendar.now - timedelta(hours=16), me=tom),
        _mended(ride, calendar.at(4, 4, 12)),
        _mended(ride, calendar.at(12, 1, 12)),
        _mended(ride, calendar.now - timedelta(days=5)),
    ]
    return [
        replace(deed, done_on=calendar.day_of(deed.logged_at))
        for deed in deeds
        if deed.logged_at < calendar.now
    ]


def _of_fennel(fennel: Home, calendar: Calendar) -> list[Deed]:
    """Return a ride by bus twice a week, so that there is something to agree about."""
    return [
        Deed(
            at,
            "RIVER",
            "bus",
            fennel.adults[day % 2],
            Decimal("6.5"),
            calendar.day_of(at),
            Fate.APPROVE,
            replaced=Replaced.CAR,
        )
        for week in range(1, 13)
        for day in (1, 4)
        if (at := calendar.at(week, day, 17, 40)) < calendar.now
    ]


def _mended(ride: Deed, at: datetime) -> Deed:
    return replace(
        ride,
        logged_at=at,
        programme="MEND",
        activity="repair-clothing",
        amount=Decimal(1),
        replaced=None,
        with_photo=True,
    )


def _log(history: History, deed: Deed, _now: datetime) -> None:
    history.log(deed)


def _twins(history: History, linden: Home, fennel: Home, now: datetime) -> None:
    """Send the same photo from two homes: a flag for whoever checks."""
    photo = draw("led-bulb", history.chance)
    today = history.stage.calendar.day_of(now)
    lamp = Deed(
        now, "RIVER", "led-bulb", linden.adults[0], Decimal(2), today, Fate.APPROVE, with_photo=True
    )
    for home in (linden, fennel):
        history.log(replace(lamp, me=home.adults[1]), photo=photo)


def _give(gifting: Gifting, home: Home, place: int, key: str, points: int, now: datetime) -> str:
    """Give what there is room for; return the gift's code, or nothing."""
    return gifting.give(home, place, key, points, now) if gifting.have(home, points) else ""


def _agree(gifting: Gifting, home: Home, now: datetime) -> None:
    """One adult proposes, another agrees."""
    if code := _give(gifting, home, 0, "breakfast", 20, now):
        gifting.agree(home, 1, code, now + timedelta(hours=2))


def _regret(gifting: Gifting, home: Home, now: datetime) -> None:
    """Give, and take it back the same evening."""
    if code := _give(gifting, home, 1, "tools", 20, now):
        later = now + timedelta(hours=1)
        gifts.take_back(gifting.session, home.adults[1], code, idem=ids.new_token(), now=later)
