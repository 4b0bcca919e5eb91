"""Proposals: gifts that wait until the adults of a household agree."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.giving import Gift
from portal import gifts, given, ledger, receipts
from portal.errors import Refused
from portal.given import GiftState
from portal.people import Member
from portal.permissions import may_spend, require
from portal.receipts import ActKind

__all__ = [
    "AlreadyAgreed",
    "ProposalEnded",
    "agree",
    "end_of",
    "list_waiting",
    "may_agree",
    "may_refuse",
    "refuse",
]


END_OF = Statement(
    update(Gift)
    .where(
        col(Gift.person_id) == bindparam("person_"),
        col(Gift.txn_seq).is_(None),
        col(Gift.ended_at).is_(None),
    )
    .values(ended_at=bindparam("now_"))
)


class ProposalEnded(Refused):
    """The proposal was agreed to, refused, or waited too long."""


class AlreadyAgreed(Refused):
    """Another adult has to agree: this one did."""


def may_agree(me: Member, proposal: Row[Any]) -> bool:
    """Tell whether this person's word is one that a proposal waits for."""
    return (
        may_spend(me.standing)
        and proposal.giver_id == me.household_id
        and proposal.adult_id != me.id
    )


def may_refuse(me: Member, proposal: Row[Any]) -> bool:
    """Tell whether this person may end a proposal: an adult, or whoever made it."""
    return may_spend(me.standing) or proposal.person_id == me.id


def list_waiting(session: Session, me: Member, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the household's proposals that can still be agreed to, newest first."""
    mine = given.list_mine(session, me, now=now)
    return [row for row in mine if given.state_of(row, now=now) is GiftState.PROPOSED]


def agree(session: Session, me: Member, code: str, *, idem: str, now: datetime) -> None:
    """Agree to a proposal; the points move when that was the last word needed.

    Raises NotAllowed (a child), ProposalEnded, AlreadyAgreed, and what `gifts.check` raises.
    """
    found = given.find(session, me, code, now=now)
    require(may_spend(me.standing))
    facts = [me.id, found.gift_code, "agree"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    gift = _waiting(session, me, found, now)
    if gift.adult_id == me.id:
        raise AlreadyAgreed
    gifts.check(
        session, gift.giver_id, gift.programme_id, gift.cause_id, points=gift.points, now=now
    )
    if gift.adult_id is None:
        gift.adult_id = me.id
    else:
        gift.agreed_by = me.id
    session.flush()
    if me.adults_to_agree == 1 or gift.agreed_by:
        gifts.place(session, gift, now=now)
    act = ActKind.GIFT_AGREED
    receipts.issue(session, gift.programme_id, act, idem, facts, code=gift.code, now=now)
    gifts.remember(session, me, "gift.agreed", gift, now)


def refuse(session: Session, me: Member, code: str, *, idem: str, now: datetime) -> None:
    """End a proposal, as an adult of the household or as whoever made it.

    Raises NotAllowed, ProposalEnded.
    """
    found = given.find(session, me, code, now=now)
    require(may_refuse(me, found))
    facts = [me.id, found.gift_code, "refuse"]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    gift = _waiting(session, me, found, now)
    gift.ended_at = now
    session.flush()
    act = ActKind.GIFT_REFUSED
    receipts.issue(session, gift.programme_id, act, idem, facts, code=gift.code, now=now)
    gifts.remember(session, me, "gift.refused", gift, now)


def end_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End what somebody proposed who is being erased; no point has moved."""
    END_OF.run(session, {"person_": person_id, "now_": now})


def _waiting(session: Session, me: Member, found: Row[Any], now: datetime) -> Gift:
    """Return the proposal itself as it stands under the lock; raises ProposalEnded."""
    newest = given.find(session, me, found.gift_code, now=now)
    if given.state_of(newest, now=now) is not GiftState.PROPOSED:
        raise ProposalEnded
    return session.get_one(Gift, (found.programme_id, found.gift_code), populate_existing=True)
