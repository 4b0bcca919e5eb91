"""The overview: the programmes of the district as everybody may read them, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.deliveries import Delivery, DeliveryState
from db.tables.giving import Pledge, PledgeKind, Round, RoundCause
from db.tables.organisations import Organisation
from db.tables.programmes import Programme, ProgrammeStep, RuleSet
from db.tables.questionnaires import Questionnaire, QuestionnaireState
from db.tables.remarks import Remark
from db.tables.reports import Counted
from portal import budgets, giving, tallies
from portal.desks import Desk
from portal.errors import NotFound
from portal.periods import week_of
from portal.programmes import NAMED, RULES, local_day
from portal.tallies import Tallies
from portal.timetable import RoundState

__all__ = [
    "Outcomes",
    "Week",
    "checked_in_season",
    "find_own",
    "find_programme",
    "list_programmes",
    "list_strands",
    "mondays",
    "read_outcomes",
    "season_so_far",
    "tallies_with",
    "weeks_of",
    "weeks_together",
]

_A_WEEK = timedelta(weeks=1)

_OVERVIEW: Any = RULES.add_columns(
    Programme.summary,
    Programme.organisation_id,
    col(Organisation.name).label("organisation_name"),
    col(Organisation.slug).label("organisation_slug"),
    col(Organisation.code).label("organisation_code"),
    col(Organisation.state).label("organisation_state"),
    *budgets.COLUMNS,
).join(Organisation, col(Organisation.id) == Programme.organisation_id)
_EVERY = _OVERVIEW.order_by(Programme.code).limit(100)
PROGRAMMES = Statement(_EVERY)
_FLOWS = (  # what the first page says of each: no rules, and no budget to add up
    *("programme_code", "programme_slug", "programme_name", "summary", "organisation_name"),
    *("programme_id", "season", "starts_on", "ends_on"),
)
_is_first = func.row_number().over(order_by=Programme.code) == 1  # it has the tallies of all
STRANDS = Statement(
    _EVERY.with_only_columns(
        *(_EVERY.selected_columns[name] for name in _FLOWS),
        case((_is_first, tallies.WRITTEN)).label("written"),
    )
)
_STEPS = (
    pick(func.count())
    .where(col(ProgrammeStep.programme_id) == Programme.id)
    .correlate(Programme)
    .scalar_subquery()
)
_REMARKS = (
    pick(func.count())
    .where(col(Remark.programme_id) == Programme.id)
    .correlate(Programme)
    .scalar_subquery()
)
_ASKED = (
    pick(func.count())
    .where(
        col(Questionnaire.programme_id) == Programme.id,
        col(Questionnaire.state) != QuestionnaireState.DRAFT,
        col(Questionnaire.poster_code).is_(None),
    )
    .correlate(Programme)
    .scalar_subquery()
)
PROGRAMME = Statement(
    _OVERVIEW.add_columns(
        *(Programme.steps, Programme.who, RuleSet.published_at),
        *(RuleSet.campaigns, RuleSet.findings, _STEPS.label("step_count")),
        tallies.WRITTEN.label("written"),
        *(_REMARKS.label("remark_count"), _ASKED.label("asked_count")),
    ).where(NAMED)
)

_newest_step = (
    pick(func.max(Delivery.number))
    .where(
        col(Delivery.programme_id) == RoundCause.programme_id,
        col(Delivery.round_id) == RoundCause.round_id,
        col(Delivery.cause_id) == RoundCause.cause_id,
        col(Delivery.state).not_in((DeliveryState.ACCEPTED, DeliveryState.SEALED)),  # others' words
    )
    .correlate(RoundCause)
    .scalar_subquery()
)
_TELLS = (  # of all that is known of a cause: what is told in a few sentences, and counted
    *("cause_id", "code", "slug", "name", "charity_name", "state", "kind", "last_step"),
    *("unit_name", "unit_shape", "unit_limit", "points_per_unit"),
    *("points", "points_lapsed", "points_carried", "share_units", "delivered"),
)
OUTCOMES = Statement(
    giving.SHOWN.with_only_columns(
        *(giving.SHOWN.selected_columns[name] for name in _TELLS),
        *(Delivery.told, Delivery.happened_on),
    )
    .outerjoin(
        Delivery,
        and_(
            col(Delivery.programme_id) == RoundCause.programme_id,
            col(Delivery.round_id) == RoundCause.round_id,
            col(Delivery.cause_id) == RoundCause.cause_id,
            col(Delivery.number) == _newest_step,
        ),
    )
    .where(or_(col(Delivery.number).is_not(None), col(Pledge.kind) == PledgeKind.UNIT))
    .order_by(col(Delivery.happened_on).desc(), col(Round.opens_at).desc())
    .limit(50)
)


@dataclass(frozen=True)
class Outcomes:
    """What points became: the newest word of a charity, and the unit pledge that is counted."""

    told: Row[Any] | None
    counted: Row[Any] | None


@dataclass(frozen=True)
class Week:
    """What was done in the week that begins on `monday`; None where that is not shown."""

    monday: date
    checked: int | None
    waiting: int


def list_programmes(session: Session, *, now: datetime) -> Sequence[Row[Any]]:
    """Return every published programme with its season and budget."""
    return PROGRAMMES.all(session, now=now)


def list_strands(session: Session, *, now: datetime) -> tuple[Sequence[Row[Any]], Tallies]:
    """Return the same programmes in few words, and what is counted of all of them."""
    rows = STRANDS.all(session, now=now)
    return rows, tallies_with(*rows[:1])


def tallies_with(*rows: Row[Any]) -> Tallies:
    """Return what is counted of every programme, as it was read with one of them."""
    return tallies.read_written("".join(row.written or "" for row in rows))


def find_programme(session: Session, key: str, *, now: datetime) -> Row[Any]:
    """Return one of them by "{slug}-{code}", its slug or its code; raises NotFound."""
    named = {"code": key.rpartition("-")[2].upper(), "slug": key.lower()}
    if row := PROGRAMME.first(session, **named, now=now):
        return row
    raise NotFound


def find_own(session: Session, desk: Desk, key: str, *, now: datetime) -> Row[Any]:
    """Return a programme of this desk; raises NotFound."""
    it = find_programme(session, key, now=now)
    if it.organisation_id != desk.organisation_id:
        raise NotFound
    return it


def read_outcomes(session: Session, *, now: datetime) -> Outcomes:
    """Return what is worth telling first; either may be missing."""
    rows = OUTCOMES.all(session, now=now)
    return Outcomes(
        told=next((row for row in rows if row.told), None),
        counted=next((row for row in rows if row.kind is PledgeKind.UNIT and _counts(row)), None),
    )


def mondays(first: date, last: date) -> list[date]:
    """Return the Monday of every week from the one `first` lies in to the one of `last`."""
    monday = first - timedelta(days=first.weekday())
    return [monday + _A_WEEK * at for at in range((last - monday) // _A_WEEK + 1)]


def weeks_of(row: Row[Any], days: Sequence[date], kept: Tallies) -> list[Week]:
    """Return what may be told of a programme's weeks; one without anything is nought."""
    return [_week([row.programme_id], monday, kept, is_all=False) for monday in days]


