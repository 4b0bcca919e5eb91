"""Reports: the right acts, each line's working, what is hidden, and what becomes of points."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import event, select

from db.tables.claims import ClaimState, EvidenceClass, HolderKind
from db.tables.groups import Group
from db.tables.reports import Counted, PeriodTotal, PointTotal
from portal import impact, programmes, reports, totals, workings
from portal.errors import NotFound
from portal.factors import ImpactClass, Metric
from portal.figures import Claims
from portal.periods import PeriodKind
from portal.totals import Facts
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
MAY_14 = date(2026, 5, 14)


@pytest.fixture
def river(session) -> UUID:
    return programmes.find(session, "RIVER", now=NOON).programme_id


@pytest.fixture
def school(session) -> UUID:
    return programmes.find(session, "SCHOOL", now=NOON).programme_id


def act(number=1, **facts) -> Facts:
    """Somebody's cycle ride instead of a car, approved; or what `facts` say."""
    ride = {
        "version": 1,
        "state": ClaimState.AWARDED,
        "activity": "cycle",
        "amount": Decimal("12.5"),
        "replaced": "car",
        "done_on": MAY_14,
        "evidence_class": EvidenceClass.WITNESSED,
        "holder_kind": HolderKind.WALLET,
        "holder_id": UUID(int=1000 + number // 2),
        "person_id": UUID(int=number),
    }
    return Facts(**{**ride, **facts})


def keep(session, programme_id, *acts: Facts):
    totals.count(session, programme_id, before=[], after=acts)


def crowd(people=12, **facts) -> list[Facts]:
    """One act of each of so many people."""
    return [act(number, **facts) for number in range(1, people + 1)]


def read(session, code="2026-05", now=NOON, **scope):
    return reports.read(session, code, **scope, now=now)[0]


def main(report, metric):
    return next(one for one in report.impacts if one.metric == metric and one.is_main)


def test_a_line_is_quantity_times_factor_half_up_to_six_decimals(session, river):
    keep(session, river, *crowd())
    [line] = read(session).lines
    assert line.factor.id == "cycle.GB.2026.co2e_kg"
    assert (line.quantity, line.factor.value) == (Decimal(150), Decimal("0.16591"))
    assert line.reported == Decimal("24.886500")
    assert line.evidence[EvidenceClass.WITNESSED] == 150
    assert sum(line.evidence.values()) == line.quantity


def test_a_line_is_an_activity_with_a_factor_and_what_was_replaced(session, river):
    keep(session, river, *crowd(), *crowd(replaced="bus"), *crowd(replaced=""))
    keep(session, river, *crowd(replaced="none"), *crowd(activity="bus"))
    found = {(line.kind.code, line.replaced, line.factor.id) for line in read(session).lines}
    assert found == {
        ("cycle", "car", "cycle.GB.2026.co2e_kg"),
        ("cycle", "bus", "cycle-instead-of-bus.GB.2026.co2e_kg"),
        ("cycle", "", "cycle-unattested.GB.2026.co2e_kg"),
        ("cycle", "none", "cycle-instead-of-none.GB.2026.co2e_kg"),
        ("bus", "car", "bus.GB.2026.co2e_kg"),
    }


def test_totals_add_stored_lines_not_the_quantities(session, river):
    for replaced in ("car", "bus", "taxi"):
        keep(session, river, *crowd(amount=Decimal("0.333333"), replaced=replaced))
    report = read(session)
    lines = [line for line in report.lines if line.factor.metric is Metric.CO2E_KG]
    assert main(report, Metric.CO2E_KG).reported == sum(line.reported for line in lines)
    assert all(line.reported.as_tuple().exponent == -6 for line in lines)


def test_one_act_with_mass_and_carbon_has_a_line_for_each(session, river):
    keep(session, river, *crowd(activity="recycle-glass", replaced="", amount=Decimal("7.5")))
    report = read(session)
    assert [line.factor.metric for line in report.lines] == [Metric.CO2E_KG, Metric.WASTE_KG]
    assert main(report, Metric.WASTE_KG).reported == 90


def test_classes_that_may_not_be_added_stay_apart(session, river):
    keep(session, river, *crowd(), *crowd(activity="carbon-offset", replaced="", amount=Decimal(1)))
    keep(session, river, *crowd(activity="tree-planting", replaced="", amount=Decimal(3)))
    keep(session, river, *crowd(activity="textile-reuse", replaced="", amount=Decimal(1)))
    report = read(session)
    apart = {one.impact_class: one.reported for one in report.impacts if not one.is_main}
    assert apart == {
        ImpactClass.OFFSET: Decimal(12000),
        ImpactClass.REMOVAL_EXANTE: Decimal(2160),
        ImpactClass.EMBODIED_WATER: Decimal(72000),
    }
    assert main(report, Metric.CO2E_KG).reported == Decimal("24.8865") + 12 * Decimal("14.3139065")
    assert main(report, Metric.WATER_L).reported == 0


def test_an_act_without_a_factor_is_counted_and_saves_no_number(session, river):
    keep(session, river, *crowd(activity="volunteer-hour", replaced="", amount=Decimal(2)))
    report = read(session)
    assert report.lines == ()
    [rest] = report.unquantified
    assert (rest.kind.code, rest.act_count, rest.quantity) == ("volunteer-hour", 12, 24)
    assert report.claims.approved == 12


def test_every_headline_metric_is_there_even_when_nothing_was_done(session):
    report = read(session)
    assert [(one.metric, one.reported) for one in report.impacts] == [(m, 0) for m in Metric]
    assert report.suppressed == ()
    assert (report.people, report.claims.submitted, report.weeks) == (0, 0, ())


def test_declared_acts_count_half_and_ranges_add_end_to_end(session, river):
    keep(session, river, *crowd(), *crowd(evidence_class=EvidenceClass.DECLARED))
    report = read(session)
    [line] = report.lines
    assert line.reported == 2 * Decimal("24.886500")
    assert line.counted.central == Decimal("37.329750")  # (150 + 75) x 0.16591
    assert line.counted.low == (225 * line.factor.low).quantize(impact.SIX)
    assert line.counted.high == (225 * line.factor.high).quantize(impact.SIX)
    assert main(report, Metric.CO2E_KG).counted == line.counted
    assert report.mix == {"A": 0, "B": 12, "C": 0, "D": 12}


def test_two_false_claims_among_the_second_looks_lower_counted_not_reported(session, river):
    keep(session, river, *crowd())
    before = main(read(session), Metric.CO2E_KG)
    for counted, total in ((Counted.AUDITED, 20), (Counted.OVERTURNED, 2)):
        kept = {"programme_id": river, "period": "2026-05", "counted": counted}
        session.add(PeriodTotal(**kept, total=total))
    session.flush()
    report = read(session)
    after = main(report, Metric.CO2E_KG)
    assert report.claims.audit_error_rate == Decimal("0.1")
    assert after.reported == before.reported
    assert after.counted.central == before.counted.central * Decimal("0.9")


def test_the_share_that_rests_on_weak_factors_is_told(session, river):
    keep(session, river, *crowd())
    assert main(read(session), Metric.CO2E_KG).weak == 0
    keep(session, river, *crowd(activity="carpool", replaced="car"))  # grade C
    report = read(session)
    cycling, carpool = sorted(
        (line.reported for line in report.lines if line.kind.code != ""), reverse=True
    )
    assert main(report, Metric.CO2E_KG).weak == carpool / (cycling + carpool)


def test_an_act_is_in_its_year_its_month_its_week_and_its_season_and_nowhere_else(session, river):
    keep(session, river, *crowd())
    for code in ("2026", "2026-05", "2026-W20", "spring-2026"):
        assert read(session, code).claims.approved == 12, code
    for code in ("2025", "2026-04", "2026-W21"):
        assert read(session, code).claims.approved == 0, code


def test_claims_are_told_by_where_they_stand(session, river):
    keep(session, river, *crowd(), *crowd(3, state=ClaimState.DECLINED))
    keep(session, river, *crowd(2, state=ClaimState.ASKED), *crowd(4, state=ClaimState.WITHDRAWN))
    claims = read(session).claims
    assert claims == Claims(approved=12, declined=3, waiting=2, audited=0, overturned=0)
    assert (claims.submitted, claims.audit_error_rate) == (17, None)


def test_people_in_two_programmes_are_counted_once(session, river, school):
    keep(session, river, *crowd(12))
    keep(session, school, *crowd(14))
    report = read(session)
    assert (report.people, report.households) == (14, 8)
    assert read(session, programme="river").people == 12
    assert read(session, organisation="willowford-bridge-school").people == 14


def test_nine_people_are_hidden_and_ten_are_shown(session, river):
    keep(session, river, *crowd(9))
    report = read(session)
    assert report.suppressed == reports.CLOSED_OFF
    empty = (report.people, report.households, report.groups, report.claims, report.points)
    assert empty == (None,) * 5
    assert report.lines == report.impacts == report.unquantified == report.weeks == ()
    assert report.mix == {}
    keep(session, river, act(10))
    assert read(session).people == 10


def test_a_small_programme_hides_another_so_that_it_cannot_be_worked_out(session, river, school):
    keep(session, river, *crowd(30))
    keep(session, school, *crowd(4))
    assert read(session).people == 30
    assert read(session, programme="SCHOOL").suppressed
    assert read(session, programme="RIVER").suppressed
    assert read(session, organisation="willowford-bridge-school").suppressed


def test_a_small_month_hides_another_of_its_year(session, river):
    keep(session, river, *crowd(30))
    keep(session, river, *crowd(12, done_on=date(2026, 4, 10)))
    assert not read(session, "2026-04").suppressed
    keep(session, river, *crowd(3, done_on=date(2026, 6, 1)))
    assert read(session, "2026-06").suppressed
    assert read(session, "2026-04").suppressed
    assert not read(session, "2026-05").suppressed
    assert not read(session, "2026").suppressed


def test_a_class_stands_for_its_pupils(session, school):
    group = session.scalars(select(Group)).first()
    lesson = act(holder_kind=HolderKind.GROUP, holder_id=group.id, activity="workshop", replaced="")
    keep(session, school, lesson)
    report = read(session, programme="SCHOOL")
    assert group.slot_count >= 10
    assert (report.groups, report.people, report.suppressed) == (1, 0, ())


def test_a_few_adults_beside_a_class_are_not_told(session, school):
    group = session.scalars(select(Group)).first()
    lesson = act(holder_kind=HolderKind.GROUP, holder_id=group.id, activity="workshop", replaced="")
    keep(session, school, lesson, *crowd(3))
    report = read(session, programme="SCHOOL")
    assert (report.groups, report.people, report.households) == (1, None, None)
    assert report.suppressed == ("people", "households")
    assert report.claims.approved == 4


def test_weeks_run_from_the_first_with_anything_in_it_to_this_one(session, river):
    keep(session, river, *crowd(15, done_on=date(2026, 5, 5)), *crowd(12))
    keep(session, river, *crowd(5, state=ClaimState.SUBMITTED))
    weeks = read(session, "2026").weeks
    assert [week.monday for week in weeks] == [
        date(2026, 5, 4) + timedelta(weeks=number) for number in range(5)
    ]
    assert [week.checked for week in weeks] == [15, 12, 0, 0, 0]
    assert weeks[1].waiting == 5
    assert weeks[0].by_programme == (15, 0)
    assert [week.monday.month for week in read(session, "2026-05").weeks][-1] == 5


def test_a_week_of_few_people_is_a_gap_and_takes_another_with_it(session, river):
    keep(session, river, *crowd(15, done_on=date(2026, 5, 5)), *crowd(12))
    keep(session, river, *crowd(3, done_on=date(2026, 5, 26)))
    assert [week.checked for week in read(session, "2026").weeks] == [15, None, 0, None, 0]


def points(session, programme_id, awarded_on=MAY_14, **moved: int):
    for move, number in moved.items():
        session.add(
            PointTotal(programme_id=programme_id, awarded_on=awarded_on, move=move, points=number)
        )
    session.flush()


def test_issued_points_are_all_accounted_for(session, river):
    keep(session, river, *crowd())
    moved = {"award": 200, "goodwill": 10, "give": 60, "take_back": 5, "hold": 40, "release": 10}
    points(session, river, **moved, redeem=20, lapse=7, reverse=8, settle=30)
    points(session, river, date(2026, 4, 30), award=999)
    found = read(session).points
    assert (found.issued, found.given, found.redeemed) == (210, 55, 20)
    assert (found.lapsed, found.reversed, found.held) == (7, 8, 120)
    parts = (found.held, found.given, found.redeemed, found.lapsed, found.reversed)
    assert found.issued == sum(parts)


@pytest.mark.parametrize("moved", [{}, {"award": 5}, {"award": 5, "reverse": 5}])
def test_the_identity_of_points_holds_always(moved):
    found = workings.points_of(Counter(moved))
    rest = found.held + found.given + found.redeemed + found.lapsed + found.reversed
    assert found.issued == rest


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        ("2026-13", {}),
        ("autumn-1999", {}),
        ("2026", {"programme": "NOWHERE"}),
        ("2026", {"organisation": "nobody"}),
    ],
)
def test_what_does_not_exist_is_not_found(session, code, scope):
    with pytest.raises(NotFound):
        read(session, code, **scope)


