"""A book as it stands while the audit walks through its acts: plain values, nothing read here.

It grows with accounts, papers, and with points that lie somewhere; not with acts that are over.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from portal.audit.findings import Findings
from portal.audit.hashes import NO_HASH
from portal.audit.lots import Lots
from portal.audit.report_rows import Claimant
from portal.audit.rows import Approval, Book, Line, Lot, Opening, Txn

__all__ = ["Homes", "Item", "Place", "State"]


class Item(NamedTuple):
    """An act with everything that belongs to it."""

    act: Txn
    lines: list[Line]
    lots: list[Lot]
    approval: Approval | None
    claim: Claimant | None


@dataclass(frozen=True, slots=True)
class Homes:
    """Who lives with whom, and who answers for whom; these rows belong to people."""

    joined: Mapping[tuple[str, str], str]  # household and person, and the first time they joined
    guardians: Mapping[tuple[str, str], str]  # guardian and child, and since when at first

    def are_close(self, checker: str, claimant: str, household: str, at: str) -> bool:
        """Whether one answered for the other by then, or the checker had lived there."""
        ways = ((checker, claimant), (claimant, checker))
        since = [self.joined.get((household, checker)), *map(self.guardians.get, ways)]
        return any(began is not None and began < at for began in since)


class Place:
    """An account: what is in it now, and what once was."""

    __slots__ = ("_left", "_queue", "cause_id", "kind", "lots", "round_id")

    def __init__(self, kind: str, cause_id: str | None = None, round_id: str | None = None) -> None:
        self.kind = kind
        self.cause_id = cause_id
        self.round_id = round_id
        self.lots: dict[int, int] = {}  # points that are not zero, by lot
        self._left = array("q")  # lots that went away; some may have come again
        self._queue: list[tuple[str, int]] = []  # last days and lots, the oldest first

    @property
    def was_used(self) -> bool:
        """Whether points ever were here."""
        return bool(self.lots or self._left)

    def spent(self) -> set[int]:
        """Return the lots that were here and are not any more."""
        return set(self._left) - self.lots.keys()

    def add(self, lot: int, points: int) -> int:
        """Add points of a lot, or take them with a minus; return what is there then."""
        left = self.lots.get(lot, 0) + points
        if left:
            self.lots[lot] = left
        else:
            self.lots.pop(lot, None)
            self._left.append(lot)
        return left

    def queue_up(self, expires_on: str, lot: int) -> None:
        """Give a lot that came its place among those to be spent; once, if it comes again."""
        at = bisect_left(self._queue, (expires_on, lot))
        if self._queue[at : at + 1] != [(expires_on, lot)]:
            self._queue.insert(at, (expires_on, lot))

    def next_good(self, at: int, today: str) -> int | None:
        """Return the lot at a place of the queue; what is gone or past its date leaves it."""
        queue = self._queue
        while at < len(queue) and (queue[at][1] not in self.lots or queue[at][0] < today):
            del queue[at]
        return queue[at][1] if at < len(queue) else None


@dataclass(slots=True)
class State:
    """All that is known of a book so far. `code` is what people call it."""

    code: str
    limits: Book
    findings: Findings
    homes: Homes
    last_day: str  # on which acts may be stamped
    places: dict[str, Place]
    openings: dict[str, Opening]
    papers: Mapping[str, Mapping[str, Any]]  # by table, then by id
    undone_acts: Collection[int]  # numbers of acts that something undoes
    seq: int = 0
    hash: str = NO_HASH
    at: str = ""
    lots: Lots = field(default_factory=Lots)
    originals: dict[tuple[int, int], tuple[Txn, Line]] = field(default_factory=dict)
    undone: Counter[tuple[int, int]] = field(default_factory=Counter)
    withdrawn: set[str] = field(default_factory=set)  # vouchers that their provider ended
    quota: Counter[tuple[str, str]] = field(default_factory=Counter)  # account and day
    points: Counter[tuple[str, str]] = field(default_factory=Counter)  # day of award and move
    flow: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # kind, from, to

    def breach(self, invariant: str, told: str, seq: int = 0) -> None:
        """Note a breach of this book."""
        self.findings.add(invariant, self.code, seq, told)

    def place(self, account: str) -> Place:
        """Return an account; one of no kind where there is none."""
        return self.places.get(account) or Place("")
