"""Child deeds: what a child did and proposed, for whoever answers for it, wherever it lives."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.giving import Cause, Gift
from db.tables.impact import ActivityKind
from db.tables.programmes import Programme
from portal.guardians import Child

__all__ = ["list_claims", "list_proposals"]

CLAIMS = Statement(
    pick(
        *(Claim.code, Claim.amount, Claim.done_on, Claim.state, Claim.points),
        col(ActivityKind.name).label("kind_name"),
        *(ActivityKind.unit, col(Programme.name).label("programme_name")),
    )
    .join(ActivityKind, col(ActivityKind.code) == Claim.activity)
    .join(Programme, col(Programme.id) == Claim.programme_id)
    .where(col(Claim.person_id) == bindparam("child_id"), col(Claim.state) != ClaimState.WITHDRAWN)
    .order_by(col(Claim.submitted_at).desc(), col(Claim.code))
    .limit(50)
)
PROPOSALS = Statement(
    pick(
        *(Gift.code, Gift.points, Gift.given_at, Gift.txn_seq, Gift.ended_at),
        col(Cause.name).label("cause_name"),
    )
    .join(
        Cause,
        and_(col(Cause.programme_id) == Gift.programme_id, col(Cause.id) == Gift.cause_id),
    )
    .where(col(Gift.person_id) == bindparam("child_id"))
    .order_by(col(Gift.given_at).desc(), col(Gift.code))
    .limit(50)
)


def list_claims(session: Session, child: Child) -> Sequence[Row[Any]]:
    """Return the newest actions of a child that `guardians.find` has returned."""
    return CLAIMS.all(session, child_id=child.id)


def list_proposals(session: Session, child: Child) -> Sequence[Row[Any]]:
    """Return the newest gifts such a child proposed, and whether the points moved."""
    return PROPOSALS.all(session, child_id=child.id)
