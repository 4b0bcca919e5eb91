"""Rules: what a claim earns and why, with every limit. Pure sums that ask no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from db.tables.programmes import CapOf, CapPeriod, CapWho

__all__ = [
    "Campaign",
    "CapOf",
    "CapPeriod",
    "CapWho",
    "Counted",
    "Line",
    "Rule",
    "Run",
    "Why",
    "Worth",
    "period_of",
    "weigh",
]

_DAYS_A_WEEK = 7
_PLAIN = 100  # per cent


class Why(StrEnum):
    """The reason behind one line of the sum."""

    PER_AMOUNT = "per_amount"
    FLAT = "flat"
    TOO_LITTLE = "too_little"
    CAMPAIGN = "campaign"
    LIMIT = "limit"
    CEILING = "ceiling"


@dataclass(frozen=True)
class Rule:
    """What one activity earns under one version of the rules, and its limit."""

    points: int
    per_amount: Decimal | None
    least_amount: Decimal
    cap: int
    cap_of: CapOf
    cap_period: CapPeriod
    cap_who: CapWho
    cap_group: str

    @classmethod
    def of(cls, row: Any) -> "Rule":
        """Read the rule off a row that has an activity's columns."""
        return cls(*(getattr(row, name) for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Campaign:
    """A theme week as one activity sees it: 200 per cent are twice the points."""

    starts_on: date
    ends_on: date
    percent: int

    @classmethod
    def all_of(cls, lines: Iterable[Mapping[str, Any]], activity: str) -> "tuple[Campaign, ...]":
        """Read those that raise an activity off the lines kept with the rules."""
        read = date.fromisoformat
        return tuple(
            cls(read(one["starts_on"]), read(one["ends_on"]), one["percent"])
            for one in lines
            if activity in one["activities"]
        )


@dataclass(frozen=True)
class Run:
    """The dates of a season, and the most that one household or class can be awarded in it.

    Its theme weeks are those of the activity that is weighed.
    """

    starts_on: date
    ends_on: date
    ceiling: int
    campaigns: tuple[Campaign, ...] = ()

    def percent_on(self, day: date) -> int:
        """Return what an act of this day earns; theme weeks are never added up."""
        ours = (one.percent for one in self.campaigns if one.starts_on <= day <= one.ends_on)
        return max(ours, default=_PLAIN)


@dataclass(frozen=True)
class Counted:
    """A claim as limits see it: whose, when, how much; `points` is what it was worth."""

    holder_id: UUID
    person_id: UUID
    cap_group: str
    done_on: date
    amount: Decimal
    points: int = 0


@dataclass(frozen=True)
class Line:
    """One line of the sum: points added or taken off, and the facts that its words need."""

    why: Why
    points: int
    facts: dict[str, str | int]

    def kept(self) -> dict[str, Any]:
        """Return it as plain values, to be remembered with the claim."""
        return asdict(self)


@dataclass(frozen=True)
class Worth:
    """What a claim earns; the lines add up to it."""

    points: int
    lines: tuple[Line, ...]

    @property
    def is_limited(self) -> bool:
        """Whether a limit took points off."""
        return any(line.why in {Why.LIMIT, Why.CEILING} for line in self.lines)

    def kept(self) -> list[dict[str, Any]]:
        """Return the lines as plain values, to be remembered with the claim."""
        return [line.kept() for line in self.lines]


def weigh(rule: Rule, claim: Counted, earlier: Iterable[Counted], run: Run) -> Worth:
    """Say what `claim` earns after the `earlier` ones that count, and explain it line by line.

    The one place for limits. Never negative, never above what the limit and the season's
    ceiling leave; a larger amount is never worth less.
    """
    counted = list(earlier)
    full = _before_limits(rule, claim.amount)
    lines, percent = [full], run.percent_on(claim.done_on)
    raised = _raised(full.points, percent)
    if raised > full.points:
        lines.append(Line(Why.CAMPAIGN, raised - full.points, {"percent": percent}))
    left = rule.cap - _used(rule, claim, counted, run)
    within = min(raised, _within(rule, claim.amount, max(left, 0), percent))
    if within < raised:
        lines.append(Line(Why.LIMIT, within - raised, _limit_facts(rule, left)))
    room = max(run.ceiling - _held(claim, counted, run), 0)
    if room < within:
        facts = {"ceiling": run.ceiling, "left": room}
        lines.append(Line(Why.CEILING, room - within, dict(facts)))
    return Worth(min(within, room), tuple(lines))


def period_of(period: CapPeriod, day: date, run: Run) -> tuple[date, date]:
    """Return the first and last day of the period that `day` falls in; weeks begin on Monday."""
    match period:
        case CapPeriod.DAY:
            return day, day
        case CapPeriod.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=_DAYS_A_WEEK - 1)
        case CapPeriod.MONTH:
            later = day.replace(day=28) + timedelta(days=4)
            return day.replace(day=1), later - timedelta(days=later.day)
        case CapPeriod.SEASON:
            return run.starts_on, run.ends_on
        case CapPeriod.YEAR:
            return day.replace(month=1, day=1), day.replace(month=12, day=31)
        case CapPeriod.EVER:
            return date.min, date.max


def _before_limits(rule: Rule, amount: Decimal) -> Line:
    if amount < rule.least_amount:
        return Line(
            Why.TOO_LITTLE, 0, {"least": _plain(rule.least_amount), "amount": _plain(amount)}
        )
    if rule.per_amount is None:
        return Line(Why.FLAT, rule.points, {"each": rule.points})
    facts: dict[str, str | int] = {
        "amount": _plain(amount),
        "each": rule.points,
        "per": _plain(rule.per_amount),
    }
    return Line(Why.PER_AMOUNT, _points(rule, amount), facts)


def _points(rule: Rule, amount: Decimal) -> int:
    """Only whole steps count: 2.9 kg at 10 points a kilogram are 20 points."""
    return rule.points if rule.per_amount is None else int(amount // rule.per_amount) * rule.points


def _raised(points: int, percent: int) -> int:
    """Whole points, rounded down."""
    return points * percent // _PLAIN


def _within(rule: Rule, amount: Decimal, left: Decimal | int, percent: int) -> int:
    """Return the most points that what is left of the limit allows."""
    if left <= 0:
        return 0
    match rule.cap_of:
        case CapOf.TIMES:
            return _raised(_points(rule, amount), percent)
        case CapOf.AMOUNT:
            return _raised(_points(rule, min(amount, Decimal(left))), percent)
        case CapOf.POINTS:
            return int(left)


def _used(rule: Rule, claim: Counted, earlier: Iterable[Counted], run: Run) -> Decimal | int:
    """Add up what counts against the limit: the same act's group, period and holder or person."""
    same = list(_sharing(rule, claim, earlier, run))
    match rule.cap_of:
        case CapOf.TIMES:
            return len(same)
        case CapOf.AMOUNT:
            return sum((one.amount for one in same), Decimal())
        case CapOf.POINTS:
            return sum(one.points for one in same)


def _sharing(rule: Rule, claim: Counted, earlier: Iterable[Counted], run: Run) -> Iterator[Counted]:
    since, until = period_of(rule.cap_period, claim.done_on, run)
    for one in earlier:
        is_same = (
            one.person_id == claim.person_id
            if rule.cap_who is CapWho.PERSON
            else one.holder_id == claim.holder_id
        )
        if is_same and one.cap_group == rule.cap_group and since <= one.done_on <= until:
            yield one


def _held(claim: Counted, earlier: Iterable[Counted], run: Run) -> int:
    return sum(
        one.points
        for one in earlier
        if one.holder_id == claim.holder_id and run.starts_on <= one.done_on <= run.ends_on
    )


def _limit_facts(rule: Rule, left: Decimal | int) -> dict[str, str | int]:
    return {
        "cap": rule.cap,
        "cap_of": rule.cap_of,
        "cap_period": rule.cap_period,
        "cap_who": rule.cap_who,
        "left": _plain(max(left, 0)),
    }


def _plain(number: Decimal | int) -> str:
    return format(Decimal(number), "f")
