"""The commons: what lapsed to causes, and the round of each that counts it, once.

A round counts what lapsed to its causes before it closed and no round has counted. What lapsed to
a cause that is in no round, or fell away, waits for its next one. When a cause is closed for good,
what waits for it counts for the programme's common cause.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, and_, bindparam, cast, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.many import Many
from db.statement import Statement, pick, tied
from db.tables.commons import LapsedPoints
from db.tables.giving import Cause, CauseState, Round, RoundCause, SettlementShare
from db.tables.households import ChosenCause
from db.tables.organisations import Organisation, OrganisationState
from portal import ids

__all__ = ["IN_ROUND", "OF_CAUSE", "WAITING", "count_in", "counting", "hand_on", "keep", "waiting"]

_total = cast(func.coalesce(func.sum(LapsedPoints.points), 0), BigInteger)
_not_counted = col(LapsedPoints.round_id).is_(None)
_in_time = and_(  # for the round of another query's row
    _not_counted,
    col(Round.voided_at).is_(None),
    col(LapsedPoints.programme_id) == Round.programme_id,
    col(LapsedPoints.lapsed_at) < Round.closes_at,
)


def _stands(cause: Any, charity: Any) -> Any:
    return and_(cause.state == CauseState.LISTED, charity.state == OrganisationState.LISTED)


OF_CAUSE = (  # a column: what the round of a row counts for its cause
    pick(_total)
    .where(
        _in_time,
        col(LapsedPoints.cause_id) == RoundCause.cause_id,
        _stands(Cause, Organisation),
    )
    .correlate(Round, RoundCause, Cause, Organisation)
    .scalar_subquery()
)
_in_round, _cause, _charity = aliased(RoundCause), aliased(Cause), aliased(Organisation)
IN_ROUND = (  # the same for all causes of the round
    pick(_total)
    .join(_in_round, tied(_in_round, LapsedPoints, "programme_id cause_id"))
    .join(_cause, tied(_cause, LapsedPoints, "programme_id id", "programme_id cause_id"))
    .join(_charity, col(_charity.id) == _cause.charity_id)
    .where(_in_time, col(_in_round.round_id) == Round.id, _stands(_cause, _charity))
    .correlate(Round)
    .scalar_subquery()
)
WAITING = (  # a column: what no round has counted yet, of a cause
    pick(_total)
    .where(_not_counted, tied(LapsedPoints, Cause, "programme_id cause_id", "programme_id id"))
    .correlate(Cause)
    .scalar_subquery()
)
KEEP = Many(LapsedPoints)
COUNT = Statement(
    update(LapsedPoints)
    .where(
        _not_counted,
        col(LapsedPoints.programme_id) == bindparam("of_programme"),
        col(LapsedPoints.cause_id) == bindparam("of_cause"),
        col(LapsedPoints.lapsed_at) < bindparam("closes_at"),
    )
    .values(round_id=bindparam("in_round"))
)
COUNTED = Statement(
    pick(LapsedPoints.lies_at, LapsedPoints.cause_id, _total.label("points"))
    .where(
        col(LapsedPoints.programme_id) == bindparam("programme_id"),
        col(LapsedPoints.round_id) == bindparam("round_id"),
    )
    .group_by(col(LapsedPoints.lies_at), col(LapsedPoints.cause_id))
    .order_by(col(LapsedPoints.lies_at))
)
COMMON = Statement(
    pick(Cause.id)
    .where(col(Cause.programme_id) == bindparam("programme_id"), col(Cause.is_common))
    .order_by(col(Cause.code))
    .limit(1)
)
HAND_ON = [
    Statement(
        update(table)
        .where(
            col(table.programme_id) == bindparam("of_programme"),
            col(table.cause_id) == bindparam("of_cause"),
            *also,
        )
        .values(cause_id=bindparam("common"))
    )
    for table, also in ((LapsedPoints, (_not_counted,)), (ChosenCause, ()))
]


def counting(row: Row[Any] | SettlementShare) -> int:
    """Return the points that count for a cause in its round: what was given, and what lapsed."""
    return int(row.points + row.points_lapsed)


def waiting(row: Row[Any]) -> int:
    """Return what lapsed to a cause and is counted in no round yet, nor in the one of this row."""
    return int(row.points_waiting - (0 if row.signed_at else row.points_lapsed))


def keep(
    session: Session, programme_id: UUID, lapsed: Mapping[UUID, int], *, now: datetime
) -> None:
    """Remember what lapsed to each cause just now, for the rounds that will count it."""
    rows = [
        {
            "programme_id": programme_id,
            "id": ids.new_id(now),
            "lies_at": cause_id,
            "cause_id": cause_id,
            "points": points,
            "lapsed_at": now,
        }
        for cause_id, points in lapsed.items()
        if points
    ]
    if rows:
        KEEP.write(session, rows)


def count_in(session: Session, found: Row[Any], causes: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Let a round count what waits for these causes; return on which accounts it lies."""
    key = {"of_programme": found.programme_id, "in_round": found.round_id}
    for cause_id in causes:
        COUNT.run(session, {**key, "of_cause": cause_id, "closes_at": found.closes_at})
    return COUNTED.all(session, programme_id=found.programme_id, round_id=found.round_id)


def hand_on(session: Session, programme_id: UUID, cause_id: UUID) -> None:
    """Let what waits for a cause, and what will lapse to it, go to the common cause instead."""
    common = COMMON.value(session, programme_id=programme_id)
    if common:
        for statement in HAND_ON:
            key = {"of_programme": programme_id, "of_cause": cause_id, "common": common}
            statement.run(session, key)
