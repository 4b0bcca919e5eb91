"""Division: what each cause of a closed round gets, worked out from its rows and nothing else."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from db.tables.giving import SettlementShare
from portal.shares import NoPoints, split, whole_units
from portal.timetable import PledgeKind

__all__ = ["divide", "said"]


def divide(rows: Sequence[Row[Any]]) -> list[SettlementShare]:
    """Work out what each cause of a closed round gets; raises NoPoints."""
    if not any(row.points for row in rows):
        raise NoPoints
    first = rows[0]
    if first.kind is PledgeKind.POT:
        cents = split(first.amount_cents, {row.cause_id: row.points for row in rows})
        return [_share(row, amount_cents=cents[row.cause_id]) for row in rows]
    stand_for = {row.cause_id: row.points + row.points_carried for row in rows}
    units = whole_units(first.points_per_unit, first.unit_limit, stand_for)
    return [
        _share(
            row,
            units=units[row.cause_id],
            points_carried=row.points_carried,
            points_left=stand_for[row.cause_id] - units[row.cause_id] * first.points_per_unit,
        )
        for row in rows
    ]


def said(share: SettlementShare) -> tuple[Any, ...]:
    """Return what a share says, to compare two of them."""
    return (
        share.points,
        share.giver_count,
        share.points_carried,
        share.amount_cents,
        share.units,
        share.points_left,
    )


def _share(row: Row[Any], **parts: Any) -> SettlementShare:
    return SettlementShare(
        programme_id=row.programme_id,
        round_id=row.round_id,
        cause_id=row.cause_id,
        points=row.points,
        giver_count=row.giver_count,
        **parts,
    )
