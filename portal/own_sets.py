"""Own sets: the factors a programme counts by itself, ready for a report.

A set that holds an activity decides about it alone, in the years it is valid: the data set is not
asked, whatever a trip replaced. What several programmes did together is counted by the data set,
so that it can be added up, and so that no line tells of a programme too small to be shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, cast, func
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.factor_sets import FactorSet, OwnFactor
from db.tables.programmes import Programme
from portal.factor_rows import OwnRow
from portal.factors import Factor, Grade, Metric, Numbers

__all__ = ["COLUMNS", "COUNTS", "NONE", "TOLD", "Own", "Used", "code_of", "in_use"]

COLUMNS: tuple[Any, ...] = tuple(getattr(OwnFactor, name) for name in OwnRow.__dataclass_fields__)
COUNTS = col(FactorSet.reviewed_at).is_not(None) & col(FactorSet.ended_at).is_(None)
TOLD = (  # which sets a programme uses, in a few signs: part of a statement about programmes
    pick(func.aggregate_strings(cast(FactorSet.number, Text) + " " + col(FactorSet.digest), ";"))
    .where(col(FactorSet.programme_id) == Programme.id, COUNTS)
    .correlate(Programme)
    .scalar_subquery()
)
IN_USE = Statement(
    pick(
        *(FactorSet.number, FactorSet.name, FactorSet.digest),
        *(FactorSet.first_year, FactorSet.last_year),
        *COLUMNS,
    )
    .join(OwnFactor, tied(OwnFactor, FactorSet, "programme_id number"))
    .where(col(FactorSet.programme_id) == bindparam("programme_id"), COUNTS)
    .order_by(col(FactorSet.number).desc(), col(OwnFactor.year), col(OwnFactor.line))
    .limit(20_000)
)


class Used(NamedTuple):
    """A set that a report rests on: its code, its name, and the hash of all it says."""

    code: str
    name: str
    digest: str


class _Held(NamedTuple):
    """The factors one set has for one activity, and the years in which they count."""

    first_year: int
    last_year: int
    numbers: Numbers


@dataclass(frozen=True)
class Own:
    """A programme's sets in use; two that hold the same sets are equal."""

    sets: tuple[Used, ...] = ()
    by_activity: Mapping[str, Sequence[_Held]] = field(default_factory=dict, compare=False)

    def numbers_for(self, activity: str, year: int) -> Numbers | None:
        """Return the factors that alone decide about an activity; the newest set goes first."""
        for held in self.by_activity.get(activity, ()):
            if held.first_year <= year <= held.last_year:
                return held.numbers
        return None


NONE = Own()


def code_of(programme: str, number: int) -> str:
    """Return what a set is called in reports and addresses."""
    return f"{programme}.{number}"


MOST_KEPT = 500
_kept: dict[tuple[str, str, str], Own] = {}


def in_use(session: Session, programme_id: UUID, code: str, told: str, numbers: Numbers) -> Own:
    """Return the reviewed sets of a programme, ready to count by.

    `told` is what TOLD says of them, "" if there is none. A set never changes, so the database
    is asked once for each answer.
    """
    if not told:
        return NONE
    key = numbers.version, code, told
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _read(session, programme_id, code, numbers)
    return _kept[key]


def _read(session: Session, programme_id: UUID, code: str, numbers: Numbers) -> Own:
    found = IN_USE.all(session, programme_id=programme_id)
    sets = {row.number: Used(code_of(code, row.number), row.name, row.digest) for row in found}
    years = {row.number: (row.first_year, row.last_year) for row in found}
    parts: defaultdict[tuple[str, int], list[Factor]] = defaultdict(list)
    for row in found:
        parts[row.activity, row.number].append(_factor(row, sets[row.number].code))
    by_activity: defaultdict[str, list[_Held]] = defaultdict(list)
    for (activity, number), factors in parts.items():
        by_activity[activity].append(_Held(*years[number], _only(factors, numbers)))
    return Own(tuple(sets.values()), dict(by_activity))


def _factor(row: Row[Any], code: str) -> Factor:
    """Return a row as a factor: a programme's figure, so of the lowest grade."""
    return Factor(
        id=f"{row.activity}.{row.region}.{row.year}.{row.metric}@{code}",
        activity=row.activity,
        region=row.region,
        year=row.year,
        metric=row.metric,
        value=row.value,
        low=row.low,
        high=row.high,
        impact_class=row.impact_class,
        grade=Grade.PROGRAMME,
        own=code,
    )


def _only(factors: Iterable[Factor], numbers: Numbers) -> Numbers:
    """Return these factors and no others, in the order of their years."""
    mine: defaultdict[tuple[str, Metric, str], tuple[Factor, ...]] = defaultdict(tuple)
    for one in factors:
        mine[one.activity, one.metric, one.region] += (one,)
    return replace(numbers, factors=dict(mine))
