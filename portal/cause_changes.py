"""Changes of a cause: suspended, reopened, closed, or going on as another one.

Gifts in open rounds go home with it, and who gave is told; a round that has closed divides what
is pledged among its other causes (portal/division.py).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from db.tables.giving import Cause, CauseState
from db.tables.organisations import OrganisationState
from portal import causes, commons, givers, history, ledger
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.givers import Change
from portal.people import Member
from portal.permissions import may_plan_round, may_tell_delivery, require
from portal.register_checks import LONGEST_REASON, ReasonMissing

__all__ = [
    "NotThisCause",
    "close",
    "find",
    "may_end",
    "may_pause",
    "may_reopen",
    "merge",
    "reopen",
    "suspend",
]


class NotThisCause(Refused):
    """It is not so that this could be done: suspended or closed already, or the common cause."""


def may_end(desk: Desk, cause: Row[Any]) -> bool:
    """Tell whether somebody here closes a cause: an organiser of its programme."""
    return may_plan_round(desk.roles) and cause.organisation_id == desk.organisation_id


def may_pause(desk: Desk, cause: Row[Any]) -> bool:
    """Tell whether somebody here suspends it: who may close it, or the charity's own steward."""
    return _is_own(desk, cause) or may_end(desk, cause)


def may_reopen(desk: Desk, cause: Row[Any]) -> bool:
    """Tell whether somebody here lets it go on: a charity what it paused, else the programme."""
    is_paused = cause.cause_state is CauseState.PAUSED
    return _is_own(desk, cause) if is_paused else may_end(desk, cause)


def find(session: Session, desk: Desk, key: str) -> Row[Any]:
    """Return a cause of this desk's programmes, or of this charity; raises NotFound."""
    found = causes.find(session, key)
    if desk.organisation_id not in {found.organisation_id, found.charity_id}:
        raise NotFound
    return found


def suspend(
    session: Session, me: Member, desk: Desk, key: str, *, reason: str, now: datetime
) -> None:
    """Let nothing be given to it for now; what it got in open rounds goes home.

    Its charity pauses it, its programme suspends it. Harmless when it is so. Raises NotAllowed,
    NotFound, NotThisCause, ReasonMissing.
    """
    found = find(session, desk, key)
    require(may_pause(desk, found))
    state = CauseState.SUSPENDED if may_end(desk, found) else CauseState.PAUSED
    if found.cause_state is CauseState.SUSPENDED and state is CauseState.PAUSED:
        raise NotThisCause
    _fall(session, me, found, state, Change.SUSPENDED, reason, now)


def close(
    session: Session, me: Member, desk: Desk, key: str, *, reason: str, now: datetime
) -> None:
    """Close it for good; its page stays. Raises what `suspend` raises."""
    found = find(session, desk, key)
    require(may_end(desk, found))
    _require_not_common(found)
    _fall(session, me, found, CauseState.CLOSED, Change.CLOSED, reason, now)


def merge(
    session: Session, me: Member, desk: Desk, key: str, *, into: str, reason: str, now: datetime
) -> None:
    """Close it because another cause of the programme goes on with it; points are not moved.

    Whoever gave decides anew. Harmless when just that is so. Raises what `suspend` raises.
    """
    found, other = find(session, desk, key), find(session, desk, into)
    require(may_end(desk, found))
    _require_not_common(found)
    row = _locked(session, found)
    if row.merged_into == other.cause_id:
        return
    if row.state is CauseState.CLOSED or not _may_go_on(found, other):
        raise NotThisCause
    _fall(session, me, found, CauseState.CLOSED, Change.MERGED, reason, now, called=other.name)
    row.merged_into = other.cause_id
    session.flush()


def reopen(session: Session, me: Member, desk: Desk, key: str, *, now: datetime) -> None:
    """End a pause or a suspension: it can be given to again. Harmless when it is listed."""
    found = find(session, desk, key)
    if found.cause_state is CauseState.LISTED and may_pause(desk, found):
        return
    require(may_reopen(desk, found))
    row = _locked(session, found)
    if row.state is CauseState.CLOSED:
        raise NotThisCause
    whom = givers.list_of(session, row.programme_id, cause_id=row.id)
    row.state, row.state_on, row.state_reason = CauseState.LISTED, None, ""
    _remember(session, me.id, "reopened", row, now)
    givers.tell(session, whom, givers.said_of(row, Change.REOPENED, now=now), now=now)


def _may_go_on(found: Row[Any], other: Row[Any]) -> bool:
    """Tell whether another cause can go on with one: of its programme, and not fallen itself."""
    stands = other.cause_state is CauseState.LISTED
    stands = stands and other.charity_state is OrganisationState.LISTED
    return stands and other.programme_id == found.programme_id and other.cause_id != found.cause_id


def _is_own(desk: Desk, cause: Row[Any]) -> bool:
    return cause.charity_id == desk.organisation_id and may_tell_delivery(desk.roles)


def _fall(
    session: Session,
    me: Member,
    found: Row[Any],
    state: CauseState,
    became: Change,
    reason: str,
    now: datetime,
    **besides: Any,
) -> None:
    """Let a cause fall away: first who gave is known, then the points are home.

    `besides` is what their letter needs to know as well.
    """
    why = " ".join(reason.split())
    row = _locked(session, found)
    if row.state is state:
        return
    if row.state is CauseState.CLOSED:
        raise NotThisCause
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    row.state, row.state_on, row.state_reason = state, now.date(), why
    _remember(session, me.id, str(became), row, now)
    if state is CauseState.CLOSED:
        commons.hand_on(session, row.programme_id, row.id)
    whom = givers.list_of(session, row.programme_id, cause_id=row.id)
    givers.bring_home(session, row.programme_id, cause_id=row.id, by=me.id, now=now)
    facts = {**givers.said_of(row, became, reason=why, now=now), **besides}
    givers.tell(session, whom, facts, now=now)


def _require_not_common(found: Row[Any]) -> None:
    """Refuse to close where a programme's lapsed points go."""
    if found.is_common:
        raise NotThisCause


def _locked(session: Session, found: Row[Any]) -> Cause:
    ledger.lock(session, found.programme_id)
    return session.get_one(Cause, (found.programme_id, found.cause_id), populate_existing=True)


def _remember(session: Session, by: UUID, verb: str, row: Cause, now: datetime) -> None:
    session.flush()
    here = row.programme_id
    history.record(session, by, f"cause.{verb}", row.code, programme_id=here, now=now)
