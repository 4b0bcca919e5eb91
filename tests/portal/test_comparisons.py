# ruff: noqa: F811  (fixtures, by name)
"""Held against a year before and the beginning: only what both addresses say is compared."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from db.tables.claims import ClaimState, EvidenceClass
from portal import comparisons, reports, totals
from portal.comparisons import Basis, Remark, Row, Standing, compare
from portal.factors import Metric
from tests.drills.scale import seeds, sizes, sown
from tests.owning import put_in_use
from tests.people import NOON, SPRING
from tests.portal.test_closings import close, others  # noqa: F401  (a fixture)
from tests.portal.test_programmes import AUTUMN, renew
from tests.portal.test_reports import (  # noqa: F401  (fixtures)
    MAY_14,
    act,
    counted_statements,
    crowd,
    keep,
    river,
    school,
)

pytestmark = pytest.mark.usefixtures("town")
SPRING_2027 = replace(
    SPRING, code="spring-2027", starts_on=date(2027, 4, 5), ends_on=date(2027, 10, 3)
)
A_YEAR_ON = MAY_14 + timedelta(days=364)
JUNE_2027 = datetime(2027, 6, 1, 12, tzinfo=UTC)
NEXT = {"version": 3, "done_on": A_YEAR_ON}  # an act of the third season


@pytest.fixture
def years(session, river):
    """RIVER runs for three seasons, to October 2027."""
    renew(session)
    renew(session, SPRING_2027)


def look(session, code="2027-05", now=JUNE_2027, programme="RIVER", **more):
    _, _, found = comparisons.read(session, code, programme=programme, now=now, **more)
    return {one.basis: one for one in found}


def rows(comparison):
    return {row.what: row for row in comparison.rows}


def test_a_month_is_held_against_the_same_month_of_the_year_before(session, river, years):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    [(basis, found)] = look(session).items()
    assert (basis, found.scope.period.code) == (Basis.YEAR_BEFORE, "2026-05")
    assert found.standing is Standing.TOLD
    told = rows(found)
    assert told["checked"] == Row("checked", "", 20, 12, 8)
    assert told["people"] == Row("people", "", 20, 12, 8)
    assert told["households"].difference == 11 - 7
    assert told[Metric.CO2E_KG].difference == 8 * Decimal("12.5") * Decimal("0.16591")
    assert "groups" not in told and Metric.WATER_L not in told


def test_less_is_told_as_plainly_as_more(session, river, years):
    keep(session, river, *crowd(20), *crowd(12, **NEXT))
    told = rows(look(session)[Basis.YEAR_BEFORE])
    assert (told["checked"].difference, told[Metric.CO2E_KG].difference) == (
        -8,
        -8 * Decimal("12.5") * Decimal("0.16591"),
    )


def test_a_time_before_of_too_few_people_is_said_to_be_hidden(session, river, years):
    keep(session, river, *crowd(9), *crowd(20, **NEXT))
    found = look(session)[Basis.YEAR_BEFORE]
    assert (found.standing, found.rows, found.remarks) == (Standing.HIDDEN, (), ())


def test_what_is_hidden_for_anothers_sake_is_not_compared_either(session, river, years):
    june = {"done_on": date(2026, 6, 10)}
    keep(session, river, *crowd(12), *crowd(4, **june), *crowd(20, **NEXT))
    assert look(session, "2027")[Basis.YEAR_BEFORE].standing is Standing.TOLD
    assert look(session, "2027-05")[Basis.YEAR_BEFORE].standing is Standing.HIDDEN


def test_a_report_that_is_hidden_itself_is_held_against_nothing(session, river, years):
    keep(session, river, *crowd(20), *crowd(9, **NEXT))
    assert look(session) == {}


def test_a_time_without_checked_actions_is_empty_and_not_zero(session, river, years):
    keep(session, river, *crowd(3, state=ClaimState.SUBMITTED), *crowd(20, **NEXT))
    found = look(session)[Basis.YEAR_BEFORE]
    assert (found.standing, found.rows) == (Standing.EMPTY, ())


def test_a_time_out_of_season_is_said_to_be_so(session, river):
    keep(session, river, *crowd())
    [(basis, found)] = look(session, "2026-05", NOON).items()
    assert (basis, found.standing, found.scope.period.code) == (
        Basis.YEAR_BEFORE,
        Standing.AWAY,
        "2025-05",
    )


def test_a_week_53_has_no_year_before(session, river, years):
    keep(session, river, *crowd(version=2, done_on=date(2026, 12, 30)))
    found = look(session, "2026-W53", programme="")[Basis.YEAR_BEFORE]
    assert (found.standing, found.scope) == (Standing.NEVER, None)


def test_a_season_is_held_against_the_one_before_and_against_the_first(session, river, years):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    keep(session, river, *crowd(15, version=2, done_on=date(2026, 11, 4)))
    now = datetime(2027, 10, 20, tzinfo=UTC)
    found = look(session, "spring-2027", now)
    assert [(basis, one.scope.period.code) for basis, one in found.items()] == [
        (Basis.SEASON_BEFORE, "autumn-2026"),
        (Basis.FIRST, "spring-2026"),
    ]
    assert [rows(one)["checked"].difference for one in found.values()] == [5, 8]
    [second] = look(session, "autumn-2026", now).values()
    assert (second.basis, second.scope.period.code) == (Basis.SEASON_BEFORE, "spring-2026")
    [first] = look(session, "spring-2026", now).values()
    assert (first.basis, first.standing) == (Basis.SEASON_BEFORE, Standing.NEVER)


def test_a_month_is_held_against_the_first_whole_month_as_well(session, river, years):
    june = {"version": 3, "done_on": date(2027, 6, 9)}
    keep(session, river, *crowd(12), *crowd(20, **june))
    found = look(session, "2027-06", datetime(2027, 7, 1, tzinfo=UTC))
    assert found[Basis.YEAR_BEFORE].standing is Standing.EMPTY
    assert found[Basis.FIRST].scope.period.code == "2026-05"
    assert rows(found[Basis.FIRST])["checked"].difference == 8


def test_several_programmes_have_no_beginning_of_their_own(session, river, school, years):
    june = {"version": 3, "done_on": date(2027, 6, 9)}
    keep(session, river, *crowd(12), *crowd(20, **june))
    assert list(look(session, "2027-06", programme="")) == [Basis.YEAR_BEFORE]
    assert list(look(session, "2027-06")) == [Basis.YEAR_BEFORE, Basis.FIRST]


def test_a_closed_time_is_compared_as_it_was_published(session, river, years, others):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    close(session, "2026-05")
    keep(session, river, act(1, amount=Decimal(1000)))
    others()
    found = look(session)[Basis.YEAR_BEFORE]
    assert rows(found)["checked"].before == 12
    assert found.before.published.number == 1
    assert found.remarks == (Remark.DATA_SET,)


def test_a_closed_report_stays_as_it_is_whatever_it_is_held_against(session, river, years):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    later = JUNE_2027 + timedelta(days=30)
    close(session, "2027-05", later)
    report, _, [found] = comparisons.read(session, "2027-05", programme="RIVER", now=later)
    assert report == reports.read(session, "2027-05", programme="RIVER", now=later)[0]
    assert (report.published.number, found.before.published) == (1, None)
    assert rows(found)["checked"].difference == 8
    keep(session, river, *crowd(3))  # nobody closed May 2026, so it may still change
    again, _, [found] = comparisons.read(session, "2027-05", programme="RIVER", now=later)
    assert (again, rows(found)["checked"].difference) == (report, 5)


def test_a_later_edition_is_held_against_the_same(session, river, years):
    rides = crowd(20, **NEXT)
    keep(session, river, *crowd(12), *rides)
    later = JUNE_2027 + timedelta(days=30)
    close(session, "2027-05", later)
    undone = rides[0]._replace(state=ClaimState.REVERSED)
    totals.count(session, river, before=[rides[0]], after=[undone])
    close(session, "2027-05", later)
    found = [look(session, now=later, edition=number)[Basis.YEAR_BEFORE] for number in (1, 2)]
    assert [rows(one)["checked"].difference for one in found] == [8, 7]


def test_a_time_that_is_not_over_has_no_difference(session, river, years):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    during = datetime(2027, 5, 20, tzinfo=UTC)
    found = look(session, now=during)[Basis.YEAR_BEFORE]
    assert rows(found)["checked"] == Row("checked", "", 20, 12)
    assert Remark.UNFINISHED in found.remarks


def test_how_long_a_season_ran_within_each_is_said_where_it_differs(session, river, years):
    keep(session, river, *crowd(12, done_on=date(2026, 4, 20)))
    keep(session, river, *crowd(12, version=3, done_on=date(2027, 4, 20)))
    found = look(session, "2027-04")[Basis.YEAR_BEFORE]
    assert (found.ran_now.days, found.ran_before.days) == (30, 25)
    assert found.remarks == (Remark.DAYS,)


def test_how_many_programmes_ran_is_said_where_it_differs(session, river, school, years):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    found = look(session, programme="")[Basis.YEAR_BEFORE]
    assert (found.ran_now.programmes, found.ran_before.programmes) == (1, 2)
    assert found.remarks == (Remark.PROGRAMMES,)


def test_what_rests_on_own_factors_is_held_against_the_same_factors_only(session, river, years):
    keep(session, river, *crowd(12), *crowd(20, **NEXT))
    close(session, "2026-05")
    put_in_use(session)
    found = look(session)[Basis.YEAR_BEFORE]
    assert Remark.OWN_FACTORS in found.remarks
    ride = rows(found)[Metric.CO2E_KG]
    assert (ride.own, ride.before, ride.difference) == ("RIVER.1", None, None)


def test_a_share_is_told_of_a_hundred_and_more(session, river, years):
    keep(session, river, *crowd(50) * 2, *crowd(50, **NEXT) * 3)
    told = rows(look(session)[Basis.YEAR_BEFORE])
    assert (told["checked"].difference, told["checked"].share) == (50, Decimal("0.5"))
    assert (told["people"].difference, told["people"].share) == (0, None)
    assert told[Metric.CO2E_KG].share == Decimal("0.5")


def test_what_saved_nothing_or_less_has_no_share(session, river, years):
    keep(session, river, *crowd(120, replaced="none"), *crowd(120, **NEXT))
    told = rows(look(session)[Basis.YEAR_BEFORE])
    assert told["checked"].share == 0
    assert (told[Metric.CO2E_KG].before, told[Metric.CO2E_KG].share) == (0, None)


def test_people_too_few_beside_classes_are_not_compared(session, river, years):
    keep(session, river, *crowd(20), *crowd(20, **NEXT))
    report, before = (
        reports.read(session, code, programme="RIVER", now=JUNE_2027)[0]
        for code in ("2027-05", "2026-05")
    )
    told = {row.what: row for row in compare(report, replace(before, people=None, groups=3))}
    assert told["people"] == Row("people", "", 20, None)
    assert told["groups"] == Row("groups", "", 0, 3, -3)
    assert list(compare(report, replace(before, claims=None))) == []


@pytest.mark.parametrize("closed", [(), ("2026-05",), ("2027-06",), ("2026-05", "2027-06")])
def test_a_report_and_its_comparisons_take_at_most_four_statements(
    engine, session, river, years, closed
):
    june = {"version": 3, "done_on": date(2027, 6, 9)}
    keep(session, river, *crowd(12), *crowd(12, done_on=date(2026, 6, 9)), *crowd(20, **june))
    now = datetime(2027, 8, 1, tzinfo=UTC)
    for code in closed:
        close(session, code, now)
    assert len(look(session, "2027-06", now)) == 2
    mixed = 1 if closed else 0
    asked = counted_statements(engine, lambda: look(session, "2027-06", now))
    assert asked == 3 + mixed


RANKS = (EvidenceClass.WITNESSED, EvidenceClass.DECLARED)
CODES = ("2026", "2026-05", "2026-06", "2027", "2027-05", "2027-06", "2027-W19")
SEASONS = ("spring-2026", "spring-2027")


@sizes(everyday=10, full=300)
def test_no_difference_tells_more_than_the_two_addresses_do(session, river, school, years, size):
    """Of random districts, half of them closed bit by bit: whatever is compared stands there."""
    compared = hidden = 0
    for seed in seeds("comparisons"):
        with sown("comparisons", seed) as chance:
            for _ in range(size):
                with session.begin_nested() as district:
                    live(session, (river, school), chance)
                    for code, programme in product((*CODES, *SEASONS), ("", "RIVER", "SCHOOL")):
                        told, silent = held(session, code, programme)
                        compared, hidden = compared + told, hidden + silent
                    district.rollback()
                session.expire_all()
    assert compared > size and hidden > size


def live(session, programme_ids, chance):
    """Let more or fewer people act in some weeks of two years, and close some of the months."""
    for programme_id in programme_ids:
        for day in (*SOME_DAYS, *(day + timedelta(days=364) for day in SOME_DAYS)):
            version = 1 if day < AUTUMN.starts_on or programme_id == programme_ids[1] else 3
            people, rank = chance.choice((0, 4, 9, 14, 30)), chance.choice(RANKS)
            ride = {"version": version, "done_on": day, "evidence_class": rank}
            keep(session, programme_id, *crowd(people, **ride))
    for code in chance.choice(((), ("2026-05", "2026-06"), ("2026-05", "2026", "2027-05"))):
        close(session, code, datetime(2028, 3, 1, tzinfo=UTC))


SOME_DAYS = (date(2026, 5, 5), MAY_14, date(2026, 6, 10))


def held(session, code, programme):
    """Look at what a report is held against; return how often that was told, and how often not."""
    now = datetime(2028, 3, 1, tzinfo=UTC)
    report, _, found = comparisons.read(session, code, programme=programme, now=now)
    assert found == () or report.claims is not None
    for one in found:
        if one.standing is Standing.TOLD:
            other = one.scope.period.code
            mine, theirs = (
                reports.read(session, each, programme=programme, now=now)[0]
                for each in (code, other)
            )
            assert one.rows == tuple(compare(mine, theirs))
            assert one.rows[0][2:4] == (mine.claims.approved, theirs.claims.approved)
        else:
            assert one.rows == ()
    told = sum(one.standing is Standing.TOLD for one in found)
    return told, sum(one.standing is Standing.HIDDEN for one in found)
