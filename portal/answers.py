"""Answers: two questions about habits, what may be told of them, which share follows. Pure.

A share is worked out from what is told alone, so that it gives nothing away that is hidden. How
much each answer counts for is a rule in `db/reference/answers.csv`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from portal.questions import hide_small

__all__ = [
    "ANSWERS",
    "BEFORE",
    "SILENT",
    "STILL",
    "Share",
    "Told",
    "add_up",
    "days_open",
    "due_until",
    "tell",
]

BEFORE, STILL = "before", "still"
SILENT = ""  # no answer, or: rather not
ANSWERS = {
    BEFORE: ("no", "sometimes", "always", SILENT),
    STILL: ("as-often", "less", "no", SILENT),
}
BACK_AFTER = timedelta(days=60)  # from the first approved act to the check-back
OPEN_FOR = timedelta(days=60)  # then silence stays silence
SIX = Decimal("0.000001")


class Share(NamedTuple):
    """A share with its two ends: without an answer nothing counts at the low one, all at the high.

    `among` is the share among those who answered; none where an answer is hidden.
    """

    low: Decimal
    among: Decimal | None
    high: Decimal


@dataclass(frozen=True)
class Told:
    """What may be told of one question: how many were asked, and how often each was answered.

    None is hidden. `asked` is the sum of all, hidden or not.
    """

    question: str
    asked: int
    counts: Mapping[str, int | None]

    @cached_property
    def is_whole(self) -> bool:
        """Whether no answer is hidden."""
        return None not in self.counts.values()

    @property
    def is_hidden(self) -> bool:
        """Whether all of it is; then it does not even tell how many were asked."""
        return not any(self.counts.values())

    @property
    def answered(self) -> int | None:
        """Return how many answered; None where that is hidden."""
        silent = self.counts[SILENT]
        return None if silent is None else self.asked - silent

    @property
    def rate(self) -> Decimal | None:
        """Return which part of those who were asked answered."""
        return None if self.answered is None else _divided(Decimal(self.answered), self.asked)

    def share(self, weights: Mapping[str, Decimal]) -> Share | None:
        """Return which share counts by these weights; None where nothing may be told."""
        if self.is_hidden:
            return None
        shown = {name: count or 0 for name, count in self.counts.items() if name != SILENT}
        sure = sum((weights[name] * count for name, count in shown.items()), Decimal())
        answered = sum(shown.values())
        among = _divided(sure, answered) if self.is_whole and answered else None
        open_ = self.asked - answered  # silent or hidden
        return Share(_divided(sure, self.asked), among, _divided(sure + open_, self.asked))


def due_until(today: date) -> date:
    """Return the day on or before which somebody began who is asked by now whether it lasted."""
    return today - BACK_AFTER


def days_open(today: date) -> tuple[date, date]:
    """Return from when to when somebody began for whom that question is open."""
    last = due_until(today)
    return last - OPEN_FOR, last


def tell(question: str, rows: Mapping[str, tuple[int, int]]) -> Told:
    """Return what may be told of how often, and by how many people, each answer was given.

    An answer of fewer than ten people is hidden, with the next one where it would follow.
    """
    every = ANSWERS[question]
    people = hide_small([rows.get(name, (0, 0))[1] for name in every])
    times = {name: rows.get(name, (0, 0))[0] for name in every}
    shown = zip(every, people, strict=True)
    counts = {name: None if told is None else times[name] for name, told in shown}
    return Told(question, sum(times.values()), counts)


def add_up(question: str, parts: Iterable[Told]) -> tuple[Told, Sequence[Told]]:
    """Add up several programmes; what is not told of one is in no sum. Return which are in it."""
    whole = [one for one in parts if one.asked and one.is_whole]
    counts = {name: sum(one.counts[name] or 0 for one in whole) for name in ANSWERS[question]}
    return Told(question, sum(counts.values()), counts), whole


def _divided(part: Decimal, whole: int) -> Decimal:
    return (part / whole).quantize(SIX, ROUND_HALF_UP) if whole else Decimal()
