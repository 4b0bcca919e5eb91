"""The suite's own PostgreSQL: made for one run from the server's binaries, thrown away after it."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

CARELESS = {  # nothing here outlives the run, so nothing needs to be durable
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
DURABLE = {  # as it is served: what was acknowledged is there after any crash
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
}
SLOWEST_START = 60  # seconds


def binaries() -> Path | None:
    """Return the folder that holds both initdb and postgres, or None."""
    beside = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [*beside, *packaged]
    whole = (f for f in folders if (f / "initdb").exists() and (f / "postgres").exists())
    return next(whole, None)


class Server:
    """One running server in a folder of its own, spoken to through a socket in that folder."""

    def __init__(
        self, programs: Path, settings: dict[str, str] = CARELESS, *, where: Path | None = None
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tallybrook-pg-", dir=where))
        self._programs, self._settings = programs, settings
        self._as_somebody = _not_root(self.folder)
        self._make()
        self._process = self._start()

    def url(self, database: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it again after a kill; what was left over of the killed one is waited for."""
        self._process = self._start()

    def kill(self) -> None:
        """Kill -9 the server and all its children in the middle of their work."""
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(30)
        while any(map(_lives, children)):
            time.sleep(0.005)  # the next one would find its memory still in use

    def stop(self) -> None:
        """Kill it and forget everything."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self) -> None:
        command = [self._programs / "initdb", "-D", self.folder / "data", "-U", "postgres"]
        options = [
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ]
        self._run([*command, *options])

    def _run(self, command: list[object]) -> None:
        said = subprocess.run(
            [*self._as_somebody, *map(str, command)],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr

    def _start(self) -> subprocess.Popen[bytes]:
        settings = [
            part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")
        ]
        command = [self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder]
        with (self.folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [*self._as_somebody, *map(str, command), *settings], cwd="/", stdout=log, stderr=log
            )
        patience = time.monotonic() + SLOWEST_START
        while not self._answers():
            assert process.poll() is None, (self.folder / "server.log").read_text()
            assert time.monotonic() < patience, "PostgreSQL did not start in time"
            time.sleep(0.05)
        return process

    def _answers(self) -> bool:
        try:
            psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            return False
        return True


def _lives(process: str) -> bool:
    """Tell whether a process is there, and not only its name that nobody has asked for yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _not_root(folder: Path) -> list[str]:
    """Return what to put before a command, because the server refuses to run as root.

    The kernel stops the server when this process dies, however it dies.
    """
    survives_nobody = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return survives_nobody
    names = {account.pw_name: account for account in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o755)
    ids = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids, "--pdeathsig", "QUIT"]
