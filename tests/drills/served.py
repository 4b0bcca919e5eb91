"""The portal as it is served: `portal serve` in a process of its own, and a line to cut."""

import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from portal.demo.cast import PASSWORD
from tests.databases import as_owner

SLOWEST = 60  # seconds to start, or to come back
PORTAL = [sys.executable, "-m", "portal"]
BREAK_AT_ONCE = struct.pack("ii", 1, 0)  # close without a goodbye


@dataclass(frozen=True)
class Answer:
    """What came back: the status, where it leads, the cookie it sets, the page."""

    status: int
    location: str
    cookie: str
    page: str


@dataclass(frozen=True)
class Served:
    """A running portal on a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]
    chance: random.Random

    def kill_worker(self) -> None:
        """Kill -9 the process that answers; the one above it starts another."""
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for child in children:
            if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)

    def ask(self, path: str, cookie: str = "", **form: str) -> Answer:
        """Ask over a whole line, again while nobody answers."""
        patience = time.monotonic() + SLOWEST
        while True:
            with suppress(OSError):
                if text := self._all(_request(path, cookie, form)):
                    return _read(text)
            assert time.monotonic() < patience, f"{path}: no answer"
            time.sleep(0.05)

    def ask_and_be_cut(self, path: str, cookie: str, **form: str) -> None:
        """Ask, and lose the line at some byte of the request or of the answer."""
        request = _request(path, cookie, form)
        with suppress(OSError), self._line() as line:
            if self.chance.random() < 0.5:
                line.sendall(request[: self.chance.randrange(len(request))])
            else:
                line.sendall(request)
                left = self.chance.randrange(600)
                while left > 0 and (data := line.recv(left)):
                    left -= len(data)
            if self.chance.random() < 0.5:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, BREAK_AT_ONCE)

    def _line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=SLOWEST)

    def _all(self, request: bytes) -> str:
        with self._line() as line:
            line.sendall(request)
            text = b""
            while data := line.recv(65536):
                text += data
        return text.decode()


def fill(url: str, folder: Path) -> None:
    """Fill a migrated database with a small demo district of today."""
    small = ["demo", "--people", "40", "--actions", "280"]
    owners = {**_settings(url, folder), "PORTAL_OWNER_URL": as_owner(url)}
    subprocess.run([*PORTAL, *small], env=owners, check=True)


@contextmanager
def serve(url: str, folder: Path, chance: random.Random, *, workers: int = 1) -> Iterator[Served]:
    """Serve a database, without jobs; what the server says goes to a file in the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        command = [*PORTAL, "serve", "--port", str(port), "--workers", str(workers)]
        process = subprocess.Popen(command, env=_settings(url, folder), stdout=log, stderr=log)
    try:
        served = Served(port, process, chance)
        assert served.ask("/healthz").page == "ok\n"
        yield served
    finally:
        process.terminate()
        process.wait(30)


def _settings(url: str, folder: Path) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    settings = {"DATABASE_URL": url, "FILES_URL": f"file:{folder}/files", "JOBS": "off"}
    return {**known, **{f"PORTAL_{name}": value for name, value in settings.items()}}


def signed_in(served: Served, name: str) -> str:
    """Return the cookie of somebody who has just signed in."""
    answer = served.ask("/en/sign-in", email=f"{name}@demo.test", password=PASSWORD)
    assert answer.cookie, (answer.status, answer.page[-500:])
    return answer.cookie


def _request(path: str, cookie: str, form: dict[str, str]) -> bytes:
    body = urlencode(form).encode()
    head = [
        f"{'POST' if form else 'GET'} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Sec-Fetch-Site: same-origin",
        "Connection: close",
        *([f"Cookie: {cookie}"] if cookie else []),
        *(
            ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            if form
            else []
        ),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def _read(text: str) -> Answer:
    head, _, page = text.partition("\r\n\r\n")
    named = {
        name: re.findall(rf"(?im)^{name}: ([^;\r\n]*)", head) for name in ("location", "set-cookie")
    }
    first = {name: (found or [""])[0] for name, found in named.items()}
    return Answer(int(head.split()[1]), first["location"], first["set-cookie"], page)
