"""The condition of an installation: what everybody may know about how it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import column, func, table
from sqlmodel import Session, col

from db import migrate
from db.statement import Statement, pick
from db.tables.impact import DataSet
from db.tables.programmes import Programme
from db.tables.receipts import Receipt
from db.tables.seals import TreeHead
from portal.release import release

__all__ = ["Condition", "read"]

NEWEST_ACT = (  # ids sort by time, so that each programme's newest is one look into its key
    pick(Receipt.made_at)
    .where(col(Receipt.programme_id) == Programme.id)
    .order_by(col(Receipt.id).desc())
    .limit(1)
    .correlate(Programme)
    .scalar_subquery()
)


def _of_newest_seal(what: Any) -> Any:
    return pick(what).order_by(col(TreeHead.number).desc()).limit(1).scalar_subquery()


CONDITION = Statement(
    pick(
        pick(func.max(NEWEST_ACT)).select_from(Programme).scalar_subquery().label("newest_act"),
        pick(DataSet.version)
        .order_by(col(DataSet.loaded_at).desc())
        .limit(1)
        .scalar_subquery()
        .label("data_set"),
        _of_newest_seal(TreeHead.day).label("sealed_on"),
        _of_newest_seal(TreeHead.size).label("sealed_acts"),
        pick(column("version_num"))
        .select_from(table("alembic_version"))
        .scalar_subquery()
        .label("applied"),
    )
)


@dataclass(frozen=True)
class Condition:
    """How an installation is."""

    version: str  # of the program
    migration: str  # the database's newest
    is_current: bool  # whether there is none to apply
    data_set: str | None  # the version of the factors
    newest_act_at: datetime | None
    sealed_on: date | None  # the day of the newest seal
    sealed_acts: int | None  # in the log then


def read(session: Session) -> Condition:
    """Look at the program and its database."""
    row = CONDITION.one(session)
    return Condition(
        version=release(),
        migration=row.applied,
        is_current=row.applied == migrate.newest(),
        data_set=row.data_set,
        newest_act_at=row.newest_act,
        sealed_on=date.fromisoformat(row.sealed_on) if row.sealed_on else None,
        sealed_acts=row.sealed_acts,
    )