def test_an_organisation_that_runs_nothing_of_it_has_an_empty_report(session, river):
    keep(session, river, *crowd())
    report = read(session, programme="RIVER", organisation="willowford-bridge-school")
    assert (report.people, report.lines) == (0, ())


def test_a_period_is_closed_when_nothing_of_it_can_come_in_any_more(session, river):
    keep(session, river, *crowd())
    assert not read(session).is_closed  # on 1 June acts of May may still be logged
    later = NOON + timedelta(days=7)
    assert read(session, now=later).is_closed
    assert not read(session, "2026", now=later).is_closed
    keep(session, river, *crowd(1, state=ClaimState.SUBMITTED))
    assert not read(session, now=later).is_closed


def test_the_scope_lists_what_else_could_be_asked(session):
    _, scope = reports.read(session, "2026", now=NOON)
    assert [place.key for place in scope.every_programme] == ["RIVER", "SCHOOL"]
    assert {place.key for place in scope.every_organisation} == {
        *("riverside-neighbours", "willowford-bridge-school"),
    }
    offered = [(choice.kind, choice.code) for choice in scope.periods(NOON)]
    assert offered[:5] == [
        (PeriodKind.SEASON, "spring-2026"),
        (PeriodKind.YEAR, "2026"),
        (PeriodKind.MONTH, "2026-06"),
        (PeriodKind.MONTH, "2026-05"),
        (PeriodKind.MONTH, "2026-04"),
    ]
    assert offered[5] == (PeriodKind.WEEK, "2026-W23")
    assert offered[-1] == (PeriodKind.WEEK, "2026-W15")


def test_before_any_season_began_no_period_is_offered(session):
    _, scope = reports.read(session, "2026", now=NOON - timedelta(days=400))
    assert scope.periods(NOON - timedelta(days=400)) == ()


def test_a_season_may_end_in_the_next_year(session, river, alter):
    alter("UPDATE season SET ends_on = '2027-01-10' WHERE code = 'spring-2026'")
    keep(session, river, *crowd(), *crowd(done_on=date(2027, 1, 5)))
    report = read(session, "spring-2026", now=NOON + timedelta(days=300))
    assert (report.claims.approved, report.season_name["en"]) == (24, "Spring 2026")
    assert report.weeks[-1].monday == date(2027, 1, 4)


@pytest.mark.parametrize("code", ["2026", "2026-06", "2026-05", "spring-2026"])
def test_a_report_takes_three_statements_however_many_acts(engine, session, river, code):
    keep(session, river, *crowd(40) * 5)
    read(session)  # the reference numbers are kept from here on
    assert counted_statements(engine, lambda: read(session, code)) == 3


def counted_statements(engine, ask) -> int:
    seen = []
    listen = (engine, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
    event.listen(*listen)
    ask()
    event.remove(*listen)
    return len(seen)
