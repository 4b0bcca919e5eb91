"""The public register: what an organisation runs, needs and pledges."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, literal
from sqlmodel import Session, col

from db.columns import choice
from db.statement import Statement, pick
from db.tables.giving import Cause, Pledge, Round
from db.tables.programmes import Programme, ProgrammeState
from db.tables.rewards import Reward

__all__ = ["WorkKind", "list_works"]


class WorkKind(StrEnum):
    """What an organisation does here."""

    PROGRAMME = "programme"
    CAUSE = "cause"
    PLEDGE = "pledge"
    REWARD = "reward"


def _is(kind: WorkKind) -> Any:
    return literal(kind, choice(WorkKind)).label("kind")


_MINE: Any = bindparam("organisation_id")
_PROGRAMMES = pick(
    _is(WorkKind.PROGRAMME), Programme.slug, col(Programme.code).label("code"), Programme.name
).where(col(Programme.organisation_id) == _MINE, col(Programme.state) != ProgrammeState.DRAFT)
_CAUSES = pick(_is(WorkKind.CAUSE), Cause.slug, Cause.code, Cause.name).where(
    col(Cause.charity_id) == _MINE
)
_PLEDGES = (
    pick(_is(WorkKind.PLEDGE), literal(""), Round.code, Round.name)
    .select_from(Pledge)
    .join(Round, (col(Round.programme_id) == Pledge.programme_id) & (Round.id == Pledge.round_id))
    .where(col(Pledge.sponsor_id) == _MINE, col(Pledge.withdrawn_at).is_(None))
)
_REWARDS = pick(_is(WorkKind.REWARD), Reward.slug, Reward.code, Reward.name).where(
    col(Reward.provider_id) == _MINE
)
WORKS = Statement(_PROGRAMMES.union_all(_CAUSES, _PLEDGES, _REWARDS).limit(500))


def list_works(session: Session, organisation_id: UUID) -> Sequence[Row[Any]]:
    """Return its programmes, causes, pledges and rewards: kind, slug, code, name."""
    return WORKS.all(session, organisation_id=organisation_id)
