"""Cause statements: the papers with which the points of a settled round leave its causes."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from db.tables.giving import CauseStatement, Settlement, SettlementShare
from portal import ids, ledger
from portal.commons import counting

__all__ = ["leave"]


def leave(
    session: Session,
    settlement: Settlement,
    shares: Sequence[SettlementShare],
    lapsed: Sequence[Row[Any]],
    *,
    now: datetime,
) -> None:
    """Let all that a round counted leave, from where it lies: its gifts, and what lapsed before.

    `lapsed` says of accounts how many of their points count for which cause.
    """
    points = Counter({share.cause_id: share.points for share in shares})
    for row in lapsed:
        points[row.lies_at] += row.points
    entries = {it: _settle(session, settlement, it, n, now) for it, n in points.items() if n}
    lies_on = {row.cause_id: row.lies_at for row in lapsed}
    for share in shares:
        if counting(share):
            at = share.cause_id if share.cause_id in entries else lies_on[share.cause_id]
            share.txn_seq = entries[at]


def _settle(
    session: Session, settlement: Settlement, cause_id: UUID, points: int, now: datetime
) -> int | None:
    """Settle one cause; a well loved one needs several statements. Return its last entry."""
    part, left, seq = 1, points, None
    while left:
        outcome = _post(session, settlement, cause_id, part, left, now)
        if isinstance(outcome.refusal, ledger.TooManyPieces):
            most = int(str(outcome.refusal.facts["most"]))
            outcome = _post(session, settlement, cause_id, part, most, now)
        if outcome.refusal:
            raise outcome.refusal
        part, left, seq = part + 1, left - outcome.points, outcome.seq
    return seq


def _post(
    session: Session,
    settlement: Settlement,
    cause_id: UUID,
    part: int,
    points: int,
    now: datetime,
) -> ledger.Outcome:
    assert settlement.signed_by, "a division is signed before its points leave"
    paper = CauseStatement(
        programme_id=settlement.programme_id,
        id=ids.new_id(now),
        cause_id=cause_id,
        round_id=settlement.round_id,
        part=part,
        points=points,
        prepared_by=settlement.prepared_by,
        approved_by=settlement.signed_by,
    )
    act = ledger.settle(paper, key=f"settle:{paper.id}")
    return ledger.post_many(session, settlement.programme_id, [act], now=now)[0]
