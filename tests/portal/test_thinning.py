"""Which backups stay: close together when they are young, far apart when they are old."""

import itertools
import random
from datetime import UTC, datetime, timedelta

from portal.thinning import EACH_DAY, EACH_HOUR, EACH_MONTH, kept

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lived(hours, step=HOUR):
    """Make a backup at every step and thin each time; return what is left and when that is."""
    there, now = set(), NOON
    for _ in range(hours):
        now += step
        there = kept(there | {now}, now)
    return sorted(there), now


def test_nothing_stays_of_nothing():
    assert kept([], NOON) == set()


def test_the_newest_stays_however_old_it_is():
    for age in (timedelta(), 3 * DAY, 40 * DAY, 4000 * DAY):
        assert kept([NOON - age], NOON) == {NOON - age}


def test_of_one_hour_the_last_one_stays():
    early, late = NOON - timedelta(minutes=50), NOON - timedelta(minutes=5)
    assert kept([late, early], NOON) == {late}


def test_after_two_years_of_hours_they_stand_as_promised():
    there, now = lived(2 * 365 * 24)
    young = [moment for moment in there if now - moment <= EACH_HOUR]
    middle = [moment for moment in there if EACH_HOUR < now - moment <= EACH_DAY]
    old = [moment for moment in there if now - moment > EACH_DAY]
    assert len(young) == 49
    assert len({moment.date() for moment in middle}) == len(middle) in range(33, 36)
    assert len({(moment.year, moment.month) for moment in old}) == len(old) in range(12, 15)
    assert now - there[0] <= EACH_MONTH


def test_no_gap_is_wider_than_promised_at_any_hour():
    there, now = set(), NOON
    for _ in range(90 * 24):
        now += HOUR
        there = kept(there | {now}, now)
        ages = sorted(now - moment for moment in there)
        for younger, older in itertools.pairwise(ages):
            widest = HOUR if older <= EACH_HOUR else DAY if older <= EACH_DAY else 31 * DAY
            assert older - younger <= widest + DAY * (older > EACH_HOUR), (younger, older)


def test_none_that_is_too_old_stays_beside_a_newer_one():
    old = [NOON - EACH_MONTH - timedelta(days=months * 31) for months in range(1, 9)]
    assert kept([*old, NOON - EACH_MONTH, NOON], NOON) == {NOON - EACH_MONTH, NOON}


def test_thinning_again_changes_nothing():
    chance = random.Random(1)
    made = {NOON - timedelta(minutes=chance.randrange(400 * 24 * 60)) for _ in range(3000)}
    once = kept(made, NOON)
    assert kept(once, NOON) == once < made
