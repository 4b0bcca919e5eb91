"""Backups by themselves: made, thinned, restored every night, and told of wherever people look."""

import itertools
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from db.engine import connect, open_session
from db.tables.audits import AuditRun, AuditSource
from db.tables.backups import BackupRun, BackupStep
from db.tables.jobs import Job as JobRow
from portal import doctor, jobs, safekeeping
from portal.__main__ import main
from portal.backups import PARTIAL
from portal.files import open_shelf
from portal.letters import Written
from portal.settings import Settings
from portal.transactions import opener
from portal.work import Crew, run_due
from tests.databases import as_owner
from tests.people import NOON

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
SERVED = {"mode": "production", "secret_key": "x" * 40}


def unheard(_done, _total):
    """Listen to no beat."""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def keep(engine, folder):
    """keep() makes a backup in the folder, keep(HOUR) an hour later."""

    def make(later=timedelta()):
        safekeeping.back_up(opener(engine), folder, beat=unheard, now=NOON + later)

    return make


@pytest.fixture
def prove(engine, folder):
    """Restore the newest backup of the folder."""
    return lambda: safekeeping.prove(opener(engine), folder, beat=unheard, now=NOON + HOUR)


def runs(engine, step):
    with open_session(engine, writes=False) as session:
        asked = select(BackupRun).where(BackupRun.step == step).order_by(BackupRun.began_at)
        return list(session.scalars(asked))


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def change(engine, sql):
    with open_session(engine, writes=True) as session:
        assert session.connection().execute(text(sql)).rowcount
        session.commit()


def spoil(engine):
    """Change one kept figure, which no trigger guards."""
    change(engine, "UPDATE holding SET qty = qty + 1 WHERE kind = 'wallet' AND qty > 0")


def told(engine, name, later=timedelta(), **settings):
    findings = doctor.examine(engine, Settings(**settings), now=NOON + later)
    [found] = [finding for finding in findings if finding.name == name]
    return found.is_sound, found.told


def test_a_backup_is_made_under_its_time_and_written_down(engine, folder, keep, willowford):
    keep()
    assert names(folder) == ["tallybrook-20260601T120000Z.zip"]
    assert folder.stat().st_mode & 0o777 == 0o700
    [run] = runs(engine, BackupStep.MADE)
    assert (run.file, run.fault) == (names(folder)[0], "")
    assert run.size == (folder / run.file).stat().st_size
    assert run.act_count > 400


def test_old_ones_are_thinned_and_other_files_stay(folder, keep, town):
    keep()
    (folder / "erased.txt").touch()
    (folder / "by-hand.zip").touch()
    for minutes in (10, 20):
        keep(timedelta(minutes=minutes))
    keep(HOUR)
    assert names(folder) == [
        "by-hand.zip",
        "erased.txt",
        "tallybrook-20260601T122000Z.zip",
        "tallybrook-20260601T130000Z.zip",
    ]


def test_what_a_killed_process_left_is_swept_away_after_a_day(folder, keep, town):
    keep()
    (folder / f"{PARTIAL}abc").mkdir()
    (folder / f"{PARTIAL}abc" / "copy").write_bytes(b"half")
    keep(HOUR)
    made = (folder / f"{PARTIAL}abc").stat().st_mtime
    assert f"{PARTIAL}abc" in names(folder)
    keep(timedelta(seconds=made - NOON.timestamp()) + 2 * DAY)
    assert f"{PARTIAL}abc" not in names(folder)


def test_a_backup_that_cannot_be_made_is_written_down(engine, folder, keep, town):
    folder.write_text("no folder")
    keep()
    [run] = runs(engine, BackupStep.MADE)
    assert (run.size, run.act_count) == (0, 0)
    assert "exists" in run.fault
    assert told(engine, "backup")[0] is False


def test_the_newest_is_restored_audited_and_thrown_away(engine, folder, keep, prove, willowford):
    keep()
    prove()
    [made], [run] = runs(engine, BackupStep.MADE), runs(engine, BackupStep.RESTORED)
    assert (run.fault, run.act_count) == ("", made.act_count)
    assert names(folder) == [made.file]
    with open_session(engine, writes=False) as session:
        [found] = list(session.scalars(select(AuditRun)))
        assert (found.source, found.breach_count) == (AuditSource.BACKUP, 0)
    assert databases(engine) == []


def databases(engine):
    """Return the databases beside ours that drills made."""
    if engine.dialect.name == "sqlite":
        return []
    with engine.connect() as connection:
        asked = "SELECT datname FROM pg_database WHERE right(datname, 6) = '_drill'"
        return list(connection.exec_driver_sql(asked).scalars())


def test_a_backup_of_a_spoilt_ledger_does_not_count(engine, keep, prove, willowford, every_right):
    spoil(engine)
    keep()
    prove()
    [run] = runs(engine, BackupStep.RESTORED)
    assert run.fault.endswith("breaches")


def test_a_damaged_backup_does_not_count(engine, folder, keep, prove, willowford):
    keep()
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-5000])
    prove()
    [run] = runs(engine, BackupStep.RESTORED)
    assert "damaged" in run.fault
    assert told(engine, "restore drill")[0] is False


def test_without_a_backup_there_is_nothing_to_restore(engine, folder, prove, town):
    prove()
    assert runs(engine, BackupStep.RESTORED) == []


