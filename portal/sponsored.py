"""Sponsored: the rounds a sponsor pledged for, in the numbers that everybody can read."""

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.giving import Cause, Pledge, Round
from portal import giving
from portal.desks import Desk

__all__ = ["list_of"]

OF_SPONSOR = Statement(
    giving.SHOWN.where(col(Pledge.sponsor_id) == bindparam("sponsor_id"))
    .order_by(col(Round.opens_at).desc(), col(Round.id), Cause.slug, col(Cause.id))
    .limit(300)
)


def list_of(session: Session, desk: Desk, *, now: datetime) -> list[list[Row[Any]]]:
    """Return each round this sponsor pledged for, newest first, as its causes."""
    rows = OF_SPONSOR.all(session, sponsor_id=desk.organisation_id, now=now)
    return [list(one) for _, one in groupby(rows, key=lambda row: row.round_id)]
