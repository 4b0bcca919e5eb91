"""The timetable: every round with its papers, and where it stands."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, literal
from sqlmodel import Session, col

from db.columns import choice
from db.statement import Statement, pick, tied
from db.tables.giving import Pledge, PledgeKind, Round, RoundOpening, Settlement, UnitShape
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from portal import codes
from portal.desks import Desk
from portal.errors import NotFound

__all__ = [
    "ROUND_COLUMNS",
    "PledgeKind",
    "RoundState",
    "UnitShape",
    "find",
    "find_at_desk",
    "list_at_desk",
    "with_papers",
]


class RoundState(StrEnum):
    """Where a round is in its life; it follows from its papers and the clock."""

    PLANNED = "planned"  # its pledge is promised, or not even that
    READY = "ready"  # its pledge is documented
    OPEN = "open"
    CLOSED = "closed"
    SETTLED = "settled"


_LIVES = col(Pledge.withdrawn_at).is_(None)


def _is(state: RoundState) -> Any:
    return literal(state, choice(RoundState))


STATE = case(
    (col(Settlement.signed_at).is_not(None), _is(RoundState.SETTLED)),
    (
        and_(col(RoundOpening.round_id).is_not(None), Round.closes_at <= bindparam("now")),
        _is(RoundState.CLOSED),
    ),
    (
        and_(col(RoundOpening.round_id).is_not(None), Round.opens_at <= bindparam("now")),
        _is(RoundState.OPEN),
    ),
    (col(Pledge.document).is_not(None), _is(RoundState.READY)),
    else_=_is(RoundState.PLANNED),
).label("state")
ROUND_COLUMNS: tuple[Any, ...] = (
    STATE,
    col(Round.id).label("round_id"),
    col(Round.code).label("round_code"),
    col(Round.name).label("round_name"),
    Round.opens_at,
    Round.closes_at,
    Round.smallest_gift,
    Pledge.kind,
    Pledge.amount_cents,
    Pledge.currency,
    Pledge.unit_name,
    Pledge.unit_shape,
    Pledge.points_per_unit,
    Pledge.unit_limit,
    Pledge.document,
    Pledge.paid_on,
    Pledge.payment_document,
    col(RoundOpening.round_id).is_not(None).label("is_opened"),
    Settlement.prepared_by,
    Settlement.prepared_at,
    Settlement.signed_at,
)


def with_papers(query: Any) -> Any:
    """Join what STATE and ROUND_COLUMNS read to a query over Round; of pledges, the living one."""
    for paper, also in ((RoundOpening, ()), (Pledge, (_LIVES,)), (Settlement, ())):
        of_round = tied(paper, Round, "programme_id round_id", "programme_id id")
        query = query.outerjoin(paper, and_(of_round, *also))
    return query


_ROUNDS = with_papers(
    pick(
        Round.programme_id,
        *ROUND_COLUMNS,
        Programme.organisation_id,
        col(Programme.code).label("programme_code"),
        col(Programme.slug).label("programme_slug"),
        col(Programme.name).label("programme_name"),
        Programme.time_zone,
        col(Organisation.name).label("sponsor_name"),
        col(Organisation.slug).label("sponsor_slug"),
        col(Organisation.code).label("sponsor_code"),
    ).join(Programme, col(Programme.id) == Round.programme_id)
).outerjoin(Organisation, col(Organisation.id) == Pledge.sponsor_id)
ROUND = Statement(_ROUNDS.where(col(Round.code) == bindparam("code")))
AT_DESK = Statement(
    _ROUNDS.where(col(Programme.organisation_id) == bindparam("organisation_id"))
    .order_by(col(Round.opens_at).desc())
    .limit(100)
)


def find(session: Session, code: str, *, now: datetime) -> Row[Any]:
    """Return a round with its pledge, its programme and where it stands; raises NotFound."""
    if row := ROUND.first(session, code=codes.tidy(code), now=now):
        return row
    raise NotFound


def find_at_desk(session: Session, desk: Desk, code: str, *, now: datetime) -> Row[Any]:
    """Return a round of a programme this desk's organisation runs; raises NotFound."""
    found = find(session, code, now=now)
    if found.organisation_id != desk.organisation_id:
        raise NotFound
    return found


def list_at_desk(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return every round of this desk's programmes, newest first."""
    return AT_DESK.all(session, organisation_id=desk.organisation_id, now=now)
