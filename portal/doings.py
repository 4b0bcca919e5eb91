"""Doings: what was done in some periods, from kept totals, in one statement.

That is acts by what decides their factor and their weight, who took part, and what became of the
points that were awarded. It costs the same however many acts there are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    type_coerce,
    union_all,
)
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.programmes import Programme
from db.tables.reports import ActTotal, Counted, PointTotal, Presence
from portal.figures import Acts, Points
from portal.scopes import Scope
from portal.workings import points_of

__all__ = ["Doings", "read"]

ACTS = "acts"
ASKED = ""  # the one period whose points are followed
_ids: Any = bindparam("ids", expanding=True)
_periods: Any = bindparam("periods", expanding=True)
_DEPENDS_ON: tuple[Any, ...] = (  # what decides the factor, and the weight
    Programme.region,
    ActTotal.activity,
    ActTotal.replaced,
    ActTotal.year,
    ActTotal.evidence_class,
)
_NONE = [null() for _ in _DEPENDS_ON]  # who took part, and points, depend on none of it
DONE = Statement(
    union_all(
        pick(
            ActTotal.period,
            literal(ACTS).label("what"),
            *_DEPENDS_ON,
            cast(func.sum(ActTotal.act_count), BigInteger).label("number"),
            func.sum(ActTotal.amount).label("amount"),
        )
        .join(Programme, col(Programme.id) == ActTotal.programme_id)
        .where(
            col(ActTotal.programme_id).in_(_ids),
            col(ActTotal.period).in_(_periods),
            col(ActTotal.act_count) > 0,
        )
        .group_by(ActTotal.period, *_DEPENDS_ON),
        pick(
            Presence.period,
            type_coerce(Presence.kind, Text),
            *_NONE,
            func.count(col(Presence.subject_id).distinct()),
            null(),
        )
        .where(
            col(Presence.programme_id).in_(_ids),
            col(Presence.period).in_(_periods),
            col(Presence.act_count) > 0,
        )
        .group_by(col(Presence.period), col(Presence.kind)),
        pick(
            literal(ASKED),
            PointTotal.move,
            *_NONE,
            cast(func.sum(PointTotal.points), BigInteger),
            null(),
        )
        .where(
            col(PointTotal.programme_id).in_(_ids),
            col(PointTotal.awarded_on).between(bindparam("first"), bindparam("last")),
        )
        .group_by(col(PointTotal.move)),
    )
)


@dataclass(frozen=True)
class Doings:
    """What was done in each period that was asked for."""

    _acts: Mapping[str, Sequence[Acts]] = field(default_factory=dict)
    _numbers: Mapping[str, Counter[str]] = field(default_factory=dict)

    def acts(self, period: str) -> tuple[Acts, ...]:
        """Return the acts of a period."""
        return tuple(self._acts.get(period, ()))

    def who(self, period: str, kind: Counted) -> int:
        """Return how many people, households or groups took part."""
        return self._numbers.get(period, Counter())[kind]

    @property
    def points(self) -> Points:
        """Return what became of the points awarded in the scope's own period."""
        return points_of(self._numbers.get(ASKED, {}))


def read(session: Session, scope: Scope, periods: Sequence[str]) -> Doings:
    """Return what was done in some periods; points are those of the scope's own."""
    acts: dict[str, list[Acts]] = {}
    numbers: dict[str, Counter[str]] = {}
    days = {"first": scope.period.first, "last": scope.period.last}
    for row in DONE.all(session, ids=scope.ids, periods=periods, **days):
        if row.what == ACTS:
            acts.setdefault(row.period, []).append(Acts._make(row[2:]))
        else:
            numbers.setdefault(row.period, Counter())[row.what] = row.number
    return Doings(acts, numbers)
