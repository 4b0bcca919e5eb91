"""Actions: what may be done somewhere in the district, and what each programme gives for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.impact import ActivityKind
from db.tables.organisations import Organisation
from db.tables.programmes import Activity, Programme, RuleSet
from portal.errors import NotFound
from portal.programmes import ACTIVITY_COLUMNS, OF_THESE_RULES, RULES

__all__ = ["Sheet", "find", "list_all", "list_sheets"]

_COUNTING: Any = RULES.join(Activity, OF_THESE_RULES).join(
    ActivityKind, col(ActivityKind.code) == Activity.code
)
ACTIONS = Statement(
    _COUNTING.with_only_columns(
        ActivityKind.category,
        ActivityKind.code,
        col(ActivityKind.name).label("kind_name"),
        ActivityKind.metrics,
    )
    .distinct()
    .order_by(ActivityKind.category, ActivityKind.code)
    .limit(500)
)
ACTION = Statement(
    _COUNTING.add_columns(*ACTIVITY_COLUMNS, ActivityKind.metrics)
    .where(col(Activity.code) == bindparam("activity"))
    .order_by(Programme.code)
    .limit(100)
)
SHEETS = Statement(
    RULES.add_columns(RuleSet.published_at, col(Organisation.name).label("organisation_name"))
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .order_by(Programme.code)
    .limit(100)
)
LINES = Statement(
    _COUNTING.with_only_columns(Activity.programme_id, *ACTIVITY_COLUMNS)
    .order_by(Activity.programme_id, Activity.place)
    .limit(2000)
)


@dataclass(frozen=True)
class Sheet:
    """The rules of one programme as they are in force."""

    programme: Row[Any]
    activities: tuple[Row[Any], ...]


def list_all(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Return every action that counts somewhere, by category."""
    return ACTIONS.all(session, now=now)


def find(session: Session, code: str, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what each programme gives for an action; raises NotFound when it counts nowhere."""
    if rows := ACTION.all(session, activity=code, now=now):
        return rows
    raise NotFound


def list_sheets(session: Session, *, now: datetime) -> list[Sheet]:
    """Return the rule sheet of every programme."""
    lines = {
        programme_id: tuple(rows)
        for programme_id, rows in groupby(
            LINES.all(session, now=now), key=lambda row: row.programme_id
        )
    }
    return [
        Sheet(programme, lines.get(programme.programme_id, ()))
        for programme in SHEETS.all(session, now=now)
    ]
