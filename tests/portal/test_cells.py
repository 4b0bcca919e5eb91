"""Which figures of a district are hidden, and that somebody who has all the others learns none."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest

from portal import cells
from portal.cells import ALL, Key
from tests import attacker
from tests.attacker import Attack, District, attack_closed, count, random_district

MARCH = date(2026, 3, 2)
JUNE = date(2026, 6, 28)


def of_march(who: dict[date, Iterable[int]]) -> District:
    """Return a district of one programme in which these people acted on these days."""
    return District({("a", "s"): (MARCH, JUNE)}, {("a", day): [*its] for day, its in who.items()})


def hidden(who: dict[date, Iterable[int]]) -> frozenset[Key]:
    """Return what is hidden of it."""
    district = of_march(who)
    return attacker.hide(district, count(district))


def test_one_who_did_more_than_half_is_as_good_as_alone():
    assert cells.effective(20, acts=20, squares=20) == 20
    assert cells.effective(20, acts=119, squares=100 * 100 + 19) == 1
    assert cells.effective(20, acts=38, squares=19 * 4) == 20
    assert cells.effective(0, acts=30, squares=0) == 0  # a class, which is no person


@pytest.mark.parametrize(("most", "is_hidden"), [(20, False), (30, False), (60, True), (500, True)])
def test_a_week_that_one_person_dominates_is_hidden(most, is_hidden):
    found = hidden({MARCH: [*range(40), *[0] * most]})
    assert (Key("a", "2026-W10") in found) is is_hidden


def test_a_district_of_many_people_is_shown_whole():
    assert hidden({MARCH + timedelta(days=day): range(12) for day in range(100)}) == frozenset()


def test_a_few_days_between_a_month_and_its_weeks_hide_a_week():
    """June 2026 begins on a Monday, so May is four whole weeks, less its first three days."""
    days = [MARCH + timedelta(days=day) for day in range(100)]
    quiet = {date(2026, 5, day) for day in (1, 2, 3)}
    found = hidden({day: range(4 if day in quiet else 12) for day in days})
    assert found
    assert {key.row for key in found} == {"a", ALL}
    assert not any(key.name == "2026" for key in found)


def test_one_lonely_sunday_between_a_month_and_its_weeks_hides_two_weeks_of_two_programmes():
    """One cut before that day and one after it, and the same cuts in a second programme."""
    first, lonely = date(2026, 8, 31), date(2026, 11, 1)
    acts = {
        (row, first + timedelta(weeks=week)): [*range(people)]
        for row, people in (("a", 12), ("b", 20), ("c", 30))
        for week in range(12)
    }
    acts |= {("a", lonely): [0], ("b", lonely): [*range(20)], ("c", lonely): [*range(30)]}
    of_autumn = {(row, "s"): (first, date(2026, 11, 22)) for row in "abc"}
    district = District(of_autumn, acts)
    found = attacker.hide(district, count(district))
    assert {key.row for key in found} == {"a", "b"}
    assert len(found) == 4 and all("-W" in key.name for key in found)
    assert Attack(district, count(district), found).learned() == []


def test_somebody_who_has_all_figures_learns_what_is_not_hidden():
    """The attack itself: with nothing hidden it finds every small figure, and what it is about."""
    district = of_march({MARCH + timedelta(days=day): [day % 30] for day in range(60)})
    assert ("a", "2026-W10") in Attack(district, count(district), []).learned()
    lone = [("a", "2026-W10"), (ALL, "2026-W10")]
    assert Attack(district, count(district), lone).learned()[:1] == [("a", "2026-W10")]


def test_what_is_hidden_with_a_month_is_not_hidden_after_it_was_shown():
    """The 720th district of a longer attack: a season of one month, whose month was shown."""
    chance = Random(20261122)
    for _ in range(719):
        random_district(chance)
    assert attack_closed(random_district(chance)).learned() == []


@pytest.mark.parametrize("seed", range(12))
def test_none_can_be_worked_out_when_each_was_published_at_its_end_either(seed):
    assert attack_closed(random_district(Random(seed))).learned() == []
