"""Workings: from kept totals to the lines of a report, and from the lines to its sums. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.tables.claims import EvidenceClass
from portal import impact
from portal.factors import Grade, ImpactClass, Metric, Numbers
from portal.figures import Acts, Impact, Line, Points, Unquantified
from portal.impact import MAIN_CLASS, Choice

__all__ = ["add_lines", "evidence_mix", "points_of", "work_out"]

NOTHING = {rank: Decimal() for rank in EvidenceClass}
WEAK = {Grade.TRANSFERRED, Grade.PROGRAMME}


class _Key(NamedTuple):
    activity: str
    region: str
    replaced: str
    choice: Choice | None


def work_out(
    acts: Iterable[Acts], numbers: Numbers, wrong: Decimal | None
) -> tuple[tuple[Line, ...], tuple[Unquantified, ...]]:
    """Return a line for each activity, factor and mode replaced, and what has no factor.

    `wrong` is the share of second looks that found a mistake.
    """
    amounts: dict[_Key, dict[EvidenceClass, Decimal]] = {}
    counts: Counter[_Key] = Counter()
    for row in acts:
        choices = impact.resolve(
            numbers, row.activity, region=row.region, year=row.year, replaced=row.replaced
        )
        for choice in (*choices,) or (None,):
            key = _Key(row.activity, row.region, row.replaced, choice)
            amounts.setdefault(key, dict(NOTHING))[row.evidence_class] += row.amount
            counts[key] += row.act_count
    keys = sorted(amounts, key=_in_order)
    return (
        tuple(_line(key, key.choice, amounts[key], numbers, wrong) for key in keys if key.choice),
        tuple(_rest(key, amounts[key], counts[key], numbers) for key in keys if not key.choice),
    )


def add_lines(lines: Sequence[Line]) -> tuple[Impact, ...]:
    """Add stored lines up, each metric and class for itself; each main class is always there."""
    kinds = {(line.factor.metric, line.factor.impact_class) for line in lines}
    kinds |= set(MAIN_CLASS.items())
    return tuple(
        _impact(metric, impact_class, lines)
        for metric in Metric
        for impact_class in ImpactClass
        if (metric, impact_class) in kinds
    )


def evidence_mix(acts: Iterable[Acts]) -> Mapping[EvidenceClass, int]:
    """Return how many acts were supported how well."""
    mix = dict.fromkeys(EvidenceClass, 0)
    for row in acts:
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


def _in_order(key: _Key) -> tuple[str, str, str, int, str, tuple[str, ...]]:
    if key.choice is None:
        return key.activity, key.region, key.replaced, 0, "", ()
    place = list(Metric).index(key.choice.factor.metric)
    return key.activity, key.region, key.replaced, place, key.choice.factor.id, key.choice.flags


def _line(
    key: _Key,
    choice: Choice,
    evidence: Mapping[EvidenceClass, Decimal],
    numbers: Numbers,
    wrong: Decimal | None,
) -> Line:
    quantity = sum(evidence.values(), Decimal())
    return Line(
        kind=numbers.kinds[key.activity],
        region=key.region,
        replaced=key.replaced,
        factor=choice.factor,
        flags=choice.flags,
        evidence=evidence,
        quantity=quantity,
        reported=impact.reported(quantity, choice.factor),
        counted=impact.counted(evidence, choice.factor, numbers.weights, wrong),
    )


def _rest(
    key: _Key, evidence: Mapping[EvidenceClass, Decimal], act_count: int, numbers: Numbers
) -> Unquantified:
    kind, quantity = numbers.kinds[key.activity], sum(evidence.values(), Decimal())
    return Unquantified(kind, key.region, key.replaced, act_count, evidence, quantity)


def _impact(metric: Metric, impact_class: ImpactClass, lines: Iterable[Line]) -> Impact:
    mine = [
        line
        for line in lines
        if (line.factor.metric, line.factor.impact_class) == (metric, impact_class)
    ]
    sizes = [(abs(line.reported), line.factor.grade in WEAK) for line in mine]
    whole = sum((size for size, _ in sizes), Decimal())
    weak = sum((size for size, is_weak in sizes if is_weak), Decimal())
    return Impact(
        metric=metric,
        impact_class=impact_class,
        reported=sum((line.reported for line in mine), Decimal()),
        counted=sum((line.counted for line in mine), impact.ZERO),
        weak=weak / whole if whole else None,
    )
