"""The chain of a book: how acts become rows, each holding the hash of the one before.

An act's hash covers the hash before it, what was asked, every posting and lot, and the papers
it rests on. That form never changes; the audit makes each hash again without this module.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from uuid import UUID

from db.tables.ledger import NO_HASH
from portal.acts import Act
from portal.books import Books, Draft, Line, NewLot, Place
from portal.canonical import id_text, quoted, written
from portal.moves import MoveKind

__all__ = ["Chain", "request_hash"]

Row = dict[str, Any]

COVERED = {  # of each paper, in this order
    name: attrgetter(*columns.split())
    for name, columns in {
        "approval": "claim_code account_id account_kind claimant_id verifier_id points"
        " evidence_tag",
        "causestatement": "id cause_id round_id part points prepared_by approved_by",
        "groupvote": "id group_id cause_id voter_count recorded_by held_on",
        "topup": "id target points funder_id requested_by approved_by second_by",
        "voucher": "id reward_id wallet_id points goodwill",
    }.items()
}
BEGINS = b"tallybrook-txn-v1\n"


@dataclass(slots=True)
class Chain:
    """The newest act of a book, and the rows of those that will follow it."""

    programme_id: UUID
    seq: int = 0
    hash: str = NO_HASH
    txns: list[Row] = field(default_factory=list)
    lots: list[Row] = field(default_factory=list)
    postings: list[Row] = field(default_factory=list)

    def add(self, act: Act, draft: Draft, books: Books, votes: Mapping[UUID, Any]) -> Row:
        """Give an act its place; return its row."""
        row = self._act(act, books.at, len(draft.lines))
        lots = [self._lot(row["seq"], lot) for lot in draft.lots]
        lines = [self._line(row, act, n, line) for n, line in enumerate(draft.lines, 1)]
        papers = written(_papers(act, draft.lines, books, votes))
        row["hash"] = _act_hash(row, lots, lines, papers)
        self.txns.append(row)
        self.lots += lots
        self.postings += lines
        self.seq, self.hash = row["seq"], row["hash"]
        return row

    def _act(self, act: Act, at: str, line_count: int) -> Row:
        return {
            "programme_id": self.programme_id,
            "seq": self.seq + 1,
            "kind": act.kind,
            "idem": act.key,
            "request": request_hash(act),
            "actor_id": act.actor_id,
            "second_id": act.second_id,
            "reason": act.reason,
            "top_up_id": act.top_up_id,
            "claim_code": act.claim_code,
            "voucher_id": act.voucher_id,
            "vote_id": act.vote_id,
            "statement_id": act.statement_id,
            "undoes": act.undoes,
            "last_n": line_count,
            "at": at,
            "prev_seq": self.seq or None,
            "prev_hash": self.hash,
        }

    def _lot(self, seq: int, lot: NewLot) -> Row:
        return {
            "programme_id": self.programme_id,
            "id": lot.id,
            "kind": lot.kind,
            "born_seq": seq,
            "parent_lot": lot.parent_lot,
            "expires_on": lot.expires_on,
            "lapses_from": lot.lapses_from,
        }

    def _line(self, row: Row, act: Act, n: int, line: Line) -> Row:
        return {
            "programme_id": self.programme_id,
            "seq": row["seq"],
            "n": n,
            "prev_n": n - 1 or None,
            "last_n": row["last_n"],
            "kind": act.kind,
            "from_account": line.source.id,
            "from_kind": line.source.kind,
            "from_lot": line.from_lot,
            "to_account": line.target.id,
            "to_kind": line.target.kind,
            "to_lot": line.to_lot,
            "qty": line.qty,
            "undo_seq": act.undoes if line.undo_n else None,
            "undo_n": line.undo_n,
        }


def request_hash(act: Act) -> str:
    """Return what tells the same request from another one under the same key."""
    asked = written([act.kind, act.actor_id, act.asked])
    return hashlib.sha256(asked.encode()).hexdigest()


def _act_hash(act: Row, lots: Iterable[Row], lines: Iterable[Row], papers: str) -> str:
    """Return the hash of an act; every object has its keys in order, as in portal/canonical.py."""
    form = (
        f'{{"actor_id":"{id_text(act["actor_id"])}","at":"{act["at"]}"'
        f',"claim_code":{written(act["claim_code"])},"idem":{quoted(act["idem"])}'
        f',"kind":{quoted(act["kind"])}'
        f',"lots":[{",".join(map(_lot_text, lots))}],"papers":{papers}'
        f',"postings":[{",".join(map(_line_text, lines))}],"prev_hash":"{act["prev_hash"]}"'
        f',"programme_id":"{id_text(act["programme_id"])}","reason":{written(act["reason"])}'
        f',"request":"{act["request"]}","second_id":{written(act["second_id"])}'
        f',"seq":{act["seq"]},"statement_id":{written(act["statement_id"])}'
        f',"top_up_id":{written(act["top_up_id"])},"undoes":{written(act["undoes"])}'
        f',"vote_id":{written(act["vote_id"])},"voucher_id":{written(act["voucher_id"])}}}'
    )
    return hashlib.sha256(BEGINS + form.encode()).hexdigest()


def _lot_text(lot: Row) -> str:
    return (
        f'{{"born_seq":{lot["born_seq"]},"expires_on":"{lot["expires_on"]}","id":{lot["id"]}'
        f',"kind":{quoted(lot["kind"])},"lapses_from":"{lot["lapses_from"]}"'
        f',"parent_lot":{written(lot["parent_lot"])}}}'
    )


def _line_text(line: Row) -> str:
    return (
        f'{{"from_account":"{id_text(line["from_account"])}","from_kind":{quoted(line["from_kind"])}'
        f',"from_lot":{line["from_lot"]},"n":{line["n"]},"qty":{line["qty"]}'
        f',"to_account":"{id_text(line["to_account"])}","to_kind":{quoted(line["to_kind"])}'
        f',"to_lot":{line["to_lot"]},"undo_n":{written(line["undo_n"])}'
        f',"undo_seq":{written(line["undo_seq"])}}}'
    )


def _papers(
    act: Act, lines: Iterable[Line], books: Books, votes: Mapping[UUID, Any]
) -> dict[str, object]:
    """Return what the hash covers besides: papers, limits, and the rounds of causes touched."""
    papers: dict[str, object] = {}
    for paper in act.papers:
        name = paper.__tablename__
        if name in COVERED:
            papers[name] = COVERED[name](paper)
    if act.vote_id:
        papers["groupvote"] = COVERED["groupvote"](votes[act.vote_id])
    if act.kind is MoveKind.FUND:
        papers["book"] = [books.two_person_over, books.award_cap_day]
    causes = [place for line in lines for place in (line.source, line.target) if place.cause_id]
    papers["causes"] = sorted({_cause(place) for place in causes})
    return papers


def _cause(place: Place) -> tuple[str, ...]:
    ids = (place.id, place.cause_id, place.round_id)
    named = (id_text(id_) if id_ else "" for id_ in ids)
    return (*named, place.opens_at or "", place.closes_at or "")
