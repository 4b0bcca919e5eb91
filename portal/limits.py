"""Limits: what already counts for a household, class or person, and so what a claim earns now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState
from db.tables.programmes import Activity, CapWho
from portal.rules import Campaign, Counted, Rule, Run, Worth, period_of, weigh

__all__ = ["OPEN", "SETTLED", "Wish", "run_of", "weigh_all", "weigh_one"]

SETTLED = (ClaimState.AWARDED, ClaimState.QUEUED)  # their points count against every limit
OPEN = (ClaimState.SUBMITTED, ClaimState.ASKED)  # these may still come to count

COUNTED = Statement(
    pick(
        Claim.code,
        Claim.holder_id,
        Claim.person_id,
        Activity.cap_group,
        Claim.done_on,
        Claim.amount,
        Claim.points,
    )
    .join(
        Activity,
        (col(Activity.programme_id) == Claim.programme_id)
        & (col(Activity.version) == Claim.version)
        & (col(Activity.code) == Claim.activity),
    )
    .where(
        col(Claim.programme_id) == bindparam("programme_id"),
        or_(
            col(Claim.holder_id).in_(bindparam("holders", expanding=True)),
            col(Claim.person_id).in_(bindparam("people", expanding=True)),
        ),
        col(Claim.state).in_(bindparam("states", expanding=True)),
        col(Claim.points) > 0,
        col(Claim.done_on) >= bindparam("since"),
        col(Claim.done_on) <= bindparam("until"),
    )
)


@dataclass(frozen=True)
class Wish:
    """A claim that wants points: the rule it was made under, and what limits see of it."""

    code: str
    rule: Rule
    run: Run
    claim: Counted


def run_of(row: Any) -> Run:
    """Read what a season promises of one activity off a row that has the columns of both."""
    campaigns = Campaign.all_of(row.campaigns, row.activity)
    return Run(row.starts_on, row.ends_on, row.household_ceiling, campaigns)


def weigh_one(session: Session, programme_id: UUID, wish: Wish) -> Worth:
    """Say what a claim may expect if everything that waits before it is approved."""
    earlier = _counted(session, programme_id, [wish], {*SETTLED, *OPEN})
    return weigh(wish.rule, wish.claim, earlier, wish.run)


def weigh_all(session: Session, programme_id: UUID, wishes: Sequence[Wish]) -> list[Worth]:
    """Say what each claim earns when all are approved in this order."""
    counted = _counted(session, programme_id, wishes, SETTLED) if wishes else []
    worths = []
    for wish in wishes:
        worth = weigh(wish.rule, wish.claim, counted, wish.run)
        worths.append(worth)
        if worth.points:
            counted.append(replace(wish.claim, points=worth.points))
    return worths


def _counted(
    session: Session, programme_id: UUID, wishes: Iterable[Wish], states: Collection[ClaimState]
) -> list[Counted]:
    """Read once what counts for all of them; the claims themselves are left out."""
    wishes = list(wishes)
    spans = [_span(wish) for wish in wishes]
    rows = COUNTED.all(
        session,
        programme_id=programme_id,
        holders=list({wish.claim.holder_id for wish in wishes}),
        people=list({one.claim.person_id for one in wishes if one.rule.cap_who is CapWho.PERSON}),
        states=list(states),
        since=min(since for since, _ in spans),
        until=max(until for _, until in spans),
    )
    own = {wish.code for wish in wishes}
    return [Counted(*row[1:]) for row in map(tuple, rows) if row[0] not in own]


def _span(wish: Wish) -> tuple[Any, Any]:
    """Return the first and last day that matters: of the limit's period, of the season."""
    since, until = period_of(wish.rule.cap_period, wish.claim.done_on, wish.run)
    return min(since, wish.run.starts_on), max(until, wish.run.ends_on)
