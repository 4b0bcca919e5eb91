"""Safekeeping: backups in a folder, made by themselves and thinned as they age.

A backup that was not restored does not count: the newest is restored into a database of its own,
audited and thrown away. Each time is written down, in the database it is about.
"""

import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import Engine, Row, func, insert
from sqlmodel import Session, col

from db import copies
from db.engine import connect
from db.statement import Statement, pick
from db.tables.audits import AuditSource
from db.tables.backups import BackupRun, BackupStep
from portal import audit, audits, backups, erasures, forgetting, ids, thinning
from portal.backups import PARTIAL, Damaged, Impossible, Manifest
from portal.transactions import Sessions, commit, opener

__all__ = ["WRONG", "Record", "Safety", "back_up", "make", "prove", "read"]

NAME = "tallybrook-%Y%m%dT%H%M%SZ.zip"
NAMED = re.compile(r"tallybrook-\d{8}T\d{6}Z\.zip")
ABANDONED = timedelta(days=1)  # whoever began this copy was killed
WRONG = (Impossible, Damaged, audit.Unreadable, OSError, ValueError)
log = structlog.get_logger("backups")

_same = [col(BackupRun.step), (col(BackupRun.fault) == "")]
_ranked = pick(
    *(getattr(BackupRun, name) for name in BackupRun.model_fields),
    func.row_number()
    .over(partition_by=_same, order_by=[col(BackupRun.began_at).desc(), col(BackupRun.id).desc()])
    .label("rank"),
).subquery("ranked")
NEWEST = Statement(  # of each step the one that went well, and the one that did not
    pick(*_ranked.c).where(_ranked.c.rank == 1).order_by(_ranked.c.began_at.desc())
)
NOTE = Statement(insert(BackupRun))


@dataclass(frozen=True)
class Record:
    """How one step went: the last time, and the last time it went well."""

    last: Row[Any] | None
    good: Row[Any] | None

    @property
    def is_sound(self) -> bool:
        """Whether it was done at all, and went well the last time."""
        return self.last is not None and self.last == self.good


@dataclass(frozen=True)
class Safety:
    """What is known of the backups."""

    made: Record
    restored: Record


def read(session: Session) -> Safety:
    """Look at what was written down."""
    rows = NEWEST.all(session)

    def record(step: BackupStep) -> Record:
        mine = [row for row in rows if row.step == step]
        return Record(
            last=next(iter(mine), None), good=next((row for row in mine if not row.fault), None)
        )

    return Safety(record(BackupStep.MADE), record(BackupStep.RESTORED))


def make(
    sessions: Sessions, file: Path, *, replace: bool = False, beat: copies.Beat, now: datetime
) -> Manifest:
    """Back up into a file, with who was erased so far, and write it down; raises what backups do.

    A backup is no worse where the database cannot take a note of it.
    """
    began = monotonic()
    erased = forgetting.keep_list(sessions, file.parent)
    manifest = backups.make(
        _engine(sessions), file, replace=replace, erased=erased, beat=beat, now=now
    )
    run = _Run(BackupStep.MADE, file, began, now)
    try:
        run.note(sessions, acts=manifest.act_count)
    except Exception as error:  # a full disk, a lock: what was asked for is done
        log.warning("not noted", why=type(error).__name__)
    return manifest


def back_up(sessions: Sessions, folder: Path, *, beat: copies.Beat, now: datetime) -> None:
    """Back up into a folder and thin out what is old there; a failure is written down."""
    began, file = monotonic(), folder / now.astimezone(UTC).strftime(NAME)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, now)
        make(sessions, file, beat=beat, now=now)
        _thin(folder, now)
    except WRONG as error:
        log.error("no backup", why=str(error))
        _Run(BackupStep.MADE, file, began, now).note(sessions, fault=str(error))


def prove(sessions: Sessions, folder: Path, *, beat: copies.Beat, now: datetime) -> None:
    """Restore the newest backup of a folder, audit it, write down how it went, throw it away."""
    files = _listed(folder)
    if not files:
        return
    began, file, acts = monotonic(), files[max(files)], 0
    try:
        acts, fault = _restored(sessions, file, beat, now)
    except WRONG as error:
        fault = str(error)
    if fault:
        log.error("not restored", file=file.name, why=fault)
    _Run(BackupStep.RESTORED, file, began, now).note(sessions, acts=acts, fault=fault)


def _restored(sessions: Sessions, file: Path, beat: copies.Beat, now: datetime) -> tuple[int, str]:
    """Return how many acts the restored database has, and what is wrong with it."""
    engine = _engine(sessions)
    with (
        tempfile.TemporaryDirectory(prefix=PARTIAL, dir=file.parent) as folder,
        copies.scratch(engine, Path(folder)) as url,
    ):
        manifest = backups.restore(file, url, beat=beat)
        named = (manifest.erased, erasures.read(file.parent))
        restored = connect(url)
        forgetting.erase_again(opener(restored), *named, now=now)
        restored.dispose()
        found = audits.check(
            sessions,
            url=url,
            source=AuditSource.BACKUP,
            against=manifest.checkpoint,
            progress=beat,
            now=now,
        )
    if found.acts != manifest.act_count:
        return found.acts, f"{manifest.act_count} acts were backed up, {found.acts} came back"
    return found.acts, "" if found.is_clean else f"{found.breach_count} breaches"


@dataclass(frozen=True)
class _Run:
    """One time that something was done with a backup."""

    step: BackupStep
    file: Path
    began: float
    now: datetime

    def note(self, sessions: Sessions, *, acts: int = 0, fault: str = "") -> None:
        """Write down how it went."""
        is_there = self.file.exists() and not (fault and self.step == BackupStep.MADE)
        row = {
            "id": ids.new_id(self.now),
            "step": self.step,
            "file": self.file.name,
            "began_at": self.now,
            "milliseconds": round((monotonic() - self.began) * 1000),
            "size": self.file.stat().st_size if is_there else 0,
            "act_count": acts,
            "fault": fault,
        }
        with sessions(True) as session:
            NOTE.run(session, row)
            commit(session)


def _listed(folder: Path) -> dict[datetime, Path]:
    """Return the backups of a folder that we named, by their time."""
    named = (file for file in folder.glob("*.zip") if NAMED.fullmatch(file.name))
    return {datetime.strptime(f.name, NAME).replace(tzinfo=UTC): f for f in named}


def _thin(folder: Path, now: datetime) -> None:
    files = _listed(folder)
    for moment in files.keys() - thinning.kept(files, now):
        files[moment].unlink()


def _sweep(folder: Path, now: datetime) -> None:
    """Throw away what was left unfinished."""
    for left in folder.glob(f"{PARTIAL}*"):
        if now.timestamp() - left.stat().st_mtime > ABANDONED.total_seconds():
            shutil.rmtree(left)


def _engine(sessions: Sessions) -> Engine:
    with sessions(False) as session:
        return session.get_bind().engine
