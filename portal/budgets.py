"""Budgets: documented points that a season may give, and what is left of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func
from sqlmodel import Session, col

from db.statement import pick
from db.tables.budgets import TopUp, TopUpTarget
from db.tables.claims import Claim, ClaimState
from db.tables.programmes import Programme
from portal import history, ids, ledger, organisations
from portal.errors import Refused
from portal.ledger import AccountKind
from portal.organisations import Role
from portal.people import Member
from portal.permissions import require

__all__ = ["COLUMNS", "SameSigner", "TopUpTarget", "top_up"]

_ASKS = frozenset({Role.TREASURER, Role.ORGANISER, Role.OWNER})
_AGREES = frozenset({Role.TREASURER, Role.OWNER})
_WAITS = (ClaimState.SUBMITTED, ClaimState.ASKED, ClaimState.QUEUED)

COLUMNS = (  # of a query over Programme: what was set aside, what waits for it, what is left
    pick(func.coalesce(func.sum(TopUp.points), 0))
    .where(col(TopUp.programme_id) == Programme.id, col(TopUp.target) == TopUpTarget.BUDGET)
    .correlate(Programme)
    .scalar_subquery()
    .label("funded"),
    pick(func.coalesce(func.sum(Claim.points), 0))
    .where(col(Claim.programme_id) == Programme.id, col(Claim.state).in_(_WAITS))
    .correlate(Programme)
    .scalar_subquery()
    .label("waiting"),
    ledger.held_in(col(Programme.id), AccountKind.BUDGET).label("left"),
)


class SameSigner(Refused):
    """Whoever asks for a top-up does not agree to it."""


def top_up(
    session: Session,
    requester: Member,
    programme: Row[Any],
    *,
    points: int,
    target: TopUpTarget,
    funder_id: UUID,
    approved_by: UUID,
    second_by: UUID | None,
    idem: str = "",
    paper_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Add documented points to a season's budget or reserve; return the paper's id.

    Two people, over the programme's limit three: raises SameSigner, NotAllowed and the
    ledger's refusals. The same `idem`, or `paper_id`, again changes nothing.
    """
    paper_id = paper_id or ids.derived(programme.programme_id, f"top-up {idem}")
    if session.get(TopUp, (programme.programme_id, paper_id)):
        return paper_id
    signers = [requester.id, approved_by, *([second_by] if second_by else [])]
    if len(set(signers)) < len(signers):
        raise SameSigner
    roles = organisations.list_roles(session, programme.organisation_id, now=now)
    require(bool(_ASKS & roles.get(requester.id, frozenset())))
    require(all(_AGREES & roles.get(signer, frozenset()) for signer in signers[1:]))
    paper = TopUp(
        programme_id=programme.programme_id,
        id=paper_id,
        target=target,
        points=points,
        funder_id=funder_id,
        requested_by=requester.id,
        approved_by=approved_by,
        second_by=second_by,
    )
    act = ledger.fund(paper, actor_id=requester.id, second_id=approved_by, key=f"top-up:{paper_id}")
    ledger.post(session, programme.programme_id, act, now=now)
    history.record(
        session, requester.id, "budget.funded", paper_id, programme_id=paper.programme_id, now=now
    )
    return paper_id
