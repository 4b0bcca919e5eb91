"""The timetable: every round with its papers, and where it stands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, case, literal, or_
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
    "ROUNDS",
    "ROUND_COLUMNS",
    "PledgeKind",
    "RoundState",
    "UnitShape",
    "find",
    "find_at_desk",
    "is_payment_late",
    "is_short",
    "list_at_desk",
    "list_broken",
    "payment_due_on",
    "with_papers",
]


PAYMENT_WITHIN = timedelta(days=30)  # from the second name under a division to its proof


class RoundState(StrEnum):
    """Where a round is in its life; it follows from its papers and the clock."""

    PLANNED = "planned"  # its pledge is promised, or not even that
    READY = "ready"  # its pledge is documented, and a second person has seen it
    OPEN = "open"
    SUSPENDED = "suspended"  # it was opened, and its pledge is gone or was paid short
    CLOSED = "closed"
    SETTLED = "settled"
    VOID = "void"  # ended without being divided; every gift went home


_LIVES = col(Pledge.withdrawn_at).is_(None)


def _is(state: RoundState) -> Any:
    return literal(state, choice(RoundState))


SHORT = and_(col(Pledge.kind) == PledgeKind.POT, col(Pledge.paid) < col(Pledge.amount_cents))
STATE = case(
    (col(Settlement.signed_at).is_not(None), _is(RoundState.SETTLED)),
    (col(Round.voided_at).is_not(None), _is(RoundState.VOID)),
    (
        and_(
            col(RoundOpening.round_id).is_not(None), or_(col(Pledge.approved_at).is_(None), SHORT)
        ),
        _is(RoundState.SUSPENDED),
    ),
    (
        and_(col(RoundOpening.round_id).is_not(None), Round.closes_at <= bindparam("now")),
        _is(RoundState.CLOSED),
    ),
    (
        and_(col(RoundOpening.round_id).is_not(None), Round.opens_at <= bindparam("now")),
        _is(RoundState.OPEN),
    ),
    (col(Pledge.approved_at).is_not(None), _is(RoundState.READY)),
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
    Pledge.letter,
    Pledge.document,
    col(Pledge.sponsor_id),
    Pledge.documented_by,
    Pledge.approved_at,
    Pledge.paid_on,
    Pledge.paid,
    Pledge.payment_document,
    Round.voided_at,
    Round.void_reason,
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


ROUNDS = with_papers(
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
ROUND = Statement(ROUNDS.where(col(Round.code) == bindparam("code")))
BROKEN = Statement(
    pick(
        *(Pledge.kind, Pledge.amount_cents, Pledge.currency, Pledge.unit_name, Pledge.unit_limit),
        *(Pledge.document, Pledge.withdrawn_at, Pledge.withdrawn_reason),
        col(Organisation.name).label("sponsor_name"),
    )
    .join(Organisation, col(Organisation.id) == Pledge.sponsor_id)
    .where(
        col(Pledge.programme_id) == bindparam("programme_id"),
        col(Pledge.round_id) == bindparam("round_id"),
        col(Pledge.withdrawn_at).is_not(None),
    )
    .order_by(col(Pledge.number))
    .limit(20)
)
AT_DESK = Statement(
    ROUNDS.where(col(Programme.organisation_id) == bindparam("organisation_id"))
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


def is_payment_late(row: Row[Any], *, now: datetime) -> bool:
    """Tell whether a division was signed a month ago and nobody proved that it was paid."""
    return bool(row.signed_at and not row.paid_on and now > row.signed_at + PAYMENT_WITHIN)


def payment_due_on(row: Row[Any]) -> date | None:
    """Return until when the payment of a signed division is to be proved."""
    return (row.signed_at + PAYMENT_WITHIN).date() if row.signed_at else None


def is_short(row: Row[Any]) -> bool:
    """Tell whether less was paid than was pledged."""
    return row.kind is PledgeKind.POT and row.paid is not None and row.paid < row.amount_cents


def list_broken(session: Session, programme_id: UUID, round_id: UUID) -> Sequence[Row[Any]]:
    """Return the pledges for a round that were withdrawn, with the reasons; for everybody."""
    return BROKEN.all(session, programme_id=programme_id, round_id=round_id)
