"""What reports read, counted again from single claims: acts, people, standings."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from portal.audit.book import Reader
from portal.audit.report_rows import Claim, Sample
from portal.audit.state import State

__all__ = ["check"]

MILLION = 6  # digits
STANDING = {
    "submitted": "waiting",
    "asked": "waiting",
    "queued": "approved",
    "awarded": "approved",
    "unawarded": "approved",
    "declined": "declined",
    "reversed": "declined",
    "withdrawn": "",
}
ActKey = tuple[str, str, str, int, str]


class Count:
    """Everything that claims add up to."""

    def __init__(self) -> None:
        self.acts: Counter[ActKey] = Counter()
        self.amounts: Counter[ActKey] = Counter()
        self.totals: Counter[tuple[str, str]] = Counter()
        self.presence: Counter[tuple[str, str, str]] = Counter()

    def add(self, claim: Claim, season: str) -> None:
        """Count one claim in its year, month, week, part of a week and season."""
        standing = STANDING[claim.state]
        year, *periods = periods_of(claim.done_on)
        for period in (year, *periods, season):
            if standing:
                self.totals[period, standing] += 1
            if standing == "approved":
                self._add_act(claim, period, int(year))

    def look(self, sample: Sample, season: str) -> None:
        """Count one second look where its act counts; it is wrong unless a third person said no."""
        is_wrong = sample.finding == "differs" and sample.ruling != "stands"
        for period in (*periods_of(sample.done_on), season):
            self.totals[period, "audited"] += 1
            self.totals[period, "overturned"] += is_wrong

    def _add_act(self, claim: Claim, period: str, year: int) -> None:
        key = (period, claim.activity, claim.replaced or "", year, claim.evidence_class)
        self.acts[key] += 1
        self.amounts[key] += millionths(claim.amount)
        for kind, subject in _who(claim):
            self.presence[period, kind, subject] += 1
            times = self.presence[period, kind, subject]
            self.totals[period, kind] += times == 1
            if kind == "people":
                self.totals[period, "squares"] += 2 * times - 1  # this square less the one before


def check(reader: Reader, state: State) -> None:
    """Compare what was kept for reports with the claims themselves. Zero may be left out."""
    book = state.limits.programme_id
    seasons = {row.version: row.season for row in reader.rows("ruleset", book)}
    count = Count()
    for claim in reader.rows("claim", book):
        try:
            count.add(claim, seasons[claim.version])
        except (LookupError, ValueError):
            state.breach("I22", f"claim {claim.code} makes no sense")
    for sample in reader.rows("sample", book):
        if sample.finding:
            count.look(sample, seasons.get(sample.version, ""))
    acts = {key: (times, count.amounts[key]) for key, times in count.acts.items()}
    kept = {
        (row.period, row.activity, row.replaced, row.year, row.evidence_class): (
            *(row.act_count, row.amount),
        )
        for row in reader.rows("acttotal", book)
    }
    _compare(state, "acts", kept, acts, (0, 0))
    totals = {(row.period, row.counted): row.total for row in reader.rows("periodtotal", book)}
    _compare(state, "totals", totals, count.totals, 0)
    people = {
        (row.period, row.kind, row.subject_id): row.act_count
        for row in reader.rows("presence", book)
    }
    _compare(state, "presence", people, count.presence, 0)


def _compare(
    state: State, name: str, kept: Mapping[Any, Any], counted: Mapping[Any, Any], zero: object
) -> None:
    for key in sorted(kept.keys() | counted.keys()):
        if kept.get(key, zero) != counted.get(key, zero):
            told = " ".join(str(part) for part in key if part)
            state.breach("totals", f"{name} of {told}: kept {kept.get(key, zero)}")


def _who(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield who took part: a class counts as itself."""
    if claim.holder_kind == "group":
        yield "groups", claim.holder_id
    else:
        yield "people", claim.person_id
        yield "households", claim.holder_id


@lru_cache(4096)
def periods_of(day: str) -> tuple[str, ...]:
    """Return the year, the month and the week of a day, and its part of a week in two months."""
    year, week, weekday = date.fromisoformat(day).isocalendar()
    code, month = f"{year:04}-W{week:02}", day[5:7]
    ends = (date.fromisoformat(day) + timedelta(days - weekday) for days in (1, 7))
    part = () if {f"{end:%m}" for end in ends} == {month} else (f"{code}-{month}",)
    return day[:4], day[:7], code, *part


@lru_cache(4096)
def millionths(amount: str) -> int:
    """Return a decimal number as whole millionths; raises ValueError where it is finer."""
    whole, _, part = amount.removeprefix("-").partition(".")
    if part[MILLION:].strip("0"):
        raise ValueError(amount)
    number = int(whole + part[:MILLION].ljust(MILLION, "0"))
    return -number if amount.startswith("-") else number
