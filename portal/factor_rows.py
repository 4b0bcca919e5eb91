"""Factor rows: a programme's own factors as a list gives them, each held against what is known.

    activity,unit,region,year,metric,impact_class,central,low,high,bounds,arithmetic
    cycle,km,DE,2023,co2e_kg,avoided,0.16199969,,,0,6421.7 / 39640.2

The arithmetic must give the central value. Either both ends are told, or `bounds`: by how many per
cent the value may be off on either side; 0 says that nobody published another value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal import arithmetic, measures
from portal.errors import Refused
from portal.factors import ImpactClass, Metric, Numbers
from portal.impact import MAIN_CLASS
from portal.lists import Line, Shape

__all__ = ["SHAPE", "YEARS", "BadFactor", "OwnRow", "SumDiffers", "TwiceThere", "read"]

SHAPE = Shape(
    columns=(
        *("activity", "unit", "region", "year", "metric", "impact_class", "central"),
        *("low", "high", "bounds", "arithmetic"),
    ),
    needed=(
        *("activity", "unit", "region", "year", "metric", "impact_class", "central"),
        "arithmetic",
    ),
    numbers=("central", "low", "high", "arithmetic"),
)
MOST_ROWS = 500
PAIRS = {
    *MAIN_CLASS.items(),
    (Metric.CO2E_KG, ImpactClass.REMOVAL_EXANTE),
    (Metric.CO2E_KG, ImpactClass.OFFSET),
    (Metric.WATER_L, ImpactClass.EMBODIED_WATER),
}
YEARS = range(2000, 2100)  # that a set can be of
_LARGEST = Decimal(1_000_000)  # of a metric for one unit
_HUNDRED = Decimal(100)


class BadFactor(Refused):
    """A cell of the column `wrong` cannot be taken: `what`."""


class SumDiffers(Refused):
    """The arithmetic gives `result` and not the central value `central`."""


class TwiceThere(Refused):
    """An earlier line, `line`, has the same activity, metric, region and year."""


@dataclass(frozen=True)
class OwnRow:
    """What one unit of an activity saves, as a programme counts it."""

    line: int
    activity: str
    region: str
    year: int
    metric: Metric
    impact_class: ImpactClass
    unit: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    expression: str


def read(
    lines: Iterable[Line], numbers: Numbers, region: str
) -> tuple[list[OwnRow], list[tuple[int, Refused]]]:
    """Return the rows that can be taken, and of each other line its number and what is wrong.

    `region` is the programme's: a row for a place that does not hold it would never be used.
    """
    rows: list[OwnRow] = []
    faults: list[tuple[int, Refused]] = []
    places = set(numbers.upwards(region))
    known: dict[object, int] = {}
    for line in lines:
        try:
            row = _row(line, numbers, places)
            _require_new(row, known)
            rows.append(row)
        except Refused as why:
            faults.append((line.number, why))
    if len(rows) > MOST_ROWS:
        faults.append((rows[MOST_ROWS].line, BadFactor(wrong="rows", what=str(MOST_ROWS))))
    return rows, faults


def _row(line: Line, numbers: Numbers, places: set[str]) -> OwnRow:
    if line.broken:
        raise BadFactor(wrong="row", what="")
    cells = {name: line.fields.get(name, "") for name in SHAPE.columns}
    kind = numbers.kinds.get(cells["activity"])
    if kind is None:
        raise BadFactor(wrong="activity", what=cells["activity"])
    if cells["unit"].casefold() != kind.unit:
        raise measures.UnknownUnit(unit=cells["unit"], wanted=kind.unit)
    if cells["region"] not in places:
        raise BadFactor(wrong="region", what=cells["region"])
    year = int(cells["year"]) if cells["year"].isdecimal() else 0
    if year not in YEARS:
        raise BadFactor(wrong="year", what=cells["year"])
    metric, impact_class = _pair(cells["metric"], cells["impact_class"])
    value = _number("central", cells["central"])
    low, high = _ends(cells, value)
    _require_sum(cells["arithmetic"], value)
    return OwnRow(
        line=line.number,
        activity=kind.code,
        region=cells["region"],
        year=year,
        metric=metric,
        impact_class=impact_class,
        unit=kind.unit,
        value=value,
        low=low,
        high=high,
        expression=cells["arithmetic"],
    )


def _pair(metric: str, impact_class: str) -> tuple[Metric, ImpactClass]:
    for pair in PAIRS:
        if pair == (metric, impact_class):
            return pair
    raise BadFactor(wrong="impact_class", what=f"{metric} {impact_class}".strip())


def _ends(cells: dict[str, str], value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Return the two ends: told as they are, or by how many per cent on either side."""
    if cells["bounds"] and not (cells["low"] or cells["high"]):
        share = _number("bounds", cells["bounds"].removesuffix("%").strip())
        if not 0 <= share <= _HUNDRED:
            raise BadFactor(wrong="bounds", what=cells["bounds"])
        off = abs(value) * share / _HUNDRED
        places = arithmetic.PLACES
        ends = (value - off).quantize(places), (value + off).quantize(places)
        return ends if share else (None, None)
    if cells["bounds"]:
        raise BadFactor(wrong="bounds", what=cells["bounds"])
    low, high = _number("low", cells["low"]), _number("high", cells["high"])
    wrong = "low" if low > value else "high" if high < value else ""
    if wrong:
        raise BadFactor(wrong=wrong, what=cells[wrong])
    return low, high


def _number(name: str, typed: str) -> Decimal:
    """Read a decimal as a computer writes it, of at most eight places."""
    digits = typed.removeprefix("-").replace(".", "", 1)
    if not (digits.isdecimal() and digits.isascii()):
        raise BadFactor(wrong=name, what=typed)
    number = Decimal(typed)
    if abs(number) > _LARGEST or number != number.quantize(arithmetic.PLACES):
        raise BadFactor(wrong=name, what=typed)
    return number


def _require_sum(written: str, value: Decimal) -> None:
    try:
        result = arithmetic.work_out(written)
    except arithmetic.BadSum:
        raise BadFactor(wrong="arithmetic", what=written) from None
    if result != value:
        raise SumDiffers(result=f"{result.normalize():f}", central=f"{value:f}")


def _require_new(row: OwnRow, known: dict[object, int]) -> None:
    key = (row.activity, row.metric, row.region, row.year)
    if key in known:
        raise TwiceThere(line=known[key])
    known[key] = row.line
