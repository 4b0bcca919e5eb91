"""Home codes: what a household gives to somebody who shall live there, or answer for its child.

Each works once, for a week, and can be withdrawn until then. Whoever made it has agreed by making
it; whoever uses it agrees by using it. Guessing is slowed down.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import HomeCode, HomeCodeKind, Household, HouseholdMember
from db.tables.people import Person
from portal import codes, guardians, history, ids, throttle
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.permissions import Standing, may_spend, require

__all__ = [
    "DAYS",
    "CodeEnded",
    "CodeTaken",
    "CodeWithdrawn",
    "HomeCodeKind",
    "TooManyCodes",
    "UnknownCode",
    "find",
    "find_again",
    "forget_old",
    "list_open",
    "look_up",
    "make",
    "take",
    "withdraw",
    "withdraw_of",
]

DAYS = 7
STANDS = timedelta(days=DAYS)
MOST_OPEN = 10

_child, _maker = aliased(Person), aliased(Person)
_OPEN = (
    col(HomeCode.taken_at).is_(None),
    col(HomeCode.withdrawn_at).is_(None),
    col(HomeCode.ends_at) > bindparam("now"),
)
_CODES = pick(
    *(HomeCode.id, HomeCode.household_id, HomeCode.kind, HomeCode.child_id, HomeCode.code),
    *(HomeCode.made_by, HomeCode.made_at, HomeCode.ends_at),
    *(HomeCode.taken_at, HomeCode.withdrawn_at),
    col(Household.name).label("household_name"),
    col(_maker.name).label("maker_name"),
    col(_child.name).label("child_name"),
).join(Household, col(Household.id) == HomeCode.household_id)
_CODES = _CODES.join(_maker, col(_maker.id) == HomeCode.made_by)
_CODES = _CODES.outerjoin(_child, col(_child.id) == HomeCode.child_id)
OPEN = Statement(
    _CODES.where(col(HomeCode.household_id) == bindparam("household_id"), *_OPEN)
    .order_by(col(HomeCode.made_at).desc(), col(HomeCode.id))
    .limit(MOST_OPEN)
)
BY_HASH = Statement(_CODES.where(col(HomeCode.code_hash) == bindparam("code_hash")))
BY_ID = Statement(_CODES.where(col(HomeCode.id) == bindparam("id")))
BY_KEY = Statement(pick(HomeCode.id).where(col(HomeCode.idem) == bindparam("idem")))
COUNT = Statement(
    pick(func.count()).where(col(HomeCode.household_id) == bindparam("household_id"), *_OPEN)
)
CHILD_HERE = Statement(
    pick(
        exists().where(
            col(HouseholdMember.household_id) == bindparam("household_id"),
            col(HouseholdMember.person_id) == bindparam("child_id"),
            col(HouseholdMember.standing) == Standing.CHILD,
            col(HouseholdMember.left_at).is_(None),
        )
    )
)
_UNUSED = (col(HomeCode.taken_at).is_(None), col(HomeCode.withdrawn_at).is_(None))
TAKE = Statement(
    update(HomeCode)
    .where(col(HomeCode.id) == bindparam("id_"), *_UNUSED)
    .values(taken_at=bindparam("now_"), taken_by=bindparam("person_"), code=None)
)
WITHDRAW = Statement(
    update(HomeCode)
    .where(
        col(HomeCode.id) == bindparam("id_"),
        col(HomeCode.household_id) == bindparam("household_"),
        *_UNUSED,
    )
    .values(withdrawn_at=bindparam("now_"), code=None)
)
WITHDRAW_OF = Statement(
    update(HomeCode)
    .where(col(HomeCode.made_by) == bindparam("person_"), *_UNUSED)
    .values(withdrawn_at=bindparam("now_"), code=None)
)
FORGET = Statement(
    update(HomeCode)
    .where(col(HomeCode.ends_at) <= bindparam("now_"), col(HomeCode.code).is_not(None))
    .values(code=None)
)


class UnknownCode(Refused):
    """No household gave anybody this code."""


class CodeTaken(Refused):
    """The code was used before."""


class CodeWithdrawn(Refused):
    """The household took the code back."""


class CodeEnded(Refused):
    """The code was not used in time."""


class TooManyCodes(Refused):
    """So many are open that something is wrong: `most`."""


def make(
    session: Session,
    me: Member,
    *,
    kind: HomeCodeKind,
    child_id: UUID | None = None,
    idem: str,
    now: datetime,
) -> None:
    """Make a code as an adult of the household; the same form sent again makes one.

    One for a guardian is made by an adult of the child's household, or by who answers for it.
    Raises NotAllowed, NotFound, TooManyCodes.
    """
    require(may_spend(me.standing))
    if BY_KEY.first(session, idem=idem):
        return
    if child_id:
        _require_child(session, me, child_id)
    if COUNT.value(session, household_id=me.household_id, now=now) >= MOST_OPEN:
        raise TooManyCodes(most=MOST_OPEN)
    code = codes.new_code("H")
    session.add(
        HomeCode(
            id=ids.new_id(now),
            household_id=me.household_id,
            kind=kind,
            child_id=child_id,
            code=code,
            code_hash=ids.digest(code),
            idem=idem,
            made_by=me.id,
            made_at=now,
            ends_at=now + STANDS,
        )
    )
    session.flush()
    history.record(session, me.id, f"home_code.made_{kind}", me.household_id, now=now)


def list_open(session: Session, me: Member, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the codes of my household that can still be used, newest first; for its adults."""
    if not may_spend(me.standing):
        return []
    return OPEN.all(session, household_id=me.household_id, now=now)


