"""Nobody learns who has an account: the same is said, and the same work is done.

Work is counted, not timed: which hashes were computed at which cost, and what the database was
asked. A clock measures the machine's other neighbours too (tests/drills/test_timing.py has one).
"""

import re
import subprocess
import sys
import threading
import time
from statistics import mean, variance

import anyio
import httpx2
import pytest
from pwdlib import PasswordHash
from sqlalchemy import select

from db.engine import open_session
from db.tables.people import Person
from pages.app import create_app
from pages.web.crew import AT_ONCE
from portal import passwords
from portal.transactions import opener
from tests.habits.walk import counted
from tests.people import NOON

TRIES = 200
COSTS = re.compile(r"^\$argon2id\$v=\d+\$(m=\d+,t=\d+,p=\d+)\$")


class Watching(PasswordHash):
    """The hasher of the tests, which writes down what it compares, and how many at once."""

    def __init__(self, hashers, pause=0.0):
        super().__init__(hashers)
        self.costs, self.inside, self.most, self.pause = [], 0, 0, pause
        self._lock = threading.Lock()

    def verify(self, password, hash):
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.costs.append(COSTS.match(hash)[1])
        time.sleep(self.pause)
        try:
            return super().verify(password, hash)
        finally:
            with self._lock:
                self.inside -= 1


@pytest.fixture
def watching(monkeypatch):
    watching = Watching(passwords.hasher.hashers)
    monkeypatch.setattr(passwords, "hasher", watching)
    passwords.fits("x", None)  # what a process does only once is done now
    return watching


def work_of(browser, engine, watching, path, typed):
    """Return what a form costs: the hashes that are compared, and what the database is asked."""
    watching.costs.clear()
    with counted(engine) as statements:
        answer = browser.post(path, data=typed, follow_redirects=False)
    page = re.sub(r'[0-9a-f]{32,}|value="[^"]*@[^"]*"', "", answer.text)
    return answer.status_code, page, list(watching.costs), list(statements)


def test_a_wrong_password_costs_the_same_whoever_it_is_tried_on(visit_as, engine, watching):
    browser = visit_as()

    def tried(name):
        typed = {"email": f"{name}@demo.test", "password": "not the one"}
        return work_of(browser, engine, watching, "/en/sign-in", typed)

    known, unknown = tried("rosa"), tried("nobody")
    assert known == unknown
    status, page, costs, statements = known
    assert status == 422 and "do not fit together" in page
    assert len(costs) == 1 and len(statements) >= 3


def test_over_two_hundred_tries_no_work_tells_known_from_unknown(visit_as, engine, watching):
    """Each try is another person or nobody, in turns; means of work within two of their errors."""
    with open_session(engine, writes=False) as session:
        asked = select(Person.email).where(Person.email.is_not(None)).order_by(Person.email)
        known = list(session.scalars(asked))
    work = {True: [], False: []}
    for n in range(2 * TRIES):
        is_known = n % 2 == 0
        email = known[n // 2 % len(known)] if is_known else f"nobody{n}@demo.test"
        # Each from another place, so that nobody has to wait for the guesses before.
        typed = {"email": email, "password": f"wrong {n}"}
        browser = visit_as()
        browser._transport.client = (f"10.0.{n // 256}.{n % 256}", 50000)
        _, _, costs, statements = work_of(browser, engine, watching, "/en/sign-in", typed)
        assert len(costs) == 1, "nobody had to wait, so a password was compared"
        memory = sum(int(re.search(r"m=(\d+)", cost)[1]) for cost in costs)
        work[is_known].append(memory + len(statements))
    error = (sum(variance(found) / TRIES for found in work.values())) ** 0.5
    assert len(work[True]) == len(work[False]) == TRIES
    assert abs(mean(work[True]) - mean(work[False])) <= 2 * error


def test_asking_for_a_letter_costs_the_same_whoever_asks(visit_as, engine, watching):
    browser = visit_as()

    def asked(name, purpose):
        typed = {"email": f"{name}@demo.test", "purpose": purpose}
        return work_of(browser, engine, watching, "/en/sign-in/letter", typed)

    for purpose in ("sign_in", "password"):
        known, unknown = asked("rosa", purpose), asked("nobody", purpose)
        assert known == unknown and known[0] == 303 and known[2] == []


def test_a_device_is_asked_the_same_whoever_holds_it(visit_as, settings, monkeypatch):
    monkeypatch.setattr(settings, "base_url", "https://portal.example")
    asked = [visit_as().post("/en/sign-in/passkey/options").json() for _ in range(2)]
    challenges = [one.pop("challenge") for one in asked]
    assert asked[0] == asked[1] and challenges[0] != challenges[1]
    assert not asked[0].get("allowCredentials")


def test_never_more_than_two_passwords_are_compared_at_once(engine, town, settings, monkeypatch):
    """A storm of sign-ins takes the memory of two comparisons, and pages are answered meanwhile."""
    watching = Watching(passwords.hasher.hashers, pause=0.02)
    monkeypatch.setattr(passwords, "hasher", watching)
    site = create_app(opener(engine), settings, clock=lambda: NOON)
    storm, answered_before = 40, []

    async def stormed():
        facts = {"base_url": "http://testserver", "headers": {"Sec-Fetch-Site": "same-origin"}}
        transport = httpx2.ASGITransport(app=site)
        async with httpx2.AsyncClient(transport=transport, **facts) as browser:
            done = []

            async def guess(number):
                typed = {"email": f"guess{number}@demo.test", "password": "x"}
                await browser.post("/en/sign-in", data=typed, timeout=120)
                done.append(number)

            async with anyio.create_task_group() as everybody:
                for number in range(storm):
                    everybody.start_soon(guess, number)
                while not done:
                    await anyio.sleep(0.005)
                for _ in range(3):
                    page = await browser.get("/en/never", timeout=120)
                    answered_before.append((page.status_code, len(done)))

    anyio.run(stormed)
    assert watching.most == AT_ONCE and len(watching.costs) == storm
    assert [status for status, _ in answered_before] == [200] * 3
    assert answered_before[-1][1] < storm, "pages waited until the storm was over"


def test_what_is_kept_of_a_password_is_as_dear_as_we_say():
    """Asked of a process of its own: the tests hash at the lowest cost there is."""
    program = "from portal import passwords; print(passwords.hash_of('x'))"
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    memory, rounds = map(int, re.search(r"m=(\d+),t=(\d+)", COSTS.match(made.stdout)[1]).groups())
    assert memory >= 64 * 1024 and rounds >= 3
