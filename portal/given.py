"""Given: the gifts and proposals of a household or a class, for those they belong to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, tied
from db.tables.giving import Cause, Gift, RoundCause
from db.tables.groups import Group
from db.tables.organisations import Membership, Role
from db.tables.people import Person
from portal import codes, giving, renames
from portal.errors import NotFound
from portal.people import Member
from portal.timetable import RoundState

__all__ = ["PROPOSAL_LASTS", "GiftState", "find", "list_mine", "state_of"]

PROPOSAL_LASTS = timedelta(days=14)


class GiftState(StrEnum):
    """Where a gift stands; it follows from the gift, its round and the clock."""

    PROPOSED = "proposed"
    RAN_OUT = "ran_out"  # nobody agreed in time
    REFUSED = "refused"
    PLACED = "placed"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"  # by itself: the cause fell away, or the round was void
    FIXED = "fixed"
    SETTLED = "settled"


_asker, _adult, _second = aliased(Person), aliased(Person), aliased(Person)
_OURS = or_(
    col(Gift.giver_id) == bindparam("household_id"),
    exists()
    .where(
        col(Group.id) == Gift.giver_id,
        col(Membership.organisation_id) == Group.organisation_id,
        col(Membership.person_id) == bindparam("person_id"),
        col(Membership.role) == Role.ORGANISER,
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .correlate(Gift),
)
_GIFTS = (
    giving.SHOWN.add_columns(
        col(Gift.code).label("gift_code"),
        Gift.giver_id,
        Gift.vote_id,
        Gift.person_id,
        Gift.adult_id,
        Gift.agreed_by,
        col(Gift.points).label("gift_points"),
        col(Gift.txn_seq).label("gift_seq"),
        Gift.given_at,
        Gift.ended_at,
        Gift.is_returned,
        renames.former_of(Cause.charity_id, Gift.given_at)
        .correlate(Cause, Gift)
        .scalar_subquery()
        .label("charity_before"),
        col(_asker.name).label("person_name"),
        col(_adult.name).label("adult_name"),
        col(_second.name).label("second_name"),
        col(Group.name).label("group_name"),
    )
    .join(Gift, tied(Gift, RoundCause, "programme_id round_id cause_id"))
    .join(_asker, col(_asker.id) == Gift.person_id)
    .outerjoin(_adult, col(_adult.id) == Gift.adult_id)
    .outerjoin(_second, col(_second.id) == Gift.agreed_by)
    .outerjoin(Group, col(Group.id) == Gift.giver_id)
    .where(_OURS)
)
GIFT = Statement(_GIFTS.where(col(Gift.code) == bindparam("code")))
MINE = Statement(_GIFTS.order_by(col(Gift.given_at).desc(), Gift.code).limit(50))


def state_of(gift: Row[Any], *, now: datetime) -> GiftState:
    """Say where a gift that `find` or `list_mine` returned stands."""
    if gift.is_returned:
        return GiftState.RETURNED
    if gift.ended_at:
        return GiftState.TAKEN_BACK if gift.gift_seq else GiftState.REFUSED
    if gift.gift_seq is None:
        waits = gift.state is RoundState.OPEN and now < gift.given_at + PROPOSAL_LASTS
        return GiftState.PROPOSED if waits else GiftState.RAN_OUT
    later = {RoundState.OPEN: GiftState.PLACED, RoundState.SETTLED: GiftState.SETTLED}
    return later.get(gift.state, GiftState.FIXED)


def find(session: Session, me: Member, code: str, *, now: datetime) -> Row[Any]:
    """Return a gift of the person's household, or of a class they organise; raises NotFound."""
    facts = {"household_id": me.household_id, "person_id": me.id, "now": now}
    if row := GIFT.first(session, code=codes.tidy(code), **facts):
        return row
    raise NotFound


def list_mine(session: Session, me: Member, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the newest gifts and proposals of the person's household and classes."""
    return MINE.all(session, household_id=me.household_id, person_id=me.id, now=now)
