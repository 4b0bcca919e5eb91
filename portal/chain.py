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

from db.tables.budgets import TopUp
from db.tables.claims import Approval
from db.tables.giving import CauseStatement
from db.tables.ledger import NO_HASH
from db.tables.rewards import Voucher
from portal.acts import Act
from portal.books import Books, Draft, Line, NewLot, Place
from portal.canonical import id_text, quoted, written
from portal.moves import MoveKind

__all__ = ["Chain", "request_hash"]

Row = dict[str, Any]

COVERED: dict[type, tuple[str, tuple[str, ...]]] = {  # of each paper, in this order
    paper: (name, tuple(columns.split()))
    for paper, name, columns in (
        (
            *(Approval, "approval"),
            "claim_code account_id account_kind claimant_id verifier_id points evidence_tag",
        ),
        (
            *(CauseStatement, "causestatement"),
            "id cause_id round_id part points prepared_by approved_by",
        ),
        (TopUp, "topup", "id target points funder_id requested_by approved_by second_by"),
        (Voucher, "voucher", "id reward_id wallet_id points goodwill"),
    )
}
OF_A_VOTE = attrgetter("id", "group_id", "cause_id", "voter_count", "recorded_by", "held_on")
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
    causes: dict[int, str] = field(default_factory=dict)  # as they are hashed, by account

    def add(self, act: Act, draft: Draft, books: Books, votes: Mapping[UUID, Any]) -> Row:
        """Give an act its place; return its row."""
        row = self._act(act, books.at, len(draft.lines))
        lots = [self._lot(row["seq"], lot) for lot in draft.lots]
        lines = [self._line(row, act, n, line) for n, line in enumerate(draft.lines, 1)]
        papers = _papers(act, books, votes, self._touched(draft.lines))
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

    def _touched(self, lines: Iterable[Line]) -> list[str]:
        """Return the causes' accounts that points come from or go to, in order."""
        touched = set()
        for line in lines:
            for place in (line.source, line.target):
                if place.cause_id:
                    account = place.id.int
                    self.causes[account] = self.causes.get(account) or _cause(place)
                    touched.add(self.causes[account])
        return sorted(touched)

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
            "kind": act.kind.value,
            "from_account": line.source.id,
            "from_kind": line.source.kind.value,
            "from_lot": line.from_lot,
            "to_account": line.target.id,
            "to_kind": line.target.kind.value,
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
        f',"claim_code":{_text(act["claim_code"])},"idem":{quoted(act["idem"])}'
        f',"kind":"{act["kind"]}"'
        f',"lots":[{",".join(map(_lot_text, lots))}],"papers":{papers}'
        f',"postings":[{",".join(map(_line_text, lines))}],"prev_hash":"{act["prev_hash"]}"'
        f',"programme_id":"{id_text(act["programme_id"])}","reason":{_text(act["reason"])}'
        f',"request":"{act["request"]}","second_id":{_text(act["second_id"])}'
        f',"seq":{act["seq"]},"statement_id":{_text(act["statement_id"])}'
        f',"top_up_id":{_text(act["top_up_id"])},"undoes":{_text(act["undoes"])}'
        f',"vote_id":{_text(act["vote_id"])},"voucher_id":{_text(act["voucher_id"])}}}'
    )
    return hashlib.sha256(BEGINS + form.encode()).hexdigest()


def _text(thing: object) -> str:
    return "null" if thing is None else written(thing)  # most things of an act are not there


def _lot_text(lot: Row) -> str:
    return (
        f'{{"born_seq":{lot["born_seq"]},"expires_on":"{lot["expires_on"]}","id":{lot["id"]}'
        f',"kind":"{lot["kind"]}","lapses_from":"{lot["lapses_from"]}"'
        f',"parent_lot":{_text(lot["parent_lot"])}}}'
    )


def _line_text(line: Row) -> str:
    return (
        f'{{"from_account":"{id_text(line["from_account"])}","from_kind":"{line["from_kind"]}"'
        f',"from_lot":{line["from_lot"]},"n":{line["n"]},"qty":{line["qty"]}'
        f',"to_account":"{id_text(line["to_account"])}","to_kind":"{line["to_kind"]}"'
        f',"to_lot":{line["to_lot"]},"undo_n":{_text(line["undo_n"])}'
        f',"undo_seq":{_text(line["undo_seq"])}}}'
    )


def _papers(act: Act, books: Books, votes: Mapping[UUID, Any], causes: Iterable[str]) -> str:
    """Write what the hash covers besides: papers, limits, and the rounds of causes touched."""
    told = {"causes": f"[{','.join(causes)}]"}
    for paper in act.papers:
        if type(paper) in COVERED:
            name, columns = COVERED[type(paper)]
            loaded = vars(paper)  # where a column takes a tenth of asking the paper for it
            told[name] = written(
                [loaded[one] if one in loaded else getattr(paper, one) for one in columns]
            )
    if act.vote_id:
        told["groupvote"] = written(OF_A_VOTE(votes[act.vote_id]))
    if act.kind is MoveKind.FUND:
        told["book"] = written([books.two_person_over, books.award_cap_day])
    return f"{{{','.join([f'{quoted(name)}:{told[name]}' for name in sorted(told)])}}}"


def _cause(place: Place) -> str:
    """Write a cause's account, with its round and times."""
    ids = (place.id, place.cause_id, place.round_id)
    named = (id_text(id_) if id_ else "" for id_ in ids)
    return written([*named, place.opens_at or "", place.closes_at or ""])
