"""Proofs: what a person needs to check a receipt against a head that somebody else has kept."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, union
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.giving import Gift
from db.tables.ledger import Posting, Txn
from db.tables.receipts import Receipt
from db.tables.seals import Leaf
from portal import codes, heads, merkle, tiles
from portal.errors import NotFound
from portal.heads import Head

__all__ = ["Proof", "Proved", "Sealing", "find", "look"]

_code: Any = bindparam("code")
_named = union(  # the acts a code stands for: the award of a claim, the points of a gift
    pick(Txn.programme_id, Txn.seq)
    .join(Receipt, col(Receipt.programme_id) == Txn.programme_id)
    .where(col(Receipt.code) == _code, col(Txn.claim_code) == _code),
    pick(Gift.programme_id, col(Gift.txn_seq).label("seq")).where(
        col(Gift.code) == _code, col(Gift.txn_seq).is_not(None)
    ),
).cte("named")
_acts = union(  # and those that undid them
    pick(_named.c.programme_id, _named.c.seq),
    pick(Posting.programme_id, Posting.seq).join(
        _named,
        and_(
            col(Posting.programme_id) == _named.c.programme_id,
            col(Posting.undo_seq) == _named.c.seq,
        ),
    ),
).subquery("acts")
ACTS = Statement(
    pick(Txn.seq, Txn.hash, Leaf.place)
    .join(_acts, and_(_acts.c.programme_id == Txn.programme_id, _acts.c.seq == Txn.seq))
    .outerjoin(Leaf, tied(Leaf, Txn, "programme_id seq"))
    .order_by(col(Txn.seq))
)


@dataclass(frozen=True)
class Sealing:
    """How many of a receipt's acts are in the log, and how many wait for the night."""

    sealed: int
    waiting: int


@dataclass(frozen=True)
class Proved:
    """One act: what is hashed, where it stands, and the hashes beside its way up to the root."""

    leaf: str
    place: int
    path: list[bytes]


@dataclass(frozen=True)
class Proof:
    """The acts of a receipt in the log, and the head they lead to."""

    code: str
    head: Head
    acts: list[Proved]

    def written(self) -> dict[str, Any]:
        """Return it in plain values, as docs/verify.md describes them."""
        return {
            "receipt": self.code,
            "checkpoint": str(self.head.note),
            "acts": [
                {
                    "leaf": act.leaf,
                    "place": act.place,
                    "path": [one.hex() for one in act.path],
                }
                for act in self.acts
            ],
        }


def look(session: Session, code: str) -> Sealing:
    """Tell whether a receipt's acts are in the log."""
    places = [row.place for row in _list_acts(session, code)]
    waiting = places.count(None)
    return Sealing(len(places) - waiting, waiting)


def find(session: Session, code: str, *, size: int | None = None) -> Proof:
    """Return the proof of a receipt for the newest head, or for an older one of that size.

    Raises NotFound when there is no such head, or none of the acts was in it.
    """
    head = heads.newest(session) if size is None else heads.find(session, size=size)
    rows = [
        row
        for row in _list_acts(session, code)
        if head and row.place is not None and row.place < head.size
    ]
    if not head or not rows:
        raise NotFound
    paths = [merkle.path(row.place, head.size) for row in rows]
    hashes = iter(tiles.roots(session, [span for path in paths for span in path]))
    acts = [
        Proved(row.hash, row.place, [next(hashes) for _ in path])
        for row, path in zip(rows, paths, strict=True)
    ]
    return Proof(codes.tidy(code), head, acts)


def _list_acts(session: Session, code: str) -> list[Row[Any]]:
    return list(ACTS.all(session, code=codes.tidy(code)))
