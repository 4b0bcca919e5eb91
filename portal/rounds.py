"""Rounds: plan a period of giving, open it once its pledge is documented."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import Words
from db.statement import Statement, pick, tied
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import (
    Cause,
    CauseState,
    Round,
    RoundCause,
    RoundOpening,
)
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from portal import codes, history, ids, ledger, receipts
from portal.causes import require_given_to
from portal.desks import Desk, require_listed
from portal.errors import NotFound, Refused
from portal.ledger import AccountKind
from portal.people import Member
from portal.permissions import may_plan_round, require
from portal.receipts import ActKind
from portal.timetable import find_at_desk

__all__ = [
    "OnlyOwnCharity",
    "PledgeMissing",
    "RecheckOverdue",
    "ReportOverdue",
    "TooLate",
    "TooManyCauses",
    "begin",
    "first_instant",
    "plan",
]

MOST_CAUSES = 12  # that a person can compare on one page
REPORT_WITHIN = timedelta(days=183)  # six months from a delivery to the report on its use


class PledgeMissing(Refused):
    """A round opens only when what backs it is documented."""


class TooLate(Refused):
    """The round's last day has passed."""


class TooManyCauses(Refused):
    """A round has one to `most` causes."""


class RecheckOverdue(Refused):
    """A charity's entry in the public register has to be looked up again first."""


class OnlyOwnCharity(Refused):
    """A charity that runs a programme is not the only one its rounds are for."""


class ReportOverdue(Refused):
    """A charity owes the report on what became of an earlier gift."""


CHARITIES = Statement(
    pick(Cause.id, Cause.charity_id, Cause.state, Programme.organisation_id)
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
    pick(
        RoundCause.cause_id,
        Cause.charity_id,
        col(Cause.state).label("cause_state"),
        col(Cause.state_reason).label("cause_reason"),
        col(Organisation.state).label("charity_state"),
        col(Organisation.state_reason).label("charity_reason"),
        Organisation.recheck_on,
    )
    .join(Cause, tied(Cause, RoundCause, "programme_id id", "programme_id cause_id"))
    .join(Organisation, col(Organisation.id) == Cause.charity_id)
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
    idem: str = "",
    now: datetime,
) -> Round:
    """Write down a period and its causes; raises NotAllowed, NotFound, OnlyOwnCharity.

    And TooManyCauses, TooLate. With an `idem`, the same form again returns the same round.
    """
    require(may_plan_round(desk.roles))
    facts = [me.id, name, opens_at, closes_at, smallest_gift, sorted(map(str, causes))]
    if idem and (earlier := receipts.find_earlier(session, programme_id, idem, facts)):
        found = find_at_desk(session, desk, earlier.code, now=now)
        return session.get_one(Round, (programme_id, found.round_id))
    if closes_at <= now:
        raise TooLate(closed_at=closes_at)
    known = _fitting(session, desk, programme_id, causes)
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
    _remember(session, me, row, idem, facts, now)
    return row


def _remember(
    session: Session, me: Member, row: Round, idem: str, facts: list[Any], now: datetime
) -> None:
    here, act = row.programme_id, ActKind.ROUND
    if idem:
        receipts.issue(session, here, act, idem, facts, code=row.code, now=now)
    history.record(session, me.id, "round.planned", row.code, programme_id=here, now=now)


def _fitting(
    session: Session, desk: Desk, programme_id: UUID, causes: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return the causes of a round, if they may be in one together."""
    if not 0 < len(set(causes)) <= MOST_CAUSES:
        raise TooManyCauses(most=MOST_CAUSES)
    known = CHARITIES.all(session, programme_id=programme_id, causes=list(causes))
    is_ours = all(cause.organisation_id == desk.organisation_id for cause in known)
    if len(known) != len(set(causes)) or not is_ours:
        raise NotFound
    if any(cause.state is not CauseState.LISTED for cause in known):
        raise NotFound
    if all(cause.charity_id == desk.organisation_id for cause in known):
        raise OnlyOwnCharity
    return known


def first_instant(day: date, time_zone: str) -> datetime:
    """Return when a day begins where a programme is."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def begin(session: Session, me: Member, desk: Desk, code: str, *, now: datetime) -> None:
    """Let gifts in from the round's first instant on; harmless when that was done before.

    Raises PledgeMissing, TooLate, ReportOverdue.
    """
    require(may_plan_round(desk.roles))
    found = find_at_desk(session, desk, code, now=now)
    if session.get(RoundOpening, (found.programme_id, found.round_id)):
        return
    if found.approved_at is None:
        raise PledgeMissing
    if found.closes_at <= now:
        raise TooLate(closed_at=found.closes_at)
    causes = CAUSES_IN.all(session, programme_id=found.programme_id, round_id=found.round_id)
    for cause in causes:
        _require_good(cause, now)
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


def _require_good(cause: Row[Any], now: datetime) -> None:
    """Refuse a cause that fell away, and a charity whose proof is too old."""
    require_listed(cause.charity_state, cause.charity_reason)
    require_given_to(cause)
    if cause.recheck_on < now.date():
        raise RecheckOverdue


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
