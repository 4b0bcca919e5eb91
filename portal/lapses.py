"""Lapses: points past their last day and grace go to the cause their household chose, or to the
programme's common cause; never back to whoever runs it.

Nothing lapses of which nobody was told, nothing in a season before the list of what will lapse
has lain open for a week, and nothing before two daily seals were set after its last day.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, and_, bindparam, cast, func, insert, or_, type_coerce
from sqlmodel import Session, col

from db.columns import DayText
from db.statement import Statement, pick, tied
from db.tables.giving import Cause
from db.tables.households import ChosenCause
from db.tables.letters import LapseAnnouncement, LapseMark
from db.tables.organisations import Membership, Organisation, Role
from db.tables.programmes import Programme, Season
from db.tables.seals import TreeHead
from portal import commons, ids, ledger, letters
from portal.desks import Desk
from portal.letters import LetterKind
from portal.programmes import local_day
from portal.stamps import stamp

__all__ = ["SHOWN", "Run", "announce", "find_run", "lapse_some", "list_ahead"]

NOTICES = (60, 14)  # days before the last day of use
MOST_PIECES = 500  # postings a step
AHEAD = timedelta(days=14)  # so long before the first lapse of a season it is announced
LIES_OPEN = timedelta(days=7)  # so long after that nothing lapses yet
SHOWN = timedelta(days=90)  # on the list
NOBODY = UUID(int=0)  # comes before every account

_due = ledger.LAPSING
_common = (
    pick(Cause.id)
    .where(col(Cause.programme_id) == _due.c.programme_id, col(Cause.is_common))
    .order_by(col(Cause.code))
    .limit(1)
    .correlate(_due)
    .scalar_subquery()
)
_target = func.coalesce(ChosenCause.cause_id, _common).label("cause_id")
_points = cast(func.coalesce(func.sum(_due.c.points), 0), BigInteger)
_chosen = tied(ChosenCause, _due.c, "programme_id household_id", "programme_id account_id")
_told = and_(
    tied(LapseMark, _due.c, "programme_id account_id expires_on"),
    col(LapseMark.days_before) == min(NOTICES),
)
DUE = Statement(  # accounts of which every day was told
    pick(
        _due.c.account_id,
        _target,
        func.sum(_due.c.pieces).label("pieces"),
    )
    .select_from(_due)
    .outerjoin(LapseMark, _told)
    .outerjoin(ChosenCause, _chosen)
    .where(_due.c.account_id > bindparam("after"))
    .group_by(_due.c.programme_id, _due.c.account_id, col(ChosenCause.cause_id))
    .having(
        func.count() == func.count(col(LapseMark.days_before)),
        func.max(_due.c.expires_on) < bindparam("sealed_on", type_=DayText),
    )
    .order_by(_due.c.account_id)
    .limit(MOST_PIECES)
)
SEALED = Statement(  # the newest seals' days
    pick(type_coerce(col(TreeHead.day), DayText))
    .distinct()
    .order_by(col(TreeHead.day).desc())
    .limit(2)
)
SEASON = Statement(  # of a day: the one that began last
    pick(
        col(Season.code),
        col(Programme.name),
        Programme.organisation_id,
        Organisation.slug,
        col(LapseAnnouncement.announced_at),
    )
    .join(Programme, col(Programme.id) == Season.programme_id)
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
    .outerjoin(
        LapseAnnouncement,
        tied(LapseAnnouncement, Season, "programme_id season", "programme_id code"),
    )
    .where(
        col(Season.programme_id) == bindparam("programme_id"),
        col(Season.starts_on) <= bindparam("today"),
    )
    .order_by(col(Season.starts_on).desc())
    .limit(1)
)
COMING = Statement(
    pick(
        _points.label("points"),
        func.count(func.distinct(_due.c.account_id)).label("holders"),
        func.min(_due.c.lapses_from).label("first_on"),
    ).select_from(_due)
)
KEEPERS = Statement(
    pick(Membership.person_id)
    .where(
        col(Membership.organisation_id) == bindparam("organisation_id"),
        col(Membership.role).in_([Role.TREASURER, Role.ORGANISER]),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
    )
    .distinct()
)
ANNOUNCE = Statement(insert(LapseAnnouncement))
OF_DESK = Statement(
    pick(Programme.id).where(col(Programme.organisation_id) == bindparam("organisation_id"))
)
AHEAD_AT_DESK = Statement(
    pick(
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        _due.c.lapses_from,
        _points.label("points"),
        func.count(func.distinct(_due.c.account_id)).label("holders"),
        col(Cause.name).label("cause_name"),
        col(Cause.slug).label("cause_slug"),
        col(Cause.code).label("cause_code"),
    )
    .select_from(_due)
    .join(Programme, col(Programme.id) == _due.c.programme_id)
    .outerjoin(ChosenCause, _chosen)
    .outerjoin(
        Cause, and_(col(Cause.programme_id) == _due.c.programme_id, col(Cause.id) == _target)
    )
    .group_by(
        *(col(Programme.code), col(Programme.name), _due.c.lapses_from),
        *(col(Cause.name), col(Cause.slug), col(Cause.code)),
    )
    .order_by(_due.c.lapses_from, col(Programme.code), col(Cause.code))
    .limit(500)
)


@dataclass(frozen=True)
class Run:
    """One day's lapse of one programme."""

    programme_id: UUID
    day: date  # there, and in the ledger: the earlier of the two
    season: Row[Any] | None
    sealed_on: date  # what could be used until before this day was sealed twice since

    @property
    def may_begin(self) -> bool:
        """Whether the list of this season has lain open long enough."""
        told_at = self.season.announced_at if self.season else None
        return bool(told_at and told_at.date() + LIES_OPEN <= self.day)


