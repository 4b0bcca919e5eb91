"""The backlog: how much waits at a desk, and since when. Only reads.

A long queue costs no more to look at than a short one: it is not counted to its end.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Batch, Claim, ClaimState
from db.tables.programmes import Programme, Season
from portal.assignments import IS_MY_TURN, Turn
from portal.desks import Desk
from portal.people import Member
from portal.ties import IS_OWN

__all__ = ["MOST_COUNTED", "list_waiting"]

MOST_COUNTED = 100

_last_batch = (
    pick(Batch.code)
    .where(col(Batch.programme_id) == Programme.id)
    .order_by(col(Batch.made_at).desc(), col(Batch.code))
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)
_for_me = and_(
    col(Claim.programme_id) == Programme.id,
    col(Claim.state) == ClaimState.SUBMITTED,
    ~IS_OWN,
    IS_MY_TURN,
)
_few = pick(Claim.code).where(_for_me).limit(bindparam("most")).correlate(Programme).subquery()
_oldest = (
    pick(Claim.submitted_at)
    .where(_for_me)
    .order_by(col(Claim.submitted_at), col(Claim.code))
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)
_check_days = (
    pick(func.max(Season.check_days))
    .where(col(Season.programme_id) == Programme.id)
    .correlate(Programme)
    .scalar_subquery()
)
WAITING = Statement(
    pick(
        col(Programme.id).label("programme_id"),
        Programme.code,
        Programme.name,
        Programme.time_zone,
        _check_days.label("check_days"),
        pick(func.count())
        .select_from(_few)
        .correlate(Programme)
        .scalar_subquery()
        .label("claim_count"),
        _oldest.label("oldest_at"),
        _last_batch.label("last_batch"),
    )
    .where(col(Programme.organisation_id) == bindparam("organisation_id"), _check_days.is_not(None))
    .order_by(_oldest.is_(None), _oldest, Programme.code)
    .limit(50)
)


def list_waiting(session: Session, me: Member, desk: Desk, turn: Turn) -> Sequence[Row[Any]]:
    """Return the programmes of a desk with what waits for me in each; the longest wait first.

    `claim_count` goes one beyond MOST_COUNTED where more wait.
    """
    return WAITING.all(
        session,
        me_id=me.id,
        organisation_id=desk.organisation_id,
        most=MOST_COUNTED + 1,
        **turn.facts,
    )
