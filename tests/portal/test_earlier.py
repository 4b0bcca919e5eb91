"""Earlier: which times before its own a report is held against."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest

from portal.earlier import Basis, Ran, ran, times
from portal.figures import Place
from portal.periods import parse
from portal.scopes import Scope, season

RIVER, SCHOOL = (Place(UUID(int=number), code, code, {}) for number, code in enumerate("RS"))
SEASONS = {
    "spring-2026": (date(2026, 4, 15), date(2026, 7, 12)),
    "autumn-2026": (date(2026, 9, 7), date(2026, 12, 31)),
    "spring-2027": (date(2027, 1, 1), date(2027, 7, 4)),
}


def run(place, code, days):
    about = {"id": place.id, "code": place.key, "slug": place.slug, "name": {}}
    named = {"season": code, "season_name": {"en": code}}
    return SimpleNamespace(**about, **named, starts_on=days[0], ends_on=days[1])


def asked(code, place=RIVER, more=()):
    """Return a scope about one programme, or with None about all."""
    every = [run(RIVER, name, days) for name, days in SEASONS.items()] + [*more]
    mine = [one for one in every if place is None or one.id == place.id]
    return Scope(parse(code) or season(every, code), place, None, mine, every)


def held_against(code, **more):
    return [(basis, it and it.period.code) for basis, it in times(asked(code, **more))]


@pytest.mark.parametrize(
    ("code", "others"),
    [
        ("2026-05", [(Basis.YEAR_BEFORE, "2025-05")]),
        ("2026-06", [(Basis.YEAR_BEFORE, "2025-06"), (Basis.FIRST, "2026-05")]),
        ("2027-05", [(Basis.YEAR_BEFORE, "2026-05")]),  # the beginning is that very month
        ("2026-W16", [(Basis.YEAR_BEFORE, "2025-W16")]),  # begun on a Wednesday
        ("2026-W18", [(Basis.YEAR_BEFORE, "2025-W18"), (Basis.FIRST, "2026-W17")]),
        ("2026-W53", [(Basis.YEAR_BEFORE, None), (Basis.FIRST, "2026-W17")]),
        ("2026", [(Basis.YEAR_BEFORE, "2025")]),
        ("2027", [(Basis.YEAR_BEFORE, "2026")]),
        ("2029", [(Basis.YEAR_BEFORE, "2028"), (Basis.FIRST, "2027")]),
        ("spring-2026", [(Basis.SEASON_BEFORE, None)]),
        ("autumn-2026", [(Basis.SEASON_BEFORE, "spring-2026")]),
        ("spring-2027", [(Basis.SEASON_BEFORE, "autumn-2026"), (Basis.FIRST, "spring-2026")]),
    ],
)
def test_a_programme_is_held_against_the_time_before_and_its_beginning(code, others):
    assert held_against(code) == others


@pytest.mark.parametrize(
    ("code", "others"),
    [
        ("2026-06", [(Basis.YEAR_BEFORE, "2025-06")]),
        ("spring-2027", [(Basis.SEASON_BEFORE, "autumn-2026")]),
    ],
)
def test_all_programmes_are_held_against_the_time_before_only(code, others):
    assert held_against(code, place=None) == others


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("2026-03", 0),
        ("2026-04", 16),
        ("2026-05", 31),
        ("2026-W16", 5),
        ("2026", 89 + 116),
        ("spring-2026", 89),
    ],
)
def test_days_out_of_season_do_not_count(code, days):
    assert ran(asked(code)) == Ran(days, int(days > 0))


def test_days_of_two_programmes_count_once():
    more = [run(SCHOOL, "term", (date(2026, 5, 4), date(2026, 8, 2)))]
    both = asked("2026-05", place=None, more=more)
    assert ran(both) == Ran(31, 2)
    assert ran(asked("2026-07", place=None, more=more)) == Ran(31, 2)
    assert ran(asked("2026-08", place=None, more=more)) == Ran(2, 1)
