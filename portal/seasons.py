"""Seasons: publish a programme's dated run, with rules that stay as they are until its end."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func
from sqlmodel import Session, col

from db.columns import Lines
from db.statement import Statement, pick
from db.tables.organisations import Role
from db.tables.programmes import (
    Activity,
    Programme,
    ProgrammeState,
    RuleSet,
    Season,
    SeasonKey,
)
from portal import history, ids, ledger, organisations
from portal.desks import require_listed
from portal.errors import NotAllowed, Refused
from portal.memberships import OWNERS, LastOwners
from portal.permissions import require
from portal.plans import ActivityPlan, CampaignPlan, ProgrammePlan, SeasonPlan

__all__ = [
    "ActivityPlan",
    "CodeTaken",
    "ProgrammePlan",
    "Rules",
    "SamePerson",
    "SeasonOverlaps",
    "SeasonPlan",
    "campaign_line",
    "publish",
    "renew",
]

TAKEN = Statement(
    pick(Programme.code).where(
        (col(Programme.code) == bindparam("code")) | (col(Programme.slug) == bindparam("slug"))
    )
)
NEWEST = Statement(
    pick(func.max(RuleSet.version).label("version"), func.max(Season.ends_on).label("ends_on"))
    .join(
        Season,
        (col(Season.programme_id) == RuleSet.programme_id) & (col(Season.code) == RuleSet.season),
    )
    .where(col(RuleSet.programme_id) == bindparam("programme_id"))
)


class CodeTaken(Refused):
    """Another programme has this code, or its address."""


class SeasonOverlaps(Refused):
    """The next season begins before the last one ends: `until`."""


class SamePerson(Refused):
    """Whoever writes a programme's rules does not approve them."""


@dataclass(frozen=True)
class Rules:
    """What is frozen with a season: its activities, its theme weeks, and what the linter said."""

    activities: Sequence[ActivityPlan]
    campaigns: Sequence[CampaignPlan] = ()
    findings: Lines | None = None


def publish(
    session: Session,
    author_id: UUID,
    organisation_id: UUID,
    programme: ProgrammePlan,
    *,
    season: SeasonPlan,
    rules: Rules,
    approved_by: UUID,
    now: datetime,
) -> UUID:
    """Put a new programme before everybody and open its book; return its id.

    An organiser writes it and an owner approves it. Raises SamePerson, NotAllowed, LastOwners,
    Suspended, CodeTaken.
    """
    _require_two(session, author_id, organisation_id, approved_by, now)
    if TAKEN.first(session, code=programme.code, slug=programme.slug):
        raise CodeTaken(code=programme.code)
    row = _add_programme(session, organisation_id, programme, now)
    _add_rules(session, row, 1, season, rules, (author_id, approved_by), now)
    ledger.open_book(
        session,
        row.id,
        two_person_over=programme.two_person_over,
        award_cap_day=programme.award_cap_day,
        now=now,
    )
    history.record(
        session, author_id, "programme.published", row.code, programme_id=row.id, now=now
    )
    return row.id


def renew(
    session: Session,
    author_id: UUID,
    programme_id: UUID,
    *,
    season: SeasonPlan,
    rules: Rules,
    approved_by: UUID,
    now: datetime,
) -> int:
    """Publish the rules of the next season; return their version. This season's stay as they are.

    Raises SeasonOverlaps, and as publish.
    """
    row = session.get_one(Programme, programme_id, with_for_update=True)
    _require_two(session, author_id, row.organisation_id, approved_by, now)
    if row.state is ProgrammeState.CLOSED:
        raise NotAllowed
    newest = NEWEST.one(session, programme_id=programme_id)
    if season.starts_on <= newest.ends_on:
        raise SeasonOverlaps(until=newest.ends_on)
    version = int(newest.version) + 1
    _add_rules(session, row, version, season, rules, (author_id, approved_by), now)
    history.record(session, author_id, "programme.renewed", row.code, programme_id=row.id, now=now)
    return version


def campaign_line(plan: CampaignPlan) -> dict[str, Any]:
    """Return a theme week as it is kept with the rules."""
    days = {"starts_on": plan.starts_on.isoformat(), "ends_on": plan.ends_on.isoformat()}
    return {**asdict(plan), **days, "activities": list(plan.activities)}


def _require_two(
    session: Session, author_id: UUID, organisation_id: UUID, approved_by: UUID, now: datetime
) -> None:
    if author_id == approved_by:
        raise SamePerson
    roles = organisations.list_roles(session, organisation_id, now=now)
    require(Role.ORGANISER in roles.get(author_id, ()))
    require(Role.OWNER in roles.get(approved_by, ()))
    if sum(Role.OWNER in held for held in roles.values()) < OWNERS:
        raise LastOwners(least=OWNERS)
    place = organisations.find_by_id(session, organisation_id)
    require_listed(place.state, place.state_reason)


def _add_programme(
    session: Session, organisation_id: UUID, plan: ProgrammePlan, now: datetime
) -> Programme:
    facts = asdict(plan)
    del facts["two_person_over"], facts["award_cap_day"]  # the book's, not the programme's
    row = Programme(
        id=ids.new_id(now),
        organisation_id=organisation_id,
        state=ProgrammeState.PUBLISHED,
        **{**facts, "who": plan.who or {}},
    )
    session.add(row)
    session.flush()
    return row


def _add_rules(
    session: Session,
    programme: Programme,
    version: int,
    season: SeasonPlan,
    rules: Rules,
    signers: tuple[UUID, UUID],
    now: datetime,
) -> None:
    """Add a season with its rules, written by the first and approved by the second signer."""
    session.add(Season(programme_id=programme.id, **asdict(season)))
    session.flush()
    session.add(SeasonKey(programme_id=programme.id, season=season.code, key=ids.new_token()))
    session.add(
        RuleSet(
            programme_id=programme.id,
            version=version,
            season=season.code,
            published_at=now,
            begins_at=_midnight(season.starts_on, programme.time_zone),
            written_by=signers[0],
            approved_by=signers[1],
            campaigns=[campaign_line(one) for one in rules.campaigns],
            findings=rules.findings or [],
        )
    )
    session.flush()
    for place, plan in enumerate(rules.activities, start=1):
        facts = {**asdict(plan), "cap_group": plan.group}
        session.add(Activity(programme_id=programme.id, version=version, place=place, **facts))
    session.flush()


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)
