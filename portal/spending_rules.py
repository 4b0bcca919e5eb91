"""Spending rules: one adult may use a household's points, or two must agree. All adults choose it.

A wish for another rule stands for two weeks. It holds from the moment every adult who lives there
has agreed; one who refuses ends it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.households import RuleConsent, RuleWish, Standing
from db.tables.people import Person
from portal import history, households, ids
from portal.errors import NotFound, Refused
from portal.households import TooFewAdults
from portal.people import Member
from portal.permissions import may_spend, require

__all__ = [
    "TooFewAdults",
    "Wish",
    "WishOpen",
    "agree",
    "ask",
    "end_of",
    "find_open_or_none",
    "refuse",
]

STANDS = timedelta(days=14)

WISH = Statement(
    pick(*(RuleWish.id, RuleWish.adults_to_agree, RuleWish.asked_by, RuleWish.asked_at))
    .add_columns(col(Person.name).label("asker"), col(RuleConsent.person_id).label("agreed_by"))
    .join(Person, col(Person.id) == RuleWish.asked_by)
    .outerjoin(RuleConsent, col(RuleConsent.wish_id) == RuleWish.id)
    .where(
        col(RuleWish.household_id) == bindparam("household_id"), col(RuleWish.ended_at).is_(None)
    )
)
END = Statement(
    update(RuleWish)
    .where(col(RuleWish.id) == bindparam("id_"), col(RuleWish.ended_at).is_(None))
    .values(ended_at=bindparam("now_"))
)


END_OF = Statement(
    update(RuleWish)
    .where(col(RuleWish.asked_by) == bindparam("person_"), col(RuleWish.ended_at).is_(None))
    .values(ended_at=bindparam("now_"))
)


class WishOpen(Refused):
    """Another wish waits for an answer."""


@dataclass(frozen=True)
class Wish:
    """A wish for another rule, and who has agreed."""

    id: UUID
    adults_to_agree: int
    asker: str
    asked_by: UUID
    ends_at: datetime
    agreed: frozenset[UUID]


def find_open_or_none(session: Session, household_id: UUID, *, now: datetime) -> Wish | None:
    """Return what the adults of a household are asked to agree to, if anything."""
    wish = _wish_or_none(WISH.all(session, household_id=household_id))
    return wish if wish and now < wish.ends_at else None


def ask(session: Session, me: Member, *, adults_to_agree: int, now: datetime) -> bool:
    """Wish for another rule, as an adult; True: it holds at once, because nobody else is asked.

    Asking for the rule there is changes nothing. Raises NotAllowed, TooFewAdults, WishOpen.
    """
    require(may_spend(me.standing))
    adults = _adults(session, me)
    if len(adults) < adults_to_agree:
        raise TooFewAdults(adults=len(adults))
    old = _wish_or_none(WISH.all(session, household_id=me.household_id))
    if old and now < old.ends_at:
        return _repeated(session, me, old, adults_to_agree, now)
    if me.adults_to_agree == adults_to_agree:
        return True
    if old:
        END.run(session, {"id_": old.id, "now_": now})
    wish = RuleWish(
        id=ids.new_id(now),
        household_id=me.household_id,
        adults_to_agree=adults_to_agree,
        asked_by=me.id,
        asked_at=now,
    )
    session.add(wish)
    session.flush()
    history.record(session, me.id, "household.rule_wished", me.household_id, now=now)
    return agree(session, me, wish.id, now=now)


def agree(session: Session, me: Member, wish_id: UUID, *, now: datetime) -> bool:
    """Agree to a wish, as an adult; True: it holds now. Raises NotAllowed, NotFound."""
    wish = _mine(session, me, wish_id, now)
    if me.id not in wish.agreed:
        session.add(RuleConsent(wish_id=wish.id, person_id=me.id, said_at=now))
        session.flush()
    if _adults(session, me) - wish.agreed - {me.id}:
        return False
    END.run(session, {"id_": wish.id, "now_": now})
    rule = wish.adults_to_agree
    households.choose_rule(session, me.id, me.household_id, adults_to_agree=rule, now=now)
    return True


def refuse(session: Session, me: Member, wish_id: UUID, *, now: datetime) -> None:
    """End a wish, as an adult; also as who wished it. Raises NotAllowed, NotFound."""
    wish = _mine(session, me, wish_id, now)
    END.run(session, {"id_": wish.id, "now_": now})
    history.record(session, me.id, "household.rule_refused", me.household_id, now=now)


def end_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End the wish of somebody who is being erased."""
    END_OF.run(session, {"person_": person_id, "now_": now})


def _mine(session: Session, me: Member, wish_id: UUID, now: datetime) -> Wish:
    require(may_spend(me.standing))
    wish = find_open_or_none(session, me.household_id, now=now)
    if wish is None or wish.id != wish_id:
        raise NotFound
    return wish


def _repeated(
    session: Session, me: Member, wish: Wish, adults_to_agree: int, now: datetime
) -> bool:
    """Take the same wish again as agreeing to it."""
    if wish.adults_to_agree != adults_to_agree:
        raise WishOpen
    return agree(session, me, wish.id, now=now)


def _adults(session: Session, me: Member) -> set[UUID]:
    members = households.list_members(session, me.household_id)
    return {one.id for one in members if one.standing is Standing.ADULT}


def _wish_or_none(rows: Any) -> Wish | None:
    if not rows:
        return None
    first: Row[Any] = rows[0]
    agreed = frozenset(row.agreed_by for row in rows if row.agreed_by)
    facts = (first.id, first.adults_to_agree, first.asker, first.asked_by)
    return Wish(*facts, first.asked_at + STANDS, agreed)
