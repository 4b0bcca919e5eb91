"""Workings: from kept totals to the lines of a report, and from the lines to its sums. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from db.tables.claims import EvidenceClass
from portal import impact
from portal.factors import Factor, Grade, ImpactClass, Metric, Numbers
from portal.figures import Acts, Impact, Line, Points, Unquantified, Workings
from portal.impact import MAIN_CLASS, Choice
from portal.own_sets import NONE, Own
from portal.told import RECORDED

__all__ = ["points_of", "work_out"]

NOTHING = {rank: Decimal() for rank in EvidenceClass}
METRICS = {metric: at for at, metric in enumerate(Metric)}
WEAK = {Grade.TRANSFERRED, Grade.PROGRAMME}


class _Key(NamedTuple):
    """What makes a line, in the order in which lines stand."""

    activity: str
    region: str
    replaced: str
    metric_at: int = 0
    factor_id: str = ""  # empty: there is no factor
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=100)
def work_out(
    acts: tuple[Acts, ...], numbers: Numbers, wrong: Decimal | None, own: Own = NONE
) -> Workings:
    """Return a line for each activity, factor and mode replaced, what has no factor, and the sums.

    `wrong` is the share of second looks that found a mistake, `own` the factors of the one
    programme whose acts these are. The latest are kept: the same acts add up to the same, and a
    report is read more often than it changes.
    """
    amounts: dict[_Key, dict[EvidenceClass, Decimal]] = {}
    counts: Counter[_Key] = Counter()
    factors: dict[_Key, Factor] = {}
    for row in acts:
        for key, factor in _keys(row, numbers, own):
            amounts.setdefault(key, dict(NOTHING))[row.evidence_class] += row.amount
            counts[key] += row.act_count
            if factor:
                factors[key] = factor
    keys = sorted(amounts)
    lines = tuple(_line(k, factors[k], amounts[k], numbers, wrong) for k in keys if k.factor_id)
    rest = tuple(_rest(k, amounts[k], counts[k], numbers) for k in keys if not k.factor_id)
    return Workings(_add_lines(lines), lines, rest, _evidence_mix(acts))


def _add_lines(lines: Sequence[Line]) -> tuple[Impact, ...]:
    """Add stored lines up, each metric, class and set of factors for itself.

    The main classes of the data set are always there. Where lines rest on more than one set, none
    is added to another: the data set's lead, and where it has none those of the first own set.
    """
    parts: defaultdict[tuple[Metric, ImpactClass], dict[str, list[Line]]] = defaultdict(dict)
    for line in lines:
        kind = line.factor.metric, line.factor.impact_class
        parts[kind].setdefault(line.factor.own, []).append(line)
    for kind in MAIN_CLASS.items():
        parts[kind].setdefault("", [])
    leading = {kind: min((own for own in of if of[own]), default="") for kind, of in parts.items()}
    return tuple(
        _impact(metric, impact_class, own, mine, leads=own == leading[metric, impact_class])
        for metric in Metric
        for impact_class in ImpactClass
        for own, mine in sorted(parts.get((metric, impact_class), {}).items())
    )


def _evidence_mix(acts: Iterable[Acts]) -> Mapping[EvidenceClass, int]:
    """Return how many acts were supported how well; what the portal itself saw weighs nothing."""
    mix = dict.fromkeys(EvidenceClass, 0)
    for row in acts:
        if row.evidence_class is not EvidenceClass.METERED or row.activity not in RECORDED:
            mix[row.evidence_class] += row.act_count
    return mix


def points_of(moved: Mapping[str, int]) -> Points:
    """Return what became of awarded points, from how many each kind of move moved.

    Points set aside for a voucher are still held; what left a cause with a statement was given.
    """
    of = Counter(moved)
    issued = of["award"] + of["goodwill"]
    given = of["give"] - of["take_back"]
    gone = given + of["redeem"] + of["lapse"] + of["reverse"]
    return Points(issued, issued - gone, given, of["redeem"], of["lapse"], of["reverse"])


def _keys(row: Acts, numbers: Numbers, own: Own) -> Iterator[tuple[_Key, Factor | None]]:
    """Yield the lines that acts belong to: one a metric, or one without a factor."""
    about: dict[str, Any] = {"region": row.region, "year": row.year}
    if mine := own.numbers_for(row.activity, row.year):
        held = impact.choose_all(mine, row.activity, **about)
        found = tuple(_held_against(numbers, choice) for choice in held)
    else:
        found = impact.resolve(numbers, row.activity, **about, replaced=row.replaced)
    for factor, flags in found:
        at = METRICS[factor.metric]
        yield _Key(row.activity, row.region, row.replaced, at, factor.id, flags), factor
    if not found:
        yield _Key(row.activity, row.region, row.replaced), None


def _held_against(numbers: Numbers, choice: Choice) -> Choice:
    """Flag a programme's own factor that lies outside of all that the data set knows."""
    factor, flags = choice
    return Choice(factor, (*flags, "outside-band")) if numbers.band_left_by(factor) else choice


def _line(
    key: _Key,
    factor: Factor,
    evidence: Mapping[EvidenceClass, Decimal],
    numbers: Numbers,
    wrong: Decimal | None,
) -> Line:
    quantity = sum(evidence.values(), Decimal())
    return Line(
        kind=numbers.kinds[key.activity],
        region=key.region,
        replaced=key.replaced,
        factor=factor,
        flags=key.flags,
        evidence=evidence,
        quantity=quantity,
        reported=impact.reported(quantity, factor),
        counted=impact.counted(evidence, factor, numbers.weights, wrong),
    )


def _rest(
    key: _Key, evidence: Mapping[EvidenceClass, Decimal], act_count: int, numbers: Numbers
) -> Unquantified:
    kind, quantity = numbers.kinds[key.activity], sum(evidence.values(), Decimal())
    return Unquantified(kind, key.region, key.replaced, act_count, evidence, quantity)


def _impact(
    metric: Metric, impact_class: ImpactClass, own: str, mine: Sequence[Line], *, leads: bool
) -> Impact:
    sizes = [(abs(line.reported), line.factor.grade in WEAK) for line in mine]
    whole = sum((size for size, _ in sizes), Decimal())
    weak = sum((size for size, is_weak in sizes if is_weak), Decimal())
    return Impact(
        metric=metric,
        impact_class=impact_class,
        reported=sum((line.reported for line in mine), Decimal()),
        counted=impact.combine((line.kind.category, line.counted) for line in mine),
        weak=weak / whole if whole else None,
        own=own,
        leads=leads,
    )
