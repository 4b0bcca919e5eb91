"""Steps: pause a programme, let it go on, extend its season, announce its end, close it.

Each is public with its reason. A season never ends earlier than promised but by closing, announced
two months ahead; before its first day nobody has relied on it, so it may close at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.giving import Round, Settlement
from db.tables.programmes import (
    Programme,
    ProgrammeState,
    ProgrammeStep,
    Season,
    StepKind,
)
from portal import history, programmes
from portal.balances import OUTSTANDING
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import may_end_programme, require
from portal.programmes import local_day
from portal.register_checks import ReasonMissing

__all__ = [
    "NOTICE",
    "NotNow",
    "Obstacles",
    "StepKind",
    "TooEarly",
    "TooSoonToClose",
    "announce_closing",
    "close",
    "earliest_end",
    "extend",
    "find_at_desk",
    "list_at_desk",
    "list_steps",
    "look",
    "pause",
    "resume",
]

NOTICE = timedelta(days=60)
LONGEST_REASON = 300

STEPS = Statement(
    pick(
        ProgrammeStep.number,
        ProgrammeStep.kind,
        ProgrammeStep.reason,
        ProgrammeStep.day,
        ProgrammeStep.taken_at,
    )
    .where(col(ProgrammeStep.programme_id) == bindparam("programme_id"))
    .order_by(col(ProgrammeStep.number))
    .limit(200)
)
EXTEND = Statement(
    update(Season)
    .where(
        col(Season.programme_id) == bindparam("programme_id_"),
        col(Season.code) == bindparam("code_"),
    )
    .values(ends_on=bindparam("ends_on_"))
)
_ROUNDS = (
    pick(func.count())
    .select_from(Round)
    .outerjoin(
        Settlement,
        (col(Settlement.programme_id) == Round.programme_id)
        & (col(Settlement.round_id) == Round.id),
    )
    .where(
        col(Round.programme_id) == bindparam("programme_id"), col(Settlement.signed_at).is_(None)
    )
)
_CLAIMS = (
    pick(func.count())
    .select_from(Claim)
    .where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.state).in_((ClaimState.SUBMITTED, ClaimState.ASKED, ClaimState.QUEUED)),
    )
)
LEFT = Statement(
    pick(
        _CLAIMS.scalar_subquery().label("claims"),
        _ROUNDS.scalar_subquery().label("rounds"),
        OUTSTANDING.label("points"),
    )
)


class NotNow(Refused):
    """A programme in this state takes no such step."""


class TooEarly(Refused):
    """The day has to be `earliest` or later."""


class TooSoonToClose(Refused):
    """Something has to happen before it closes; `look` says what."""


@dataclass(frozen=True)
class Obstacles:
    """What stands between an announced closing and the closing."""

    until: date  # actions of the last days can be logged until then
    is_over: bool
    claims: int  # wait for a check, an answer or points
    rounds: int  # not settled
    points: int  # households and classes still hold them

    @property
    def is_clear(self) -> bool:
        """Whether nothing is left."""
        return self.is_over and not (self.claims or self.rounds or self.points)


def list_steps(session: Session, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return every step of a programme, the first one first."""
    return STEPS.all(session, programme_id=programme_id)


def find_at_desk(session: Session, desk: Desk, code: str, *, now: datetime) -> Row[Any]:
    """Return a published programme of this desk; raises NotFound."""
    it = programmes.find(session, code, now=now)
    if it.organisation_id != desk.organisation_id:
        raise NotFound
    return it


def list_at_desk(session: Session, desk: Desk, *, now: datetime) -> list[Row[Any]]:
    """Return the published programmes of this desk."""
    every = programmes.list_all(session, now=now)
    return [it for it in every if it.organisation_id == desk.organisation_id]


def look(session: Session, it: Row[Any], *, now: datetime) -> Obstacles:
    """Return what has to happen before a programme closes."""
    today = local_day(it.time_zone, now)
    has_begun = today >= it.starts_on
    until = it.ends_on + timedelta(days=it.log_back_days) if has_begun else today
    left = LEFT.one(session, programme_id=it.programme_id)
    return Obstacles(
        until=until,
        is_over=not has_begun or today > until,
        claims=left.claims,
        rounds=left.rounds,
        points=left.points,
    )


def earliest_end(it: Row[Any], *, now: datetime) -> date:
    """Return the first day that may be announced as the last."""
    today = local_day(it.time_zone, now)
    if today < it.starts_on or today > it.ends_on:
        return today
    last: date = min(it.ends_on, today + NOTICE)
    return last


