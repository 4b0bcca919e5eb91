"""Archives: what a backup is as a file. A zip that any machine can open, with two things in it:
the copy of the database, and `manifest.json`, which says what it is and what its digest must be.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from db.programs import Beat

__all__ = ["Damaged", "Manifest", "Newest", "pack", "read", "settle", "unpack"]

COPY, MANIFEST = "database", "manifest.json"
QUICK = 1  # how hard it is pressed: a quarter of the size at 80 MB a second
AT_ONCE = 1024 * 1024  # bytes
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)


class Damaged(Exception):
    """This is not a whole backup: a sentence that says why."""


class Newest(BaseModel):
    """The newest act of a book."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: str


class Manifest(BaseModel):
    """What is in a backup. A new form has another version."""

    model_config = ConfigDict(frozen=True)

    format: Literal["tallybrook-backup"] = "tallybrook-backup"
    version: Literal[1] = 1
    made_at: str
    program: str  # the version that made it
    database: Literal["sqlite", "postgresql"]
    migration: str
    books: dict[str, Newest]  # by the programme's code
    checkpoint: str  # the newest signed head of the log; nothing before the first seal
    erased: list[UUID]  # who had been erased by then
    size: int = 0  # of the copy, in bytes
    sha256: str = ""  # of the copy

    @property
    def act_count(self) -> int:
        """How many acts there are: books number theirs without a gap."""
        return sum(newest.number for newest in self.books.values())

    @property
    def newest_at(self) -> str:
        """When the newest act was posted; nothing where there is none."""
        return max((newest.at for newest in self.books.values()), default="")

    @property
    def told(self) -> str:
        """Say in one line what is in it, and how far it goes."""
        until = f", the newest of {self.newest_at}" if self.newest_at else ""
        sealed = self.checkpoint.split("\n")[1] if self.checkpoint else "0"
        acts = f"{self.act_count} acts{until}, {sealed} of them sealed"
        return f"made at {self.made_at}, {acts}, sha256 {self.sha256}"


def pack(copy: Path, manifest: Manifest, file: Path, beat: Beat) -> Manifest:
    """Write an archive that only we can read, down to the disk; return what stands in it."""
    digest, size, done = hashlib.sha256(), copy.stat().st_size, 0
    own = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(own, "wb") as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
            with copy.open("rb") as source, archive.open(COPY, "w", force_zip64=True) as pressed:
                for piece in _pieces(source):
                    digest.update(piece)
                    pressed.write(piece)
                    done += len(piece)
                    beat(done, size)
            whole = manifest.model_copy(update={"size": done, "sha256": digest.hexdigest()})
            archive.writestr(MANIFEST, whole.model_dump_json(indent=1))
        target.flush()
        os.fsync(target.fileno())
    return whole


def read(file: Path) -> Manifest:
    """Return what an archive says of itself; raises Damaged."""
    with _opened(file) as archive:
        try:
            return Manifest.model_validate_json(archive.read(MANIFEST))
        except ValidationError as error:
            raise Damaged(f"{file} is not a backup that this program can read.") from error


def unpack(file: Path, target: Path, beat: Beat) -> None:
    """Take the copy out of an archive, down to the disk; raises Damaged unless it is whole."""
    manifest, digest, done = read(file), hashlib.sha256(), 0
    own = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(own, "wb") as out, _opened(file) as archive, archive.open(COPY) as source:
        for piece in _pieces(source):
            digest.update(piece)
            out.write(piece)
            done += len(piece)
            beat(done, manifest.size)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != manifest.sha256:
        raise Damaged(f"{file} is damaged: the copy in it is not the one that was made.")


def settle(folder: Path) -> None:
    """Bring the names in a folder down to the disk."""
    own = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(own)
    finally:
        os.close(own)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever breaks while it is read is damage."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _BROKEN as error:
        raise Damaged(f"{file} is damaged, or no backup: {error}") from error


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(AT_ONCE):
        yield piece
