"""PostgreSQL's own programs: where they are, and how they are run against a database of ours."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Engine

__all__ = ["Beat", "Impossible", "run"]

Beat = Callable[[int, int], None]  # called again and again in long work: how far, of how much
FOLDERS = ("/usr/lib/postgresql/{major}/bin", "/usr/pgsql-{major}/bin")
PAUSE = 0.2  # seconds between two looks at a program that works


class Impossible(Exception):
    """A copy cannot be made, or not be put back: a sentence that says why."""


def run(engine: Engine, url: URL, name: str, options: list[str], beat: Beat) -> None:
    """Run `name` on the database at `url` of this server; raises Impossible.

    The password goes through a file that only we can read, never through the command line.
    """
    program = _find(name, _major(engine))
    with tempfile.TemporaryDirectory(prefix="tallybrook-") as folder:
        secret = Path(folder) / "pass"
        secret.touch(mode=0o600)
        secret.write_text(f"*:*:*:*:{_escaped(url.password or '')}\n", encoding="utf-8")
        plain = url.set(drivername="postgresql").update_query_dict({"passfile": str(secret)})
        address = plain._replace(password=None).render_as_string(hide_password=False)
        with (Path(folder) / "said").open("w+b") as said:
            if _watched([program, *options, f"--dbname={address}"], said.fileno(), beat):
                said.seek(0)
                told = said.read().decode(errors="replace").strip().partition("\n")[0]
                raise Impossible(told.replace(address, url.database or ""))


def _watched(command: list[str], said: int, beat: Beat) -> int:
    """Run a command until it ends, or until a beat tells us to stop."""
    process = subprocess.Popen(  # noqa: S603  (our own list of words, no shell)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
    )
    try:
        while process.poll() is None:
            beat(0, 0)
            time.sleep(PAUSE)
        return process.returncode
    finally:
        process.kill()
        process.wait()


def _find(name: str, major: int) -> str:
    """Return the program that fits the server, or whichever the machine finds first."""
    beside = (Path(folder.format(major=major)) / name for folder in FOLDERS)
    found = next((str(file) for file in beside if file.exists()), None) or shutil.which(name)
    if found is None:
        raise Impossible(
            f"PostgreSQL's program {name} is not on this machine: install its client programs,"
            f" version {major} or newer."
        )
    return found


def _major(engine: Engine) -> int:
    with engine.connect() as connection:
        asked = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    return int(asked) // 10000


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")
