"""Hearings: what was objected to, for who asks, who answers, and everybody. Only reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, Verification
from db.tables.complaints import Complaint, ComplaintKind, Outcome
from db.tables.impact import ActivityKind
from db.tables.programmes import Programme
from db.tables.rewards import Reward
from portal import codes
from portal.desks import Desk
from portal.errors import NotFound
from portal.particulars import PHOTO_NUMBER
from portal.people import Member

__all__ = ["figures", "find_at_desk", "find_mine", "list_at_desk", "list_mine"]

_ONE = (
    pick(
        *(Complaint.programme_id, Complaint.code, Complaint.kind, Complaint.claim_code),
        *(Complaint.made_by, Complaint.words, Complaint.made_at, Complaint.answer_by),
        *(Complaint.outcome, Complaint.answer, Complaint.answered_by, Complaint.answered_at),
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        col(Programme.slug).label("programme_slug"),
        *(Programme.time_zone, Programme.organisation_id),
        col(ActivityKind.name).label("kind_name"),
        *(Claim.amount, Claim.done_on, Claim.evidence_class, ActivityKind.unit),
        PHOTO_NUMBER.label("photo_number"),
        Verification.message,
        Complaint.reward_id,
        col(Reward.name).label("reward_name"),
        col(Reward.slug).label("reward_slug"),
        col(Reward.code).label("reward_code"),
        col(Reward.state).label("reward_state"),
    )
    .join(Programme, col(Programme.id) == Complaint.programme_id)
    .outerjoin(
        Claim,
        (col(Claim.programme_id) == Complaint.programme_id)
        & (col(Claim.code) == Complaint.claim_code),
    )
    .outerjoin(
        Verification,
        tied(Verification, Claim, "programme_id claim_code revision", "programme_id code revision"),
    )
    .outerjoin(Reward, tied(Reward, Complaint, "programme_id id", "programme_id reward_id"))
    .outerjoin(ActivityKind, col(ActivityKind.code) == Claim.activity)
)
MINE = Statement(
    _ONE.where(col(Complaint.made_by) == bindparam("me_id"))
    .order_by(col(Complaint.made_at).desc(), col(Complaint.code))
    .limit(50)
)
ONE_OF_MINE = Statement(
    _ONE.where(
        col(Complaint.made_by) == bindparam("me_id"), col(Complaint.code) == bindparam("code")
    )
)
_HERE = _ONE.where(col(Programme.organisation_id) == bindparam("organisation_id"))
AT_DESK = Statement(  # open ones first, by their last day
    _HERE.order_by(
        col(Complaint.answered_at).is_not(None), col(Complaint.answer_by), col(Complaint.code)
    ).limit(100)
)
ONE_AT_DESK = Statement(_HERE.where(col(Complaint.code) == bindparam("code")))
_is_late = or_(
    col(Complaint.answered_at) > Complaint.answer_by,
    col(Complaint.answered_at).is_(None) & (col(Complaint.answer_by) < bindparam("now")),
)
_is_appeal = col(Complaint.kind) == ComplaintKind.DECISION
FIGURES = Statement(
    pick(
        _is_appeal.label("is_appeal"),
        func.count().label("made"),
        func.count(col(Complaint.answered_at)).label("answered"),
        func.count().filter(col(Complaint.outcome) == Outcome.UPHELD).label("upheld"),
        func.count().filter(col(Complaint.outcome) == Outcome.CHANGED).label("changed"),
        func.count().filter(_is_late).label("late"),
    )
    .select_from(Complaint)
    .join(Programme, col(Programme.id) == Complaint.programme_id)
    .where(col(Programme.organisation_id) == bindparam("organisation_id"))
    .group_by(_is_appeal)
    .order_by(_is_appeal.desc())
)


def list_mine(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return what this person objected to, newest first."""
    return MINE.all(session, me_id=me.id)


def find_mine(session: Session, me: Member, code: str) -> Row[Any]:
    """Return one of this person's; raises NotFound."""
    return _one(ONE_OF_MINE.first(session, me_id=me.id, code=codes.tidy(code)))


def list_at_desk(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return what was objected to at a desk: open ones first, by their last day."""
    return AT_DESK.all(session, organisation_id=desk.organisation_id)


def find_at_desk(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return one that belongs to a desk; raises NotFound."""
    here = {"organisation_id": desk.organisation_id}
    return _one(ONE_AT_DESK.first(session, **here, code=codes.tidy(code)))


def figures(session: Session, organisation_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return public counts: appeals, then other complaints; made, answered, upheld, late."""
    return FIGURES.all(session, organisation_id=organisation_id, now=now)


def _one(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotFound
    return row
