"""Periods: what an address names, and what a day belongs to."""

from datetime import date

import pytest

from portal import periods
from portal.periods import Period, PeriodKind


@pytest.mark.parametrize(
    ("code", "kind", "first", "last"),
    [
        ("2026", PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-05", PeriodKind.MONTH, date(2026, 5, 1), date(2026, 5, 31)),
        ("2026-12", PeriodKind.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        ("2028-02", PeriodKind.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-W20", PeriodKind.WEEK, date(2026, 5, 11), date(2026, 5, 17)),
        ("2025-W01", PeriodKind.WEEK, date(2024, 12, 30), date(2025, 1, 5)),
        ("2026-W53", PeriodKind.WEEK, date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_code_names_its_days(code, kind, first, last):
    assert periods.parse(code) == Period(code, kind, first, last)


@pytest.mark.parametrize(
    "code",
    [
        *("", "26", "20260", "2026-13", "2026-00", "2026-5", "2026-W00", "2026-W54", "2027-W53"),
        *("0000", "1999", "9999", "9999-12", "2026-05-14", "spring-2026", "2026-w20", "２０２６"),
    ],
)
def test_what_names_no_time_is_no_period(code):
    assert periods.parse(code) is None


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 5, 14), "2026-W20"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2026, 1, 4), "2026-W01"),
    ],
)
def test_a_day_lies_in_a_year_a_month_a_week_and_a_season(day, week):
    year, month, own_week, season, *_ = periods.codes_of_day(day, "x")
    assert (year, month, own_week, season) == (f"{day:%Y}", f"{day:%Y-%m}", week, "x")
    for code in (year, month, own_week):
        assert periods.parse(code).first <= day <= periods.parse(code).last


@pytest.mark.parametrize(
    ("day", "part", "days"),
    [
        (date(2026, 4, 30), "2026-W18-04", (date(2026, 4, 27), date(2026, 4, 30))),
        (date(2026, 5, 1), "2026-W18-05", (date(2026, 5, 1), date(2026, 5, 3))),
        (date(2027, 1, 3), "2026-W53-01", (date(2027, 1, 1), date(2027, 1, 3))),
    ],
)
def test_a_week_in_two_months_has_two_parts_that_nobody_can_ask_for(day, part, days):
    assert periods.part_of(day) == (part,)
    assert periods.span(part) == (*days, True)
    assert periods.parse(part) is None


def test_a_week_in_one_month_has_no_parts():
    assert periods.part_of(date(2026, 5, 14)) == ()
    assert periods.span("2026-W20") == (date(2026, 5, 11), date(2026, 5, 17), False)
    assert periods.span("2026-W20-06") is None
    assert periods.span("spring-2026") is None


def test_a_period_says_which_years_it_touches():
    assert list(periods.parse("2025-W01").years) == [2024, 2025]
    assert list(periods.parse("2026").years) == [2026]


def test_the_periods_between_two_days_follow_each_other():
    first, last = date(2025, 12, 30), date(2026, 2, 3)
    weeks = [one.code for one in periods.between(PeriodKind.WEEK, first, last)]
    assert weeks == ["2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05", "2026-W06"]
    months = [one.code for one in periods.between(PeriodKind.MONTH, first, last)]
    assert months == ["2025-12", "2026-01", "2026-02"]
    assert [one.code for one in periods.between(PeriodKind.YEAR, first, last)] == ["2025", "2026"]
    assert list(periods.between(PeriodKind.YEAR, last, first)) == []


def test_no_period_is_offered_beyond_the_years_we_know():
    offered = periods.between(PeriodKind.YEAR, date(2099, 1, 1), date(2105, 1, 1))
    assert [one.code for one in offered] == ["2099", "2100"]


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2026", "2025"),
        ("2026-05", "2025-05"),
        ("2028-02", "2027-02"),
        ("2026-W20", "2025-W20"),
        ("2027-W01", "2026-W01"),
        ("2026-W53", None),
        ("2000", None),
    ],
)
def test_a_time_has_the_same_one_a_year_before(code, before):
    found = periods.year_before(periods.parse(code))
    assert (found and found.code) == before


def test_a_season_comes_again_when_it_is_planned():
    spring = Period("spring-2026", PeriodKind.SEASON, date(2026, 4, 6), date(2026, 10, 4))
    assert periods.year_before(spring) is None
