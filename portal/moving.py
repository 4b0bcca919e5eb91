"""Moving: into a household with a code it gave, and out of one. Points never move with anybody.

Whoever lives alone gives their points away first: nobody could do it afterwards. Whoever lives
with others leaves the points to them, and sees nothing of that household any more.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from portal import guardians, history, home_codes, households
from portal.errors import Refused
from portal.home_codes import HomeCodeKind
from portal.people import Member
from portal.permissions import Standing, may_spend, require

__all__ = [
    "Alone",
    "AlreadyHere",
    "CodeForAdult",
    "CodeForChild",
    "LastAdult",
    "PointsLeft",
    "StillWaiting",
    "may_move_out",
    "move_in",
    "move_out",
    "take_up",
]

WAITING = Statement(
    pick(func.count()).where(
        col(Claim.holder_id) == bindparam("household_id"),
        col(Claim.state).in_([ClaimState.SUBMITTED, ClaimState.ASKED, ClaimState.QUEUED]),
    )
)


class AlreadyHere(Refused):
    """This person lives in that household already."""


class CodeForChild(Refused):
    """The code was made for a child."""


class CodeForAdult(Refused):
    """The code was made for an adult."""


class PointsLeft(Refused):
    """A household that nobody will live in holds points: `points`."""


class StillWaiting(Refused):
    """Actions of a household that nobody will live in wait for a check: `count`."""


class LastAdult(Refused):
    """Children live there, and no other adult does."""


class Alone(Refused):
    """Nobody else lives there: there is nobody to leave."""


def take_up(session: Session, me: Member, typed: str, *, now: datetime) -> HomeCodeKind:
    """Use a code: move in, or answer for a child. Raises what `home_codes.find` and these raise."""
    code = home_codes.find(session, typed, now=now)
    if code.kind is HomeCodeKind.GUARDIAN:
        require(may_spend(me.standing))
        guardians.begin(session, me.id, code.child_id, now=now)
    else:
        move_in(session, me, code, now=now)
    home_codes.take(session, code, me.id, now=now)
    return HomeCodeKind(code.kind)


def move_in(session: Session, me: Member, code: Row[Any], *, now: datetime) -> None:
    """Live in another household from now on, as an adult or as a child, as one did before.

    Raises AlreadyHere, CodeForChild, CodeForAdult; PointsLeft, StillWaiting of who lives alone;
    LastAdult.
    """
    if code.household_id == me.household_id:
        raise AlreadyHere
    if may_spend(me.standing) != (code.kind is HomeCodeKind.ADULT):
        raise CodeForAdult if code.kind is HomeCodeKind.ADULT else CodeForChild
    _require_may_go(session, me)
    _go(session, me, code.household_id, now)
    if code.kind is HomeCodeKind.CHILD:
        answer_for(session, code.made_by, me.id, now=now)


def answer_for(session: Session, guardian_id: UUID, child_id: UUID, *, now: datetime) -> None:
    """Let whoever gave a child its code answer for it, unless they do already."""
    try:
        guardians.begin(session, guardian_id, child_id, now=now)
    except guardians.AlreadyGuardian:
        return


def move_out(session: Session, me: Member, *, now: datetime) -> None:
    """Live alone from now on; the points stay. Raises NotAllowed (a child), Alone, LastAdult."""
    require(may_spend(me.standing))
    if not _others(session, me):
        raise Alone
    _require_may_go(session, me)
    home = households.found(session, name=me.name, now=now)
    _go(session, me, home.id, now)


def may_move_out(session: Session, me: Member) -> bool:
    """Tell whether somebody lives with others and could leave them."""
    return may_spend(me.standing) and bool(_others(session, me))


def _require_may_go(session: Session, me: Member) -> None:
    others = _others(session, me)
    if not others:
        _require_empty(session, me)
    elif may_spend(me.standing) and Standing.ADULT not in others:
        raise LastAdult


def _require_empty(session: Session, me: Member) -> None:
    if me.points:
        raise PointsLeft(points=me.points)
    if count := WAITING.value(session, household_id=me.household_id):
        raise StillWaiting(count=count)


def _others(session: Session, me: Member) -> list[Standing]:
    members = households.list_members(session, me.household_id)
    return [one.standing for one in members if one.id != me.id]


def _go(session: Session, me: Member, household_id: UUID, now: datetime) -> None:
    home_codes.withdraw_of(session, me.id, now=now)
    households.leave(session, me.household_id, me.id, now=now)
    households.join(session, household_id, me.id, me.standing, now=now)
    history.record(session, me.id, "household.moved", household_id, now=now)
