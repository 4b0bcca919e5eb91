"""Kept totals: each change of a claim adds to what the reports read, in its own transaction.

A claim counts in the year, the month, the week and the season of the day of the act. What it
adds follows from its own facts alone, so that everything here can be counted again from claims.

    was = totals.facts(claim)
    claim.state = ClaimState.AWARDED
    totals.count(session, claim.programme_id, before=[was], after=[totals.facts(claim)])
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.many import Many
from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState, EvidenceClass, HolderKind
from db.tables.programmes import RuleSet
from db.tables.reports import ActTotal, Counted, PeriodTotal, Presence
from portal.periods import codes_of_day

__all__ = ["Facts", "Totals", "add_up", "begin", "count", "count_looks", "facts", "keep"]

STANDING = {  # where a claim stands in a report; withdrawn, it stands nowhere
    ClaimState.SUBMITTED: Counted.WAITING,
    ClaimState.ASKED: Counted.WAITING,
    ClaimState.QUEUED: Counted.APPROVED,
    ClaimState.AWARDED: Counted.APPROVED,
    ClaimState.UNAWARDED: Counted.APPROVED,
    ClaimState.DECLINED: Counted.DECLINED,
    ClaimState.REVERSED: Counted.DECLINED,
}
SEASONS = Statement(
    pick(RuleSet.version, RuleSet.season).where(
        col(RuleSet.programme_id) == bindparam("programme_id")
    )
)
ADD_ACTS = Many(ActTotal, "act_count", "amount")
ADD_TOTALS = Many(PeriodTotal, "total")
ADD_PRESENCE = Many(Presence, "act_count", telling=("period", "kind", "subject_id", "act_count"))


class Facts(NamedTuple):
    """All that the totals need to know of a claim, as it stood at one moment."""

    version: int  # of the rules, hence the season
    state: ClaimState
    activity: str
    amount: Decimal
    replaced: str
    done_on: date
    evidence_class: EvidenceClass
    holder_kind: HolderKind
    holder_id: UUID
    person_id: UUID


class ActKey(NamedTuple):
    """What acts are added up by: all that a factor and a weight depend on."""

    period: str
    activity: str
    replaced: str
    year: int
    evidence_class: EvidenceClass


class PresenceKey(NamedTuple):
    """Somebody in a period."""

    period: str
    kind: Counted
    subject_id: UUID


@dataclass
class Totals:
    """What claims add up to in one programme; `seasons` are its own, by version of the rules."""

    seasons: Mapping[int, str]
    acts: Counter[ActKey] = field(default_factory=Counter)
    amounts: defaultdict[ActKey, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    totals: Counter[tuple[str, Counted]] = field(default_factory=Counter)
    presence: Counter[PresenceKey] = field(default_factory=Counter)

    def add(self, claim: Facts, times: int) -> None:
        """Add one claim, or with -1 take it away."""
        standing = STANDING.get(claim.state)
        for period in codes_of_day(claim.done_on, self.seasons[claim.version]):
            if standing:
                self.totals[period, standing] += times
            if standing is Counted.APPROVED:
                self._add_act(claim, period, times)

    def _add_act(self, claim: Facts, period: str, times: int) -> None:
        year, rank = claim.done_on.year, claim.evidence_class
        key = ActKey(period, claim.activity, claim.replaced, year, rank)
        self.acts[key] += times
        self.amounts[key] += times * claim.amount
        for kind, subject_id in _who(claim):
            self.presence[PresenceKey(period, kind, subject_id)] += times


def facts(claim: Claim) -> Facts:
    """Take what the totals need of a claim; take it before and after changing the claim."""
    return Facts(
        version=claim.version,
        state=claim.state,
        activity=claim.activity,
        amount=claim.amount,
        replaced=claim.replaced or "",
        done_on=claim.done_on,
        evidence_class=claim.evidence_class,
        holder_kind=claim.holder_kind,
        holder_id=claim.holder_id,
        person_id=claim.person_id,
    )


def add_up(claims: Iterable[Facts], seasons: Mapping[int, str]) -> Totals:
    """Count claims from the beginning: what is kept must equal it."""
    whole = Totals(seasons)
    for claim in claims:
        whole.add(claim, 1)
    for key, times in whole.presence.items():
        _weigh(whole.totals, key, was=0, now=times)
    return whole


def count(
    session: Session, programme_id: UUID, *, before: Iterable[Facts], after: Iterable[Facts]
) -> None:
    """Keep the totals of one programme true, after some of its claims changed from `before`.

    A new claim has no before, and one that did not change may be in both. However many claims,
    it is one read and one writing a table. Call it after the ledger, so that every act takes its
    locks in order.
    """
    change = begin(session, programme_id)
    for claim in before:
        change.add(claim, -1)
    for claim in after:
        change.add(claim, 1)
    keep(session, programme_id, change)


def begin(session: Session, programme_id: UUID) -> Totals:
    """Return a change of one programme's totals, still empty: `add` to it, then `keep` it."""
    seasons = SEASONS.all(session, programme_id=programme_id)
    return Totals({row.version: row.season for row in seasons})


