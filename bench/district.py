"""The demo district on either database, and a browser's cookie for somebody in it."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.servers import Server
from tests.postgres import Server as Postgres
from tests.postgres import binaries

PASSWORD = "riverside-demo"
PORTAL = [sys.executable, "-m", "portal"]


@contextmanager
def districts(folder: Path) -> Iterator[dict[str, str]]:
    """Fill the district into both databases; yield their addresses by name."""
    sqlite = f"sqlite:///{folder}/portal.db"
    fill(sqlite)
    found = {"SQLite": sqlite}
    if (programs := binaries()) is None:
        sys.stdout.write("PostgreSQL is not here and is left out.\n")
        yield found
        return
    server = Postgres(programs)
    try:
        fill(server.url())
        with psycopg.connect(server.url(), autocommit=True) as line:
            line.execute("ANALYZE")  # as the server does by itself within a minute; here it may not
        yield {**found, "PostgreSQL": server.url()}
    finally:
        server.stop()


def fill(url: str) -> None:
    """Make the district through the real verbs."""
    environment = {**os.environ, "PORTAL_DATABASE_URL": url, "PORTAL_MODE": "demo"}
    for command in ("migrate", "demo"):
        subprocess.run([*PORTAL, command], env=environment, check=True, stdout=subprocess.DEVNULL)


def sign_in(server: Server, name: str) -> str:
    """Return the cookie of a browser in which somebody has just signed in."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    form = urlencode({"email": f"{name}@demo.test", "password": PASSWORD, "idem": "0" * 64})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    line.request("POST", "/en/sign-in", form, headers)
    answer = line.getresponse()
    answer.read()
    assert answer.status == 303, f"sign-in answers {answer.status}"
    return str(answer.getheader("Set-Cookie")).partition(";")[0]


def first_link(server: Server, path: str, beginning: str) -> str:
    """Return the first link on a page that begins so."""
    found = re.search(rf'href="({re.escape(beginning)}[^"#?]+)"', server.ask(path).decode())
    assert found, f"{path} links to nothing under {beginning}"
    return found[1]
