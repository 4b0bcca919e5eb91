"""Tallies: what is counted of every programme in and near a period, and what of it is hidden."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Text, bindparam, cast, func, literal, or_, type_coerce, union_all
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.groups import Group
from db.tables.reports import Counted, PeriodTotal, Presence
from portal import cells
from portal.cells import Cell, Hidden
from portal.scopes import Scope

__all__ = ["Tallies", "read"]

SEATS = "seats"  # pupils of the classes that took part
WEEKLY = (Counted.APPROVED, Counted.WAITING, Counted.PEOPLE)  # asked of every period

_ids: Any = bindparam("ids", expanding=True)


def _near(period: Any) -> Any:
    """Say that a period is of these years, or one of these seasons: that is how texts sort."""
    this_and_that = period.between(bindparam("first_year"), bindparam("last_week"))
    return or_(this_and_that, period.in_(bindparam("seasons", expanding=True)))


_seats = (  # for each kept number of classes, so that people are not looked through for them
    pick(cast(func.coalesce(func.sum(Group.slot_count), 0), BigInteger))
    .join(Presence, col(Presence.subject_id) == Group.id)
    .where(
        tied(Presence, PeriodTotal, "programme_id period kind", "programme_id period counted"),
        col(Presence.act_count) > 0,
    )
    .correlate(PeriodTotal)
    .scalar_subquery()
)
TOTALS = Statement(
    union_all(
        pick(
            PeriodTotal.programme_id,
            PeriodTotal.period,
            type_coerce(PeriodTotal.counted, Text).label("counted"),
            PeriodTotal.total,
        ).where(
            col(PeriodTotal.programme_id).in_(_ids),
            _near(col(PeriodTotal.period)),
            or_(
                col(PeriodTotal.period) == bindparam("period"),
                col(PeriodTotal.counted).in_(WEEKLY),
            ),
        ),
        pick(
            PeriodTotal.programme_id,
            PeriodTotal.period,
            literal(SEATS),
            _seats,
        ).where(
            col(PeriodTotal.programme_id).in_(_ids),
            _near(col(PeriodTotal.period)),
            col(PeriodTotal.counted) == Counted.GROUPS,
        ),
    )
)


@dataclass(frozen=True)
class Tallies:
    """Kept totals by programme, period and what is counted, and the cells not to show."""

    totals: Mapping[tuple[UUID, str, str], int]
    hidden: Hidden

    def sum(self, ids: Iterable[UUID], period: str, counted: Counted) -> int:
        """Add up over some programmes."""
        return sum(self.totals.get((one, period, counted), 0) for one in ids)


def read(session: Session, scope: Scope) -> Tallies:
    """Read the totals of all programmes: what may be shown of one depends on the others."""
    seasons, years = {run.season for run in scope.every_run}, scope.period.years
    found = TOTALS.all(
        session,
        ids=[place.id for place in scope.every_programme],
        period=scope.period.code,
        seasons=sorted(seasons),
        first_year=f"{years[0]}",
        last_week=f"{years[-1]}-W99",
    )
    totals = {(row.programme_id, row.period, row.counted): row.total for row in found}
    people: Counter[Cell] = Counter()
    for (programme_id, period, counted), total in totals.items():
        if counted in {Counted.PEOPLE, SEATS}:
            people[Cell(programme_id, period)] += total
    return Tallies(totals, cells.hide(people, years, seasons))
