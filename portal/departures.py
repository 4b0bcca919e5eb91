"""Departures: somebody is forgotten, because they or who answers for them want it.

First their points find their way: whoever lives alone gives unused vouchers back, and points to
the cause they chose, where a round is open for it; what is left lapses to that cause on its day, as
it would anyway. Then their roles, codes and claims end, and last everything goes that says who they
were. The ledger is not touched: its ids lead to nobody from then on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick
from db.tables.households import HouseholdMember
from portal import (
    applications,
    desks,
    erasures,
    gifts,
    giving,
    guardians,
    hindrances,
    history,
    home_codes,
    households,
    ids,
    leases,
    ledger,
    memberships,
    ownership,
    people,
    proposals,
    redemption_proposals,
    spending_rules,
    traces,
    vouchers,
    withdrawals,
)
from portal.applications import ApplicationState
from portal.erasures import Entry
from portal.errors import Refused
from portal.files import Shelf
from portal.hindrances import Hindrances, OnlyGuardian, OwnersFirst
from portal.households import Standing
from portal.moving import LastAdult
from portal.people import Member
from portal.permissions import may_spend

__all__ = [
    "Departure",
    "LastAdult",
    "Legacy",
    "OnlyGuardian",
    "OwnersFirst",
    "erase",
    "erase_again",
    "erase_child",
    "look",
]

LIVES = Statement(
    pick(HouseholdMember.household_id).where(
        col(HouseholdMember.person_id) == bindparam("person_id"),
        col(HouseholdMember.left_at).is_(None),
    )
)


@dataclass(frozen=True)
class Legacy:
    """What becomes of points nobody will hold: given now, where a round is open, or on their day.

    A round may need fewer than there are; the rest lapses.
    """

    programme_name: Words
    cause_name: Words | None
    points: int
    is_given: bool


@dataclass(frozen=True)
class Departure:
    """What being forgotten would do, and what has to be done first."""

    first: Hindrances
    others: Sequence[Row[Any]]  # who lives there besides
    legacies: Sequence[Legacy]  # of who lives alone

    @property
    def is_last_adult(self) -> bool:
        """Whether only children would be left at home."""
        return bool(self.others) and self._next is None

    @property
    def next_head(self) -> str:
        """Who becomes head of the household; "" where nobody has to."""
        return self._next.name if self._next else ""

    @property
    def may_go(self) -> bool:
        """Whether nothing has to be done first."""
        return not (self.first.places or self.first.wards or self.is_last_adult)

    @property
    def _next(self) -> Row[Any] | None:
        return next((one for one in self.others if one.standing is Standing.ADULT), None)


def look(session: Session, me: Member, *, now: datetime) -> Departure:
    """Return what being forgotten would do to this person's points, home and work."""
    others = _others(session, me)
    legacies = [] if others else [of for of, _cause in _legacies(session, me, now)]
    return Departure(hindrances.look(session, me), others, legacies)


def erase(
    session: Session,
    me: Member,
    *,
    shelf: Shelf,
    idem: str,
    with_children: bool = False,
    now: datetime,
) -> str:
    """Forget a person; return the receipt's code. The same form again is the same one.

    `with_children` takes those along who live there without another adult and without an account:
    for who stays away. Raises OwnersFirst, OnlyGuardian, LastAdult; nothing is changed then.
    """
    if earlier := erasures.find_code_or_none(session, idem):
        return earlier
    hindrances.require_none(session, me)
    others = _others(session, me)
    if others and may_spend(me.standing) and Standing.ADULT not in {it.standing for it in others}:
        if not with_children or any(one.has_account for one in others):
            raise LastAdult
        for child in others:
            erase_again(session, Entry(child.id), shelf=shelf, now=now)
        others = []
    if not others:
        vouchers.give_back_all(session, me, now=now)
        _give_away(session, me, now)
    _part(session, me, shelf, now)
    return _forget(session, Entry(me.id), idem, shelf, now)


