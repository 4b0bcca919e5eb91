"""`make bench`: each page beside its floor, then the ledger, on both databases."""

import random
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import gifts, keeping, ledger, lists, queues, reports, storm
from bench.district import districts, first_link, sign_in
from bench.servers import Server, running
from bench.table import Line, head

ROUNDS = 50  # short ones, so that a busy neighbour is as hard on one as on the other
REQUESTS = 20  # in each round
WARM_UP = 50
GOALS = {"SQLite": 1.7, "PostgreSQL": 2.2}
GRANIAN = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--no-ws"]
FLOOR = [*GRANIAN, "--host", "127.0.0.1", "--port", "{port}", "bench.floor:web"]
OURS = [sys.executable, "-m", "portal", "serve", "--port", "{port}"]


def pages(server: Server) -> dict[str, str]:
    """Return the pages that are measured, by name."""
    return {
        "home": "/en/",
        "programme": first_link(server, "/en/programmes", "/en/programmes/"),
        "statement": "/en/me/points",
        "report": f"/en/reports/{datetime.now(UTC):%Y-%m}",
    }


def compare(servers: Mapping[str, tuple[Server, str]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median cost of each, asked in turns and in a new order each round."""
    for server, path in servers.values():
        server.cost(path, WARM_UP)
    costs: dict[str, list[float]] = {name: [] for name in servers}
    order = list(servers)
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            server, path = servers[name]
            costs[name].append(server.cost(path, REQUESTS))
    return {name: median(found) for name, found in costs.items()}


def in_storm(server: Server, database: str) -> Line:
    """Return how long a page takes while many guess passwords, beside how long at rest."""
    path = pages(server)["programme"]
    at_rest = storm.p95(server, path)
    with storm.guessing(server.port):
        return Line(
            f"p95 in a storm (µs), {database}", storm.p95(server, path), at_rest, storm.GOAL
        )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as open_things:
        folder = Path(name)
        print(head("measure (CPU µs per request)"))
        for database, url in open_things.enter_context(districts(folder)).items():
            settings = {"PORTAL_DATABASE_URL": url, "PORTAL_MODE": "demo"}
            settings["PORTAL_TRUSTED_PROXIES"] = "127.0.0.1"  # a storm comes from many places
            with (
                running(OURS, folder, **settings) as ours,
                running(FLOOR, folder, **settings) as floor,
            ):
                ours.cookie = floor.cookie = sign_in(ours, "rosa")
                for page, path in pages(ours).items():
                    found = compare({"ours": (ours, path), "floor": (floor, path)})
                    goal = GOALS[database]
                    print(
                        Line(f"{page}, {database}", found["ours"], found["floor"], goal), flush=True
                    )
                print(in_storm(ours, database), flush=True)
    queues.main()
    lists.main()
    gifts.main()
    reports.main()
    keeping.main()
    ledger.main()


if __name__ == "__main__":
    main()
