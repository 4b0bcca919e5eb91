"""Rounds: plan a period of giving, open it once its pledge is documented."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick, tied
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import (
    Cause,
    Round,
    RoundCause,
    RoundOpening,
)
from db.tables.programmes import Programme
from portal import codes, history, ids, ledger
from portal.desks import Desk
from portal.errors import NotFound, Refused
from portal.ledger import AccountKind
from portal.people import Member
from portal.permissions import may_plan_round, require
from portal.timetable import find_at_desk

__all__ = [
    "OnlyOwnCharity",
    "PledgeMissing",
    "ReportOverdue",
    "TooLate",
    "begin",
    "plan",
]

REPORT_WITHIN = timedelta(days=183)  # six months from a delivery to the report on its use


class PledgeMissing(Refused):
    """A round opens only when what backs it is documented."""


class TooLate(Refused):
    """The round's last day has passed."""


class OnlyOwnCharity(Refused):
    """A charity that runs a programme is not the only one its rounds are for."""


class ReportOverdue(Refused):
    """A charity owes the report on what became of an earlier gift."""


CHARITIES = Statement(
    pick(Cause.id, Cause.charity_id, Programme.organisation_id)
    .join(Programme, col(Programme.id) == Cause.programme_id)
    .where(
        col(Cause.programme_id) == bindparam("programme_id"),
        col(Cause.id).in_(bindparam("causes", expanding=True)),
    )
)
_report = aliased(Delivery)
OVERDUE = Statement(
    pick(Cause.name)
    .join(Delivery, tied(Delivery, Cause, "programme_id cause_id", "programme_id id"))
    .where(
        col(Cause.charity_id).in_(bindparam("charities", expanding=True)),
        col(Delivery.state) == DeliveryState.DELIVERED,
        col(Delivery.told_at) < bindparam("delivered_before"),
        ~exists().where(
            tied(_report, Delivery, "programme_id round_id cause_id"),
            col(_report.state) == DeliveryState.REPORTED,
        ),
    )
    .limit(1)
)
CAUSES_IN = Statement(
    pick(RoundCause.cause_id, Cause.charity_id)
    .join(Cause, tied(Cause, RoundCause, "programme_id id", "programme_id cause_id"))
    .where(
        col(RoundCause.programme_id) == bindparam("programme_id"),
        col(RoundCause.round_id) == bindparam("round_id"),
    )
)


def plan(
    session: Session,
    me: Member,
    desk: Desk,
    programme_id: UUID,
    *,
    name: Words,
    opens_at: datetime,
    closes_at: datetime,
    smallest_gift: int,
    causes: Sequence[UUID],
    now: datetime,
) -> Round:
    """Write down a period and its causes; raises NotAllowed, NotFound, OnlyOwnCharity."""
    require(may_plan_round(desk.roles))
    known = CHARITIES.all(session, programme_id=programme_id, causes=list(causes))
    if len(known) != len(set(causes)) or any(
        cause.organisation_id != desk.organisation_id for cause in known
    ):
        raise NotFound
    if all(cause.charity_id == desk.organisation_id for cause in known):
        raise OnlyOwnCharity
    row = Round(
        programme_id=programme_id,
        id=ids.new_id(now),
        code=codes.new_code("G"),
        name=name,
        opens_at=opens_at,
        closes_at=closes_at,
        smallest_gift=smallest_gift,
    )
    session.add(row)
    session.flush()
    session.add_all(
        RoundCause(programme_id=programme_id, round_id=row.id, cause_id=cause.id) for cause in known
    )
    session.flush()
    history.record(session, me.id, "round.planned", row.code, programme_id=programme_id, now=now)
    return row


def begin(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Let gifts in from the round's first instant on; harmless when that was done before.

    Raises PledgeMissing, TooLate, ReportOverdue.
    """
    require(may_plan_round(desk.roles))
    found = find_at_desk(session, desk, code, now=now)
    if session.get(RoundOpening, (found.programme_id, found.round_id)):
        return
    if found.document is None:
        raise PledgeMissing
    if found.closes_at <= now:
        raise TooLate(closed_at=found.closes_at)
    causes = CAUSES_IN.all(session, programme_id=found.programme_id, round_id=found.round_id)
    _require_reports(session, [cause.charity_id for cause in causes], now)
    session.add(
        RoundOpening(
            programme_id=found.programme_id,
            round_id=found.round_id,
            opens_at=ledger.stamp(found.opens_at),
            closes_at=ledger.stamp(found.closes_at),
        )
    )
    session.flush()
    for cause in causes:
        _open_account(session, found, cause.cause_id)
    history.record(
        session, me.id, "round.opened", found.round_code, programme_id=found.programme_id, now=now
    )


def _require_reports(session: Session, charities: list[UUID], now: datetime) -> None:
    """Refuse while one of these charities owes the report on an earlier delivery."""
    late = OVERDUE.first(session, charities=charities, delivered_before=now - REPORT_WITHIN)
    if late:
        raise ReportOverdue(cause=late.name)


def _open_account(session: Session, found: Row[Any], cause_id: UUID) -> None:
    account_id = ledger.cause_account(cause_id, found.round_id)
    ledger.open_account(
        session,
        found.programme_id,
        account_id,
        AccountKind.CAUSE,
        cause_id=cause_id,
        round_id=found.round_id,
    )
