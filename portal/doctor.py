"""The doctor: is this installation sound? Each finding is a name, a verdict and a sentence."""

from ctypes import util
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, column, table
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from db import migrate, roles
from db.engine import open_session
from db.statement import Statement, pick
from portal import audits, disks, heads, keys, leases, letters, safekeeping
from portal.safekeeping import Record
from portal.settings import DEVELOPMENT_SECRET, Settings

__all__ = ["Finding", "examine", "glance"]

APPLIED = Statement(pick(column("version_num")).select_from(table("alembic_version")))
LATEST_JOB = timedelta(minutes=10)
LATEST_LETTER = timedelta(hours=24)
LATEST_BACKUP = timedelta(days=2)
PANGO = ("pango-1.0", "pangoft2-1.0")  # what WeasyPrint loads
INSTALL = (
    "apt install libpango-1.0-0 libpangoft2-1.0-0 (Debian, Ubuntu), dnf install pango (Fedora),"
    " brew install pango (macOS)"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    is_sound: bool
    told: str


def examine(engine: Engine, settings: Settings, *, now: datetime) -> list[Finding]:
    """Look at everything; a database that does not answer ends the visit early."""
    try:
        with engine.connect() as connection:
            findings = _engine(connection)
        findings += [_migrations(engine)]
        if findings[-1].is_sound:
            with open_session(engine, writes=False) as session:
                findings += [_jobs(session, now), _letters(session, settings, now)]
                findings += [_audit(session, settings, now), _log_key(session, settings)]
                findings += _backups(session, settings, now)
    except SQLAlchemyError as error:
        return [Finding("database", False, f"does not answer: {error.__class__.__name__}")]
    return [*findings, _secret(settings), _disk(settings), _pango(settings)]


def glance(session: Session, settings: Settings, *, now: datetime) -> list[Finding]:
    """Look at what a page can afford to ask."""
    applied, newest = str(APPLIED.value(session)), migrate.newest()
    schema = Finding("migrations", applied == newest, f"at {applied}, newest is {newest}")
    asked = [schema, _letters(session, settings, now), _audit(session, settings, now)]
    return [*asked, _secret(settings), _disk(settings)]


def _engine(connection: Connection) -> list[Finding]:
    if connection.dialect.name == "postgresql":
        return _postgresql(connection)
    version = ask(connection, "SELECT sqlite_version()")
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    found = {pragma: ask(connection, f"PRAGMA {pragma}") for pragma in wanted}
    return [
        Finding("sqlite", tuple(map(int, version.split("."))) >= (3, 51, 3), f"version {version}"),
        *(
            Finding(pragma, found[pragma] == value, f"{found[pragma]}, wanted {value}")
            for pragma, value in wanted.items()
        ),
    ]


def _postgresql(connection: Connection) -> list[Finding]:
    version = int(ask(connection, "SHOW server_version_num"))
    durable = ask(connection, "SHOW synchronous_commit")
    standby = ask(connection, "SHOW synchronous_standby_names")
    return [
        Finding("postgresql", version >= 150000, f"version {version // 10000}"),  # noqa: PLR2004
        Finding("synchronous_commit", durable != "off", durable),
        _role(connection),
        Finding("standby", True, standby or "none: a lost machine loses what it had not copied"),
    ]


def _role(connection: Connection) -> Finding:
    """The guards hold as long as the web cannot switch them off."""
    role, owns = ask(connection, "SELECT current_user"), roles.owns_tables(connection)
    told = "owns the tables, so it could switch the guards off: set PORTAL_OWNER_URL, migrate"
    return Finding("role", not owns, f"{role} {told if owns else 'does not own the tables'}")


def _migrations(engine: Engine) -> Finding:
    applied, newest = migrate.applied(engine), migrate.newest()
    told = f"at {applied or 'nothing'}, newest is {newest}"
    return Finding("migrations", applied == newest, told)


def _jobs(session: Session, now: datetime) -> Finding:
    """Say how long the longest waiting job is late, and which ones do not work."""
    standings = leases.list_standings(session, now=now)
    failing = [one.name for one in standings if one.failing]
    late = max((now - one.due_at for one in standings if not one.running), default=timedelta())
    told = f"{len(standings)} known, the oldest due {_age(late)} ago"
    told += f", failing: {', '.join(failing)}" if failing else ""
    return Finding("jobs", not failing and late < LATEST_JOB, told)


def _letters(session: Session, settings: Settings, now: datetime) -> Finding:
    """Say what waits in the outbox, and since when."""
    queue = letters.look(session)
    age = now - queue.oldest_at if queue.oldest_at else timedelta()
    told = f"{queue.waiting} wait, the oldest {_age(age)}; {queue.given_up} given up"
    if not settings.smtp_url:
        told += "; PORTAL_SMTP_URL is not set, so none is sent"
    is_late = age > LATEST_LETTER and (settings.smtp_url or settings.mode == "production")
    return Finding("letters", not is_late, told)


def _age(length: timedelta) -> str:
    """Return a length of time in whole minutes, hours or days."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    steps = ((2 * 24 * 60, 24 * 60, "days"), (2 * 60, 60, "hours"), (0, 1, "minutes"))
    return next(f"{minutes // size} {name}" for least, size, name in steps if minutes >= least)


def _audit(session: Session, settings: Settings, now: datetime) -> Finding:
    """The newest audit of the ledger: clean, and in production not long ago."""
    run = audits.newest(session)
    if run is None:
        told = "never run: portal audit"
        return Finding("audit", settings.mode != "production", told)
    is_fresh = now - run.began_at < audits.STALE or settings.mode != "production"
    told = f"{run.breach_count} breaches in {run.act_count} acts, {run.began_at:%Y-%m-%d}"
    return Finding("audit", is_fresh and not run.breach_count, told)


def _log_key(session: Session, settings: Settings) -> Finding:
    """Without the key that signed last no further seal can be made."""
    signed, here = heads.keys(session), keys.verifiers(Path(settings.keys_dir))
    if not signed:
        return Finding("log key", True, "nothing was sealed yet")
    told = "here" if (is_here := signed[-1].vkey in here) else f"not in {settings.keys_dir}"
    return Finding("log key", is_here, told if is_here else f"{told}: docs/operating.md helps")


def _backups(session: Session, settings: Settings, now: datetime) -> list[Finding]:
    """The newest backup and the newest drill; a backup that was not restored does not count."""
    safety = safekeeping.read(session)
    records = {"backup": safety.made, "restore drill": safety.restored}
    return [_backup(name, record, settings, now) for name, record in records.items()]


def _backup(name: str, record: Record, settings: Settings, now: datetime) -> Finding:
    is_fresh = record.good is not None and now - record.good.began_at < LATEST_BACKUP
    age = f"{_age(now - record.good.began_at)} ago" if record.good else "never done"
    acts = f", {record.good.act_count} acts" if record.good else ""
    told = f"{age}{acts}" if record.last or settings.backup_dir else "PORTAL_BACKUP_DIR is not set"
    if record.last and record.last.fault:
        return Finding(name, False, f"{told}; failed since: {record.last.fault}")
    return Finding(name, is_fresh or settings.mode != "production", told)


def _secret(settings: Settings) -> Finding:
    is_own = settings.secret_key != DEVELOPMENT_SECRET
    told = "set" if is_own else "the development one: fine here, refused in production"
    return Finding("secret", is_own or settings.mode != "production", told)


def _disk(settings: Settings) -> Finding:
    unused, whole = disks.free(disks.place(settings.files_url) or Path())
    share = unused * 100 // whole
    is_short = share < settings.photo_room
    return Finding("disk", not is_short, f"{share} % free{is_short * ', so photos are refused'}")


def _pango(settings: Settings) -> Finding:
    """Reports are pressed into PDF with Pango, which no package of Python brings along."""
    missing = [name for name in PANGO if not util.find_library(name)]
    told = f"{', '.join(missing)} missing, so reports have no PDF: {INSTALL}"
    is_sound = not missing or settings.mode != "production"
    return Finding("pango", is_sound, told if missing else "here: reports can be PDF")


def ask(connection: Connection, question: str) -> str:
    """Return the one value a question has, as text."""
    return str(connection.exec_driver_sql(question).scalar_one())
