"""The rules table in words: what an action earns, how it is checked, how often it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from pages.speech import said
from pages.web.earning import counted_points, evidence, least, limit, points
from pages.web.formats import FILTERS

__all__ = [
    "Line",
    "counted_points",
    "evidence",
    "least",
    "limit",
    "lines",
    "names",
    "points",
]

_rule = attrgetter(
    *("points", "per_amount", "least_amount", "evidence", "unit"),
    *("cap", "cap_of", "cap_period", "cap_who", "cap_group"),
)


@dataclass(frozen=True)
class Line:
    """Activities that are one rule: they stand in one line of the table."""

    activities: tuple[Any, ...]
    points: str
    least: str
    proof: str
    limit: str
    shared_with: tuple[Any, ...]  # activities of other lines that use up the same limit


def lines(activities: Sequence[Any]) -> list[Line]:
    """Put neighbours with the same rule into one line, in the order of the rules."""
    groups = [tuple(same) for _, same in groupby(activities, key=_rule)]
    limited: dict[str | None, list[Any]] = {it.cap_group: [] for it in activities}
    for it in activities:
        limited[it.cap_group].append(it)
    return [
        Line(
            activities=group,
            points=points(group[0]),
            least=least(group[0]),
            proof=evidence(group[0]),
            limit=limit(group[0]),
            shared_with=tuple(_others(limited[group[0].cap_group], group)),
        )
        for group in groups
    ]


def names(activities: Sequence[Any]) -> str:
    """Paper recycled, Glass recycled and Paper recycled."""
    return FILTERS["joined"]([said(it.kind_name) for it in activities])


def _others(limited: Sequence[Any], group: Sequence[Any]) -> Iterator[Any]:
    mine = {it.code for it in group}
    return (it for it in limited if it.code not in mine)
