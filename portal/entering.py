"""Entering: the acts of an import become claims that are approved, and get their points.

All or nothing: whoever calls it keeps the transaction, or none of it. It works through pieces, so
that a million rows take no more memory than a thousand.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.many import Many
from db.measuring import measure
from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState, Decision, HolderKind, Verification
from db.tables.imports import ImportLine
from db.tables.programmes import Mode
from db.tables.receipts import ActKind, Receipt
from portal import codes, ids, ledger, programmes, totals
from portal.awards import award_queued
from portal.entries import Entry, Fault, Reader
from portal.lists import Line
from portal.rules import Worth
from portal.standings import Standings

__all__ = ["MOST_FAULTS", "Progress", "Tried", "enter"]

PIECE = 1000
GROUPS = {Mode.CLASS: HolderKind.GROUP}
MOST_FAULTS = 100  # that are told; all are counted
MOST_UNKEPT = 20_000  # who was there when, before it is written: each writing leaves a dead row
Progress = Callable[[int], None]  # how many rows are done

KNOWN = Statement(
    pick(ImportLine.external_id).where(
        col(ImportLine.programme_id) == bindparam("programme_id"),
        col(ImportLine.external_id).in_(bindparam("names", expanding=True)),
    )
)
CLAIMS, VERIFICATIONS = Many(Claim), Many(Verification)
LINES, RECEIPTS = Many(ImportLine), Many(Receipt)


@dataclass
class Tried:
    """What became of the rows: how many, what they add up to, and the first faults."""

    rows: int = 0
    taken: int = 0
    duplicates: int = 0
    points: int = 0
    waiting: int = 0  # approved, and the budget did not reach
    control: Decimal = Decimal(0)
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    duplicate_lines: list[int] = field(default_factory=list)

    def note(self, faults: Sequence[Fault]) -> None:
        """Count what is wrong, and keep the first of it."""
        self.fault_count += len(faults)
        self.faults += faults[: MOST_FAULTS - len(self.faults)]


def enter(
    session: Session,
    reader: Reader,
    lines: Iterable[Line],
    *,
    code: str,
    by: UUID,
    witness_id: UUID | None = None,
    progress: Progress = lambda rows: None,
    now: datetime,
) -> Tried:
    """Enter every row under an import's code, approved by whoever answers for it.

    With a fault nothing more is written: the caller gives up the transaction.
    """
    programme_id = reader.programme.programme_id
    ledger.lock(session, programme_id)
    tried, standings = Tried(), Standings(session, programme_id)
    writing = _Writing(session, programme_id, code, by, witness_id, now)
    for number, piece in enumerate(_pieces(lines)):
        if number.bit_count() == 1:  # after 1, 2, 4, 8… pieces
            measure(session)
        entries, faults = reader.read(piece)
        tried.rows += len(piece)
        tried.note(faults)
        fresh = _fresh(session, programme_id, entries, tried)
        if fresh and not tried.fault_count:
            worths = standings.weigh(fresh)
            writing.write(fresh, worths)
            tried.points += sum(worth.points for worth in worths)
            tried.waiting += sum(worth.points > 0 for worth in worths)
        tried.taken += len(fresh)
        tried.control += sum((entry.amount for entry in fresh), Decimal())
        while not tried.fault_count and (given := award_queued(session, programme_id, now=now)):
            tried.waiting -= len(writing.mine & set(given))
        progress(tried.rows)
    writing.keep()
    return tried


def _pieces(lines: Iterable[Line]) -> Iterator[list[Line]]:
    going = iter(lines)
    while piece := list(islice(going, PIECE)):
        yield piece


def _fresh(
    session: Session, programme_id: UUID, entries: Sequence[Entry], tried: Tried
) -> list[Entry]:
    """Leave out what was entered before, or stands here twice: it is answered, not counted."""
    names = [entry.external_id for entry in entries]
    known = set(KNOWN.values(session, programme_id=programme_id, names=names)) if names else set()
    fresh = []
    for entry in entries:
        if entry.external_id in known:
            tried.duplicates += 1
            tried.duplicate_lines += [entry.number] * (len(tried.duplicate_lines) < MOST_FAULTS)
        else:
            known.add(entry.external_id)
            fresh.append(entry)
    return fresh


@dataclass
class _Writing:
    session: Session
    programme_id: UUID
    code: str
    by: UUID
    witness_id: UUID | None
    now: datetime
    enrolled: set[UUID] = field(default_factory=set)
    unkept: totals.Totals | None = None
    mine: set[str] = field(default_factory=set)  # the codes of the newest piece

    def write(self, entries: Sequence[Entry], worths: Sequence[Worth]) -> None:
        """Write claims, decisions, receipts and lines, and count them for the kept totals."""
        self._enrol(entries)
        rows = [self._row(*pair) for pair in zip(entries, worths, strict=True)]
        self.mine = {row["code"] for row in rows}
        for table in (CLAIMS, VERIFICATIONS, RECEIPTS, LINES):
            table.write(self.session, [{**row, **self._of(table, row)} for row in rows])
        self._count(rows)

    def keep(self) -> None:
        """Add to the kept totals what was counted since the last time."""
        if self.unkept:
            totals.keep(self.session, self.programme_id, self.unkept)
            self.unkept = None

    def _count(self, rows: Sequence[dict[str, Any]]) -> None:
        self.unkept = self.unkept or totals.begin(self.session, self.programme_id)
        for row in rows:
            self.unkept.add(_facts(row), 1)
        if len(self.unkept.presence) > MOST_UNKEPT:
            self.keep()

    def _enrol(self, entries: Sequence[Entry]) -> None:
        for holder_id in dict.fromkeys(entry.holder_id for entry in entries):
            if holder_id not in self.enrolled:
                programmes.enrol(self.session, self.programme_id, holder_id, now=self.now)
                self.enrolled.add(holder_id)
        self.session.flush()

    def _row(self, entry: Entry, worth: Worth) -> dict[str, Any]:
        """Return everything about one act; each table takes its own columns of it."""
        return {
            "programme_id": self.programme_id,
            "code": codes.new_code("A"),
            "version": entry.rule.version,
            "activity": entry.rule.code,
            "holder_kind": GROUPS.get(entry.rule.mode, HolderKind.WALLET),
            "holder_id": entry.holder_id,
            "person_id": entry.person_id,
            "amount": entry.amount,
            "done_on": entry.done_on,
            "replaced": entry.replaced,
            "evidence_class": entry.evidence_class,
            "witness_id": self.witness_id if entry.evidence_class == "B" else None,
            "state": ClaimState.QUEUED if worth.points else ClaimState.UNAWARDED,
            "revision": 1,
            "points": worth.points,
            "why": worth.kept(),
            "shortfall": 0,
            "submitted_at": self.now,
            "decided_at": self.now,
            "external_id": entry.external_id,
            "number": entry.number,
        }

    def _of(self, table: Many, row: dict[str, Any]) -> dict[str, Any]:
        """Return what only one of the tables calls so."""
        if table is VERIFICATIONS:
            decided = {"decision": Decision.APPROVE, "verifier_id": self.by, "batch": self.code}
            return {**decided, "claim_code": row["code"]}
        if table is LINES:
            return {"import_code": self.code, "claim_code": row["code"]}
        if table is RECEIPTS:
            key = ids.digest(f"{self.code}|{row['external_id']}")
            told = {"act": ActKind.CLAIM, "idem": key, "digest": key, "made_at": self.now}
            return {**told, "id": ids.new_id(self.now)}
        return {}


def _facts(row: dict[str, Any]) -> totals.Facts:
    return totals.Facts(
        **{name: row[name] for name in totals.Facts._fields if name != "replaced"},
        replaced=row["replaced"] or "",
    )
