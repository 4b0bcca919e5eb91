"""What several drills begin with."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.databases import SqliteCopies


@pytest.fixture
def small(sqlite_copies: SqliteCopies) -> bytes:
    """The file of a small programme in which anna has points."""
    from tests.conftest import posted  # noqa: PLC0415

    url = sqlite_copies.copy("world", posted)
    file = Path(url.removeprefix("sqlite:///"))
    plain = sqlite.connect(file)
    plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    data = file.read_bytes()
    sqlite_copies.drop(url)
    return data


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of forty megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=40m,mode=0777", "none", str(folder)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    for above in folder.parents:  # PostgreSQL runs as somebody else
        if above.stat().st_mode & 0o077 == 0:
            above.chmod(above.stat().st_mode | 0o011)
    yield folder
    subprocess.run(["/usr/bin/umount", "--lazy", str(folder)], check=True)
