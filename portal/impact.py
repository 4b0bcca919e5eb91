"""Impact: from what was done to kilograms, litres and kilowatt-hours. Pure sums, exact decimals.

Which factor: the nearest region that has any, then the newest year not after the act. Where no
region has one the impact stays empty, and empty is not zero. `docs/method.md` says it in words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from db.tables.claims import EvidenceClass
from portal.factors import Factor, ImpactClass, Metric, Numbers
from portal.travel import CAR, SAVES_NOTHING, USED, Saving, saving

__all__ = [
    "MAIN_CLASS",
    "METHOD",
    "ZERO",
    "Choice",
    "Range",
    "choose",
    "choose_all",
    "combine",
    "counted",
    "error_rate",
    "reported",
    "resolve",
]

METHOD = "2"  # the version of docs/method.md: a changed rule is a new one, and is told there
MAIN_CLASS = {  # the one class of a metric that a report's headline adds up
    Metric.CO2E_KG: ImpactClass.AVOIDED,
    Metric.WASTE_KG: ImpactClass.DIVERTED,
    Metric.WATER_L: ImpactClass.RESOURCE,
    Metric.ENERGY_KWH: ImpactClass.RESOURCE,
}
SIX = Decimal("0.000001")
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # no product of ours has so many digits


class Choice(NamedTuple):
    """A factor, and what a reader must know about the choice."""

    factor: Factor
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Range:
    """An amount with its two ends."""

    low: Decimal
    central: Decimal
    high: Decimal

    def __add__(self, other: "Range") -> "Range":
        """Add lows to lows and highs to highs, as of what depends on the same assumptions."""
        return Range(self.low + other.low, self.central + other.central, self.high + other.high)


ZERO = Range(Decimal(), Decimal(), Decimal())


def choose(
    numbers: Numbers, activity: str, metric: Metric, *, region: str, year: int
) -> Choice | None:
    """Return the factor for an act of that year there; None where no region above has any."""
    for place in numbers.upwards(region):
        if rows := numbers.factors.get((activity, metric, place)):
            past = [factor for factor in rows if factor.year <= year]
            chosen = past[-1] if past else rows[0]
            return Choice(chosen, tuple(_flags(chosen, region, is_backcast=not past)))
    return None


def choose_all(numbers: Numbers, activity: str, *, region: str, year: int) -> tuple[Choice, ...]:
    """Return one choice for each metric that has a number for this act, as it stands there."""
    every = (choose(numbers, activity, metric, region=region, year=year) for metric in Metric)
    return tuple(choice for choice in every if choice)


@lru_cache(maxsize=10_000)
def resolve(
    numbers: Numbers, activity: str, *, region: str, year: int, replaced: str = ""
) -> tuple[Choice, ...]:
    """Return one choice for each metric that has a number for this act.

    `replaced` is the mode of travel the act stood in for, "none" where the trip would not have
    been made, or "" where nobody asked.
    """
    choices = []
    for metric in Metric:
        choice = choose(numbers, activity, metric, region=region, year=year)
        if choice and metric is Metric.CO2E_KG and activity in USED:
            choice = _of_a_trip(numbers, choice, region, year, replaced)
        if choice:
            choices.append(choice)
    return tuple(choices)


def reported(amount: Decimal, factor: Factor) -> Decimal:
    """Return amount times factor, half up to six decimals."""
    return _product(amount, factor.value)


def counted(
    evidence: Mapping[EvidenceClass, Decimal],
    factor: Factor,
    weights: Mapping[EvidenceClass, Decimal],
    wrong: Decimal | None,
) -> Range:
    """Return what is left after the evidence and the share of second looks that found a mistake.

    Takes amounts by class. An end for which no other value was published is the central value.
    """
    amount = Decimal()
    for rank, part in evidence.items():
        amount = EXACT.add(amount, EXACT.multiply(weights[rank], part))
    amount = EXACT.multiply(amount, 1 - (wrong or 0))
    central = _product(amount, factor.value)
    low, high = (
        central if end is None else _product(amount, end) for end in (factor.low, factor.high)
    )
    return Range(low, central, high)


def combine(parts: Iterable[tuple[str, Range]]) -> Range:
    """Add ranges up by root-sum-square; each comes with the group it belongs to.

    What is of one group rests on the same assumptions: its ends are added. Groups are taken as
    independent: from the sum of the central values it is the root of the sum of the squares of
    their half-ranges down to the low end, and of the upper ones up to the high end.
    """
    groups: defaultdict[str, Range] = defaultdict(lambda: ZERO)
    for group, part in parts:
        groups[group] += part
    central = sum((one.central for one in groups.values()), Decimal())
    below = _root_sum_square(one.central - one.low for one in groups.values())
    above = _root_sum_square(one.high - one.central for one in groups.values())
    return Range(EXACT.subtract(central, below), central, EXACT.add(central, above))


def error_rate(looked_at: int, wrong: int) -> Decimal | None:
    """Return the share of second looks that found a mistake; None before the first look."""
    return EXACT.quantize(EXACT.divide(wrong, looked_at), SIX) if looked_at else None


def _product(amount: Decimal, value: Decimal) -> Decimal:
    rounded = EXACT.quantize(EXACT.multiply(amount, value), SIX)
    return EXACT.add(rounded, 0)  # no minus before a zero


def _root_sum_square(halves: Iterable[Decimal]) -> Decimal:
    """Return what independent half-ranges come to, half up to six decimals; one alone is itself."""
    squares = Decimal()
    for half in halves:
        squares = EXACT.add(squares, EXACT.multiply(half, half))
    return EXACT.quantize(EXACT.sqrt(squares), SIX)


def _flags(factor: Factor, region: str, *, is_backcast: bool) -> Iterator[str]:
    if factor.region != region:
        yield "fallback"
    if is_backcast:
        yield "backcast"
    if factor.impact_class is not MAIN_CLASS[factor.metric]:
        yield factor.impact_class.value


def _of_a_trip(
    numbers: Numbers, ordinary: Choice, region: str, year: int, replaced: str
) -> Choice | None:
    """Return what a trip saves by what it replaced; the ordinary factor says a car."""
    factor = ordinary.factor
    if replaced == CAR:
        return ordinary
    if not replaced:
        unattested = f"{factor.activity}-unattested"
        choice = choose(numbers, unattested, factor.metric, region=region, year=year)
        return choice or ordinary._replace(flags=(*ordinary.flags, "unattested"))
    if replaced in SAVES_NOTHING:
        nothing = Saving(factor.region, factor.year, Decimal(), "backcast" in ordinary.flags)
        return _instead_of(factor, replaced, nothing, region)
    saved = saving(numbers, factor.activity, replaced, region=region, year=year)
    return _instead_of(factor, replaced, saved, region) if saved else None


def _instead_of(factor: Factor, replaced: str, saved: Saving, region: str) -> Choice:
    """Return a factor made of two travel values; it is as well founded as the ordinary one."""
    place, year, kg_per_km, is_backcast = saved
    made = replace(
        factor,
        id=f"{factor.activity}-instead-of-{replaced}.{place}.{year}.{factor.metric}",
        region=place,
        year=year,
        value=kg_per_km,
        low=None,
        high=None,
    )
    return Choice(made, tuple(_flags(made, region, is_backcast=is_backcast)))
