"""Seasons: publish a programme's dated run, with rules that stay as they are until its end."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from db.columns import Words
from db.tables.organisations import Role
from db.tables.programmes import (
    Activity,
    CapOf,
    CapPeriod,
    CapWho,
    Mode,
    Programme,
    ProgrammeState,
    RuleSet,
    Season,
    SeasonKey,
    Theme,
)
from portal import history, ids, ledger, organisations
from portal.desks import require_listed
from portal.errors import Refused
from portal.memberships import OWNERS, LastOwners
from portal.permissions import require

__all__ = ["ActivityPlan", "ProgrammePlan", "SamePerson", "SeasonPlan", "publish"]


class SamePerson(Refused):
    """Whoever writes a programme's rules does not approve them."""


@dataclass(frozen=True)
class ProgrammePlan:
    """What a programme is; db/tables/programmes.py says what each fact means."""

    code: str
    slug: str
    name: Words
    summary: Words
    steps: Words
    theme: Theme
    mode: Mode
    region: str
    time_zone: str
    two_person_over: int  # a top-up above it needs a third person
    award_cap_day: int  # most points the ledger lets a holder be awarded in a day


@dataclass(frozen=True)
class SeasonPlan:
    """What its season promises."""

    code: str
    name: Words
    starts_on: date
    ends_on: date
    household_ceiling: int
    enrolment_limit: int
    log_back_days: int = 7
    check_days: int = 2
    expiry_months: int = 24


@dataclass(frozen=True)
class ActivityPlan:
    """One line of its rules table."""

    code: str
    points: int
    cap: int
    cap_of: CapOf
    cap_period: CapPeriod
    evidence: str
    per_amount: Decimal | None = None
    least_amount: Decimal = Decimal(1)
    most_amount: Decimal = Decimal(1)
    whole: bool = True
    asks_replaced: bool = False
    cap_who: CapWho = CapWho.HOLDER
    cap_group: str = ""  # empty: its own code, so that it shares its cap with nobody
    audit_percent: int = 5


def publish(
    session: Session,
    author_id: UUID,
    organisation_id: UUID,
    programme: ProgrammePlan,
    *,
    season: SeasonPlan,
    activities: Sequence[ActivityPlan],
    approved_by: UUID,
    now: datetime,
) -> UUID:
    """Put a new programme before everybody and open its book; return its id.

    An organiser writes it and an owner approves it. Raises SamePerson, NotAllowed, LastOwners,
    Suspended.
    """
    if author_id == approved_by:
        raise SamePerson
    roles = organisations.list_roles(session, organisation_id, now=now)
    require(Role.ORGANISER in roles.get(author_id, ()))
    require(Role.OWNER in roles.get(approved_by, ()))
    if sum(Role.OWNER in held for held in roles.values()) < OWNERS:
        raise LastOwners(least=OWNERS)
    place = organisations.find_by_id(session, organisation_id)
    require_listed(place.state, place.state_reason)
    row = _add_programme(session, organisation_id, programme, now)
    session.add(Season(programme_id=row.id, **asdict(season)))
    session.flush()
    session.add(SeasonKey(programme_id=row.id, season=season.code, key=ids.new_token()))
    session.add(_rules(row, season, author_id, approved_by, now))
    session.flush()
    session.add_all(_line(row.id, place, plan) for place, plan in enumerate(activities, start=1))
    session.flush()
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


def _add_programme(
    session: Session, organisation_id: UUID, plan: ProgrammePlan, now: datetime
) -> Programme:
    facts = asdict(plan)
    del facts["two_person_over"], facts["award_cap_day"]  # the book's, not the programme's
    row = Programme(
        id=ids.new_id(now),
        organisation_id=organisation_id,
        state=ProgrammeState.PUBLISHED,
        **facts,
    )
    session.add(row)
    session.flush()
    return row


def _rules(
    programme: Programme, season: SeasonPlan, author_id: UUID, approved_by: UUID, now: datetime
) -> RuleSet:
    midnight = datetime.combine(season.starts_on, time(), ZoneInfo(programme.time_zone))
    return RuleSet(
        programme_id=programme.id,
        version=1,
        season=season.code,
        published_at=now,
        begins_at=midnight.astimezone(UTC),
        written_by=author_id,
        approved_by=approved_by,
    )


def _line(programme_id: UUID, place: int, plan: ActivityPlan) -> Activity:
    facts = {**asdict(plan), "cap_group": plan.cap_group or plan.code}
    return Activity(programme_id=programme_id, version=1, place=place, **facts)