def keep(session: Session, programme_id: UUID, change: Totals) -> None:
    """Add a change to what is kept; one read and one writing a table, however much it is."""
    _add_acts(session, programme_id, change)
    change.totals.update(_add_presence(session, programme_id, change))
    _add_totals(session, programme_id, change)


def count_looks(
    session: Session, programme_id: UUID, version: int, done_on: date, *, looks: int, wrong: int
) -> None:
    """Add second looks, and how many of them found a mistake, to the periods of an act."""
    seasons = SEASONS.all(session, programme_id=programme_id)
    season = next(row.season for row in seasons if row.version == version)
    change = Totals({})
    for period in codes_of_day(done_on, season):
        change.totals[period, Counted.AUDITED] += looks
        change.totals[period, Counted.OVERTURNED] += wrong
    _add_totals(session, programme_id, change)


def _who(claim: Facts) -> tuple[tuple[Counted, UUID], ...]:
    """Return who took part: a class counts as itself, for its pupils have no names here."""
    if claim.holder_kind is HolderKind.GROUP:
        return ((Counted.GROUPS, claim.holder_id),)
    return (Counted.PEOPLE, claim.person_id), (Counted.HOUSEHOLDS, claim.holder_id)


def _add_acts(session: Session, programme_id: UUID, change: Totals) -> None:
    rows = [
        {"programme_id": programme_id, **key._asdict(), "act_count": times, "amount": amount}
        for key, times in sorted(change.acts.items())
        for amount in [change.amounts[key]]
        if times or amount
    ]
    if rows:
        ADD_ACTS.write(session, rows)


def _add_presence(
    session: Session, programme_id: UUID, change: Totals
) -> Counter[tuple[str, Counted]]:
    """Return how much more people, households and groups there are in each period, and squares."""
    rows = [
        {
            "programme_id": programme_id,
            "period": key.period,
            "kind": key.kind,
            "subject_id": key.subject_id,
            "act_count": times,
        }
        for key, times in sorted(change.presence.items(), key=_in_order)
        if times
    ]
    newcomers: Counter[tuple[str, Counted]] = Counter()
    for *who, now in ADD_PRESENCE.write(session, rows) if rows else ():
        key = PresenceKey(*who)
        _weigh(newcomers, key, was=now - change.presence[key], now=now)
    return newcomers


def _weigh(sums: Counter[tuple[str, Counted]], key: PresenceKey, *, was: int, now: int) -> None:
    """Add what somebody adds who did so much more: whether they took part, and how evenly."""
    sums[key.period, key.kind] += (now > 0) - (was > 0)
    if key.kind is Counted.PEOPLE:
        sums[key.period, Counted.SQUARES] += now * now - was * was


def _in_order(one: tuple[PresenceKey, int]) -> tuple[str, str, int]:
    """Return what rows are locked by, in the same order by everybody; an id sorts as its number."""
    key, _ = one
    return key.period, key.kind, key.subject_id.int


def _add_totals(session: Session, programme_id: UUID, change: Totals) -> None:
    rows = [
        {"programme_id": programme_id, "period": period, "counted": counted, "total": times}
        for (period, counted), times in sorted(change.totals.items())
        if times
    ]
    if rows:
        ADD_TOTALS.write(session, rows)