def erase_child(
    session: Session, me: Member, child_id: UUID, *, shelf: Shelf, idem: str, now: datetime
) -> str:
    """Forget a child this person answers for; raises NotFound. Its household keeps its points."""
    if earlier := erasures.find_code_or_none(session, idem):
        return earlier
    guardians.find(session, me, child_id)
    history.record(session, me.id, "child.erased", child_id, now=now)
    child = people.find_member(session, child_id, now=now)
    _part(session, child, shelf, now)
    return _forget(session, Entry(child_id), idem, shelf, now)


def erase_again(session: Session, entry: Entry, *, shelf: Shelf, now: datetime) -> None:
    """Forget somebody once more whom a backup has brought back. Points stay where they were then.

    They lapse on their day; nobody is asked, because the answer was given long ago.
    """
    if LIVES.value(session, person_id=entry.person_id):
        _part(session, people.find_member(session, entry.person_id, now=now), shelf, now)
    _forget(session, entry, ids.digest(f"again:{entry.person_id}"), shelf, now)


def _others(session: Session, me: Member) -> list[Row[Any]]:
    return [one for one in households.list_members(session, me.household_id) if one.id != me.id]


def _legacies(
    session: Session, me: Member, now: datetime
) -> Iterator[tuple[Legacy, Row[Any] | None]]:
    """Yield what becomes of the points of each programme, with the cause if it can be given to."""
    held = [one for one in households.list_wallets(session, me.household_id) if one.points]
    offered = giving.list_open(session, [one.programme_id for one in held], now=now) if held else []
    for one in held:
        found = next((row for row in offered if row.cause_id == one.cause_id), None)
        yield Legacy(one.programme_name, one.cause_name, one.points, found is not None), found


def _give_away(session: Session, me: Member, now: datetime) -> None:
    """Give what can be given: where a round does not take it, it stays and lapses on its day."""
    for _legacy, cause in list(_legacies(session, me, now)):
        if cause is None:
            continue
        good = {"good_on": now.date()}
        points = ledger.balance(session, cause.programme_id, me.household_id, **good)
        idem = ids.digest(f"farewell:{me.id}:{cause.programme_id}")
        try:
            _give(session, me, cause, points, idem, now)
        except Refused:
            continue


def _give(
    session: Session, me: Member, cause: Row[Any], points: int, idem: str, now: datetime
) -> None:
    """Give all of it, or as much as the last pledged thing needs."""
    try:
        with session.begin_nested():
            gifts.give(session, me, cause, points=points, idem=idem, now=now)
    except gifts.MoreThanNeeded as error:
        fits = int(str(error.facts["left"]))
        with session.begin_nested():
            gifts.give(session, me, cause, points=fits, idem=idem, now=now)


def _part(session: Session, me: Member, shelf: Shelf, now: datetime) -> None:
    """End what this person does here and with whom they live."""
    withdrawals.withdraw_all(session, me, shelf=shelf, now=now)
    for row in applications.list_mine(session, me):
        if row.state is ApplicationState.WAITING:
            applications.withdraw(session, me, row.code, shelf=shelf, now=now)
    proposals.end_of(session, me.id, now=now)
    redemption_proposals.end_of(session, me.id, now=now)
    spending_rules.end_of(session, me.id, now=now)
    for desk in desks.list_of(session, me, now=now):
        for role in sorted(desk.roles):
            memberships.end_role(session, me, desk, me.id, role, now=now)
    ownership.drop_of(session, me.id, now=now)
    home_codes.withdraw_of(session, me.id, now=now)
    guardians.end_mine(session, me, now=now)
    guardians.release(session, me.id, now=now)
    households.leave(session, me.household_id, me.id, now=now)


def _forget(session: Session, entry: Entry, idem: str, shelf: Shelf, now: datetime) -> str:
    """Let everything go that says who somebody was, and write down that it is done."""
    traces.wipe(session, shelf, entry.person_id, now=now)
    at = entry.erased_at or now
    code = erasures.issue(session, entry.person_id, idem, code=entry.code, now=at)
    history.record(session, entry.person_id, "person.erased", entry.person_id, now=now)
    leases.hasten(session, erasures.JOB, now=now)
    return code
