"""The chain of a book: how acts become rows, each holding the hash of the one before.

An act's hash covers the hash before it, what was asked, every posting and lot, and the papers
it rests on. That form never changes; the audit makes each hash again without this module.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from db.tables.ledger import NO_HASH
from portal.acts import Act
from portal.books import Books, Draft, Place
from portal.moves import MoveKind

__all__ = ["Chain", "act_hash", "request_hash"]

COVERED = {  # of each paper, in this order
    "approval": (
        *("claim_code", "account_id", "account_kind", "claimant_id"),
        *("verifier_id", "points", "evidence_tag"),
    ),
    "causestatement": (
        *("id", "cause_id", "round_id", "part", "points", "prepared_by", "approved_by"),
    ),
    "groupvote": ("id", "group_id", "cause_id", "voter_count", "recorded_by", "held_on"),
    "topup": (
        *("id", "target", "points", "funder_id", "requested_by", "approved_by", "second_by"),
    ),
    "voucher": ("id", "reward_id", "wallet_id", "points", "goodwill"),
}
TOLD = (  # of an act, beside its points: who, why, and what it rests on
    *("kind", "actor_id", "second_id", "reason"),
    *("top_up_id", "claim_code", "voucher_id", "vote_id", "statement_id", "undoes"),
)


@dataclass(slots=True)
class Chain:
    """The newest act of a book, and the rows of those that will follow it."""

    programme_id: UUID
    seq: int = 0
    hash: str = NO_HASH
    txns: list[dict[str, Any]] = field(default_factory=list)
    lots: list[dict[str, Any]] = field(default_factory=list)
    postings: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, act: Act, draft: Draft, books: Books, votes: Mapping[UUID, Any]
    ) -> dict[str, Any]:
        """Give an act its place; return its row."""
        facts = {
            **dict(zip(TOLD, _told(act), strict=True)),
            "idem": act.key,
            "request": request_hash(act),
            "at": books.at,
        }
        seq = self.seq + 1
        lots = [{**lot._asdict(), "born_seq": seq} for lot in draft.lots]
        lines = [_line(act, books, n, line) for n, line in enumerate(draft.lines, 1)]
        body = {"programme_id": self.programme_id, "seq": seq, "prev_hash": self.hash, **facts}
        body |= {"lots": lots, "postings": lines, "papers": _papers(act, draft, books, votes)}
        self._write(seq, facts, act_hash(body), lots, lines)
        return self.txns[-1]

    def _write(
        self,
        seq: int,
        facts: dict[str, Any],
        made_hash: str,
        lots: list[dict[str, Any]],
        lines: list[dict[str, Any]],
    ) -> None:
        place = {"programme_id": self.programme_id, "seq": seq, "last_n": len(lines)}
        links = {"prev_seq": self.seq or None, "prev_hash": self.hash, "hash": made_hash}
        self.txns.append({**place, **facts, **links})
        self.lots += [{"programme_id": self.programme_id, **lot} for lot in lots]
        kind = facts["kind"]
        self.postings += [
            {**place, "kind": kind, "prev_n": line["n"] - 1 or None, **line} for line in lines
        ]
        self.seq, self.hash = seq, made_hash


def act_hash(body: Mapping[str, object]) -> str:
    """Return the hash of an act."""
    return hashlib.sha256(b"tallybrook-txn-v1\n" + _canonical(body)).hexdigest()


def request_hash(act: Act) -> str:
    """Return what tells the same request from another one under the same key."""
    return hashlib.sha256(_canonical([act.kind, act.actor_id, act.asked])).hexdigest()


_told = attrgetter(*TOLD)


def _line(act: Act, books: Books, n: int, line: Any) -> dict[str, Any]:
    return {
        "n": n,
        "from_account": line.from_account,
        "from_kind": books.places[line.from_account].kind,
        "from_lot": line.from_lot,
        "to_account": line.to_account,
        "to_kind": books.places[line.to_account].kind,
        "to_lot": line.to_lot,
        "qty": line.qty,
        "undo_seq": act.undoes if line.undo_n else None,
        "undo_n": line.undo_n,
    }


def _papers(
    act: Act, draft: Draft, books: Books, votes: Mapping[UUID, Any]
) -> dict[str, list[Any]]:
    """Return what the hash covers besides: papers, limits, and the rounds of causes touched."""
    papers = {
        name: _covered(name, paper)
        for paper in act.papers
        if (name := str(paper.__tablename__)) in COVERED
    }
    if act.vote_id:
        papers["groupvote"] = _covered("groupvote", votes[act.vote_id])
    if act.kind is MoveKind.FUND:
        papers["book"] = [books.two_person_over, books.award_cap_day]
    touched = {line.from_account for line in draft.lines} | {
        line.to_account for line in draft.lines
    }
    causes = [books.places[account] for account in touched if books.places[account].cause_id]
    papers["causes"] = sorted(_cause(place) for place in causes)
    return papers


def _covered(name: str, paper: Any) -> list[Any]:
    return [getattr(paper, column) for column in COVERED[name]]


def _cause(place: Place) -> list[str]:
    facts = (place.id, place.cause_id, place.round_id, place.opens_at, place.closes_at)
    return [str(fact or "") for fact in facts]


def _plain(thing: object) -> str:
    if isinstance(thing, UUID):
        return str(thing)
    if isinstance(thing, date):
        return thing.isoformat()
    raise TypeError(f"{type(thing).__name__} has no place in a hash")


_write_plainly = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain
).encode


def _canonical(thing: object) -> bytes:
    return _write_plainly(thing).encode()