def test_the_doctor_wants_a_backup_that_is_young_and_was_restored(engine, keep, prove, willowford):
    assert told(engine, "backup") == (True, "PORTAL_BACKUP_DIR is not set")
    assert told(engine, "backup", **SERVED) == (False, "PORTAL_BACKUP_DIR is not set")
    keep()
    assert told(engine, "backup", HOUR, **SERVED)[0] is True
    assert told(engine, "backup", HOUR)[1].startswith("60 minutes ago, ")
    assert told(engine, "backup", 3 * DAY, **SERVED)[0] is False
    assert told(engine, "restore drill", backup_dir="x", **SERVED) == (False, "never done")
    prove()
    assert told(engine, "restore drill", 2 * HOUR, **SERVED)[0] is True
    assert told(engine, "restore drill", 4 * DAY, **SERVED)[0] is False


def test_a_failure_is_told_beside_the_last_good_one(
    engine, folder, keep, prove, willowford, every_right
):
    keep()
    prove()
    spoil(engine)
    keep(HOUR)
    safekeeping.prove(opener(engine), folder, beat=unheard, now=NOON + 2 * HOUR)
    is_sound, words = told(engine, "restore drill", 2 * HOUR)
    assert not is_sound
    assert words.startswith("60 minutes ago, ") and "; failed since: " in words
    with open_session(engine, writes=False) as session:
        record = safekeeping.read(session).restored
    assert (record.last.began_at, record.good.began_at) == (NOON + 2 * HOUR, NOON + HOUR)
    assert not record.is_sound


@pytest.fixture
def crew(engine, folder):
    """Whoever does the jobs that have to do with backups, by a clock of one's own."""

    def hired(clock):
        return Crew(
            sessions=opener(engine),
            clock=clock,
            shelf=open_shelf("memory:", "secret"),
            render=lambda kind, language, facts: Written("", "", ""),
            post_office=None,
            sender_name="Willowford",
            language="en",
            jobs=[job for job in jobs.JOBS if job.name in jobs.OF_BACKUPS],
            backups=folder,
        )

    return hired


def job_rows(engine):
    with open_session(engine, writes=False) as session:
        return {row.name: row for row in session.scalars(select(JobRow))}


def test_jobs_make_one_an_hour_and_restore_one_a_night(engine, crew, willowford):
    now = NOON
    hired = crew(lambda: now)
    run_due(hired)
    now += timedelta(minutes=59)
    run_due(hired)
    assert len(runs(engine, BackupStep.MADE)) == 1
    now += timedelta(minutes=2)
    run_due(hired)
    assert len(runs(engine, BackupStep.MADE)) == 2
    assert len(runs(engine, BackupStep.RESTORED)) == 1
    assert job_rows(engine)[jobs.JobName.RESTORE_DRILL].due_at == NOON.replace(day=2, hour=5)


def test_without_a_folder_the_jobs_do_nothing(engine, crew, folder, willowford):
    assert run_due(replace(crew(lambda: NOON), backups=None)) == 2
    assert not folder.exists()
    assert runs(engine, BackupStep.MADE) == []
    assert {row.fault for row in job_rows(engine).values()} == {""}


def test_long_work_holds_its_job(engine, crew, willowford):
    """Eleven seconds pass at each look at the clock, and a job is held for forty-five."""
    looks = itertools.count()
    run_due(crew(lambda: NOON + 11 * SECOND * next(looks)))
    for row in job_rows(engine).values():
        assert (row.tries, row.fault) == (0, "")
        assert row.steps > 2
    [run] = runs(engine, BackupStep.RESTORED)
    assert run.fault == ""


@contextmanager
def at(monkeypatch, url):
    with monkeypatch.context() as patch:
        patch.setenv("PORTAL_DATABASE_URL", url)
        patch.setenv("PORTAL_OWNER_URL", as_owner(url))
        patch.setenv("COLUMNS", "200")
        yield lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def empty(engine, request, tmp_path):
    if engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.db'}"
        return
    server = request.getfixturevalue("postgresql_copies")
    url = server.copy("nothing", lambda engine: None)
    yield url
    server.drop(url)


def test_an_operator_backs_up_and_restores(engine, empty, tmp_path, monkeypatch, willowford):
    file = tmp_path / "portal.zip"
    with at(monkeypatch, engine.url.render_as_string(hide_password=False)) as portal:
        said = portal("backup", file)
        assert said.exit_code == 0
        assert "acts, the newest of 2026-06-01" in said.stdout
        assert portal("backup", file).exit_code == 1
        assert portal("backup", file, "--replace").exit_code == 0
        said = portal("restore", file)
        assert (said.exit_code, "is not empty" in said.stdout) == (1, True)
    assert len(runs(engine, BackupStep.MADE)) == 2
    with at(monkeypatch, empty) as portal:
        assert portal("restore", tmp_path / "nothing.zip").exit_code == 1
        assert portal("restore", file, "--against", tmp_path / "portal.zip").exit_code == 1
        said = portal("restore", file)
        assert said.exit_code == 0, said.output
        assert "no breach" in said.stdout
    there = connect(empty)
    assert told(there, "audit")[0] is True
    there.dispose()


def test_a_restored_breach_ends_with_one(
    engine, empty, tmp_path, monkeypatch, willowford, every_right
):
    spoil(engine)
    file = tmp_path / "portal.zip"
    with at(monkeypatch, engine.url.render_as_string(hide_password=False)) as portal:
        assert portal("backup", file).exit_code == 0
    with at(monkeypatch, empty) as portal:
        said = portal("restore", file)
        assert said.exit_code == 1
        assert "I3 RIVER: holding of" in said.stdout
        assert said.stdout.rstrip().endswith("Do not serve this database.")
    there = connect(empty)
    assert told(there, "audit")[0] is False
    there.dispose()
