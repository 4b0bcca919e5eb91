"""Leases: whose turn a job is. A row a job; whoever holds its lease works, and nobody else.

A lease is renewed in the transaction of every step. So a process that was thought dead and
wakes up finds its lease gone, and its step is rolled back: no step is ever done by two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.columns import UtcDateTime
from db.statement import Statement, pick
from db.tables.jobs import Job
from portal import ids

__all__ = [
    "Lease",
    "LeaseLost",
    "Standing",
    "claim",
    "enlist",
    "fail",
    "finish",
    "hasten",
    "list_all",
    "list_due",
    "list_standings",
    "release",
    "renew",
]

HOLDS = timedelta(seconds=45)  # so that another process goes on within a minute
FIRST_PAUSE = timedelta(minutes=1)  # after a failure; doubled by each further one
LONGEST_PAUSE = timedelta(minutes=15)


_NEW: dict[str, Any] = {"continued": 0, "step": "", "steps": 0, "tries": 0, "fault": ""}


class LeaseLost(Exception):
    """Another process has this job now: stop, and leave the rest to it."""


@dataclass(frozen=True)
class Lease:
    """The right to work at a job."""

    name: str
    programme: str
    token: str
    tries: int

    @property
    def place(self) -> dict[str, object]:
        """What finds its row, as long as it is ours."""
        return {"name_": self.name, "programme_": self.programme, "token": self.token}


@dataclass(frozen=True)
class Standing:
    """Where a job stands, over all programmes."""

    name: str
    running: int
    continued: int  # of those that run, how many were taken over from another process
    failing: int
    due_at: datetime
    finished_at: datetime | None


_now = bindparam("now", type_=UtcDateTime)
_is_free = or_(col(Job.leased_until).is_(None), col(Job.leased_until) <= _now)
_is_held = and_(col(Job.leased_until).is_not(None), col(Job.leased_until) > _now)
_is_this = and_(col(Job.name) == bindparam("name_"), col(Job.programme) == bindparam("programme_"))
_is_ours = and_(_is_this, col(Job.lease) == bindparam("token"))

ENLIST = Statement(insert(Job).on_conflict_do_nothing())
LISTED = Statement(pick(Job.name, Job.programme))
DUE = Statement(
    pick(Job.name, Job.programme)
    .where(col(Job.due_at) <= _now, _is_free)
    .order_by(col(Job.due_at), col(Job.name), col(Job.programme))
)
CLAIM = Statement(
    update(Job)
    .where(_is_this, col(Job.due_at) <= _now, _is_free)
    .values(
        lease=bindparam("token"),
        leased_until=bindparam("until"),
        continued=case((col(Job.lease).is_(None), 0), else_=col(Job.continued) + 1),
        started_at=case((col(Job.lease).is_(None), _now), else_=col(Job.started_at)),
        steps=case((col(Job.lease).is_(None), 0), else_=col(Job.steps)),
        step=case((col(Job.lease).is_(None), ""), else_=col(Job.step)),
    )
    .returning(col(Job.tries))
)
RENEW = Statement(
    update(Job)
    .where(_is_ours)
    .values(leased_until=bindparam("until"), step=bindparam("step_"), steps=col(Job.steps) + 1)
)
FINISH = Statement(
    update(Job)
    .where(_is_ours)
    .values(
        lease=None,
        leased_until=None,
        due_at=bindparam("again_at"),
        finished_at=bindparam("now"),
        tries=0,
        fault="",
    )
)
FAIL = Statement(
    update(Job)
    .where(_is_ours)
    .values(
        lease=None,
        leased_until=None,
        due_at=bindparam("again_at"),
        tries=col(Job.tries) + 1,
        fault=bindparam("why"),
    )
)
RELEASE = Statement(update(Job).where(_is_ours).values(leased_until=bindparam("now")))
HASTEN = Statement(
    update(Job)
    .where(col(Job.name) == bindparam("name_"), col(Job.due_at) > _now)
    .values(due_at=_now)
)
STANDINGS = Statement(
    pick(
        col(Job.name),
        func.count().filter(_is_held).label("running"),
        func.count().filter(and_(_is_held, col(Job.continued) > 0)).label("continued"),
        func.count().filter(col(Job.tries) > 0).label("failing"),
        func.min(Job.due_at).label("due_at"),
        func.max(Job.finished_at).label("finished_at"),
    )
    .group_by(col(Job.name))
    .order_by(col(Job.name))
)


def list_all(session: Session) -> set[tuple[str, str]]:
    """Return every job there is: its name and the programme it is for."""
    return {(row.name, row.programme) for row in LISTED.all(session)}


def enlist(session: Session, jobs: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """Put new jobs on the list, due at once; harmless where another process was faster."""
    new = ({"name": name, "programme": code, "due_at": now, **_NEW} for name, code in jobs)
    ENLIST.run(session, *new)


def list_due(session: Session, *, now: datetime) -> list[tuple[str, str]]:
    """Return the jobs that are due and that nobody holds, the longest waiting first."""
    return [(row.name, row.programme) for row in DUE.all(session, now=now)]


def claim(session: Session, name: str, programme: str, *, now: datetime) -> Lease | None:
    """Take a job; None where another process was faster."""
    lease = ids.new_token()
    facts = {"name_": name, "programme_": programme, "now": now}
    rows = CLAIM.run_all(session, {**facts, "token": lease, "until": now + HOLDS})
    return Lease(name, programme, lease, rows[0].tries) if rows else None


def renew(session: Session, lease: Lease, step: str, *, now: datetime) -> None:
    """Begin a step: hold the job for another while, if it is still ours; raises LeaseLost."""
    if not RENEW.run(session, {**lease.place, "until": now + HOLDS, "step_": step}):
        raise LeaseLost


def finish(session: Session, lease: Lease, *, again_at: datetime, now: datetime) -> None:
    """Give the job back, done; raises LeaseLost."""
    if not FINISH.run(session, {**lease.place, "again_at": again_at, "now": now}):
        raise LeaseLost


def fail(session: Session, lease: Lease, why: str, *, now: datetime) -> None:
    """Give the job back, to be tried again a little later."""
    pause = min(FIRST_PAUSE * 2 ** min(lease.tries, 10), LONGEST_PAUSE)
    FAIL.run(session, {**lease.place, "again_at": now + pause, "why": why})


def release(session: Session, lease: Lease, *, now: datetime) -> None:
    """Give the job back unfinished: whoever comes next goes on at once."""
    RELEASE.run(session, {**lease.place, "now": now})


def hasten(session: Session, name: str, *, now: datetime) -> None:
    """Let a job be due now, in the transaction of what it waits for."""
    HASTEN.run(session, {"name_": name, "now": now})


def list_standings(session: Session, *, now: datetime) -> Sequence[Standing]:
    """Return where each job stands."""
    return [Standing(**row._mapping) for row in STANDINGS.all(session, now=now)]
