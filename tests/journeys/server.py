"""The site in a process of its own, as it is served, with a clock that a test can set."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from starlette.types import ASGIApp

from portal.places import place

SLOWEST_START = 60  # seconds
DATABASE, CLOCK, LOCALE = "JOURNEY_DATABASE", "JOURNEY_CLOCK", "JOURNEY_LOCALE"


@dataclass(frozen=True)
class Site:
    """A running site: where it is, and which time it believes it is."""

    url: str
    database_url: str
    clock_file: Path

    def go_to(self, instant: datetime) -> None:
        """Set the clock."""
        self.clock_file.write_text(instant.isoformat())


@contextmanager
def serve(
    database_url: str, folder: Path, *, now: datetime, locale: Path | None = None, **settings: str
) -> Iterator[Site]:
    """Serve a database until the end of the block; files and clock lie in `folder`.

    A test may bring catalogues of its own in a folder `locale`; `{port}` in a setting is the port.
    """
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", database_url, folder / "clock")
    site.go_to(now)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        DATABASE: database_url,
        CLOCK: str(site.clock_file),
        LOCALE: str(locale or place("locale")),
        "PORTAL_FILES_URL": f"file:{folder}/files",
        "PORTAL_KEYS_DIR": f"{folder}/keys",
        **{f"PORTAL_{name.upper()}": said.format(port=port) for name, said in settings.items()},
    }
    command = [sys.executable, "-m", "tests.journeys.server", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"{site.url}/healthz", server, folder / "server.log")
            yield site
        finally:
            server.terminate()
            server.wait(20)


def web() -> ASGIApp:
    """Build the site; called in the server's process."""
    from db.engine import connect  # noqa: PLC0415
    from pages import speech  # noqa: PLC0415
    from pages.app import create_app  # noqa: PLC0415
    from portal.settings import Settings  # noqa: PLC0415
    from portal.transactions import opener  # noqa: PLC0415

    speech.place = lambda _name: Path(os.environ[LOCALE])  # type: ignore[assignment]
    file = Path(os.environ[CLOCK])
    engine = connect(os.environ[DATABASE])
    return create_app(
        opener(engine), Settings(), clock=lambda: datetime.fromisoformat(file.read_text())
    )


def main() -> None:
    """Serve as `portal serve` does."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "tests.journeys.server:web",
        "127.0.0.1",
        int(sys.argv[1]),
        factory=True,
        interface=Interfaces.ASGI,
        websockets=False,
        blocking_threads=1,
    ).serve()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server that was just started answers; fail with its log."""
    patience = time.monotonic() + SLOWEST_START
    while True:
        try:
            urllib.request.urlopen(url).close()  # noqa: S310
            return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < patience, f"no answer: {log.read_text()}"
            time.sleep(0.1)


def today() -> datetime:
    """Return this instant, for those who look at the site as it is now."""
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
