"""Anomalies: what an auditor should look at twice in a programme, in one list. It accuses nobody.

Open objections with their clocks, photos much like an earlier one, many actions of one person for
one day, amounts above what one can do in a day; and who decided faster than anybody can look. All
of it without names.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    Numeric,
    Row,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    union_all,
)
from sqlalchemy import type_coerce as read_as
from sqlmodel import Session, col

from db.columns import UtcDateTime
from db.statement import Statement, pick, tied
from db.tables.claims import Claim, ClaimState, Evidence
from db.tables.complaints import Complaint
from db.tables.impact import ActivityKind
from portal import haste
from portal.queues import MANY

__all__ = ["LOOK_BACK", "Signal", "list_hasty", "list_of"]

LOOK_BACK = timedelta(days=90)
_MOST = 200


class Signal(StrEnum):
    """What is remarkable about a claim, a day, or an objection that waits."""

    OBJECTION = "objection"
    NEAR = "near"
    MANY = "many"
    LARGE = "large"


_HERE: Any = bindparam("programme_id")
_SINCE: Any = bindparam("since")
_NO_TEXT, _NO_DAY = cast(null(), String), cast(null(), Date)
_NO_TIME = read_as(cast(null(), DateTime(timezone=True)), UtcDateTime)


def _row(of: Signal, code: Any, *, other: Any = _NO_TEXT, **told: Any) -> Any:
    return pick(
        literal(of.value, String).label("signal"),
        code.label("code"),
        other.label("other"),
        told.get("day", _NO_DAY).label("day"),
        told.get("due_at", _NO_TIME).label("due_at"),
        told.get("count", literal(1)).label("count"),
    )


_claims = (
    col(Claim.programme_id) == _HERE,
    col(Claim.submitted_at) > _SINCE,
    col(Claim.state) != ClaimState.WITHDRAWN,
)
_objections = _row(
    Signal.OBJECTION,
    col(Complaint.code),
    other=cast(col(Complaint.kind), String),
    due_at=col(Complaint.answer_by),
).where(col(Complaint.programme_id) == _HERE, col(Complaint.answered_at).is_(None))
_near = (
    _row(Signal.NEAR, col(Claim.code), other=col(Evidence.near), day=col(Claim.done_on))
    .join(Evidence, tied(Evidence, Claim, "programme_id claim_code", "programme_id code"))
    .where(*_claims, col(Evidence.near).is_not(None))
)
_many = (
    _row(Signal.MANY, func.min(col(Claim.code)), day=col(Claim.done_on), count=func.count())
    .where(*_claims)
    .group_by(col(Claim.person_id), col(Claim.done_on))
    .having(func.count() >= MANY)
)
_large = (
    _row(
        Signal.LARGE,
        col(Claim.code),
        other=cast(col(Claim.activity), String),
        day=col(Claim.done_on),
    )
    .join(ActivityKind, col(ActivityKind.code) == Claim.activity)
    .where(
        *_claims,
        cast(Claim.amount, Numeric(20, 6)) > cast(ActivityKind.daily_cap, Numeric(20, 6)),
    )
)
_every = union_all(_objections, _near, _many, _large).subquery()
SIGNALS = Statement(
    pick(*_every.c)
    .order_by(_every.c.signal, _every.c.due_at, _every.c.day, _every.c.code)
    .limit(_MOST)
)


def list_of(session: Session, programme_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what is remarkable: signal, code, the other code or what it is of, day, clock, count.

    Objections that wait, however old; of claims those sent in the last 90 days.
    """
    return SIGNALS.all(session, programme_id=programme_id, since=now - LOOK_BACK)


def list_hasty(session: Session, organisation_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return runs of decisions of the last day that nobody could have looked at."""
    since = now - haste.WITHIN
    rows = haste.RUNS.all(session, organisation_id=organisation_id, since=since)
    return [row for row in rows if haste.is_hasty(row)]
