"""The Nu HTML checker, served: it takes seconds to wake and milliseconds to read a page."""

import json
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.habits.tree import ROOT
from tests.journeys.server import wait_for
from tools import vendor

JAR = next(file.path for file in vendor.listed() if file.package == "vnu-jar")
FAULTS = {"error", "non-document-error"}


@dataclass(frozen=True)
class Checker:
    """A checker that is awake."""

    url: str

    def faults_of(self, page: Path) -> list[str]:
        """Return what the checker calls an error in a saved page."""
        asked = urllib.request.Request(  # noqa: S310
            f"{self.url}?out=json", page.read_bytes(), {"Content-Type": "text/html; charset=utf-8"}
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            messages = json.load(answer)["messages"]
        return [
            f"html, {page.name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')!r}"
            for m in messages
            if m["type"] in FAULTS
        ]


def can_start() -> bool:
    """Return whether Java and the checker are there."""
    return shutil.which("java") is not None and JAR.exists()


@contextmanager
def awake(folder: Path) -> Iterator[Checker]:
    """Run a checker until the end of the block; what it says goes into the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    here = "-Dnu.validator.servlet.bind-address=127.0.0.1"
    command = ["java", "-Xss8m", here, "-cp", str(JAR), "nu.validator.servlet.Main", port]
    with (folder / "checker.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}/"
            wait_for(url, running, folder / "checker.log")
            yield Checker(url)
        finally:
            running.terminate()
            running.wait(20)
