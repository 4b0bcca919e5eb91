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
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode
_COVERED = {table: names.split() for table, names in COVERED.items()}


def act_hash(
    act: Txn, lots: Iterable[Lot], lines: Iterable[Line], papers: Mapping[str, object]
) -> str:
    """Return the hash that an act with these rows must have."""
    body = {
        "programme_id": act.programme_id,
        "seq": act.seq,
        "kind": act.kind,
        "idem": act.idem,
        "request": act.request,
        "actor_id": act.actor_id,
        "second_id": act.second_id,
        "reason": act.reason,
        "top_up_id": act.top_up_id,
        "claim_code": act.claim_code,
        "voucher_id": act.voucher_id,
        "vote_id": act.vote_id,
        "statement_id": act.statement_id,
        "undoes": act.undoes,
        "at": act.at,
        "prev_hash": act.prev_hash,
        "lots": [_lot(lot) for lot in lots],
        "postings": [_line(line) for line in lines],
        "papers": papers,
    }
    return hashlib.sha256(BEGINS + _written(body).encode()).hexdigest()


def covered(table: str, paper: object) -> list[object]:
    """Return what a hash covers of a paper."""
    return [getattr(paper, name) for name in _COVERED[table]]


def _lot(lot: Lot) -> dict[str, object]:
    return {
        "id": lot.id,
        "kind": lot.kind,
        "born_seq": lot.born_seq,
        "parent_lot": lot.parent_lot,
        "expires_on": lot.expires_on,
        "lapses_from": lot.lapses_from,
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "n": line.n,
        "from_account": line.from_account,
        "from_kind": line.from_kind,
        "from_lot": line.from_lot,
        "to_account": line.to_account,
        "to_kind": line.to_kind,
        "to_lot": line.to_lot,
        "qty": line.qty,
        "undo_seq": line.undo_seq,
        "undo_n": line.undo_n,
    }
