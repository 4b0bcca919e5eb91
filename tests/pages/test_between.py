"""What happens between a page and its form: a clear answer each, and books that are exact."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from db.tables.giving import RoundCause
from portal import cause_changes, gifts, ledger, pledges
from portal.shares import split, whole_units
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, CLOSES, POT, SPONSOR
from tests.pages.giving import done, flat
from tests.people import NOON

SEND = {"from": "household", "points": "", "other": "40", "idem": "form"}


@pytest.fixture
def quilts(session, town):
    """An open round, and 100 points for the Lindens."""
    set_up.open_round(session, "warm-quilts")
    set_up.award(session, people.home(session, "Linden"), 100)
    return done(session, set_up.cause, "warm-quilts")


def give(browser, cause, **facts):
    there = f"/en/causes/warm-quilts-{cause.code}/gifts"
    return browser.post(there, data={**SEND, "confirm": "yes", **facts})


def held(session, cause):
    return done(session, ledger.balance, cause.programme_id, people.home(session, "Linden"))


def given(session, cause):
    """Return the kept totals of the cause: points and givers."""
    where = {"programme_id": cause.programme_id, "cause_id": cause.cause_id}
    row = session.scalars(select(RoundCause).filter_by(**where)).one()
    session.refresh(row)
    totals = (row.points, row.giver_count)
    session.commit()
    return totals


def check_page(browser, cause):
    answer = give(browser, cause, confirm="")
    assert answer.status_code == 200 and 'name="confirm"' in answer.text
    return answer


def test_points_that_lapse_while_the_form_is_open_are_not_given(
    visit_as, quilts, session, clock, alter
):
    rosa = visit_as("rosa")
    alter("UPDATE roundopening SET closes_at = '2029-01-01T00:00:00.000000Z'")
    alter("UPDATE round SET closes_at = '2029-01-01 00:00:00.000000'")
    check_page(rosa, quilts)
    clock.now = NOON + timedelta(days=701)
    answer = give(rosa, quilts)
    assert answer.status_code == 422 and "There are no points to give now." in flat(answer)
    assert given(session, quilts) == (0, 0) and held(session, quilts) == 100


def test_a_round_that_closed_between_page_and_press_takes_nothing(visit_as, quilts, session, clock):
    rosa = visit_as("rosa")
    check_page(rosa, quilts)
    clock.now = CLOSES - timedelta(seconds=1)
    assert give(rosa, quilts, idem="a second before").status_code == 200
    clock.now = CLOSES
    answer = give(rosa, quilts)
    assert answer.status_code == 409 and 'class="errsum' not in answer.text
    assert given(session, quilts) == (40, 1) and held(session, quilts) == 60


def test_a_cause_suspended_in_between_says_why_and_takes_nothing(visit_as, quilts, session):
    rosa = visit_as("rosa")
    check_page(rosa, quilts)
    olive, desk = people.find(session, "olive"), set_up.desk(session, "olive")
    facts = {"reason": "The mill is closed.", "now": NOON}
    done(session, cause_changes.suspend, olive, desk, quilts.code, **facts)
    answer = give(rosa, quilts)
    assert answer.status_code == 409 and "The mill is closed." in flat(answer)
    assert given(session, quilts) == (0, 0) and held(session, quilts) == 100


def test_a_gift_of_all_in_two_tabs_is_given_once(visit_as, quilts, session):
    tabs = [visit_as("rosa"), visit_as("rosa")]
    for browser in tabs:
        check_page(browser, quilts)
    first, second = (
        give(browser, quilts, other="100", idem=str(number)) for number, browser in enumerate(tabs)
    )
    assert first.status_code == 200 and second.status_code == 422
    assert "There are no points to give now." in flat(second)
    assert given(session, quilts) == (100, 1) and held(session, quilts) == 0


def test_one_cent_among_seven_goes_to_one_and_is_not_lost():
    points = {UUID(int=number): 10 for number in range(1, 8)}
    shares = split(1, points)
    assert sorted(shares.values()) == [0] * 6 + [1] and shares[UUID(int=1)] == 1


def test_one_thing_among_seven_goes_to_nobody_who_did_not_cover_it():
    assert sum(whole_units(70, 1, dict.fromkeys(map(str, range(7)), 10)).values()) == 0


def test_a_cent_is_divided_among_seven_on_the_page(visit_as, session, town):
    names = [f"cause-{letter}" for letter in "abcdefg"]
    terms = set_up.Pot(amount_cents=1, currency="GBP")
    code = set_up.open_round(session, *names, terms=terms)
    set_up.award(session, people.home(session, "Linden"), 70)
    rosa = people.find(session, "rosa")
    for name in names:
        cause = set_up.cause(session, name)
        gifts.give(session, rosa, cause, points=10, idem=name, now=NOON)
    done(session, set_up.settle, code)
    lines = visit_as().get(f"/en/rounds/{code}.csv").text
    assert lines.count("0.01") >= 1 and lines.count("0.00") >= 6


def test_a_pot_paid_short_after_signing_is_told_and_the_division_stays(
    visit_as, session, town, clock
):
    code = set_up.open_round(session, "warm-quilts", terms=POT)
    set_up.award(session, people.home(session, "Linden"), 100)
    rosa, cause = people.find(session, "rosa"), set_up.cause(session, "warm-quilts")
    gifts.give(session, rosa, cause, points=40, idem="a", now=NOON)
    done(session, set_up.settle, code)
    theo, desk = people.find(session, "theo"), set_up.desk(session, "theo")
    paid = {"paid_on": AFTER.date(), "paid": 60_000, "document": "P-9", "now": AFTER}
    done(session, pledges.record_payment, theo, desk, code, **paid)
    clock.now = AFTER
    text = flat(visit_as().get(f"/en/rounds/{code}"))
    assert "£600.00 of £1,000.00 was paid on 22 June 2026." in text and "£1,000.00" in text
    assert "Divide it again yourself" in text
    assert "£600.00" in flat(visit_as("sol").get(f"/en/sponsor/{SPONSOR}"))
