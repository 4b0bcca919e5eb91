"""Own reports: what one household, one of its members or one class did, told to them alone."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest
from sqlalchemy import select

from db.tables.claims import Claim
from portal import own_reports, reports, suppression, withdrawals
from portal.errors import NotAllowed, NotFound
from portal.periods import PeriodKind
from portal.told import Replaced
from tests import giving, people, schooling
from tests.claiming import SHELF, approve, decide, send, told, verdict
from tests.people import NOON
from tests.portal.test_class_tallies import WALK
from tests.portal.test_class_tallies import send as send_tally

pytestmark = pytest.mark.usefixtures("town")
HOMES = ("rosa", "tom", "fay", "ned")


def ride(session, who, amount="4", **facts):
    about = told(amount, replaced=Replaced.CAR, **facts)
    code = send(session, "cycle", who=who, facts=about)
    approve(session, code)
    return code


def of_home(session, who, code="2026", read=own_reports.of_household):
    return read(session, people.find(session, who), code)


def test_a_household_reads_what_all_of_it_did_and_a_member_what_was_theirs(session):
    ride(session, "rosa")
    ride(session, "tom", "6")
    [ours] = of_home(session, "rosa").lines
    [mine] = of_home(session, "rosa", read=own_reports.of_member).lines
    assert (ours.quantity, mine.quantity) == (10, 4)
    assert ours.reported == Decimal("1.659100")
    assert ours.counted.low < ours.counted.central < ours.counted.high
    assert of_home(session, "tom").lines[0].quantity == 10


def test_nobody_reads_what_another_household_did(session):
    ride(session, "rosa")
    report = of_home(session, "fay")
    assert (report.lines, report.claims.submitted) == ((), 0)


def test_what_waits_is_told_and_saves_nothing_and_what_was_declined_or_taken_back_neither(session):
    send(session, "sort-week", who="rosa")
    declined = send(session, "cycle", who="rosa", facts=told("3", replaced=Replaced.CAR))
    decide(session, verdict(session, declined, "decline", "used-before"))
    gone = send(session, "cycle", who="rosa", facts=told("5", replaced=Replaced.CAR))
    withdrawals.withdraw(
        session, people.find(session, "rosa"), gone, shelf=SHELF, idem="gone", now=NOON
    )
    report = of_home(session, "rosa")
    assert (report.claims.approved, report.claims.declined, report.claims.waiting) == (0, 1, 1)
    assert (report.lines, report.unquantified) == ((), ())


def test_a_period_holds_the_acts_of_its_own_days(session):
    ride(session, "rosa", done_on=date(2026, 5, 31))  # a Sunday
    for code, count in {"2026": 1, "2026-05": 1, "2026-W22": 1, "2026-W23": 0, "2027": 0}.items():
        assert of_home(session, "rosa", code).claims.approved == count, code


@pytest.mark.parametrize("code", ["", "2026-13", "autumn", "26", "2026-02-30", "99999", "²⁰²⁶"])
def test_a_time_that_is_none_is_not_found(session, code):
    with pytest.raises(NotFound):
        of_home(session, "rosa", code)


def test_all_homes_together_are_what_the_public_report_says(session, monkeypatch):
    monkeypatch.setattr(suppression, "FEWEST", 1)  # they are four
    for who, amount in zip(HOMES, ("4", "6.5", "11", "3.25"), strict=True):
        ride(session, who, amount)
    public = reports.read(session, "2026", now=NOON)[0]
    whole = Counter()
    for who in ("rosa", "fay"):
        report = of_home(session, who)
        whole["approved"] += report.claims.approved
        for line in report.lines:
            whole[line.factor.id] += line.quantity
    assert whole.pop("approved") == public.claims.approved
    assert whole == {line.factor.id: line.quantity for line in public.lines}


def test_a_class_is_read_by_who_keeps_it_and_by_no_other_desk(session):
    lesson = schooling.begin(session)
    send_tally(session, lesson, {WALK: 3})
    report, it = own_reports.of_class(session, lesson.desk, lesson.group_id, "2026", now=NOON)
    assert (it.group_id, report.claims.submitted) == (lesson.group_id, 1)
    with pytest.raises(NotAllowed):
        own_reports.of_class(
            session, giving.desk(session, "theo"), lesson.group_id, "2026", now=NOON
        )
    with pytest.raises(NotFound):
        own_reports.of_class(
            session, giving.desk(session, "olive"), lesson.group_id, "2026", now=NOON
        )
    with pytest.raises(NotFound):
        own_reports.of_class(session, lesson.desk, uuid4(), "2026", now=NOON)


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2024, 2, 29), date(2026, 12, 1)])
def test_years_months_weeks_and_days_are_offered_the_newest_first(today):
    offered = {kind: [] for kind in PeriodKind}
    for one in own_reports.offered(today):
        offered[one.kind].append(one)
    assert [len(offered[kind]) for kind in PeriodKind] == [2, 12, 8, 0, 7]
    for them in filter(None, offered.values()):
        assert them[0].first <= today <= them[0].last
        for newer, older in pairwise(them):
            assert older.last + timedelta(days=1) == newer.first


def test_a_report_of_a_day_knows_that_day_alone(session, town):
    ride(session, "rosa")
    rosa = people.find(session, "rosa")
    day = session.scalars(select(Claim.done_on)).one()
    for code, count in ((f"{day}", 1), (f"{day - timedelta(days=1)}", 0), (f"{day:%G-W%V}", 1)):
        assert own_reports.of_household(session, rosa, code).claims.submitted == count
    for code in ("20260514", "2026-02-30", "1999-01-01", "2026-5-14", "2026-05-14 "):
        with pytest.raises(NotFound):
            own_reports.of_household(session, rosa, code)