def withdraw(session: Session, me: Member, code_id: UUID, *, now: datetime) -> None:
    """Let a code open nothing. Harmless when it does already."""
    require(may_spend(me.standing))
    facts = {"id_": code_id, "household_": me.household_id, "now_": now}
    if WITHDRAW.run(session, facts):
        history.record(session, me.id, "home_code.withdrawn", me.household_id, now=now)


def withdraw_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Withdraw every code of somebody who leaves, or is erased: nobody stands for it any more."""
    WITHDRAW_OF.run(session, {"person_": person_id, "now_": now})


def look_up(session: Session, typed: str, *, who: str, network: str, now: datetime) -> Row[Any]:
    """Return what somebody was given; `who` is counted for a code that is none.

    Raises TooSoon, UnknownCode (commit it too: it was a guess), CodeTaken, CodeWithdrawn,
    CodeEnded.
    """
    subjects = throttle.codes(who, network)
    with throttle.trying(session, subjects, wrong=UnknownCode, now=now):
        return find(session, typed, now=now)


def find(session: Session, typed: str, *, now: datetime) -> Row[Any]:
    """Return a code that still opens something.

    Raises UnknownCode, CodeTaken, CodeWithdrawn, CodeEnded.
    """
    code_hash = ids.digest(codes.tidy(typed))
    return _still_open(BY_HASH.first(session, code_hash=code_hash), now)


def find_again(session: Session, code_id: UUID, *, now: datetime) -> Row[Any]:
    """Return a code that was looked up before, if it still opens something; raises as `find`."""
    return _still_open(BY_ID.first(session, id=code_id), now)


def take(session: Session, found: Row[Any], person_id: UUID, *, now: datetime) -> None:
    """Use a code up, in the transaction of what it opens; raises CodeTaken."""
    if not TAKE.run(session, {"id_": found.id, "person_": person_id, "now_": now}):
        raise CodeTaken


def forget_old(session: Session, *, now: datetime) -> int:
    """Forget the words of codes that have ended; return how many."""
    return FORGET.run(session, {"now_": now})


def _require_child(session: Session, me: Member, child_id: UUID) -> None:
    """Refuse unless the child lives here, or this person answers for it."""
    if CHILD_HERE.value(session, household_id=me.household_id, child_id=child_id):
        return
    if child_id not in {row.id for row in guardians.list_children(session, me)}:
        raise NotFound


def _still_open(row: Row[Any] | None, now: datetime) -> Row[Any]:
    if row is None:
        raise UnknownCode
    if row.taken_at:
        raise CodeTaken
    if row.withdrawn_at:
        raise CodeWithdrawn
    if row.ends_at <= now:
        raise CodeEnded
    return row
