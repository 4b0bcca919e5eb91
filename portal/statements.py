"""Statements: every line of a household's points says why, under which rules, and until when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, ClaimState
from db.tables.giving import Cause, Gift
from db.tables.impact import ActivityKind
from db.tables.people import Person
from db.tables.programmes import Enrolment, Programme
from db.tables.rewards import Reward, Voucher
from portal import ledger
from portal.ledger import MoveKind
from portal.people import Member

__all__ = ["Line", "MoveKind", "Page", "find", "month_of"]

A_DAY = timedelta(days=1)  # more than any time zone is away from UTC

_entry = cast(Select[Any], ledger.ENTRIES.query).subquery("entry")
_SAID = ("seq", "at", "kind", "claim_code", "points", "expires_on")  # of an entry
LINES = Statement(
    pick(
        *(_entry.c[name] for name in _SAID),
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        Programme.time_zone,
        col(ActivityKind.name).label("activity_name"),
        ActivityKind.unit,
        Claim.amount,
        Claim.version,
        Claim.why,
        col(Gift.code).label("gift_code"),
        col(Person.name).label("earner"),
        col(Cause.name).label("cause_name"),
        col(Reward.name).label("reward_name"),
        col(Voucher.code).label("voucher_code"),
    )
    .join(Programme, col(Programme.id) == _entry.c.programme_id)
    .outerjoin(
        Claim,
        and_(
            col(Claim.programme_id) == _entry.c.programme_id,
            col(Claim.code) == _entry.c.claim_code,
        ),
    )
    .outerjoin(ActivityKind, col(ActivityKind.code) == Claim.activity)
    .outerjoin(Person, col(Person.id) == Claim.person_id)
    .outerjoin(
        Cause,
        and_(col(Cause.programme_id) == _entry.c.programme_id, col(Cause.id) == _entry.c.cause_id),
    )
    .outerjoin(
        Gift,
        and_(
            col(Gift.programme_id) == _entry.c.programme_id,
            col(Gift.giver_id) == bindparam("account_id"),
            col(Gift.txn_seq) == func.coalesce(_entry.c.undoes, _entry.c.seq),
        ),
    )
    .outerjoin(
        Voucher,
        and_(
            col(Voucher.programme_id) == _entry.c.programme_id,
            col(Voucher.id) == _entry.c.voucher_id,
        ),
    )
    .outerjoin(Reward, tied(Reward, Voucher, "programme_id id", "programme_id reward_id"))
    .where(or_(bindparam("programme") == "", col(Programme.code) == bindparam("programme")))
    .order_by(_entry.c.at.desc(), _entry.c.seq.desc())
)
PURSES = Statement(
    pick(
        Programme.id,
        Programme.code,
        Programme.name,
        Programme.slug,
        Programme.time_zone,
        ledger.held_by(bindparam("holder_id"), Programme.id).label("points"),
        ledger.held_at(bindparam("holder_id"), Programme.id, "until").label("points_then"),
        select(func.coalesce(func.sum(Claim.points), 0))
        .where(
            col(Claim.holder_id) == bindparam("holder_id"),
            col(Claim.programme_id) == Programme.id,
            col(Claim.state).in_([ClaimState.SUBMITTED, ClaimState.ASKED, ClaimState.QUEUED]),
        )
        .correlate(Programme)
        .scalar_subquery()
        .label("waiting"),
    )
    .join(Enrolment, col(Enrolment.programme_id) == Programme.id)
    .where(col(Enrolment.holder_id) == bindparam("holder_id"))
    .order_by(col(Programme.code))
    .limit(50)
)


@dataclass(frozen=True)
class Line:
    """One act of the statement, and what the household had after it."""

    entry: Row[Any]
    balance: int


@dataclass(frozen=True)
class Page:
    """A month of a household's points, in one programme or in all."""

    month: date
    lines: Sequence[Line]
    opening: int
    closing: int
    purses: Sequence[Row[Any]]
    chosen: Row[Any] | None  # the programme it is about, or None: all of them
    earned: Mapping[str, int]  # by the name of the member, in this month

    @property
    def before(self) -> date:
        """The month before."""
        return (self.month - A_DAY).replace(day=1)

    @property
    def after(self) -> date:
        """The month after."""
        return following(self.month)

    @property
    def waiting(self) -> int:
        """Points expected for what waits to be checked."""
        return sum(purse.waiting for purse in self._shown)

    @property
    def points(self) -> int:
        """What there is now."""
        return sum(purse.points for purse in self._shown)

    @property
    def _shown(self) -> Sequence[Row[Any]]:
        return [self.chosen] if self.chosen else self.purses


def month_of(text: str, today: date) -> date:
    """Return the first day of "2026-05", or of this month where it is no month we could show."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if date(2000, 1, 1) <= month <= today else today.replace(day=1)


def following(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def find(session: Session, me: Member, *, programme: str = "", month: date) -> Page:
    """Return a month of my household's points: days are those of each programme's own clock."""
    since, until = _midnight(month) - A_DAY, _midnight(following(month)) + A_DAY
    purses = PURSES.all(session, holder_id=me.household_id, until=until)
    chosen = next((purse for purse in purses if purse.code == programme.upper()), None)
    code = chosen.code if chosen else ""
    entries = LINES.all(
        session, account_id=me.household_id, since=since, until=until, programme=code
    )
    then = sum(purse.points_then for purse in ([chosen] if chosen else purses))
    closing = then - sum(one.points for one in entries if _month(one) > month)
    lines = balanced([one for one in entries if _month(one) == month], closing)
    opening = lines[-1].balance - lines[-1].entry.points if lines else closing
    return Page(month, lines, opening, closing, purses, chosen, _earned(lines))


def balanced(entries: Sequence[Row[Any]], closing: int) -> list[Line]:
    """Return the entries, newest first, each with what there was after it."""
    lines, balance = [], closing
    for entry in entries:
        lines.append(Line(entry, balance))
        balance -= entry.points
    return lines


def _earned(lines: Sequence[Line]) -> Mapping[str, int]:
    earned: Counter[str] = Counter()
    for line in lines:
        if line.entry.earner:
            earned[line.entry.earner] += line.entry.points
    return {name: points for name, points in sorted(earned.items()) if points}


def _month(entry: Row[Any]) -> date:
    local: datetime = entry.at.astimezone(ZoneInfo(entry.time_zone))
    return local.date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
