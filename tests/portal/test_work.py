"""Jobs: whoever is free does what is due, never two at once, and somebody always goes on."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.history import HistoryEvent
from db.tables.jobs import Job as JobRow
from portal import history, leases
from portal.files import open_shelf
from portal.leases import LeaseLost
from portal.letters import Written
from portal.mail import NotSent
from portal.transactions import opener
from portal.work import Crew, Job, run_due
from tests.people import NOON

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def crew(engine, clock):
    return Crew(
        sessions=opener(engine),
        clock=clock,
        shelf=open_shelf("memory:", "secret"),
        render=lambda kind, language, facts: Written("", "", ""),
        post_office=None,
        sender_name="Willowford",
        language="en",
        jobs=(),
    )


def with_job(crew, run, **facts):
    return replace(crew, jobs=(Job("lapse", run, **facts),))


def steps_of(*keys):
    """A job that writes one line of history in each step."""

    def run(work):
        for key in keys:
            with work.step(key) as session:
                history.record(session, None, "job.step", key, now=work.now)

    return run


def written(engine):
    with open_session(engine, writes=False) as session:
        return session.scalars(select(HistoryEvent.subject).order_by(HistoryEvent.id)).all()


def row(engine):
    with open_session(engine, writes=False) as session:
        return session.scalars(select(JobRow)).one()


def standing(engine, now):
    with open_session(engine, writes=False) as session:
        [one] = leases.list_standings(session, now=now)
        return one


def test_a_new_job_is_done_at_once_and_then_when_it_is_due(engine, crew, clock):
    crew = with_job(crew, steps_of("a", "b"))
    assert run_due(crew) == 1
    assert run_due(crew) == 0
    clock.now += A_MINUTE
    assert run_due(crew) == 1
    assert sorted(written(engine)) == ["a", "a", "b", "b"]
    assert standing(engine, clock.now).finished_at == clock.now


def test_a_daily_job_is_due_at_its_hour_where_the_programme_is():
    job = Job("lapse", steps_of(), hour=3)
    assert job.next_due(NOON, "Europe/London") == datetime(2026, 6, 2, 2, tzinfo=UTC)
    assert job.next_due(NOON, "Asia/Shanghai") == datetime(2026, 6, 1, 19, tzinfo=UTC)
    early = datetime(2026, 6, 1, 1, tzinfo=UTC)
    assert job.next_due(early, "Europe/London") == datetime(2026, 6, 1, 2, tzinfo=UTC)


@pytest.mark.usefixtures("town")
def test_a_job_of_each_programme_has_a_row_for_each(engine, crew):
    seen = []
    crew = with_job(
        crew, lambda work: seen.append(work.programme.code), hour=3, each_programme=True
    )
    assert run_due(crew) == 2
    assert sorted(seen) == ["RIVER", "SCHOOL"]


def test_days_that_were_missed_are_done_once(engine, crew, clock):
    crew = with_job(crew, steps_of("a"), hour=3)
    run_due(crew)
    clock.now += timedelta(days=5)
    assert (run_due(crew), run_due(crew)) == (1, 0)
    assert written(engine) == ["a", "a"]


def test_a_job_that_somebody_holds_is_left_alone(engine, crew, clock):
    begun = []

    def run(work):
        begun.append(work.lease.token)
        assert run_due(crew_of_another) == 0

    crew_of_another = with_job(crew, steps_of("never"))
    assert run_due(with_job(crew, run)) == 1
    assert len(begun) == 1 and written(engine) == []


def test_a_process_that_died_is_followed_within_a_minute(engine, crew, clock):
    class Killed(BaseException):
        """As if the process were gone: nothing is tidied up."""

    def dies(work):
        steps_of("a")(work)
        raise Killed

    with pytest.raises(Killed):
        run_due(with_job(crew, dies))
    assert standing(engine, clock.now).running == 1
    clock.now += timedelta(seconds=40)
    assert run_due(with_job(crew, steps_of("b"))) == 0
    clock.now += timedelta(seconds=15)
    seen = []

    def goes_on(work):
        with work.step("b"):
            seen.append(standing_inside(work))

    def standing_inside(work):
        with work.reading() as session:
            [one] = leases.list_standings(session, now=clock.now)
            return one.running, one.continued

    assert run_due(with_job(crew, goes_on)) == 1
    assert seen == [(1, 1)]
    assert row(engine).continued == 1


def test_a_step_of_somebody_who_was_thought_dead_is_rolled_back(engine, crew, clock):
    def sleeps(work):
        clock.now += timedelta(minutes=2)
        assert run_due(with_job(crew, steps_of("other"))) == 1
        with pytest.raises(LeaseLost):
            steps_of("mine")(work)
        raise LeaseLost

    run_due(with_job(crew, sleeps))
    assert written(engine) == ["other"]


def test_a_step_that_fails_leaves_nothing_and_is_tried_again(engine, crew, clock):
    def fails(work):
        with work.step("half") as session:
            history.record(session, None, "job.step", "half", now=work.now)
            raise ValueError("a secret")

    run_due(with_job(crew, fails))
    assert written(engine) == []
    failed = row(engine)
    assert (failed.fault, failed.tries, failed.lease) == ("ValueError", 1, None)
    assert standing(engine, clock.now).failing == 1
    assert run_due(with_job(crew, steps_of("a"))) == 0
    clock.now += A_MINUTE
    assert run_due(with_job(crew, steps_of("a"))) == 1
    assert (row(engine).tries, row(engine).fault) == (0, "")


def test_failures_are_tried_again_less_and_less_often(engine, crew, clock):
    def fails(work):
        raise NotSent("sign-in")

    pauses = []
    for _ in range(7):
        assert run_due(with_job(crew, fails)) == 1
        pauses.append((row(engine).due_at - clock.now).total_seconds() / 60)
        clock.now = row(engine).due_at
    assert pauses == [1, 2, 4, 8, 15, 15, 15]


def test_who_is_asked_to_stop_gives_the_rest_to_the_next(engine, crew, clock):
    def run(work):
        steps_of("a")(work)
        stopping.stop.set()
        steps_of("b")(work)

    stopping = with_job(crew, run)
    run_due(stopping)
    assert written(engine) == ["a"]
    assert run_due(with_job(replace(crew, stop=type(crew.stop)()), steps_of("b"))) == 1
    assert sorted(written(engine)) == ["a", "b"]
    assert row(engine).continued == 1


def test_a_lease_without_its_end_cannot_be_stored(session):
    from sqlalchemy.exc import IntegrityError  # noqa: PLC0415

    session.add(JobRow(name="x", programme="", due_at=NOON, lease="token"))
    with pytest.raises(IntegrityError):
        session.flush()


# --- processes -----------------------------------------------------------------------------------

CHILD = """
import sys, time
from datetime import UTC, datetime
from db.engine import connect
from portal import history
from portal.files import open_shelf
from portal.transactions import opener
from portal.work import Crew, Job, run_due

