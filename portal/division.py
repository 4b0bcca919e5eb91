"""Division: what each cause of a closed round gets, worked out from its rows and nothing else."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from db.tables.giving import SettlementShare
from portal.commons import counting
from portal.giving import stands
from portal.shares import NoPoints, split, whole_units
from portal.timetable import PledgeKind

__all__ = ["divide", "said"]


def divide(rows: Sequence[Row[Any]]) -> list[SettlementShare]:
    """Work out what each cause of a closed round gets; raises NoPoints."""
    taking = [row for row in rows if stands(row)]
    if not any(counting(row) for row in taking):
        raise NoPoints
    left_out = [_left_out(row) for row in rows if not stands(row)]
    return [*(_pot if rows[0].kind is PledgeKind.POT else _units)(taking), *left_out]


def _pot(rows: Sequence[Row[Any]]) -> list[SettlementShare]:
    cents = split(rows[0].amount_cents, {row.cause_id: counting(row) for row in rows})
    return [_share(row, amount_cents=cents[row.cause_id]) for row in rows]


def _units(rows: Sequence[Row[Any]]) -> list[SettlementShare]:
    each, limit = rows[0].points_per_unit, rows[0].unit_limit
    stand_for = {row.cause_id: counting(row) + row.points_carried for row in rows}
    units = whole_units(each, limit, stand_for)
    return [
        _share(
            row,
            units=units[row.cause_id],
            points_carried=row.points_carried,
            points_left=stand_for[row.cause_id] - units[row.cause_id] * each,
        )
        for row in rows
    ]


def _left_out(row: Row[Any]) -> SettlementShare:
    """Return the share of a cause that fell away after its round had closed: nothing.

    Where things are counted its points wait for its next round; what lapsed to it always does.
    """
    if row.kind is PledgeKind.POT:
        return _share(row, amount_cents=0, is_left_out=True)
    carried = row.points_carried
    waits = row.points + carried
    return _share(row, units=0, points_carried=carried, points_left=waits, is_left_out=True)


def said(share: SettlementShare) -> tuple[Any, ...]:
    """Return what a share says, to compare two of them."""
    return (
        share.points,
        share.giver_count,
        share.points_lapsed,
        share.points_carried,
        share.amount_cents,
        share.units,
        share.points_left,
        share.is_left_out,
    )


def _share(row: Row[Any], **parts: Any) -> SettlementShare:
    return SettlementShare(
        programme_id=row.programme_id,
        round_id=row.round_id,
        cause_id=row.cause_id,
        points=row.points,
        giver_count=row.giver_count,
        points_lapsed=row.points_lapsed,
        cause_name=row.name,
        charity_name=row.charity_name,
        **parts,
    )
