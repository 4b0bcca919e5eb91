"""`make bench-peers`: our pages beside the same pages in Django, on both databases."""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.__main__ import OURS, compare, pages
from bench.district import districts, sign_in
from bench.peers import same
from bench.servers import Server, running
from bench.table import Line, head

ROOT = Path(__file__).parents[2]
PYTHON = str(ROOT / "var/peers/bin/python")  # the peer's own environment
SITE = "bench.peers.django_site"
DJANGO = [
    *(PYTHON, "-m", "gunicorn", f"{SITE}.wsgi:application", "--bind", "127.0.0.1:{port}"),
    *("--worker-class", "gthread", "--threads", "4", "--keep-alive", "75"),
]
VISITOR = "rosa"
GOAL = 8  # how many times less ours must cost
ROUNDS = 15
DIFFERENT = 1


@dataclass(frozen=True)
class Fresh:
    """A server on a new line in each round: it lets go of one that rests while the other works."""

    server: Server

    def cost(self, path: str, count: int) -> float:
        """Return the CPU microseconds of one request."""
        self.server.hang_up()
        return self.server.cost(path, count)


def main() -> int:
    """Compare the pages, then measure and print; answer 1 where a page is not the same."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as open_things:
        folder = Path(name)
        print(head("measure (CPU µs per request)"))
        for database, url in open_things.enter_context(districts(folder)).items():
            settings = {"PORTAL_DATABASE_URL": url, "PORTAL_MODE": "demo"}
            peers = {**settings, "PEER_FOLDER": name, "PEER_SECRET": secrets.token_urlsafe(48)}
            with running(OURS, folder, **settings) as ours:
                cookie = prepare(peers)
                with running(DJANGO, folder, **peers) as peer:
                    ours.cookie, peer.cookie = sign_in(ours, VISITOR), cookie
                    if not measure(ours, peer, database):
                        return DIFFERENT
    return 0


def prepare(settings: Mapping[str, str]) -> str:
    """Let the peer make what it needs beside the demo data; return its visitor's cookie."""
    command = [PYTHON, "-m", f"{SITE}.prepare", VISITOR]
    said = subprocess.run(
        ["env", *(f"{name}={value}" for name, value in settings.items()), *command],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return said.stdout.strip()


def measure(ours: Server, peer: Server, database: str) -> bool:
    """Print a line for each page; tell whether every page was the same on both sides."""
    for page, path in pages(ours).items():
        ours.hang_up()
        peer.hang_up()
        found = same.differences(same.read(ours.ask(path)), same.read(peer.ask(path)))
        if found:
            print(f"{page}, {database}: not the same page", *found, sep="\n")
            return False
        sides = {"ours": (Fresh(ours), path), "peer": (Fresh(peer), path)}
        costs = compare(sides, ROUNDS)
        line = Line(f"{page}, {database}, Django", costs["ours"], costs["peer"], GOAL, True)
        print(line, flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
