"""Changes of a round: made longer while it is open, or ended without being divided."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from db.columns import Facts
from db.tables.giving import Round, RoundOpening
from portal import givers, history, ledger, timetable
from portal.desks import Desk
from portal.errors import Refused
from portal.givers import Change
from portal.people import Member
from portal.permissions import may_plan_round, require
from portal.register_checks import LONGEST_REASON, ReasonMissing
from portal.rounds import TooLate
from portal.timetable import RoundState

__all__ = ["NotLonger", "StillGood", "extend", "may_void", "said_of", "void"]


class NotLonger(Refused):
    """A round is made longer, never shorter: people were promised until when."""


class StillGood(Refused):
    """A round with its pledge is divided when it has closed; only a broken one is ended."""


def extend(
    session: Session, me: Member, desk: Desk, code: str, *, closes_at: datetime, now: datetime
) -> None:
    """Let a round close later, as an organiser; harmless when it closes then already.

    Raises NotAllowed, NotFound, TooLate, NotLonger.
    """
    require(may_plan_round(desk.roles))
    found = timetable.find_at_desk(session, desk, code, now=now)
    ledger.lock(session, found.programme_id)
    row = session.get_one(Round, (found.programme_id, found.round_id), populate_existing=True)
    if row.closes_at == closes_at:
        return
    if now >= row.closes_at or row.voided_at:
        raise TooLate(closed_at=row.closes_at)
    if closes_at < row.closes_at:
        raise NotLonger
    row.closes_at = closes_at
    opening = session.get(RoundOpening, (found.programme_id, found.round_id))
    if opening:
        opening.closes_at = ledger.stamp(closes_at)
    _remember(session, me, "round.longer", found, now)
    _tell(session, found, Change.LONGER, "", now)


def may_void(found: Row[Any], *, now: datetime) -> bool:
    """Tell whether a round can be ended: before it opens, or suspended and not closed."""
    is_early = found.state in {RoundState.PLANNED, RoundState.READY} and not found.is_opened
    return is_early or (found.state is RoundState.SUSPENDED and now < found.closes_at)


def void(session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime) -> int:
    """End a round that is not opened, or lost its pledge; every gift goes home. Says how many.

    Harmless when it was done before. Raises NotAllowed, NotFound, StillGood, ReasonMissing.
    """
    require(may_plan_round(desk.roles))
    found = timetable.find_at_desk(session, desk, code, now=now)
    ledger.lock(session, found.programme_id)
    found = timetable.find_at_desk(session, desk, code, now=now)
    if found.state is RoundState.VOID:
        return 0
    if not may_void(found, now=now):
        raise StillGood
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    row = session.get_one(Round, (found.programme_id, found.round_id), populate_existing=True)
    row.voided_at, row.void_reason = now, why
    whom = givers.list_of(session, found.programme_id, round_id=found.round_id)
    home = givers.bring_home(
        session, found.programme_id, round_id=found.round_id, by=me.id, now=now
    )
    _remember(session, me, "round.void", found, now)
    givers.tell(session, whom, said_of(found, Change.VOID, why, now), now=now)
    return home


def said_of(found: Row[Any], became: Change, reason: str, now: datetime) -> Facts:
    """Return what a letter says of a round that is not as it was."""
    return {
        "name": found.round_name,
        "became": str(became),
        "reason": reason,
        "link": f"/rounds/{found.round_code}",
        "day": now.date().isoformat(),
    }


def _tell(session: Session, found: Row[Any], became: Change, reason: str, now: datetime) -> None:
    whom = givers.list_of(session, found.programme_id, round_id=found.round_id)
    givers.tell(session, whom, said_of(found, became, reason, now), now=now)


def _remember(session: Session, me: Member, verb: str, found: Row[Any], now: datetime) -> None:
    session.flush()
    here = found.programme_id
    history.record(session, me.id, verb, found.round_code, programme_id=here, now=now)
