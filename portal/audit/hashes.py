"""The hash of an act, made again from its rows: docs/ledger.md has the form.

It covers the hash before it, what was asked, every posting and lot, the papers it rests on, and
the rounds of the causes it touches.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

from portal.audit.lists import COVERED
from portal.audit.rows import Line, Lot, Txn

__all__ = ["NO_HASH", "act_hash", "covered"]

NO_HASH = "0" * 64
BEGINS = b"tallybrook-txn-v1\n"
_written = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_COVERED = {table: names.split() for table, names in COVERED.items()}


def act_hash(
    act: Txn, lots: Iterable[Lot], lines: Iterable[Line], papers: Mapping[str, object]
) -> str:
    """Return the hash that an act with these rows must have."""
    body = {  # each object with its keys in order, which costs less than having them sorted
        "actor_id": act.actor_id,
        "at": act.at,
        "claim_code": act.claim_code,
        "idem": act.idem,
        "kind": act.kind,
        "lots": [_lot(lot) for lot in lots],
        "papers": dict(sorted(papers.items())),
        "postings": [_line(line) for line in lines],
        "prev_hash": act.prev_hash,
        "programme_id": act.programme_id,
        "reason": act.reason,
        "request": act.request,
        "second_id": act.second_id,
        "seq": act.seq,
        "statement_id": act.statement_id,
        "top_up_id": act.top_up_id,
        "undoes": act.undoes,
        "vote_id": act.vote_id,
        "voucher_id": act.voucher_id,
    }
    return hashlib.sha256(BEGINS + _written(body).encode()).hexdigest()


def covered(table: str, paper: object) -> list[object]:
    """Return what a hash covers of a paper."""
    return [getattr(paper, name) for name in _COVERED[table]]


def _lot(lot: Lot) -> dict[str, object]:
    return {
        "born_seq": lot.born_seq,
        "expires_on": lot.expires_on,
        "id": lot.id,
        "kind": lot.kind,
        "lapses_from": lot.lapses_from,
        "parent_lot": lot.parent_lot,
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "from_account": line.from_account,
        "from_kind": line.from_kind,
        "from_lot": line.from_lot,
        "n": line.n,
        "qty": line.qty,
        "to_account": line.to_account,
        "to_kind": line.to_kind,
        "to_lot": line.to_lot,
        "undo_n": line.undo_n,
        "undo_seq": line.undo_seq,
    }
