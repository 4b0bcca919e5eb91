"""Lapse notices: 60 and 14 days before points can last be used, their household is told. Once.

Each day of points has its mark for each notice, written with the letter. A job that did not run
for days tells what it finds unmarked, so nothing is told twice and nothing is left out. Days that
follow soon are told together: who earns every week is not written to every week.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, insert, or_
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.giving import Cause
from db.tables.groups import Group
from db.tables.households import ChosenCause, HouseholdMember, Standing
from db.tables.letters import LapseMark
from db.tables.organisations import Membership, Role
from portal import ledger, letters
from portal.lapses import NOBODY, NOTICES
from portal.letters import LetterKind

__all__ = ["tell_some"]

TOGETHER = timedelta(days=28)  # days of points told in one letter
MOST_ACCOUNTS = 100  # a step

_ending = ledger.ENDING
_marked = {
    before: and_(
        tied(LapseMark, _ending.c, "programme_id account_id expires_on"),
        col(LapseMark.days_before) == before,
    )
    for before in NOTICES
}


def _is_unmarked(before: int) -> Any:
    return ~pick(LapseMark.account_id).where(_marked[before]).correlate(_ending).exists()


DUE = Statement(  # accounts with a day that nobody told yet
    pick(_ending.c.account_id)
    .where(
        _ending.c.account_id > bindparam("after"),
        or_(
            *(
                and_(_ending.c.expires_on <= bindparam(f"before_{before}"), _is_unmarked(before))
                for before in NOTICES
            )
        ),
    )
    .distinct()
    .order_by(_ending.c.account_id)
    .limit(MOST_ACCOUNTS)
)
_common = (
    pick(Cause.id)
    .where(col(Cause.programme_id) == _ending.c.programme_id, col(Cause.is_common))
    .order_by(col(Cause.code))
    .limit(1)
    .correlate(_ending)
    .scalar_subquery()
)
DAYS = Statement(
    pick(
        *(_ending.c.account_id, _ending.c.expires_on, _ending.c.lapses_from, _ending.c.points),
        *(_is_unmarked(before).label(f"unmarked_{before}") for before in NOTICES),
        col(Cause.name).label("cause_name"),
    )
    .outerjoin(
        ChosenCause,
        tied(ChosenCause, _ending.c, "programme_id household_id", "programme_id account_id"),
    )
    .outerjoin(
        Cause,
        and_(
            col(Cause.programme_id) == _ending.c.programme_id,
            col(Cause.id) == func.coalesce(ChosenCause.cause_id, _common),
        ),
    )
    .where(_ending.c.account_id.in_(bindparam("ids", expanding=True)))
    .order_by(_ending.c.account_id, _ending.c.expires_on)
)
ADULTS = pick(
    col(HouseholdMember.household_id).label("account_id"),
    col(HouseholdMember.person_id).label("person_id"),
).where(
    col(HouseholdMember.household_id).in_(bindparam("ids", expanding=True)),
    col(HouseholdMember.left_at).is_(None),
    col(HouseholdMember.standing) == Standing.ADULT,
)
TEACHERS = (
    pick(col(Group.id).label("account_id"), col(Membership.person_id).label("person_id"))
    .join(Membership, col(Membership.organisation_id) == Group.organisation_id)
    .where(
        col(Group.id).in_(bindparam("ids", expanding=True)),
        col(Membership.role) == Role.ORGANISER,
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
)
READERS = Statement(ADULTS.union(TEACHERS))
MARK = Statement(insert(LapseMark))


@dataclass(frozen=True)
class Notice:
    """What one account is told now."""

    days: list[Row[Any]]
    marks: list[tuple[date, int]]  # which days are told with it, and for which notice


def tell_some(
    session: Session,
    programme: Row[Any],
    *,
    today: date,
    after: UUID = NOBODY,
    now: datetime,
) -> UUID | None:
    """Write the notices of some accounts with their marks; return the last account, or None."""
    facts = {"programme_ids": [programme.id], "until": today + timedelta(max(NOTICES)) + TOGETHER}
    limits = {f"before_{before}": today + timedelta(before) for before in NOTICES}
    accounts = DUE.values(session, **facts, **limits, after=after)
    if not accounts:
        return None
    by_account = defaultdict(list)
    for row in DAYS.all(session, **facts, ids=accounts):
        by_account[row.account_id].append(row)
    readers = _readers(session, accounts, now)
    for account_id in accounts:
        notice = compose(by_account[account_id], today)
        letters.write(
            session,
            LetterKind.LAPSE_NOTICE,
            readers.get(account_id, ()),
            _facts(programme, notice),
            now=now,
        )
        MARK.run(session, *_marks(programme.id, account_id, notice, now))
    return UUID(str(accounts[-1]))


def compose(days: Sequence[Row[Any]], today: date) -> Notice:
    """Choose what an account is told: the days that are due, and those that follow soon. Pure.

    What is due for both notices is told once.
    """
    marks: list[tuple[date, int]] = []
    for before in NOTICES:
        new = [day.expires_on for day in days if getattr(day, f"unmarked_{before}")]
        if any(day <= today + timedelta(before) for day in new):
            until = today + timedelta(before) + TOGETHER
            marks += [(day, before) for day in new if day <= until]
    told = {day for day, _before in marks}
    return Notice([day for day in days if day.expires_on in told], marks)


def _readers(
    session: Session, accounts: Sequence[UUID], now: datetime
) -> Mapping[UUID, Sequence[UUID]]:
    """Return who reads the letters of each account: a home's adults, a class's organisers."""
    found = defaultdict(list)
    for row in READERS.all(session, ids=accounts, now=now):
        found[row.account_id].append(row.person_id)
    return found


def _facts(programme: Row[Any], notice: Notice) -> letters.Facts:
    return {
        "programme": programme.name,
        "cause": notice.days[0].cause_name,
        "points": sum(int(day.points) for day in notice.days),
        "days": [
            [day.expires_on.isoformat(), day.lapses_from.isoformat(), int(day.points)]
            for day in notice.days
        ],
    }


def _marks(
    programme_id: UUID, account_id: UUID, notice: Notice, now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "programme_id": programme_id,
            "account_id": account_id,
            "expires_on": day,
            "days_before": before,
            "marked_at": now,
        }
        for day, before in notice.marks
    ]
