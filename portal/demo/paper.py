"""Posters and paper: a poster at the ferry house, a day's sheet, a list taken back, a slip."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from portal import checkins, ids, importing, keying, posters, programmes, slips, taking_back
from portal.codes import code_of
from portal.demo.history import History
from portal.demo.known import Event
from portal.demo.sheets import TIME_ZONE, Calendar
from portal.importing import Source
from portal.organisations import Role
from portal.posters import PosterPlan, Proof
from portal.told import Told
from portal.typed import Row

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
        (_while_open(calendar), partial(_arrive, history, 2)),
        (calendar.at(12, _SATURDAY, 17), partial(_type_sheet, history)),
        (calendar.at(11, 1, 10), partial(_send_list, history)),
        (calendar.now - timedelta(minutes=40), partial(_type_slip, history)),
    ]


def _while_open(calendar: Calendar) -> datetime:
    """Return the newest instant, an hour ago or more, at which the poster can be used."""
    latest = (calendar.now - timedelta(hours=1)).astimezone(ZoneInfo(TIME_ZONE))
    opens, closes = (latest.replace(hour=at // 60, minute=at % 60) for at in _OPEN)
    if opens <= latest < closes:
        return latest
    evening = closes - timedelta(hours=1)
    return evening if latest >= closes else evening - timedelta(days=1)


def _type_sheet(history: History, now: datetime) -> None:
    """Type the ferry house's weighing sheet, twice: organiser and steward."""
    session, cast = history.session, history.stage.cast
    day = history.stage.calendar.day_of(now)
    rows = [
        Row(n, code_of("M", home.id), "recycle-paper", str(1 + n % 4), f"{day}")
        for n, home in enumerate(cast.homes[2:8], 1)
    ]
    signed = cast.who(_RIVERSIDE, Role.STEWARD).id
    (olive, first), (steward, second) = (
        cast.desk(session, _RIVERSIDE, role, now=now) for role in (Role.ORGANISER, Role.STEWARD)
    )
    sums = sum((Decimal(row.quantity) for row in rows), Decimal())
    totals: dict[str, Any] = {"row_count": len(rows), "control": sums, "witness_id": signed}
    sheet, key = keying.new_sheet(), ids.new_token()
    facts = (session, olive, first, "RIVER", sheet, rows)
    code, _ = keying.key(*facts, **totals, idem=key, now=now)
    assert code
    keying.key_again(session, steward, second, code, rows, idem=ids.new_token(), now=now)


def _type_slip(history: History, now: datetime) -> None:
    """Type what somebody without a phone tells at the desk; it waits for a check."""
    session, home = history.session, history.stage.cast.homes[2]
    me, desk = history.stage.cast.desk(session, _RIVERSIDE, Role.ORGANISER, now=now)
    what = programmes.find_activity(session, "RIVER", "recycle-glass", now=now)
    signed = history.stage.cast.who(_RIVERSIDE, Role.STEWARD).id
    told = Told(Decimal(3), history.stage.calendar.day_of(now), witness_id=signed, is_late=True)
    slips.type_in(
        *(session, me, desk, what, (code_of("M", home.id), home.adults[0].id), told),
        reason="Has no phone.",
        shelf=history.shelf,
        idem=ids.new_token(),
        now=now,
    )


def _send_list(history: History, now: datetime) -> None:
    """Bring in a list of last week's phones that turns out to be another district's; undo it."""
    session, cast = history.session, history.stage.cast
    me, desk = cast.desk(session, _RIVERSIDE, Role.ORGANISER, now=now)
    day = history.stage.calendar.day_of(now)
    head = "external_id,member,activity,quantity,unit,done_at\n"
    rows = (
        f"shop-{n},{code_of('M', home.id)},return-old-phone,1,item,{day}\n"
        for n, home in enumerate(cast.homes[2:6], 1)
    )
    data = (head + "".join(rows)).encode()
    source = Source("phones.csv", ids.digest(data.decode()))
    facts = (session, me, desk, "RIVER", io.BytesIO(data), source)
    code, _ = importing.bring_in(*facts, idem=ids.new_token(), now=now)
    assert code
    both: dict[str, Any] = {"second_id": cast.who(_RIVERSIDE, Role.VERIFIER).id}
    later = now + timedelta(minutes=20)
    taking_back.undo(session, me, desk, code, **both, idem=ids.new_token(), now=later)


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
