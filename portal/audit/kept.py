"""After the last act: is what was kept of a book what its acts say? Accounts, holdings, sums."""

import hashlib
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from portal.audit.book import Reader
from portal.audit.lists import SINGLES
from portal.audit.rows import Holding
from portal.audit.state import State
from portal.audit.sums import Sums

__all__ = ["check"]


def check(reader: Reader, state: State, sums: Sums) -> None:
    """Compare everything that triggers and verbs kept with what the postings say."""
    _accounts(reader, state)
    _holdings(reader, state)
    _quotas(reader, state)
    _points(reader, state)
    if not sums.agree:
        state.breach("I1", "the book does not add up: " + ", ".join(sums.wrong))


def _accounts(reader: Reader, state: State) -> None:
    """I8: one account of each single kind; others are named after what they belong to."""
    book = state.limits.programme_id
    vouchers = state.papers["voucher"]
    named = {_derived(book, kind): kind for kind in SINGLES}
    for id_, kind in named.items():
        if state.place(id_).kind != kind:
            state.breach("I8", f"the account {kind} is missing")
    for id_, place in state.places.items():
        is_right = {
            "wallet": place.cause_id is None,
            "group": place.cause_id is None,
            "cause": id_ == _of_cause(place.cause_id or "", place.round_id),
            "held": id_ in vouchers,
        }.get(place.kind, named.get(id_) == place.kind)
        is_in_round = place.round_id is None or (
            place.kind == "cause" and place.round_id in state.openings
        )
        if not is_right or not is_in_round or (place.cause_id and place.kind != "cause"):
            state.breach("I8", f"account {id_} is not what its name says")


def _derived(parent: str, name: str) -> str:
    """Return the id that belongs to a name within a parent."""
    number = int.from_bytes(hashlib.sha256(f"{parent}/{name}".encode()).digest()[:16])
    return str(UUID(int=number & ~(0xF << 76) & ~(3 << 62) | 8 << 76 | 2 << 62))


def _of_cause(cause: str, round_: str | None) -> str:
    return _derived(cause, round_) if round_ else cause


def _holdings(reader: Reader, state: State) -> None:
    """I3: what each account has of each lot, and nothing else. Account after account."""
    unseen, rows = (
        set(state.places),
        reader.rows("holding", state.limits.programme_id, "account_id"),
    )
    for id_, of_account in groupby(rows, key=attrgetter("account_id")):
        unseen.discard(id_)
        _holdings_of(state, id_, of_account)
    for id_ in sorted(unseen):
        _holdings_of(state, id_, ())


def _holdings_of(state: State, account: str, rows: Iterable[Holding]) -> None:
    place, seen = state.place(account), 0
    spent = place.spent()
    for row in rows:
        is_there = row.lot_id in place.lots or row.lot_id in spent
        seen += is_there
        if (
            not is_there
            or row.lot_id not in state.lots
            or (row.kind, row.expires_on) != (place.kind, state.lots[row.lot_id].expires_on)
            or row.qty != place.lots.get(row.lot_id, 0)
        ):
            state.breach("I3", f"holding of {account} in lot {row.lot_id} is not true")
    if seen != len(place.lots) + len(spent):
        state.breach("I3", f"holdings of {account} are missing")


def _quotas(reader: Reader, state: State) -> None:
    """I20: what was awarded to each account on each day, under the book's limit."""
    cap, left = state.limits.award_cap_day, dict(state.quota)
    for row in reader.rows("quotause", state.limits.programme_id):
        used = left.pop((row.subject_id, row.period), None)
        if (row.rule, row.used, row.cap) != ("award-day", used, cap) or row.used > cap:
            state.breach("I20", f"the limit of {row.subject_id} on {row.period} is not true")
    for account, day in left:
        state.breach("I20", f"the limit of {account} on {day} was not kept")


def _points(reader: Reader, state: State) -> None:
    """What became of the points of each day."""
    left = dict(state.points)
    for row in reader.rows("pointtotal", state.limits.programme_id):
        if left.pop((row.awarded_on, row.move), 0) != row.points:
            state.breach("totals", f"{row.move} of points of {row.awarded_on} is not true")
    for (day, kind), points in left.items():
        if points:
            state.breach("totals", f"{kind} of points of {day} was not kept")