def run(work):
    for number in range(20):
        with work.step(str(number)) as session:
            history.record(session, None, "job.step", number, now=work.now)
        print(number, flush=True)
        time.sleep(float(sys.argv[2]))

crew = Crew(opener(connect(sys.argv[1])), lambda: datetime.now(UTC), open_shelf("memory:", "x"),
            None, None, "", "en", (Job("race", run, hour=3),))
print("ready", flush=True)
sys.stdin.readline()
print("did", run_due(crew), flush=True)
"""


def child(engine, pause):
    url = engine.url.render_as_string(hide_password=False)
    one = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(pause)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert one.stdout.readline() == "ready\n"
    return one


def test_two_processes_claim_one_job_and_every_step_is_done_once(engine):
    both = [child(engine, 0) for _ in range(2)]
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    told = [one.communicate()[0].splitlines()[-1] for one in both]
    assert sorted(told) == ["did 0", "did 1"]
    assert sorted(map(int, written(engine))) == list(range(20))


def test_a_process_killed_between_two_steps_loses_none_that_was_done(engine, crew, clock):
    one = child(engine, 0.05)
    one.stdin.write("\n")
    one.stdin.flush()
    while one.stdout.readline().strip() != "5":
        pass
    one.send_signal(signal.SIGKILL)
    one.communicate()
    done = sorted(map(int, written(engine)))
    assert done == list(range(len(done))) and 6 <= len(done) < 20
    held = row(engine)
    assert held.lease and held.steps == len(done)
    assert held.leased_until - datetime.now(UTC) <= timedelta(seconds=60)
    clock.now = held.leased_until
    goes_on = Job("race", steps_of("the rest"), hour=3)
    assert run_due(replace(crew, jobs=(goes_on,))) == 1
    assert "the rest" in written(engine) and row(engine).continued == 1
