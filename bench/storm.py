"""A storm of sign-ins: how long pages take while many guess passwords, beside how long at rest.

Seconds on a clock, because waiting is what a storm makes people do; so only their ratio, within
one run, says anything.
"""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from urllib.parse import urlencode

from bench.servers import Server

GUESSERS = 32  # far more than are compared at once
PAGES = 200
GOAL = 3.0
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


def p95(server: Server, path: str) -> float:
    """Return the microseconds that one page in twenty takes longer than."""
    server.hang_up()
    taken = []
    for _ in range(PAGES):
        began = time.perf_counter()
        server.ask(path)
        taken.append(time.perf_counter() - began)
    return quantiles(taken, n=20)[-1] * 1e6


@contextmanager
def guessing(port: int) -> Iterator[list[int]]:
    """Let many guess passwords until the end of the block; collect what they are answered."""
    is_over, answers = threading.Event(), list[int]()

    def guess(number: int) -> None:
        tries = 0
        while not is_over.is_set():
            tries += 1
            # Another person from another place each time: nobody is asked to wait.
            typed = {"email": f"guess-{number}-{tries}@demo.test", "password": "not the one"}
            place = {"X-Forwarded-For": f"10.{number}.{tries // 256}.{tries % 256}"}
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("POST", "/en/sign-in", urlencode(typed), {**HEADERS, **place})
            answers.append(line.getresponse().status)
            line.close()

    crowd = [threading.Thread(target=guess, args=(n,)) for n in range(GUESSERS)]
    for one in crowd:
        one.start()
    try:
        yield answers
    finally:
        is_over.set()
        for one in crowd:
            one.join()
