"""Fates: what became of claims that were decided together, and of those somebody else took."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, Verification
from db.tables.people import Person
from db.tables.programmes import Programme
from portal import twins

__all__ = ["list_all"]

_verifier = aliased(Person)
_decision = aliased(Verification)
FATES = Statement(
    pick(
        Claim.code,
        Claim.state,
        Claim.submitted_at,
        Claim.points,
        Claim.shortfall,
        _decision.batch,
        _decision.decision,
        _decision.decided_at,
        _decision.message,
        _verifier.name,
        Programme.time_zone,
        twins.twin_of(Claim, *twins.APPROVED).label("counted_twin"),
    )
    .select_from(Claim)
    .join(Programme, col(Programme.id) == Claim.programme_id)
    .outerjoin(
        _decision,
        and_(
            col(_decision.programme_id) == Claim.programme_id,
            col(_decision.claim_code) == Claim.code,
            or_(
                col(_decision.batch) == bindparam("batch"),
                col(_decision.revision) == Claim.revision,
            ),
        ),
    )
    .outerjoin(_verifier, col(_verifier.id) == _decision.verifier_id)
    .where(
        col(Claim.programme_id) == bindparam("programme_id"),
        or_(
            col(_decision.batch) == bindparam("batch"),
            col(Claim.code).in_(bindparam("codes", expanding=True)),
        ),
    )
    .order_by(col(Claim.submitted_at), col(Claim.code))
    .limit(200)
)


def list_all(
    session: Session, programme_id: UUID, *, batch: str, codes: Sequence[str] = ()
) -> Sequence[Row[Any]]:
    """Return what became of the claims of a batch, and of others by code."""
    return FATES.all(session, programme_id=programme_id, batch=batch, codes=list(codes))
