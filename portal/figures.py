"""Figures: the frozen shapes of a report, with the questions they answer themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from db.columns import Words
from db.tables.claims import EvidenceClass
from db.tables.editions import EditionReason
from portal import impact
from portal.factors import Factor, ImpactClass, Kind, Metric
from portal.impact import MAIN_CLASS, METHOD, Range
from portal.own_sets import Used
from portal.periods import Period

__all__ = [
    "Acts",
    "Claims",
    "EditionReason",
    "EvidenceClass",
    "Impact",
    "Line",
    "Place",
    "Points",
    "Published",
    "Report",
    "Unquantified",
    "Week",
    "Worked",
    "Workings",
]


class Acts(NamedTuple):
    """Approved acts that share a factor and a weight: a row of the kept totals."""

    region: str
    activity: str
    replaced: str
    year: int
    evidence_class: EvidenceClass
    act_count: int
    amount: Decimal


@dataclass(frozen=True)
class Line:
    """One activity with one factor: the working behind every total."""

    kind: Kind
    region: str
    replaced: str
    factor: Factor
    flags: tuple[str, ...]
    evidence: Mapping[EvidenceClass, Decimal]  # the quantity, by how well it is supported
    quantity: Decimal
    reported: Decimal
    counted: Range


@dataclass(frozen=True)
class Unquantified:
    """An activity that is counted and shown, and for which no saving is claimed."""

    kind: Kind
    region: str
    replaced: str
    act_count: int
    evidence: Mapping[EvidenceClass, Decimal]
    quantity: Decimal


@dataclass(frozen=True)
class Impact:
    """What lines of one metric, class and set of factors add up to, and how much of it is weak."""

    metric: Metric
    impact_class: ImpactClass
    reported: Decimal
    counted: Range
    weak: Decimal | None  # share of what is reported that rests on grades C and D
    own: str = ""  # the programme's own set behind it; empty: the data set
    leads: bool = True  # of equals that rest on different sets, the one that comes first

    @property
    def is_main(self) -> bool:
        """Whether it is its metric's headline."""
        return self.leads and self.impact_class is MAIN_CLASS[self.metric]


@dataclass(frozen=True, eq=False)
class Workings:
    """What acts add up to. The same acts give the very same one; it equals nothing but itself."""

    impacts: tuple[Impact, ...] = ()
    lines: tuple[Line, ...] = ()
    unquantified: tuple[Unquantified, ...] = ()
    mix: Mapping[EvidenceClass, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Claims:
    """Claims about acts of the period, by where they stand."""

    approved: int
    declined: int
    waiting: int
    audited: int
    overturned: int

    @property
    def submitted(self) -> int:
        """Return how many there are; withdrawn ones are none."""
        return self.approved + self.declined + self.waiting

    @property
    def audit_error_rate(self) -> Decimal | None:
        """Return the share of second looks that found a mistake."""
        return impact.error_rate(self.audited, self.overturned)


@dataclass(frozen=True)
class Points:
    """What became of the points awarded in the period: issued is the sum of all the others."""

    issued: int
    held: int
    given: int
    redeemed: int
    lapsed: int
    reversed: int


@dataclass(frozen=True)
class Week:
    """Acts of one week; None where too few people took part."""

    monday: date
    checked: int | None
    waiting: int
    by_programme: tuple[int | None, ...]


@dataclass(frozen=True)
class Place:
    """A programme or an organisation that a report can be about."""

    id: UUID
    key: str  # what stands in an address: a programme's code, an organisation's slug
    slug: str
    name: Words = field(hash=False)


class Published(NamedTuple):
    """Which edition of a closed report this is, and how it was counted."""

    number: int  # the first stays at the report's address
    made_at: datetime
    reason: EditionReason
    data_set: str
    method: str
    digest: str  # of everything it says


class Worked:
    """A report of any kind: it has workings, and answers for them."""

    workings: Workings

    @property
    def impacts(self) -> tuple[Impact, ...]:
        """Each metric and class for itself."""
        return self.workings.impacts

    @property
    def lines(self) -> tuple[Line, ...]:
        """The working behind every sum."""
        return self.workings.lines

    @property
    def unquantified(self) -> tuple[Unquantified, ...]:
        """What is counted only."""
        return self.workings.unquantified

    @property
    def mix(self) -> Mapping[EvidenceClass, int]:
        """How many acts are supported how well."""
        return self.workings.mix


@dataclass(frozen=True)
class Report(Worked):
    """Everything a report says. What too few people took part in is empty."""

    period: Period
    season_name: Words | None
    programme: Place | None
    organisation: Place | None
    generated_at: datetime
    is_closed: bool
    method_version: str
    people: int | None
    households: int | None
    groups: int | None
    suppressed: tuple[str, ...]
    claims: Claims | None
    workings: Workings
    points: Points | None
    weeks: tuple[Week, ...]
    programmes: tuple[Place, ...]  # in the order of `Week.by_programme`
    method: str = METHOD
    factor_sets: tuple[Used, ...] = ()  # the programme's own that lines rest on
    published: Published | None = None  # None: nothing of it is closed yet
    editions: tuple["Report", ...] = ()  # all there are of it, the first one first