def find_run(session: Session, programme_id: UUID, time_zone: str, *, now: datetime) -> Run:
    """Return today's run of a programme."""
    day = min(local_day(time_zone, now), date.fromisoformat(stamp(now)[:10]))
    season = SEASON.first(session, programme_id=programme_id, today=day)
    return Run(programme_id, day, season, _sealed_on(SEALED.values(session)))


def announce(session: Session, run: Run, *, now: datetime) -> bool:
    """Tell those who run the programme what will lapse, once a season; return whether we did."""
    if run.season is None or run.season.announced_at:
        return False
    coming = COMING.one(session, programme_ids=[run.programme_id], until=run.day + AHEAD)
    if not coming.points:
        return False
    keepers = KEEPERS.values(session, organisation_id=run.season.organisation_id, now=now)
    facts = {
        "programme": run.season.name,
        "organisation": run.season.slug,
        "points": coming.points,
        "holders": coming.holders,
        "first_on": coming.first_on.isoformat(),
        "begins_on": (run.day + LIES_OPEN).isoformat(),
    }
    letters.write(session, LetterKind.LAPSE_PLANNED, keepers, facts, now=now)
    ANNOUNCE.run(
        session,
        {"programme_id": run.programme_id, "season": run.season.code, "announced_at": now},
    )
    return True


def lapse_some(session: Session, run: Run, *, after: UUID = NOBODY, now: datetime) -> UUID | None:
    """Let some accounts' points lapse, at most 500 postings; return the last account, or None.

    An account with more pieces than one act may have goes on tomorrow.
    """
    facts = {"programme_ids": [run.programme_id], "until": run.day, "sealed_on": run.sealed_on}
    due = DUE.all(session, **facts, after=after)
    some = list(_at_most(MOST_PIECES, due))
    if not some:
        return None
    _let_go(session, run, [one for one in some if one.cause_id], now)
    return UUID(str(some[-1].account_id))


def _let_go(session: Session, run: Run, due: Sequence[Row[Any]], now: datetime) -> None:
    """Move what these accounts have to let go to its causes, and remember how much came to each."""
    acts = [
        ledger.lapse(one.account_id, cause_id=one.cause_id, key=_key(run, one.account_id))
        for one in due
    ]
    outcomes = ledger.post_many(session, run.programme_id, acts, now=now)
    lapsed: Counter[UUID] = Counter()
    for one, outcome in zip(due, outcomes, strict=True):
        lapsed[one.cause_id] += outcome.points
    commons.keep(session, run.programme_id, lapsed, now=now)


def list_ahead(session: Session, desk: Desk, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what will lapse in this desk's programmes, by day and cause, without a name."""
    programmes = OF_DESK.values(session, organisation_id=desk.organisation_id)
    return AHEAD_AT_DESK.all(session, programme_ids=programmes, until=now.date() + SHOWN)


def _sealed_on(newest: Sequence[date]) -> date:
    """Return the day of the last seal but one. As long as there is none, there is no such wait."""
    if not newest:
        return date.max
    return newest[1] if len(newest) > 1 else date.min


def _at_most(pieces: int, due: Sequence[Row[Any]]) -> Iterator[Row[Any]]:
    """Yield the first accounts that fit into one step; one that is larger than that alone."""
    left = pieces
    for number, one in enumerate(due):
        left -= int(one.pieces)
        if left < 0 and number:
            return
        yield one


def _key(run: Run, account_id: UUID) -> str:
    """Return the key of an account's lapse on a day: whoever does it again, does it once."""
    return ids.digest(f"lapse:{run.programme_id}:{run.day}:{account_id}")
