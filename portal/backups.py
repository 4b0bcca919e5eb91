"""Backups: a whole database in one file, made while the portal runs, and put back.

A backup is written under another name beside its own and renamed when it is whole and on the
disk. Photos are not in it: they lie apart, and so do the keys that sign the log.
"""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, func, make_url
from sqlmodel import Session, col

from db import copies, migrate
from db.copies import Beat, Impossible
from db.engine import connect_as_owner
from db.statement import Statement, pick
from db.tables.ledger import Txn
from db.tables.programmes import Programme
from portal import archives, heads
from portal.archives import Damaged, Manifest, Newest
from portal.release import release
from portal.stamps import stamp

__all__ = ["PARTIAL", "Damaged", "Impossible", "Manifest", "make", "restore"]

PARTIAL = ".partial-"  # what the folder of an unfinished backup is called
NEWEST = Statement(  # numbers of acts only grow, so that each is one look into its key
    pick(
        Programme.code,
        pick(func.max(Txn.seq))
        .where(col(Txn.programme_id) == Programme.id)
        .correlate(Programme)
        .scalar_subquery()
        .label("number"),
        pick(Txn.at)
        .where(col(Txn.programme_id) == Programme.id)
        .order_by(col(Txn.seq).desc())
        .limit(1)
        .correlate(Programme)
        .scalar_subquery()
        .label("at"),
    )
)


def make(
    engine: Engine,
    file: Path,
    *,
    replace: bool = False,
    erased: Sequence[UUID] = (),
    beat: Beat,
    now: datetime,
) -> Manifest:
    """Back a database up into `file` while others write; return what is in it.

    What stands under that name already stays, unless it may be replaced. Raises Impossible, and
    OSError where there is no room.
    """
    _refuse_taken(file, replace)
    if migrate.applied(engine) is None:
        raise Impossible("There is nothing to back up: run portal migrate first.")
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=file.parent) as folder:
        copy, whole = Path(folder) / "copy", Path(folder) / "whole"
        with copies.copied(engine, copy, beat) as connection:
            manifest = _manifest(connection, erased, now)
        manifest = archives.pack(copy, manifest, whole, beat)
        _refuse_taken(file, replace)
        whole.replace(file)
    archives.settle(file.parent)
    return manifest


def restore(file: Path, url: str, *, beat: Beat) -> Manifest:
    """Put a backup into the empty database at `url`, and bring it to this program's schema.

    What is there is not touched. Raises Damaged and Impossible. An audit is the caller's to make.
    """
    manifest = archives.read(file)
    _refuse_unfit(manifest, url)
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=copies.room(url)) as folder:
        copy = Path(folder) / "copy"
        archives.unpack(file, copy, beat)
        copies.load(url, copy, beat)
    if place := copies.room(url):
        archives.settle(place)
    if manifest.migration < migrate.newest():
        _upgrade(url)
    return manifest


def _refuse_taken(file: Path, replace: bool) -> None:
    if file.exists() and not replace:
        raise Impossible(f"{file} is there already. Nothing was done; --replace replaces it.")


def _refuse_unfit(manifest: Manifest, url: str) -> None:
    """Refuse before anything is touched."""
    kind = make_url(url).get_backend_name()
    if manifest.database != kind:
        raise Impossible(f"This is a backup of {manifest.database}, the database is {kind}.")
    if manifest.migration > migrate.newest():
        raise Impossible(
            f"The backup was made by a newer program ({manifest.program}, migration"
            f" {manifest.migration}); this one knows {migrate.newest()}. Install that one first."
        )
    if not copies.is_empty(url):
        raise Impossible("The database is not empty. Nothing was done; restore into an empty one.")


def _manifest(connection: Connection, erased: Sequence[UUID], now: datetime) -> Manifest:
    """Say what is in a copy, as the copy itself tells."""
    with Session(connection) as session:
        head = heads.newest(session)
        return Manifest(
            made_at=stamp(now),
            program=release(),
            database="sqlite" if connection.dialect.name == "sqlite" else "postgresql",
            migration=migrate.applied_on(connection) or "",
            books={
                row.code: Newest(number=row.number, at=row.at)
                for row in NEWEST.all(session)
                if row.number
            },
            checkpoint=str(head.note) if head else "",
            erased=sorted(erased),
        )


def _upgrade(url: str) -> None:
    engine = connect_as_owner(url)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()
