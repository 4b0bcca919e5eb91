"""The public register: what an organisation runs, needs and pledges, and was called before."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, cast, literal, null
from sqlmodel import Session, col

from db.columns import UtcDateTime, choice
from db.statement import Statement, pick
from db.tables.giving import Cause, Pledge, Round
from db.tables.organisations import ApplicationState
from db.tables.programmes import Programme, ProgrammeState
from db.tables.renames import Rename
from db.tables.rewards import Reward

__all__ = ["WorkKind", "list_works"]


class WorkKind(StrEnum):
    """What an organisation does here."""

    PROGRAMME = "programme"
    CAUSE = "cause"
    PLEDGE = "pledge"
    REWARD = "reward"
    FORMER = "former"  # not work, but the page that lists it asks for both at once


def _is(kind: WorkKind) -> Any:
    return literal(kind, choice(WorkKind)).label("kind")


_NEVER: Any = cast(null(), UtcDateTime).label("until")
_MINE: Any = bindparam("organisation_id")
_PROGRAMMES = pick(
    *(_is(WorkKind.PROGRAMME), Programme.slug, col(Programme.code).label("code"), Programme.name),
    _NEVER,
).where(col(Programme.organisation_id) == _MINE, col(Programme.state) != ProgrammeState.DRAFT)
_CAUSES = pick(_is(WorkKind.CAUSE), Cause.slug, Cause.code, Cause.name, _NEVER).where(
    col(Cause.charity_id) == _MINE
)
_PLEDGES = (
    pick(_is(WorkKind.PLEDGE), literal(""), Round.code, Round.name, _NEVER)
    .select_from(Pledge)
    .join(Round, (col(Round.programme_id) == Pledge.programme_id) & (Round.id == Pledge.round_id))
    .where(col(Pledge.sponsor_id) == _MINE, col(Pledge.withdrawn_at).is_(None))
)
_REWARDS = pick(_is(WorkKind.REWARD), Reward.slug, Reward.code, Reward.name, _NEVER).where(
    col(Reward.provider_id) == _MINE
)
_FORMER = pick(
    *(_is(WorkKind.FORMER), literal(""), literal(""), Rename.former, Rename.decided_at)
).where(col(Rename.organisation_id) == _MINE, col(Rename.state) == ApplicationState.ACCEPTED)
WORKS = Statement(_PROGRAMMES.union_all(_CAUSES, _PLEDGES, _REWARDS, _FORMER).limit(500))


def list_works(session: Session, organisation_id: UUID) -> Sequence[Row[Any]]:
    """Return its programmes, causes, pledges and rewards: kind, slug, code, name.

    What it was called before comes along: `name`, `until` an instant.
    """
    return WORKS.all(session, organisation_id=organisation_id)
