"""What a report finds: each headline follows from the figures below it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from portal.factors import Kind, Metric
from portal.figures import Points, Week, Workings
from portal.impact import Range, combine

__all__ = ["Effect", "Row", "Trend", "effect", "mostly", "trend"]

ROWS = 8  # activities shown by name; the others are one row
FEWEST_WEEKS = 4
STEADY = Decimal("0.1")  # a change smaller than a tenth is none
WORTH_NAMING = Decimal("0.1")  # of the total: smaller rows are not called uncertain
_WEEK = timedelta(weeks=1)


class Trend(StrEnum):
    """How the later weeks compare with the earlier ones."""

    MORE = "more"
    FEWER = "fewer"
    STEADY = "steady"


@dataclass(frozen=True)
class Row:
    """What one activity saved; all but the largest are together, without a kind."""

    kind: Kind | None
    counted: Range


@dataclass(frozen=True)
class Effect:
    """CO2e avoided by activity, the largest first."""

    rows: tuple[Row, ...]
    total: Range
    most: Decimal  # where the scale ends
    least_certain: Kind | None
    own: str  # the programme's own set of factors it rests on; empty: the data set


def trend(weeks: Sequence[Week], today: date) -> Trend | None:
    """Compare the later half of the whole weeks with the earlier; None where they are too few.

    A week that is not shown is left out, so that the headline tells no more than the chart.
    """
    whole = (week.checked for week in weeks if week.monday + _WEEK <= today)
    shown = [checked for checked in whole if checked is not None]
    half = len(shown) // 2
    if len(shown) < FEWEST_WEEKS:
        return None
    before, after = sum(shown[:half]), sum(shown[-half:])
    if abs(after - before) <= STEADY * before:
        return Trend.STEADY
    return Trend.MORE if after > before else Trend.FEWER


@lru_cache(maxsize=100)
def effect(workings: Workings) -> Effect:
    """Add up what each activity saved in CO2e, by the factors that the headline rests on."""
    by_kind: dict[str, Row] = {}
    main = [it for it in workings.impacts if it.metric is Metric.CO2E_KG and it.is_main]
    for line in workings.lines:
        factor, code = line.factor, line.kind.code
        if (factor.metric, factor.impact_class, factor.own) in {
            (it.metric, it.impact_class, it.own) for it in main
        }:
            sum_ = by_kind[code].counted + line.counted if code in by_kind else line.counted
            by_kind[code] = Row(line.kind, sum_)
    rows = sorted(by_kind.values(), key=lambda row: -row.counted.central)
    total = combine(_by_category(rows))
    shown = rows[:ROWS] if len(rows) > ROWS + 1 else rows
    rest = rows[len(shown) :]
    if rest:
        shown = [*shown, Row(None, combine(_by_category(rest)))]
    return Effect(
        rows=tuple(shown),
        total=total,
        most=max((row.counted.high for row in shown), default=Decimal()),
        least_certain=_least_certain(rows, total),
        own=next((it.own for it in main), ""),
    )


def _by_category(rows: Iterable[Row]) -> list[tuple[str, Range]]:
    """Return the range of each activity with what it shares its assumptions with."""
    return [(row.kind.category, row.counted) for row in rows if row.kind]


def mostly(points: Points) -> str:
    """Return which part is more than half of the points that were given out, if one is."""
    parts = ("held", "given", "redeemed", "lapsed", "reversed")
    return next((part for part in parts if 2 * getattr(points, part) > points.issued), "")


def _least_certain(rows: Iterable[Row], total: Range) -> Kind | None:
    """Return the activity with the widest range for its size, among those that matter."""
    sized = [
        ((row.counted.high - row.counted.low) / row.counted.central, row.kind)
        for row in rows
        if row.counted.central > WORTH_NAMING * total.central > 0
    ]
    width, kind = max(sized, key=lambda pair: pair[0], default=(Decimal(), None))
    return kind if width and len(sized) > 1 else None
