"""Habits: did you do this before the programme, and do you still, two months later?

Both questions are for adults and may be left open; children are not asked. The first stands on the
receipt of somebody's first action of a kind, and may be answered otherwise. The second, the
check-back, stands on their own page, one at a time, and is answered once; after two more months it
goes away.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState, HolderKind
from db.tables.habits import Before, Habit, Still
from db.tables.households import HouseholdMember, Standing
from db.tables.programmes import Programme
from db.tables.reports import Counted, Presence
from portal import totals
from portal.answers import due_until
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.periods import PeriodKind, between
from portal.told import RECORDED

__all__ = [
    "Before",
    "OnlyFirst",
    "Still",
    "answer",
    "is_asked",
    "note_begun",
    "open_or_none",
    "say",
]

LOOKED_AT = timedelta(weeks=18)  # as long as paper may come late and a check may take
APPROVED = tuple(at for at, counted in totals.STANDING.items() if counted is Counted.APPROVED)
UNASKED = {ClaimState.WITHDRAWN, ClaimState.DECLINED, ClaimState.REVERSED}  # nothing was done

KEY = ["programme_id", "activity", "person_id"]
_new = insert(Habit)
SAY = Statement(
    _new.on_conflict_do_update(
        index_elements=KEY,
        set_={"before": _new.excluded.before, "said_at": _new.excluded.said_at},
    )
)
_mine: Any = col(Habit.person_id) == bindparam("person_id")
ASKED = Statement(
    pick(Habit.programme_id, Habit.began_on, Habit.still)
    .join(Programme, col(Programme.id) == Habit.programme_id)
    .where(
        _mine,
        col(Programme.code) == bindparam("programme"),
        col(Habit.activity) == bindparam("activity"),
        col(Habit.began_on) <= bindparam("last"),
    )
)
ANSWER = Statement(
    update(Habit)
    .where(
        col(Habit.programme_id) == bindparam("programme_id_"),
        col(Habit.activity) == bindparam("activity_"),
        col(Habit.person_id) == bindparam("person_id_"),
        col(Habit.still).is_(None),
    )
    .values(still=bindparam("still_"), answered_at=bindparam("now_"))
)
_is_grown_up = exists().where(  # and is here: whoever was forgotten lives nowhere
    col(HouseholdMember.person_id) == Claim.person_id,
    col(HouseholdMember.standing) == Standing.ADULT,
    col(HouseholdMember.left_at).is_(None),
)
_lately = exists().where(
    col(Presence.programme_id) == Claim.programme_id,
    col(Presence.period).in_(bindparam("weeks", expanding=True)),
    col(Presence.kind) == Counted.PEOPLE,
    col(Presence.subject_id) == Claim.person_id,
    col(Presence.act_count) > 0,
)
_known = exists().where(
    col(Habit.programme_id) == Claim.programme_id,
    col(Habit.activity) == Claim.activity,
    col(Habit.person_id) == Claim.person_id,
    col(Habit.began_on).is_not(None),
)
_firsts = (
    pick(Claim.programme_id, Claim.activity, Claim.person_id, func.min(Claim.done_on))
    .where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.holder_kind) == HolderKind.WALLET,
        col(Claim.state).in_(APPROVED),
        col(Claim.activity).not_in(sorted(RECORDED)),
        _lately,
        _is_grown_up,
        ~_known,
    )
    .group_by(col(Claim.programme_id), col(Claim.activity), col(Claim.person_id))
)
_begun = insert(Habit).from_select(
    ["programme_id", "activity", "person_id", "began_on"], _firsts, include_defaults=False
)
NOTE = Statement(
    _begun.on_conflict_do_update(
        index_elements=KEY,
        set_={"began_on": _begun.excluded.began_on},
    )
)


class OnlyFirst(Refused):
    """This is asked of adults, with their own first action of a kind."""


def is_asked(me: Member, claim: Row[Any]) -> bool:
    """Tell whether somebody is asked what they did before; `claim`: a row of logbook.find."""
    return (
        me.standing is Standing.ADULT
        and claim.person_id == me.id
        and claim.holder_kind is HolderKind.WALLET
        and claim.is_first
        and claim.activity not in RECORDED
        and claim.state not in UNASKED
    )


def say(session: Session, me: Member, claim: Row[Any], before: Before, *, now: datetime) -> None:
    """Say what I did before, or say it otherwise. Harmless twice. Raises OnlyFirst."""
    if not is_asked(me, claim):
        raise OnlyFirst
    facts = {"programme_id": claim.programme_id, "activity": claim.activity, "person_id": me.id}
    SAY.run(session, {**facts, "before": before, "said_at": now})


def open_or_none(mine: Sequence[Row[Any]]) -> Row[Any] | None:
    """Return the one check-back that is open, the oldest; `mine`: what logbook.list_mine returns.

    It is told by columns that begin with `asked`.
    """
    return mine[0] if mine and mine[0].asked_activity else None


def answer(
    session: Session, me: Member, programme: str, activity: str, still: Still, *, now: datetime
) -> None:
    """Answer a check-back, once: a second answer changes nothing.

    Raises NotFound where I am not asked.
    """
    facts = {"programme": programme.upper(), "activity": activity, "last": due_until(now.date())}
    asked = ASKED.first(session, person_id=me.id, **facts)
    if asked is None or me.standing is not Standing.ADULT:
        raise NotFound
    whose = {"programme_id_": asked.programme_id, "activity_": activity, "person_id_": me.id}
    ANSWER.run(session, {**whose, "still_": still, "now_": now})


def note_begun(session: Session, programme_id: UUID, *, now: datetime) -> int:
    """Write down who has begun with what kind of act, of those who acted lately; return how many.

    Once for each adult who still lives somewhere here, by their first approved act. A job does it,
    so that no act waits for it. Harmless twice.
    """
    today = now.date()
    weeks = [one.code for one in between(PeriodKind.WEEK, today - LOOKED_AT, today)]
    return NOTE.run(session, {"programme_id": programme_id, "weeks": weeks})
