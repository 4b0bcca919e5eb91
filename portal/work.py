"""Work: how jobs are run. Whoever is free takes what is due, step by step, and gives it back.

The rows of the table `job` are the truth. Every job reads what is due from tables and is safe to
run again: after a crash whoever comes next begins it anew and finds less to do.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row
from sqlmodel import Session

from db.statement import Statement, pick
from db.tables.programmes import Programme
from portal import leases
from portal.errors import Trouble
from portal.files import Shelf
from portal.keys import Keys
from portal.leases import Lease, LeaseLost
from portal.letters import Render
from portal.mail import NotSent, PostOffice
from portal.transactions import Sessions, commit
from portal.vault import Vault

__all__ = ["Crew", "Job", "Work", "run_due", "tend"]

LOOKS = 5  # seconds between two looks at what is due
PROGRAMMES = Statement(pick(Programme.id, Programme.code, Programme.name, Programme.time_zone))
log = structlog.get_logger("jobs")


class Stopped(Exception):
    """The process was asked to end: the job goes on in the next one."""


@dataclass(frozen=True)
class Crew:
    """What jobs need to work with. The clock is read again for every step."""

    sessions: Sessions
    clock: Callable[[], datetime]
    shelf: Shelf
    render: Render
    post_office: PostOffice | None
    sender_name: str
    language: str  # of who has chosen none
    jobs: "Sequence[Job]"
    stop: Event = field(default_factory=Event)
    keys: Callable[[], Keys] | None = None  # read for each seal: they may have been changed
    backups: Path | None = None  # the folder; None: nobody asked for any
    vault: Vault | None = None  # seals the links with which letters are refused
    base_url: str = ""


@dataclass(frozen=True)
class Work:
    """One run of a job: in whose name, for which programme, as of when."""

    crew: Crew
    lease: Lease
    programme: Row[Any] | None
    now: datetime

    @contextmanager
    def step(self, key: str) -> Iterator[Session]:
        """One transaction of this job; it also holds the job for another while.

        Raises LeaseLost or Stopped before anything is done.
        """
        if self.crew.stop.is_set():
            raise Stopped
        with self.crew.sessions(True) as session:
            leases.renew(session, self.lease, key, now=self.crew.clock())
            yield session
            commit(session)

    def reading(self) -> AbstractContextManager[Session]:
        """Look at something, without a lock."""
        return self.crew.sessions(False)


@dataclass(frozen=True)
class Job:
    """A job, how often it is due, and what it does."""

    name: str
    run: Callable[[Work], None]
    hour: int | None = None  # of each day, in the programme's zone; None: see `every`
    each_programme: bool = False
    every: timedelta = timedelta(minutes=1)

    def next_due(self, now: datetime, time_zone: str) -> datetime:
        """Return when it is due after now. Days that were missed are not made up for."""
        if self.hour is None:
            return now + self.every
        zone = ZoneInfo(time_zone)
        today = now.astimezone(zone).date()
        times = (
            datetime.combine(today + timedelta(days), time(self.hour), zone) for days in (0, 1)
        )
        return next(at.astimezone(UTC) for at in times if at > now)


def tend(crew: Crew, *, is_wanted: Callable[[], bool]) -> None:
    """Do what is due, until asked to stop or no longer wanted."""
    while not crew.stop.is_set() and is_wanted():
        try:
            run_due(crew)
        except Trouble as trouble:  # the database does not answer now; the rows will wait
            log.warning("database", trouble=type(trouble).__name__)
        crew.stop.wait(LOOKS)


def run_due(crew: Crew) -> int:
    """Do every job that is due and that nobody holds; return how many were begun."""
    now = crew.clock()
    with crew.sessions(False) as session:
        programmes = {row.code: row for row in PROGRAMMES.all(session)}
        is_new = set(_wanted(crew, programmes)) - leases.list_all(session)
        due = leases.list_due(session, now=now)
    if is_new:
        with crew.sessions(True) as session:
            leases.enlist(session, is_new, now=now)
            commit(session)
        due += sorted(is_new)
    by_name = {job.name: job for job in crew.jobs}
    return sum(
        _begin(crew, by_name[name], programmes.get(programme), programme)
        for name, programme in due
        if name in by_name and not crew.stop.is_set()
    )


def _wanted(crew: Crew, programmes: dict[str, Row[Any]]) -> Iterator[tuple[str, str]]:
    for job in crew.jobs:
        for programme in programmes if job.each_programme else [""]:
            yield job.name, programme


def _begin(crew: Crew, job: Job, programme: Row[Any] | None, code: str) -> bool:
    """Take a job if it is still free, and do it."""
    now = crew.clock()
    with crew.sessions(True) as session:
        lease = leases.claim(session, job.name, code, now=now)
        commit(session)
    if lease:
        _do(job, Work(crew, lease, programme, now))
    return lease is not None


def _do(job: Job, work: Work) -> None:
    """Run a job and give it back, however it ended. What failed is tried again later."""
    crew, lease = work.crew, work.lease
    told = log.bind(job=lease.name, programme=lease.programme)
    try:
        job.run(work)
        zone = work.programme.time_zone if work.programme else "UTC"
        with crew.sessions(True) as session:
            now = crew.clock()
            leases.finish(session, lease, again_at=job.next_due(now, zone), now=now)
            commit(session)
    except LeaseLost:
        told.warning("another process went on")
    except Stopped:
        with crew.sessions(True) as session:
            leases.release(session, lease, now=crew.clock())
            commit(session)
    except NotSent as error:  # its trace could show how we signed in
        told.warning("mail", why=str(error))
        _give_back(work, type(error).__name__)
    except Exception as error:
        told.exception("failed")
        _give_back(work, type(error).__name__)


def _give_back(work: Work, fault: str) -> None:
    with work.crew.sessions(True) as session:
        leases.fail(session, work.lease, fault, now=work.crew.clock())
        commit(session)
