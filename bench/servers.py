"""Servers in processes of their own, asked over one connection, and the CPU time they took."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SLOWEST_START = 180  # seconds, on a busy machine


@dataclass
class Server:
    """A running server; `cookie` is sent with every request."""

    port: int
    pid: int
    cookie: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, path: str, *, status: int = 200) -> bytes:
        """Return what stands at an address."""
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        self._line.request("GET", path, headers={**cookie, **self.extra})
        answer = self._line.getresponse()
        body = answer.read()
        assert answer.status == status, f"{path} answers {answer.status}: {body[:300]!r}"
        return body

    def hang_up(self) -> None:
        """Let go of the line, as the server does with one that rests; the next opens by itself."""
        self._line.close()

    def cpu_seconds(self) -> float:
        """Return the user and system time of the server and all its children so far."""
        return sum(cpu_seconds(pid) for pid in _family(self.pid))

    def cost(self, path: str, count: int) -> float:
        """Return the CPU microseconds of one request, over `count` of them."""
        before = self.cpu_seconds()
        for _ in range(count):
            self.ask(path)
        return (self.cpu_seconds() - before) / count * 1e6


@contextmanager
def running(
    command: Sequence[str], folder: Path, *, ready: str = "/healthz", **environment: str
) -> Iterator[Server]:
    """Start a server ({port} in the command is filled in) and stop it after the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    filled = [part.replace("{port}", str(port)) for part in command]
    log_file = folder / f"{port}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            filled, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            _wait(port, ready, process, log_file)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, path: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + SLOWEST_START
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", path)
            line.getresponse().read()
            return
        except (ConnectionError, http.client.HTTPException, TimeoutError):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < patience, log.read_text()
            time.sleep(0.1)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of one process so far: what the kernel counted for each thread."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
