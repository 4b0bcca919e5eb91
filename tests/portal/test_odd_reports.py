"""Reports of odd inputs: a withdrawn factor, a leap day, a changed clock, tiny and huge amounts."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.tables.claims import EvidenceClass, HolderKind
from db.tables.groups import Group
from db.tables.reports import Counted, PeriodTotal
from portal import factors, impact, workings
from portal.factors import Metric
from portal.figures import Acts
from portal.programmes import local_day
from portal.told import InTheFuture
from tests import claiming
from tests.portal.test_reports import act, crowd, keep, main, read, river, school  # noqa: F401

pytestmark = pytest.mark.usefixtures("town")
TINY, HUGE = Decimal("0.000001"), Decimal("1000000000")
LAST_OF_MAY, FIRST_OF_JUNE = date(2026, 5, 31), date(2026, 6, 1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("pupils", "adults", "is_shown"), [(9, 0, False), (8, 1, False), (10, 0, True), (9, 1, True)]
)
def test_a_class_of_nine_is_not_told(session, school, alter, pupils, adults, is_shown):  # noqa: F811
    alter(f'UPDATE "group" SET slot_count = {pupils}')
    group = session.scalars(select(Group)).first()
    lesson = act(holder_kind=HolderKind.GROUP, holder_id=group.id, activity="workshop", replaced="")
    keep(session, school, lesson, *crowd(adults))
    for report in (read(session, programme="SCHOOL"), read(session)):
        assert (report.claims is not None) == is_shown
        assert (report.people, report.households) in {(None, None), (0, 0)}
        assert bool(report.lines or report.unquantified) == is_shown


def test_what_lost_every_factor_is_counted_and_claims_nothing(session):
    numbers = factors.read(session)
    left = {key: rows for key, rows in numbers.factors.items() if not key[0].startswith("cycle")}
    acts = (Acts("GB", "cycle", "car", 2026, EvidenceClass.WITNESSED, 12, Decimal(150)),)
    before = workings.work_out(acts, numbers, None)
    after = workings.work_out(acts, replace(numbers, factors=left), None)
    assert [line.factor.id for line in before.lines] == ["cycle.GB.2026.co2e_kg"]
    assert after.lines == ()
    assert [(rest.kind.code, rest.quantity) for rest in after.unquantified] == [("cycle", 150)]
    carbon = next(one for one in after.impacts if one.metric is Metric.CO2E_KG and one.is_main)
    assert (carbon.reported, carbon.counted, carbon.weak) == (0, impact.ZERO, None)


def test_a_day_begins_at_the_programmes_midnight(session):
    just_before = datetime(2026, 5, 31, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in London's summer
    tomorrow = claiming.told(done_on=FIRST_OF_JUNE)
    with pytest.raises(InTheFuture):
        claiming.send(session, facts=tomorrow, now=just_before)
    claiming.send(session, facts=tomorrow, now=just_before + timedelta(seconds=1))
    claiming.send(session, who="tom", facts=claiming.told(done_on=LAST_OF_MAY), now=just_before)
    waiting = select(PeriodTotal.period, PeriodTotal.total).filter_by(counted=Counted.WAITING)
    found = dict(session.execute(waiting).all())
    assert (found["2026-05"], found["2026-06"], found["2026"]) == (1, 1, 2)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 14), 24)],
)
def test_a_day_on_which_the_clock_changes_has_another_length(day, hours):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    around = [local_day("Europe/London", noon + HOUR * number) for number in range(-30, 30)]
    assert Counter(around)[day] == hours
    assert around == sorted(around)


def test_an_act_of_a_leap_day_is_in_its_month_its_week_and_its_year(session, river):  # noqa: F811
    keep(session, river, *crowd(done_on=date(2028, 2, 29)))
    later = datetime(2028, 3, 20, 12, tzinfo=UTC)
    for code in ("2028", "2028-02", "2028-W09", "spring-2026"):
        assert read(session, code, later).claims.approved == 12, code
    for code in ("2028-03", "2028-W10", "2027-02"):
        assert read(session, code, later).claims.approved == 0, code


def test_a_millionth_and_a_thousand_million_add_up_to_the_last_digit(session, river):  # noqa: F811
    keep(session, river, *crowd(11, amount=TINY), act(12, amount=HUGE))
    report = read(session)
    (line,) = report.lines
    assert line.quantity == HUGE + 11 * TINY
    exact = line.quantity * line.factor.value
    assert abs(line.reported - exact) <= TINY / 2
    assert line.reported == main(report, Metric.CO2E_KG).reported
    assert line.reported.as_tuple().exponent == TINY.as_tuple().exponent


def test_millionths_alone_are_no_zero(session, river):  # noqa: F811
    keep(session, river, *crowd(amount=TINY))
    (line,) = read(session).lines
    assert line.quantity == 12 * TINY
    assert line.reported > 0


@pytest.mark.parametrize("code", ["2031-01", "2100", "2000", "2025-12", "2026-W01"])
def test_a_time_in_which_nothing_could_be_done_is_empty(session, river, code):  # noqa: F811
    keep(session, river, *crowd())
    report = read(session, code)
    assert (report.claims.submitted, report.people, report.lines) == (0, 0, ())
    assert report.suppressed == ()