def weeks_together(rows: Sequence[Row[Any]], days: Sequence[date], kept: Tallies) -> list[Week]:
    """Return what may be told of the weeks of all programmes together."""
    ids = [row.programme_id for row in rows]
    return [_week(ids, monday, kept, is_all=True) for monday in days]


def checked_in_season(row: Row[Any], kept: Tallies) -> int | None:
    """Return how much was checked in a programme's season; None where that is not shown."""
    if kept.hidden.covers([row.programme_id], row.season, is_all=False):
        return None
    return kept.sum([row.programme_id], row.season, Counted.APPROVED)


def _week(ids: Sequence[UUID], monday: date, kept: Tallies, *, is_all: bool) -> Week:
    code = week_of(monday)
    if kept.hidden.covers(ids, code, is_all=is_all):
        return Week(monday, None, 0)
    checked, waiting = (kept.sum(ids, code, what) for what in (Counted.APPROVED, Counted.WAITING))
    return Week(monday, checked, waiting)


def season_so_far(row: Row[Any], *, now: datetime) -> list[date]:
    """Return the Mondays of a programme's season up to today, where it is."""
    return mondays(
        row.starts_on, min(max(local_day(row.time_zone, now), row.starts_on), row.ends_on)
    )


def _counts(row: Row[Any]) -> bool:
    return row.state in {RoundState.OPEN, RoundState.CLOSED, RoundState.SETTLED}
