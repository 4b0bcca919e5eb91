"""Gifts: points given to a cause while its round is open, and taken back until it closes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from db.many import Many
from db.tables.giving import Gift
from portal import child_limits, codes, given, giving, groups, history, ledger, progress, receipts
from portal.causes import require_given_to
from portal.commons import counting
from portal.desks import Desk, require_listed
from portal.errors import NotFound, Refused
from portal.ledger import NotEnough, RoundClosed, TooManyPieces
from portal.people import Member
from portal.permissions import may_spend, require
from portal.receipts import ActKind
from portal.shares import room
from portal.timetable import PledgeKind, RoundState

__all__ = [
    "Checked",
    "Covered",
    "Fixed",
    "Gift",
    "MoreThanNeeded",
    "NoneYet",
    "NotEnough",
    "NotPlaced",
    "RoundClosed",
    "RoundSuspended",
    "TooFew",
    "TooManyPieces",
    "check",
    "give",
    "give_after_vote",
    "may_take_back",
    "place",
    "remember",
    "take_back",
]


WRITE_GIFT = Many(Gift)


class TooFew(Refused):
    """A round has a smallest gift."""


class RoundSuspended(Refused):
    """The pledge of this round is in doubt: nothing is taken until there is another."""


class Covered(Refused):
    """Everything that was pledged is covered by points already."""


class MoreThanNeeded(Refused):
    """The last pledged thing needs fewer points than that."""


class NoneYet(NotEnough):
    """There are no points to give."""


class Fixed(Refused):
    """The round has closed: the gift stays with the cause."""


class NotPlaced(Refused):
    """There is nothing to take back: it was taken back before, or never given."""


@dataclass(frozen=True)
class Checked:
    """What a gift would go to, and what its giver has before it."""

    place: Row[Any]
    have: int


def check(
    session: Session,
    giver_id: UUID,
    programme_id: UUID,
    cause_id: UUID,
    *,
    points: int,
    now: datetime,
) -> Checked:
    """Return the cause in the open round this gift would count in, and what the giver has.

    Raises RoundClosed, RoundSuspended, Suspended, Closed, CauseFell, TooFew, Covered,
    MoreThanNeeded, NotEnough.
    """
    offered = giving.find_running(session, programme_id, now=now)
    found = next((row for row in offered if row.cause_id == cause_id), None)
    if found is None or found.state not in {RoundState.OPEN, RoundState.SUSPENDED}:
        raise RoundClosed
    require_listed(found.charity_state, found.charity_reason)
    require_given_to(found)
    if found.state is RoundState.SUSPENDED:
        raise RoundSuspended
    if points < found.smallest_gift:
        raise TooFew(smallest=found.smallest_gift)
    if found.kind is PledgeKind.UNIT:
        _require_room(found, [row for row in offered if row.round_id == found.round_id], points)
    have = ledger.balance(session, programme_id, giver_id, good_on=now.date())
    if have < points:
        raise NotEnough(have=have, want=points) if have else NoneYet
    return Checked(found, have)


def give(
    session: Session, me: Member, cause: Row[Any], *, points: int, idem: str, now: datetime
) -> str:
    """Give from the household's wallet, or propose it where another adult must agree.

    Returns the gift's code; the same `idem` again returns the same. Raises what `check` raises; of
    a child what `child_limits.require_may_propose` raises.
    """
    facts = [me.id, cause.cause_id, points]
    ledger.lock(session, cause.programme_id)
    if earlier := receipts.find_earlier(session, cause.programme_id, idem, facts):
        return str(earlier.code)
    wish = (me.household_id, cause.programme_id, cause.cause_id)
    found = check(session, *wish, points=points, now=now).place
    if not may_spend(me.standing):
        child_limits.require_may_propose(session, me.id)
    adult_id = me.id if may_spend(me.standing) else None
    gift = _drafted(me, found, giver_id=me.household_id, points=points, adult_id=adult_id, now=now)
    _write(session, me, gift, moves=adult_id is not None and me.adults_to_agree == 1, now=now)
    receipts.issue(session, gift.programme_id, ActKind.GIFT, idem, facts, code=gift.code, now=now)
    return gift.code


def give_after_vote(
    session: Session,
    me: Member,
    desk: Desk,
    group: Row[Any],
    cause: Row[Any],
    *,
    points: int,
    voter_count: int,
    held_on: date,
    idem: str,
    now: datetime,
) -> str:
    """Record that a class voted for a cause, and give what it decided; returns the gift's code.

    Raises NotFound, what `groups.record_vote` raises, and what `check` raises.
    """
    if group.programme_id != cause.programme_id:
        raise NotFound
    facts = [me.id, group.id, cause.cause_id, points, voter_count, held_on]
    ledger.lock(session, cause.programme_id)
    if earlier := receipts.find_earlier(session, cause.programme_id, idem, facts):
        return str(earlier.code)
    voted = {"cause_id": cause.cause_id, "voter_count": voter_count, "held_on": held_on}
    vote = groups.record_vote(session, me, desk, group, **voted, now=now)
    wish = (group.id, cause.programme_id, cause.cause_id)
    found = check(session, *wish, points=points, now=now).place
    gift = _drafted(
        me, found, giver_id=group.id, points=points, adult_id=me.id, vote_id=vote.id, now=now
    )
    _write(session, me, gift, moves=True, now=now)
    receipts.issue(session, gift.programme_id, ActKind.VOTE, idem, facts, code=gift.code, now=now)
    return gift.code


def may_take_back(me: Member) -> bool:
    """Tell whether a person who may see a gift may also bring its points home."""
    return may_spend(me.standing)


def take_back(session: Session, me: Member, code: str, *, idem: str, now: datetime) -> None:
    """Bring the points of a gift home while its round is open; raises Fixed, NotPlaced."""
    found = given.find(session, me, code, now=now)
    require(may_take_back(me))
    facts = [me.id, found.gift_code]
    ledger.lock(session, found.programme_id)
    if receipts.find_earlier(session, found.programme_id, idem, facts):
        return
    gift = session.get_one(Gift, (found.programme_id, found.gift_code), populate_existing=True)
    if gift.txn_seq is None or gift.ended_at:
        raise NotPlaced
    if now >= found.closes_at:
        raise Fixed
    back = ledger.take_back(gift.txn_seq, actor_id=me.id, key=f"gift-back:{gift.code}")
    ledger.post(session, gift.programme_id, back, now=now)
    gift.ended_at = now
    session.flush()
    progress.count(session, gift, -1)
    act = ActKind.GIFT_TAKEN_BACK
    receipts.issue(session, gift.programme_id, act, idem, facts, code=gift.code, now=now)
    remember(session, me, "gift.taken_back", gift, now)


def place(session: Session, gift: Gift, *, now: datetime) -> None:
    """Let the points of a gift that waited move: everybody who must agree has agreed."""
    gift.txn_seq = _post(session, gift, now)
    session.flush()
    progress.count(session, gift, +1)


def _post(session: Session, gift: Gift, now: datetime) -> int | None:
    seconds = [who for who in (gift.agreed_by, gift.adult_id) if who and who != gift.person_id]
    act = ledger.give(
        giver_id=gift.giver_id,
        cause_id=gift.cause_id,
        round_id=gift.round_id,
        points=gift.points,
        actor_id=gift.person_id,
        second_id=seconds[0] if seconds else None,
        vote_id=gift.vote_id,
        key=f"gift:{gift.code}",
    )
    return ledger.post(session, gift.programme_id, act, now=now).seq


def _require_room(found: Row[Any], in_round: list[Row[Any]], points: int) -> None:
    """Refuse what the last pledged thing does not need; a smallest gift always fits."""
    given = {row.cause_id: counting(row) + row.points_carried for row in in_round}
    left = room(found.points_per_unit, found.unit_limit, given, found.cause_id)
    if not left:
        raise Covered
    if points > max(left, found.smallest_gift):
        raise MoreThanNeeded(left=max(left, found.smallest_gift))


def _drafted(
    me: Member,
    found: Row[Any],
    *,
    giver_id: UUID,
    points: int,
    adult_id: UUID | None,
    vote_id: UUID | None = None,
    now: datetime,
) -> Gift:
    return Gift(
        programme_id=found.programme_id,
        code=codes.new_code("D"),
        cause_id=found.cause_id,
        round_id=found.round_id,
        giver_id=giver_id,
        vote_id=vote_id,
        person_id=me.id,
        points=points,
        given_at=now,
        adult_id=adult_id,
    )


def _write(session: Session, me: Member, gift: Gift, *, moves: bool, now: datetime) -> None:
    """Write a gift down, once, with the act that moves its points where nobody has to agree."""
    if moves:
        gift.txn_seq = _post(session, gift, now)
    WRITE_GIFT.write(session, [vars(gift)])
    if moves:
        progress.count(session, gift, +1)
    remember(session, me, "gift.written", gift, now)


def remember(session: Session, me: Member, verb: str, gift: Gift, now: datetime) -> None:
    """Add a line to the history of a gift."""
    history.record(session, me.id, verb, gift.code, programme_id=gift.programme_id, now=now)
