"""Audits that are run by themselves: every night, kept, and held on to while they take long."""

from datetime import timedelta

import pytest

from db.engine import open_session
from portal import audits, keys, leases
from portal import jobs as all_jobs
from portal.audits import AuditSource
from portal.files import open_shelf
from portal.jobs import JOBS, JobName
from portal.letters import Written
from portal.transactions import opener
from portal.work import Crew, run_due
from tests.people import NOON

KEYS = keys.make("https://willowford.example")


@pytest.fixture
def night(engine):
    """Somebody who does only the nightly audit; the clock moves a second at each look."""

    def crew():
        ticks = iter(range(10**6))
        return Crew(
            sessions=opener(engine),
            clock=lambda: NOON + timedelta(seconds=next(ticks)),
            shelf=open_shelf("memory:", "secret"),
            render=lambda kind, language, facts: Written("", "", ""),
            post_office=None,
            sender_name="Willowford",
            language="en",
            jobs=[job for job in JOBS if job.name == JobName.AUDIT],
            keys=lambda: KEYS,
        )

    return crew


def newest(engine):
    with open_session(engine, writes=False) as session:
        return audits.newest(session)


def test_the_ledger_is_audited_every_night(engine, willowford, night):
    assert newest(engine) is None
    assert run_due(night()) == 1
    run = newest(engine)
    assert (run.source, run.breach_count) == (AuditSource.DATABASE, 0)
    assert run.act_count > 400
    assert run.head_size <= run.act_count
    assert run_due(night()) == 0
    with open_session(engine, writes=False) as session:
        [standing] = leases.list_standings(session, now=NOON)
    assert standing.finished_at
    assert not standing.failing


def test_a_long_audit_holds_on_to_its_job(engine, willowford, night, monkeypatch):
    monkeypatch.setattr(all_jobs, "HOLD_AGAIN", timedelta(0))
    assert run_due(night()) == 1
    with open_session(engine, writes=False) as session:
        [job] = leases.list_standings(session, now=NOON)
    assert job.finished_at
    assert newest(engine).breach_count == 0


def test_another_database_can_be_audited_and_kept_here(engine, willowford, sqlite_copies):
    from tests.conftest import settled  # noqa: PLC0415

    url = sqlite_copies.copy("town", settled)
    result = audits.check(opener(engine), url=url, source=AuditSource.BACKUP, now=NOON)
    assert newest(engine).source == AuditSource.BACKUP
    assert newest(engine).act_count == result.acts < 400
    sqlite_copies.drop(url)
