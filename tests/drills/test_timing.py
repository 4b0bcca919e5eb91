"""Nobody learns from the clock who has an account: known and unknown addresses take as long."""

import time
from datetime import timedelta
from statistics import mean, variance

import pytest

from tests.people import NOON

ROUNDS = 3  # two equal means differ by more than two errors once in twenty; not three times
MOST = 2.0  # standard errors of the difference


@pytest.fixture
def clock():
    """Every visit is two days after the one before, so that nobody waits for earlier guesses."""
    days = iter(range(1_000_000))
    return lambda: NOON + timedelta(days=2 * next(days))


@pytest.mark.parametrize("tries", [50, pytest.param(200, marks=pytest.mark.drill)])
def test_a_wrong_password_takes_as_long_for_an_address_nobody_has(visit_as, tries):
    browser = visit_as()
    for name in ("rosa", "nobody"):
        taken(browser, name, 10)  # what a process does only once is done now
    found = []
    while len(found) < ROUNDS and (not found or abs(found[-1]) > MOST):
        known, unknown = [], []
        for _ in range(tries):
            known += taken(browser, "rosa", 1)
            unknown += taken(browser, "nobody", 1)
        error = (variance(known) / tries + variance(unknown) / tries) ** 0.5
        found.append((mean(known) - mean(unknown)) / error)
    assert abs(found[-1]) <= MOST, f"known takes longer by so many standard errors: {found}"


def taken(browser, name, times):
    """Return the seconds each of so many wrong tries took."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        typed = {"email": f"{name}@demo.test", "password": "not the one"}
        answer = browser.post("/en/sign-in", data=typed)
        seconds.append(time.perf_counter() - began)
        assert answer.status_code == 422 and "do not fit together" in answer.text
    return seconds
