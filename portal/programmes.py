"""Programmes: find one with the rules in force, find what counts in it, take part."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.impact import ActivityKind
from db.tables.organisations import Organisation
from db.tables.programmes import (
    Activity,
    CapOf,
    CapPeriod,
    CapWho,
    Enrolment,
    Mode,
    Programme,
    ProgrammeState,
    ProgrammeStep,
    RuleSet,
    Season,
    StepKind,
    Theme,
)
from portal import ledger
from portal.errors import NotFound, Refused
from portal.ledger import AccountKind

__all__ = [
    "CapOf",
    "CapPeriod",
    "CapWho",
    "Full",
    "Mode",
    "ProgrammeState",
    "Theme",
    "enrol",
    "find",
    "find_activity",
    "list_activities",
    "list_all",
    "local_day",
]


class Full(Refused):
    """A programme has as many households or classes as its budget was made for."""


IN_FORCE = (
    pick(func.coalesce(func.max(RuleSet.version), 1))
    .where(col(RuleSet.programme_id) == Programme.id, col(RuleSet.begins_at) <= bindparam("now"))
    .correlate(Programme)
    .scalar_subquery()
)
_CLOSING = (  # the last day of a programme whose end was announced
    pick(func.min(ProgrammeStep.day))
    .where(
        col(ProgrammeStep.programme_id) == Programme.id,
        col(ProgrammeStep.kind) == StepKind.CLOSING,
    )
    .correlate(Programme)
    .scalar_subquery()
)
HEAD: tuple[Any, ...] = (
    col(Programme.id).label("programme_id"),
    col(Programme.code).label("programme_code"),
    col(Programme.slug).label("programme_slug"),
    col(Programme.name).label("programme_name"),
    Programme.state,
    Programme.mode,
    Programme.theme,
    Programme.region,
    Programme.time_zone,
    Programme.organisation_id,
    col(Season.code).label("season"),
    col(Season.name).label("season_name"),
    Season.starts_on,
    func.coalesce(_CLOSING, Season.ends_on).label("ends_on"),
    Season.log_back_days,
    Season.check_days,
    Season.expiry_months,
    Season.household_ceiling,
    Season.enrolment_limit,
    RuleSet.version,
)
RULES: Any = (
    pick(*HEAD)
    .join(RuleSet, (col(RuleSet.programme_id) == Programme.id) & (RuleSet.version == IN_FORCE))
    .join(Season, (col(Season.programme_id) == Programme.id) & (col(Season.code) == RuleSet.season))
    .where(col(Programme.state) != ProgrammeState.DRAFT)
)
NAMED = or_(col(Programme.code) == bindparam("code"), col(Programme.slug) == bindparam("slug"))
OF_THESE_RULES: Any = (col(Activity.programme_id) == Programme.id) & (
    col(Activity.version) == RuleSet.version
)
PROGRAMMES = Statement(
    RULES.add_columns(Programme.summary, col(Organisation.name).label("organisation_name"))
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .order_by(Programme.code)
    .limit(200)
)
PROGRAMME = Statement(
    RULES.add_columns(
        Programme.summary,
        Programme.steps,
        Programme.who,
        RuleSet.published_at,
        col(Organisation.name).label("organisation_name"),
        col(Organisation.slug).label("organisation_slug"),
        col(Organisation.code).label("organisation_code"),
        col(Organisation.state).label("organisation_state"),
    )
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .where(NAMED)
)
ACTIVITY_COLUMNS: tuple[Any, ...] = (
    Activity.code,
    Activity.place,
    Activity.points,
    Activity.per_amount,
    Activity.least_amount,
    Activity.most_amount,
    Activity.whole,
    Activity.evidence,
    Activity.asks_replaced,
    Activity.cap,
    Activity.cap_of,
    Activity.cap_period,
    Activity.cap_who,
    Activity.cap_group,
    Activity.audit_percent,
    Activity.instead,
    col(ActivityKind.name).label("kind_name"),
    ActivityKind.unit,
    ActivityKind.category,
)
ACTIVITY = Statement(
    RULES.add_columns(
        *ACTIVITY_COLUMNS,
        col(Activity.code).label("activity"),
        RuleSet.campaigns,
        col(Organisation.state).label("organisation_state"),
        col(Organisation.state_reason).label("organisation_reason"),
    )
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .join(Activity, OF_THESE_RULES)
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .where(NAMED, col(Activity.code) == bindparam("activity"))
)
ACTIVITIES = Statement(
    pick(*ACTIVITY_COLUMNS)
    .join(ActivityKind, col(ActivityKind.code) == Activity.code)
    .where(
        col(Activity.programme_id) == bindparam("programme_id"),
        col(Activity.version) == bindparam("version"),
    )
    .order_by(col(Activity.place))
    .limit(200)
)
ENROLMENT = Statement(
    pick(
        Programme.mode,
        pick(func.max(Season.enrolment_limit))
        .where(col(Season.programme_id) == Programme.id)
        .correlate(Programme)
        .scalar_subquery()
        .label("limit"),
        pick(func.count())
        .where(col(Enrolment.programme_id) == Programme.id)
        .correlate(Programme)
        .scalar_subquery()
        .label("enrolled"),
        pick(func.count())
        .where(
            col(Enrolment.programme_id) == Programme.id,
            col(Enrolment.holder_id) == bindparam("holder_id"),
        )
        .correlate(Programme)
        .scalar_subquery()
        .label("already"),
    ).where(col(Programme.id) == bindparam("programme_id"))
)


ENROLLED = Statement(
    pick(col(Enrolment.holder_id)).where(
        col(Enrolment.programme_id) == bindparam("programme_id"),
        col(Enrolment.holder_id) == bindparam("holder_id"),
    )
)


def local_day(time_zone: str, now: datetime) -> date:
    """Return which day it is where the programme is."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def list_all(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Return every published programme with the season whose rules are in force."""
    return PROGRAMMES.all(session, now=now)


def find(session: Session, key: str, *, now: datetime) -> Row[Any]:
    """Return a programme by its code, in any case, or its slug; raises NotFound."""
    if row := PROGRAMME.first(session, code=key.upper(), slug=key.lower(), now=now):
        return row
    raise NotFound


def find_activity(
    session: Session, programme_key: str, activity_code: str, *, now: datetime
) -> Row[Any]:
    """Return an activity as the rules in force have it, with its programme; raises NotFound."""
    named = {"code": programme_key.upper(), "slug": programme_key.lower()}
    if row := ACTIVITY.first(session, **named, activity=activity_code, now=now):
        return row
    raise NotFound


def list_activities(session: Session, programme_id: UUID, version: int) -> Sequence[Row[Any]]:
    """Return the rules table of one version, in its order."""
    return ACTIVITIES.all(session, programme_id=programme_id, version=version)


def enrol(session: Session, programme_id: UUID, holder_id: UUID, *, now: datetime) -> None:
    """Let a household or class take part; raises Full. Harmless when it already does."""
    if ENROLLED.first(session, programme_id=programme_id, holder_id=holder_id):
        return
    session.get_one(Programme, programme_id, with_for_update=True)  # one enrols at a time
    found = ENROLMENT.one(session, programme_id=programme_id, holder_id=holder_id)
    if found.already:
        return
    if found.enrolled >= found.limit:
        raise Full(limit=found.limit)
    session.add(Enrolment(programme_id=programme_id, holder_id=holder_id, enrolled_at=now))
    kind = AccountKind.GROUP if found.mode is Mode.CLASS else AccountKind.WALLET
    ledger.open_account(session, programme_id, holder_id, kind)
