"""Factors: the reference numbers, read once for each data set and then kept in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.columns import Words
from db.reference import DATA_SET_VERSION
from db.statement import Statement, pick
from db.tables.claims import EvidenceClass
from db.tables.impact import (
    ActivityKind,
    AnswerWeight,
    DataSet,
    EvidenceWeight,
    Grade,
    ImpactClass,
    Metric,
    Region,
    TravelMode,
)
from db.tables.impact import Factor as FactorRow

__all__ = [
    "DATA_SET_VERSION",
    "Factor",
    "Grade",
    "ImpactClass",
    "Kind",
    "Metric",
    "NotLoaded",
    "Numbers",
    "read",
]

LOADED = Statement(pick(DataSet.version).where(col(DataSet.version) == bindparam("version")))
REGIONS = Statement(pick(Region.code, Region.parent, Region.name))
KINDS = Statement(
    pick(ActivityKind.code, ActivityKind.name, ActivityKind.category, ActivityKind.unit)
)
FACTORS = Statement(
    pick(
        FactorRow.id,
        FactorRow.activity,
        FactorRow.region,
        FactorRow.year,
        FactorRow.metric,
        FactorRow.value,
        FactorRow.low,
        FactorRow.high,
        FactorRow.impact_class,
        FactorRow.grade,
    )
    .where(col(FactorRow.retired_in).is_(None))
    .order_by(col(FactorRow.year))
)
MODES = Statement(pick(TravelMode.region, TravelMode.year, TravelMode.mode, TravelMode.kg_per_km))
WEIGHTS = Statement(
    pick(EvidenceWeight.evidence_class, EvidenceWeight.weight).order_by(col(EvidenceWeight.year))
)


ANSWERS = Statement(
    pick(AnswerWeight.question, AnswerWeight.answer, AnswerWeight.weight).order_by(
        col(AnswerWeight.year)
    )
)


class NotLoaded(Exception):
    """The reference data is not in this database; `portal migrate` brings it."""


@dataclass(frozen=True)
class Kind:
    """A kind of act, as the reference data names it."""

    code: str
    name: Words
    category: str
    unit: str


@dataclass(frozen=True)
class Factor:
    """The benefit of one unit; low and high are empty where no other value was published."""

    id: str
    activity: str
    region: str
    year: int
    metric: Metric
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    impact_class: ImpactClass
    grade: Grade
    own: str = ""  # the programme's own set it is of; empty: the data set

    @property
    def is_derived(self) -> bool:
        """Whether it is the difference of two ways to travel, made for one question."""
        return not self.id.startswith(f"{self.activity}.")


class Band(NamedTuple):
    """The lowest and the highest that was published of one unit, anywhere, any year."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, eq=False)
class Numbers:
    """All reference numbers of one data set, frozen; equal to nothing but itself."""

    version: str
    parents: Mapping[str, str | None]
    places: Mapping[str, Words]  # what each region is called
    kinds: Mapping[str, Kind]
    factors: Mapping[tuple[str, Metric, str], tuple[Factor, ...]]  # the oldest year first
    bands: Mapping[tuple[str, Metric, ImpactClass], Band]
    modes: Mapping[str, Mapping[int, Mapping[str, Decimal]]]  # region, year, mode: kg a km
    weights: Mapping[EvidenceClass, Decimal]  # the newest
    answers: Mapping[str, Mapping[str, Decimal]]  # the newest, by question: see portal/answers.py

    def upwards(self, region: str) -> Iterator[str]:
        """Yield a region, its parent, and so on up to the world."""
        place: str | None = region
        while place:
            yield place
            place = self.parents[place]

    def band_left_by(self, one: Any) -> Band | None:
        """Return the band of all that is published where a factor or its row lies outside of it."""
        band = self.bands.get((one.activity, one.metric, one.impact_class))
        return band if band and not band.low <= one.value <= band.high else None

    def count_by_activity(self) -> Counter[str]:
        """Return how many factors each activity has."""
        counts: Counter[str] = Counter()
        for (activity, _, _), rows in self.factors.items():
            counts[activity] += len(rows)
        return counts


_kept: dict[str, Numbers] = {}


def read(session: Session) -> Numbers:
    """Return the reference numbers; the database is asked once for each data set."""
    if DATA_SET_VERSION not in _kept:
        if LOADED.first(session, version=DATA_SET_VERSION) is None:
            raise NotLoaded
        _kept[DATA_SET_VERSION] = _read(session)
    return _kept[DATA_SET_VERSION]


def _read(session: Session) -> Numbers:
    regions = REGIONS.all(session)
    factors: defaultdict[tuple[str, Metric, str], tuple[Factor, ...]] = defaultdict(tuple)
    ends: defaultdict[tuple[str, Metric, ImpactClass], list[Decimal]] = defaultdict(list)
    for row in FACTORS.all(session):
        factors[row.activity, row.metric, row.region] += (Factor(**row._asdict()),)
        ends[row.activity, row.metric, row.impact_class] += _ends(row)
    modes: defaultdict[str, dict[int, dict[str, Decimal]]] = defaultdict(dict)
    for row in MODES.all(session):
        modes[row.region].setdefault(row.year, {})[row.mode] = row.kg_per_km
    answers: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in ANSWERS.all(session):
        answers[row.question][row.answer] = row.weight
    return Numbers(
        version=DATA_SET_VERSION,
        parents={row.code: row.parent for row in regions},
        places={row.code: row.name for row in regions},
        kinds={row.code: Kind(**row._asdict()) for row in KINDS.all(session)},
        factors=dict(factors),
        bands={of: Band(min(found), max(found)) for of, found in ends.items()},
        modes=dict(modes),
        weights={row.evidence_class: row.weight for row in WEIGHTS.all(session)},
        answers=dict(answers),
    )


def _ends(row: Any) -> list[Decimal]:
    return [end for end in (row.low, row.value, row.high) if end is not None]
