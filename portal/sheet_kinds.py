"""What may be written on a sheet: the activities of a desk's programmes now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.impact import ActivityKind
from db.tables.programmes import Activity, Mode, Programme, ProgrammeState
from portal.desks import Desk
from portal.permissions import may_enter, require
from portal.programmes import OF_THESE_RULES, RULES

__all__ = ["EVERY", "list_all", "list_programmes"]

HOUSEHOLDS, EVERY = (Mode.HOUSEHOLD,), tuple(Mode)

KINDS = Statement(
    RULES.add_columns(
        Activity.code,
        Activity.evidence,
        ActivityKind.unit,
        col(ActivityKind.name).label("kind_name"),
    )
    .join(Activity, OF_THESE_RULES)
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .where(
        col(Programme.organisation_id) == bindparam("organisation_id"),
        col(Programme.mode).in_(bindparam("modes", expanding=True)),
        col(Programme.state) == ProgrammeState.PUBLISHED,
    )
    .order_by(col(Programme.code), col(Activity.place))
    .limit(300)
)


def list_all(
    session: Session, desk: Desk, modes: Sequence[Mode] = HOUSEHOLDS, *, now: datetime
) -> Sequence[Row[Any]]:
    """Return every activity that households, or classes too, may do now in a desk's programmes."""
    require(may_enter(desk.roles))
    return KINDS.all(session, organisation_id=desk.organisation_id, modes=modes, now=now)


def list_programmes(
    session: Session, desk: Desk, modes: Sequence[Mode] = HOUSEHOLDS, *, now: datetime
) -> Sequence[Row[Any]]:
    """Return one of them for each programme."""
    found = {row.programme_code: row for row in list_all(session, desk, modes, now=now)}
    return list(found.values())
