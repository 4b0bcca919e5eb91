"""The ledger: the one place that moves points. A batch of acts is one lock and one set of writes.

Each act of a batch is accepted or refused by itself, in order. An act's key holds for ever: the
same request again finds the same act, another one is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm.attributes import instance_state
from sqlmodel import Session, SQLModel

from db.many import Many
from db.tables.books import Account
from db.tables.budgets import TopUp
from db.tables.claims import Approval
from db.tables.giving import CauseStatement
from db.tables.ledger import Lot, Posting, Txn
from db.tables.reports import PointTotal
from db.tables.rewards import Voucher
from portal.accounts import cause_account, open_account, open_book, single
from portal.acts import (
    Act,
    award,
    fund,
    give,
    goodwill,
    hold,
    lapse,
    redeem,
    release,
    reverse,
    settle,
    take_back,
)
from portal.balances import (
    ENDING,
    ENTRIES,
    LAPSING,
    balance,
    entries,
    held_at,
    held_by,
    held_in,
    lots,
    statement_parts,
    wallets,
)
from portal.books import NotEnough
from portal.chain import request_hash
from portal.errors import NotFound, Refused
from portal.moves import AccountKind, MoveKind, Reason
from portal.postings import (
    AlreadyDone,
    DailyLimit,
    NothingLeft,
    RoundClosed,
    RoundOpen,
    ThirdPersonNeeded,
    TooManyPieces,
    decide,
)
from portal.reading import Opened, lock, open_for
from portal.stamps import stamp

__all__ = [
    "ENDING",
    "ENTRIES",
    "LAPSING",
    "AccountKind",
    "Act",
    "AlreadyDone",
    "DailyLimit",
    "KeyUsed",
    "MoveKind",
    "NotEnough",
    "NothingLeft",
    "Outcome",
    "Reason",
    "RoundClosed",
    "RoundOpen",
    "ThirdPersonNeeded",
    "TooManyPieces",
    "award",
    "balance",
    "cause_account",
    "entries",
    "fund",
    "give",
    "goodwill",
    "held_at",
    "held_by",
    "held_in",
    "hold",
    "lapse",
    "lock",
    "lots",
    "open_account",
    "open_book",
    "post",
    "post_many",
    "redeem",
    "release",
    "reverse",
    "settle",
    "single",
    "stamp",
    "statement_parts",
    "take_back",
    "wallets",
]

WRITE_TOTALS = Many(PointTotal, "points")
WRITE_PAPERS = [  # in the order in which they look back at each other
    (table, Many(table)) for table in (TopUp, Account, Approval, Voucher, CauseStatement)
]
WRITE_ACTS = Many(Txn)
WRITE_LOTS = Many(Lot)
WRITE_POSTINGS = Many(Posting)


class KeyUsed(Refused):
    """This key came with another request before; nothing was taken twice."""


class Outcome(NamedTuple):
    """What became of an act: its number and the points it moved now, or what spoke against it."""

    seq: int | None = None
    replayed: bool = False
    points: int = 0
    refusal: Refused | NotFound | None = None


def post(session: Session, programme_id: UUID, act: Act, *, now: datetime) -> Outcome:
    """Post one act; raises what speaks against it."""
    [outcome] = post_many(session, programme_id, [act], now=now)
    if outcome.refusal:
        raise outcome.refusal
    return outcome


def post_many(
    session: Session, programme_id: UUID, acts: Sequence[Act], *, now: datetime
) -> list[Outcome]:
    """Post each act that nothing speaks against, in order; at most a thousand at once."""
    session.flush()
    lock(session, programme_id)
    opened = open_for(session, programme_id, acts, now)
    outcomes = [_outcome(opened, act) for act in acts]
    if opened.chain.txns:
        pairs = zip(acts, outcomes, strict=True)
        posted = (act for act, one in pairs if one.seq and not one.replayed)
        _write_papers(session, [paper for act in posted for paper in act.papers])
        _write(session, opened)
    return outcomes


def _outcome(opened: Opened, act: Act) -> Outcome:
    if earlier := opened.earlier.get(act.key):
        if earlier.request != request_hash(act):
            return Outcome(refusal=KeyUsed())
        return Outcome(earlier.seq, replayed=True)
    try:
        draft = decide(opened.books, act)
    except (Refused, NotFound) as refusal:
        return Outcome(refusal=refusal)
    return Outcome(opened.enter(act, draft), points=sum([line.qty for line in draft.lines]))


def _write_papers(session: Session, papers: Iterable[SQLModel]) -> None:
    """Write the papers that their verb has not written itself."""
    new = defaultdict(list)
    for paper in papers:
        if instance_state(paper).transient:
            new[type(paper)].append(vars(paper))
    for table, many in WRITE_PAPERS:
        if table in new:
            many.write(session, new[table])


def _write(session: Session, opened: Opened) -> None:
    chain = opened.chain
    WRITE_ACTS.write(session, chain.txns)
    if chain.lots:
        WRITE_LOTS.write(session, chain.lots)
    WRITE_POSTINGS.write(session, chain.postings)
    totals = [
        {
            "programme_id": chain.programme_id,
            "awarded_on": date.fromisoformat(day),
            "move": kind,
            "points": points,
        }
        for (day, kind), points in opened.books.totals.items()
    ]
    if totals:
        WRITE_TOTALS.write(session, totals)
