"""Posters and paper: a poster at the ferry house, a day's sheet, a partner's list taken back."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from portal import checkins, ids, posters
from portal.demo.history import History
from portal.demo.known import Event
from portal.organisations import Role
from portal.posters import PosterPlan, Proof

__all__ = ["events"]

_RIVERSIDE, _SATURDAY, _OPEN = "riverside-neighbours", 5, (8 * 60, 22 * 60)
_SECRET = "no screen hangs in the ferry house"  # noqa: S105  (nothing is kept behind it)


def events(history: History) -> list[Event]:
    """Return what happens at the poster, and on paper, and when."""
    calendar = history.stage.calendar
    hung, shown = calendar.at(11, 3, 9), calendar.at(12, _SATURDAY, 11)
    return [
        (hung, partial(_hang, history)),
        (shown, partial(_arrive, history, 8)),
        (shown + timedelta(hours=2), partial(_tick, history)),
        (calendar.now - timedelta(hours=1), partial(_arrive, history, 2)),
    ]


def _hang(history: History, now: datetime) -> None:
    """Make the poster, as the organiser."""
    stage = history.stage
    me, desk = stage.cast.desk(history.session, _RIVERSIDE, Role.ORGANISER, now=now)
    plan = PosterPlan(
        activity="recycle-glass",
        place="Old ferry house",
        proof=Proof.STEWARD,
        host_id=stage.cast.who(_RIVERSIDE, Role.STEWARD).id,
        starts_on=stage.calendar.day_of(now),
        ends_on=stage.calendar.ends,
        opens_at=_OPEN[0],
        closes_at=_OPEN[1],
    )
    posters.make(history.session, me, desk, "RIVER", plan, idem=ids.new_token(), now=now)


def _arrive(history: History, count: int, now: datetime) -> None:
    """Let some who live here check in, each with so many kilograms."""
    _, desk = history.stage.cast.desk(history.session, _RIVERSIDE, Role.STEWARD, now=now)
    [poster] = posters.list_all(history.session, desk)
    for place, home in enumerate(history.stage.cast.homes[:count]):
        checkins.check_in(
            *(history.session, home.adults[0], poster, Decimal(2 + place % 3)),
            secret=_SECRET,
            shelf=history.shelf,
            idem=ids.new_token(),
            now=now,
        )


def _tick(history: History, now: datetime) -> None:
    """Let the steward say whom they saw: everybody."""
    session = history.session
    me, desk = history.stage.cast.desk(session, _RIVERSIDE, Role.STEWARD, now=now)
    [poster] = posters.list_all(session, desk)
    seen = [row.code for row in checkins.list_of_day(session, poster, now=now)]
    checkins.tick(session, me, desk, poster, seen, idem=ids.new_token(), now=now)