def pause(
    session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime
) -> None:
    """Take no more actions until somebody lets it go on. The same again changes nothing.

    What waits is checked, points stay where they are. Raises NotNow, ReasonMissing.
    """
    it, row = _load(session, desk, code, now)
    if row.state is ProgrammeState.PAUSED:
        return
    _require(row.state is ProgrammeState.PUBLISHED)
    _take(session, me, it, StepKind.PAUSED, reason, now=now)
    row.state = ProgrammeState.PAUSED
    session.flush()


def resume(
    session: Session, me: Member, desk: Desk, code: str, *, reason: str, now: datetime
) -> None:
    """Let a paused programme go on; the same again changes nothing. Raises as pause does."""
    it, row = _load(session, desk, code, now)
    if row.state is ProgrammeState.PUBLISHED:
        return
    _require(row.state is ProgrammeState.PAUSED)
    _take(session, me, it, StepKind.RESUMED, reason, now=now)
    row.state = ProgrammeState.PUBLISHED
    session.flush()


def extend(
    session: Session, me: Member, desk: Desk, code: str, *, day: date, reason: str, now: datetime
) -> None:
    """Let the season last until a later day; nothing else of its rules changes.

    The ceiling stays, so it cannot cost more. Raises NotNow, TooEarly, ReasonMissing.
    """
    it, row = _load(session, desk, code, now)
    _require(row.state is not ProgrammeState.CLOSED and not _is_closing(session, it))
    if day == it.ends_on:
        return
    if day <= max(it.ends_on, local_day(it.time_zone, now) - timedelta(days=1)):
        raise TooEarly(earliest=it.ends_on + timedelta(days=1))
    _take(session, me, it, StepKind.EXTENDED, reason, day=day, now=now)
    EXTEND.run(session, {"programme_id_": it.programme_id, "code_": it.season, "ends_on_": day})


def announce_closing(
    session: Session, me: Member, desk: Desk, code: str, *, day: date, reason: str, now: datetime
) -> None:
    """Say on which day actions can be done for the last time. Nothing takes it back.

    Raises NotNow, TooEarly, ReasonMissing. Announced before, nothing changes.
    """
    it, row = _load(session, desk, code, now)
    if _is_closing(session, it):
        return
    _require(row.state is not ProgrammeState.CLOSED)
    earliest = earliest_end(it, now=now)
    if day < earliest:
        raise TooEarly(earliest=earliest)
    _take(session, me, it, StepKind.CLOSING, reason, day=day, now=now)


def close(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Close a programme for good: its page stays, as an archive. The same again changes nothing.

    Raises NotNow where it was not announced, TooSoonToClose while anything is left.
    """
    it, row = _load(session, desk, code, now)
    if row.state is ProgrammeState.CLOSED:
        return
    _require(_is_closing(session, it))
    if not look(session, it, now=now).is_clear:
        raise TooSoonToClose
    told = next(one for one in list_steps(session, it.programme_id) if _closes(one))
    _take(session, me, it, StepKind.CLOSED, told.reason, now=now)
    row.state = ProgrammeState.CLOSED
    session.flush()


def _load(session: Session, desk: Desk, code: str, now: datetime) -> tuple[Row[Any], Programme]:
    """Return a programme as it is shown and as it is changed, nobody else meanwhile."""
    require(may_end_programme(desk.roles))
    it = find_at_desk(session, desk, code, now=now)
    row = session.get_one(Programme, it.programme_id, with_for_update=True, populate_existing=True)
    return it, row


def _take(
    session: Session,
    me: Member,
    it: Row[Any],
    kind: StepKind,
    reason: str,
    *,
    day: date | None = None,
    now: datetime,
) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    number = len(list_steps(session, it.programme_id)) + 1
    facts: dict[str, Any] = {"kind": kind, "reason": reason.strip(), "day": day}
    session.add(
        ProgrammeStep(
            programme_id=it.programme_id, number=number, taken_by=me.id, taken_at=now, **facts
        )
    )
    session.flush()
    verb = f"programme.{kind.value}"
    history.record(session, me.id, verb, it.programme_code, programme_id=it.programme_id, now=now)


def _is_closing(session: Session, it: Row[Any]) -> bool:
    return any(_closes(one) for one in list_steps(session, it.programme_id))


def _closes(step: Row[Any]) -> bool:
    return step.kind is StepKind.CLOSING


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotNow
