"""The rules table in words: what an action earns, how it is checked, how often it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pages.speech import gettext, lazy, ngettext, said
from pages.web.formats import FILTERS
from portal.programmes import CapOf, CapPeriod, CapWho

__all__ = ["CATEGORIES", "Line", "evidence", "least", "limit", "lines", "names", "points"]

PROOF = {
    "A": lazy("a meter or a partner’s feed"),
    "B": lazy("somebody of the programme saw it"),
    "C": lazy("a photo or a receipt"),
    "D": lazy("your word"),
}
CATEGORIES = {  # of the data set
    "community": lazy("Together"),
    "energy": lazy("Energy"),
    "food": lazy("Food"),
    "learning": lazy("Learning"),
    "nature": lazy("Nature"),
    "recycling": lazy("Recycling"),
    "school": lazy("School"),
    "second-hand": lazy("Second-hand and repair"),
    "transport": lazy("Travel"),
    "water": lazy("Water"),
}
PERIODS = {  # how a limit ends; the limit itself is the placeholder
    CapPeriod.DAY: lazy("%(limit)s a day"),
    CapPeriod.WEEK: lazy("%(limit)s a week"),
    CapPeriod.MONTH: lazy("%(limit)s a month"),
    CapPeriod.SEASON: lazy("%(limit)s a season"),
    CapPeriod.YEAR: lazy("%(limit)s a year"),
    CapPeriod.EVER: lazy("%(limit)s, once and for all"),
}
_SAME = (
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
    return [
        Line(
            activities=group,
            points=points(group[0]),
            least=least(group[0]),
            proof=evidence(group[0]),
            limit=limit(group[0]),
            shared_with=tuple(
                other
                for other in activities
                if other.cap_group == group[0].cap_group and other not in group
            ),
        )
        for group in groups
    ]


def points(it: Any) -> str:
    """5 points; 10 points for each whole 1 kg."""
    earned = counted_points(it.points)
    if it.per_amount is None:
        return earned
    words = gettext("%(points)s for each whole %(amount)s")
    return words % {"points": earned, "amount": FILTERS["amount"](it.per_amount, it.unit)}


def least(it: Any) -> str:
    """From 0.4 km; nothing where the least is one thing or one step."""
    if it.least_amount in (1, it.per_amount):
        return ""
    return gettext("from %(amount)s") % {"amount": FILTERS["amount"](it.least_amount, it.unit)}


def evidence(it: Any) -> str:
    """A photo or a receipt, or your word."""
    return FILTERS["joined"]([str(PROOF[one]) for one in it.evidence], "or")


def limit(it: Any) -> str:
    """4 times a day, for each person."""
    match it.cap_of:
        case CapOf.TIMES:
            most = ngettext("%(count)s time", "%(count)s times", it.cap)
            most %= {"count": FILTERS["number"](it.cap)}
        case CapOf.AMOUNT:
            most = FILTERS["amount"](it.cap, it.unit)
        case _:
            most = counted_points(it.cap)
    words = str(PERIODS[it.cap_period]) % {"limit": most}
    if it.cap_who is CapWho.PERSON:
        return gettext("%(limit)s, for each person") % {"limit": words}
    return words


def counted_points(number: int) -> str:
    """10 points."""
    words = ngettext("%(count)s point", "%(count)s points", number)
    return words % {"count": FILTERS["number"](number)}


def names(activities: Sequence[Any]) -> str:
    """Paper recycled, Glass recycled and Paper recycled."""
    return FILTERS["joined"]([said(it.kind_name) for it in activities])


def _rule(it: Any) -> tuple[Any, ...]:
    return tuple(getattr(it, name) for name in _SAME)
