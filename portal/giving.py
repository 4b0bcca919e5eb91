"""Giving, as everybody may read it: each cause, the rounds it is in, and what came of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import (
    Cause,
    CauseState,
    Pledge,
    Round,
    RoundCause,
    Settlement,
    SettlementShare,
)
from db.tables.organisations import Organisation, OrganisationState
from db.tables.programmes import Programme
from portal import commons, renames
from portal.causes import CAUSE_COLUMNS, code_in
from portal.errors import NotFound
from portal.timetable import ROUND_COLUMNS, RoundState, with_papers

__all__ = [
    "DeliveryState",
    "current",
    "find_cause",
    "find_open",
    "find_running",
    "list_causes",
    "list_in_round",
    "list_open",
    "stands",
]

FIRST_TO_SHOW = (
    RoundState.OPEN,
    RoundState.SUSPENDED,
    RoundState.CLOSED,
    RoundState.READY,
    RoundState.SETTLED,
    RoundState.PLANNED,
    RoundState.VOID,
)


_sponsor = aliased(Organisation)
_others = aliased(RoundCause)
_before = aliased(SettlementShare)
_settled_before = aliased(Settlement)
KEY = "programme_id round_id cause_id"  # of whatever belongs to a cause in a round
_round_points = (
    pick(func.sum(_others.points))
    .where(tied(_others, Round, "programme_id round_id", "programme_id id"))
    .correlate(Round)
    .scalar_subquery()
)
# What an incomplete unit of the last settled round left behind counts again.
_carried = (
    pick(_before.points_left)
    .join(_settled_before, tied(_settled_before, _before, "programme_id round_id"))
    .where(
        tied(_before, RoundCause, "programme_id cause_id"),
        col(_before.units).is_not(None),
        col(_settled_before.signed_at).is_not(None),
    )
    .order_by(col(_settled_before.signed_at).desc())
    .limit(1)
    .correlate(RoundCause)
    .scalar_subquery()
)


def _counted(state: DeliveryState) -> Any:
    told = aliased(Delivery)
    return (
        pick(func.coalesce(func.sum(told.count), 0))
        .where(tied(told, RoundCause, KEY), col(told.state) == state)
        .correlate(RoundCause)
        .scalar_subquery()
        .label(state.value)
    )


_told_last = aliased(Delivery)
_last_step = (
    pick(_told_last.state)
    .where(tied(_told_last, RoundCause, KEY))
    .order_by(col(_told_last.number).desc())
    .limit(1)
    .correlate(RoundCause)
    .scalar_subquery()
)
_signed_share = and_(  # what is only prepared is not public
    col(Settlement.signed_at).is_not(None), tied(SettlementShare, RoundCause, KEY)
)
_heir = aliased(Cause)  # which goes on with it
_charity_before = renames.last_of(Cause.charity_id).correlate(Cause).scalar_subquery()
_of_cause = tied(RoundCause, Cause, "programme_id cause_id", "programme_id id")
_of_round = tied(Round, RoundCause, "programme_id id", "programme_id round_id")
SHOWN = (
    with_papers(
        pick(
            *CAUSE_COLUMNS,
            *ROUND_COLUMNS,
            col(_sponsor.name).label("sponsor_name"),
            RoundCause.points,
            RoundCause.giver_count,
            (_round_points + commons.IN_ROUND).label("round_points"),
            func.coalesce(SettlementShare.points_lapsed, commons.OF_CAUSE).label("points_lapsed"),
            func.coalesce(SettlementShare.points_carried, _carried, 0).label("points_carried"),
            col(SettlementShare.amount_cents).label("share_cents"),
            col(SettlementShare.units).label("share_units"),
            SettlementShare.points_left,
            SettlementShare.txn_seq,
            SettlementShare.is_left_out,
            SettlementShare.cause_name,
            col(SettlementShare.charity_name).label("charity_then"),
            _counted(DeliveryState.BOUGHT),
            _counted(DeliveryState.DELIVERED),
            _last_step.label("last_step"),
        )
        .select_from(Cause)
        .join(Organisation, col(Organisation.id) == Cause.charity_id)
        .join(Programme, col(Programme.id) == Cause.programme_id)
        .outerjoin(RoundCause, _of_cause)
        .outerjoin(Round, _of_round)
    )
    .outerjoin(SettlementShare, _signed_share)
    .outerjoin(_sponsor, col(_sponsor.id) == Pledge.sponsor_id)
)
CAUSES = Statement(SHOWN.order_by(Programme.code, Cause.slug, col(Cause.id)).limit(500))
STEPS: tuple[Any, ...] = (
    Delivery.number,
    col(Delivery.state).label("step"),
    Delivery.count,
    Delivery.told,
    col(Delivery.document).label("step_document"),
    col(Delivery.photo).label("step_photo"),
    Delivery.happened_on,
)
CAUSE = Statement(
    SHOWN.add_columns(
        *STEPS,
        _charity_before.label("charity_before"),
        commons.WAITING.label("points_waiting"),
        col(_heir.name).label("heir_name"),
        col(_heir.slug).label("heir_slug"),
        col(_heir.code).label("heir_code"),
    )
    .outerjoin(_heir, tied(_heir, Cause, "programme_id id", "programme_id merged_into"))
    .outerjoin(Delivery, tied(Delivery, RoundCause, KEY))
    .where(col(Cause.code) == bindparam("code"))
    .order_by(col(Round.opens_at).desc(), col(Delivery.number).desc())
    .limit(500)
)
IN_ROUND = Statement(
    SHOWN.where(
        col(Round.programme_id) == bindparam("programme_id"),
        col(Round.id) == bindparam("round_id"),
    )
    .order_by(Cause.slug, Cause.id)
    .limit(100)
)
OPEN = Statement(
    SHOWN.where(
        col(Cause.programme_id).in_(bindparam("programmes", expanding=True)),
        Round.opens_at <= bindparam("now"),
        Round.closes_at > bindparam("now"),
    )
    .order_by(Round.closes_at, Cause.slug)
    .limit(100)
)


def current(rows: Iterable[Row[Any]]) -> Row[Any]:
    """Return the row of the round that matters now among rows of one cause."""
    return min(
        rows,
        key=lambda row: (
            (FIRST_TO_SHOW.index(row.state), -row.opens_at.timestamp())
            if row.round_id
            else (9, 0.0)
        ),
    )


def list_causes(session: Session, *, now: datetime) -> list[Row[Any]]:
    """Return every cause once, in the round that matters now."""
    rows = CAUSES.all(session, now=now)
    return [current(of_one) for _, of_one in groupby(rows, key=lambda row: row.cause_id)]


def find_cause(session: Session, key: str, *, now: datetime) -> Sequence[Row[Any]]:
    """Return a cause in all its rounds, a row for each step of a delivery; raises NotFound."""
    if rows := CAUSE.all(session, code=code_in(key), now=now):
        return rows
    raise NotFound


def list_in_round(
    session: Session, programme_id: UUID, round_id: UUID, *, now: datetime
) -> Sequence[Row[Any]]:
    """Return the causes of a round."""
    return IN_ROUND.all(session, programme_id=programme_id, round_id=round_id, now=now)


def find_open(session: Session, programme_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the causes of a programme that can be given to now; what closes first comes first."""
    return list_open(session, [programme_id], now=now)


def list_open(session: Session, programmes: Iterable[UUID], *, now: datetime) -> Sequence[Row[Any]]:
    """Return the causes of some programmes that can be given to now."""
    rows = OPEN.all(session, programmes=list(programmes), now=now)
    return [row for row in rows if row.state is RoundState.OPEN and stands(row)]


def find_running(session: Session, programme_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return the causes of a programme in rounds that run, whether they can be given to or not."""
    return OPEN.all(session, programmes=[programme_id], now=now)


def stands(row: Row[Any]) -> bool:
    """Tell whether neither a cause nor its charity has fallen away."""
    is_listed = row.charity_state is OrganisationState.LISTED
    return is_listed and row.cause_state is CauseState.LISTED
