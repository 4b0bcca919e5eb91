"""Haste: who decided on many claims faster than anybody can look at them. It accuses nobody.

The organiser and the owners see it above the second looks for a day, and look at some claims again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Decision, Verification
from db.tables.people import Person
from db.tables.programmes import Programme
from db.tables.questionnaires import RecordCheck
from portal.desks import Desk
from portal.permissions import may_rule
from portal.queues import PAGE

__all__ = ["find", "is_hasty"]

WITHIN = timedelta(hours=24)
LEAST = 50  # decisions: fewer say nothing
SHARE = 95  # percent approved
SECONDS = 3  # for one

_is_record = (  # nobody looked at it, and nobody had to
    pick(RecordCheck.subject)
    .where(tied(RecordCheck, Verification, "programme_id claim_code", "programme_id claim_code"))
    .correlate(Verification)
    .exists()
)
RUNS = Statement(
    pick(
        Verification.verifier_id,
        Person.name,
        func.count().label("decided"),
        func.count().filter(col(Verification.decision) == Decision.APPROVE).label("approved"),
        func.min(Verification.decided_at).label("first_at"),
        func.max(Verification.decided_at).label("last_at"),
    )
    .select_from(Verification)
    .join(Programme, col(Programme.id) == Verification.programme_id)
    .join(Person, col(Person.id) == Verification.verifier_id)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Verification.decided_at) > bindparam("since"),
        ~_is_record,
    )
    .group_by(col(Verification.verifier_id), col(Person.name))
    .order_by(col(Person.name), col(Verification.verifier_id))
    .limit(100)
)


def find(session: Session, desk: Desk, me_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return who was hasty in the last day, for those who may do something about it."""
    if not may_rule(desk.roles):
        return []
    rows = RUNS.all(session, organisation_id=desk.organisation_id, since=now - WITHIN)
    return [row for row in rows if row.verifier_id != me_id and is_hasty(row)]


def is_hasty(run: Any) -> bool:
    """Tell whether nearly all were approved and nobody could have looked at them.

    The first page was read before anything was saved, so it takes no time.
    """
    if run.decided < LEAST or run.approved * 100 < run.decided * SHARE:
        return False
    seconds = (run.last_at - run.first_at).total_seconds()
    return bool(seconds < SECONDS * max(run.decided - PAGE, 1))
