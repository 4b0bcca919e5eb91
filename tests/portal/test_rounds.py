from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from portal import giving, ledger, pledges, rounds, timetable
from portal.errors import NotAllowed, NotFound
from portal.pledges import AlreadyDocumented, AlreadyPledged, NotASponsor
from portal.rounds import OnlyOwnCharity, PledgeMissing, TooLate
from portal.timetable import RoundState
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, CLOSES, OPENED
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


def begin(session, code, who="olive", now=NOON):
    rounds.begin(session, people.find(session, who), set_up.desk(session, who), code, now=now)


def state(session, code, now=NOON):
    return timetable.find(session, code, now=now).state


def document(session, code, number="RC-1", who="theo", place=set_up.RIVERSIDE):
    me, desk = people.find(session, who), set_up.desk(session, who, place)
    pledges.document(session, me, desk, code, document=number, now=NOON)


def approve(session, code, who="olga"):
    me, desk = people.find(session, who), set_up.desk(session, who)
    pledges.approve(session, me, desk, code, now=NOON)


def pay(session, code, number="BANK-9", who="theo"):
    me, desk = people.find(session, who), set_up.desk(session, who)
    pledges.record_payment(session, me, desk, code, document=number, paid_on=NOON.date(), now=NOON)


def test_a_round_lives_from_planned_to_closed_by_its_papers_and_the_clock(session):
    code = set_up.plan(session, "warm-quilts")
    assert state(session, code) is RoundState.PLANNED
    set_up.back(session, code, documented=False)
    assert state(session, code) is RoundState.PLANNED
    document(session, code)
    assert state(session, code) is RoundState.PLANNED
    approve(session, code)
    assert state(session, code) is RoundState.READY
    begin(session, code)
    before = OPENED - timedelta(microseconds=1)
    assert state(session, code, before) is RoundState.READY
    assert state(session, code, OPENED) is RoundState.OPEN
    assert state(session, code, CLOSES - timedelta(microseconds=1)) is RoundState.OPEN
    assert state(session, code, CLOSES) is RoundState.CLOSED


def test_a_round_without_any_pledge_cannot_open(session):
    code = set_up.plan(session, "warm-quilts")
    with pytest.raises(PledgeMissing):
        begin(session, code)
    assert state(session, code) is RoundState.PLANNED


def test_a_round_whose_pledge_is_only_promised_cannot_open(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code, documented=False)
    with pytest.raises(PledgeMissing):
        begin(session, code)


def test_opening_twice_is_harmless_and_gives_each_cause_an_account(session):
    code = set_up.open_round(session, "warm-quilts", "breakfast-table")
    begin(session, code)
    found = timetable.find(session, code, now=NOON)
    for row in giving.list_in_round(session, found.programme_id, found.round_id, now=NOON):
        account = ledger.cause_account(row.cause_id, row.round_id)
        assert account != row.cause_id
        assert ledger.balance(session, found.programme_id, account) == 0


def test_the_paper_of_an_opening_never_changes(session):
    set_up.open_round(session, "warm-quilts")
    with pytest.raises(DBAPIError):
        session.connection().exec_driver_sql("UPDATE roundopening SET closes_at = opens_at")


def test_only_an_organiser_plans_and_opens(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code)
    with pytest.raises(NotAllowed):
        begin(session, code, "theo")


def test_a_round_of_others_is_not_there(session):
    code = set_up.plan(session, "warm-quilts")
    me, desk = people.find(session, "grace"), set_up.desk(session, "grace", set_up.SCHOOL)
    with pytest.raises(NotFound):
        rounds.begin(session, me, desk, code, now=NOON)
    with pytest.raises(NotFound):
        document(session, code, who="ivan", place=set_up.SCHOOL)


def test_a_round_does_not_open_after_its_last_day(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code)
    with pytest.raises(TooLate):
        begin(session, code, now=AFTER)


def test_a_round_has_causes_of_its_own_programme_only(session):
    reading = set_up.cause(session, "reading-corner", programme="SCHOOL")
    quilts = set_up.cause(session, "warm-quilts")
    with pytest.raises(NotFound):
        plan_for(session, "olive", set_up.RIVERSIDE, quilts.programme_id, [reading.cause_id])
    with pytest.raises(NotFound):
        plan_for(session, "grace", set_up.SCHOOL, quilts.programme_id, [quilts.cause_id])


def test_a_charity_that_runs_a_programme_is_not_the_only_one_its_rounds_are_for(session, alter):
    quilts = set_up.cause(session, "warm-quilts")
    alter(
        "UPDATE cause SET charity_id = (SELECT id FROM organisation WHERE slug = "
        f"'{set_up.RIVERSIDE}')"
    )
    with pytest.raises(OnlyOwnCharity):
        plan_for(session, "olive", set_up.RIVERSIDE, quilts.programme_id, [quilts.cause_id])


def plan_for(session, who, place, programme_id, causes):
    return rounds.plan(
        session,
        people.find(session, who),
        set_up.desk(session, who, place),
        programme_id,
        name={"en": "Round"},
        opens_at=OPENED,
        closes_at=CLOSES,
        smallest_gift=10,
        causes=causes,
        now=OPENED,
    )


def test_a_round_is_pledged_for_once_by_a_sponsor(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code, documented=False)
    set_up.back(session, code, documented=False)
    with pytest.raises(AlreadyPledged):
        set_up.back(session, code, set_up.QUILTS, documented=False)


def test_a_treasurer_writes_down_what_a_sponsor_said_and_nobody_else_does(session):
    code = set_up.plan(session, "warm-quilts")
    sponsor = people.place(session, set_up.SPONSOR).id

    def promise(who, place=set_up.RIVERSIDE, by=sponsor):
        me, desk = people.find(session, who), set_up.desk(session, who, place)
        pledges.promise(session, me, desk, code, sponsor_id=by, terms=set_up.POT, now=NOON)

    with pytest.raises(NotAllowed):
        promise("olive")
    with pytest.raises(NotFound):
        promise("ivan", set_up.SCHOOL)
    with pytest.raises(NotASponsor):
        promise("theo", by=people.place(session, set_up.SHELTER).id)
    promise("theo")
    assert timetable.find(session, code, now=NOON).amount_cents == 100_000


def test_the_letter_is_written_down_by_a_treasurer_once(session):
    code = set_up.plan(session, "warm-quilts")
    with pytest.raises(PledgeMissing):
        document(session, code)
    set_up.back(session, code, documented=False)
    with pytest.raises(NotAllowed):
        document(session, code, who="olive")
    document(session, code)
    document(session, code)
    with pytest.raises(AlreadyDocumented):
        document(session, code, "RC-2")
    assert timetable.find(session, code, now=NOON).document == "RC-1"


def test_the_payment_is_written_down_after_the_pledge(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code, documented=False)
    with pytest.raises(PledgeMissing):
        pay(session, code)
    document(session, code)
    pay(session, code)
    pay(session, code)
    with pytest.raises(AlreadyDocumented):
        pay(session, code, "BANK-10")
    with pytest.raises(NotAllowed):
        pay(session, code, who="olive")
    found = timetable.find(session, code, now=NOON)
    assert (found.payment_document, found.paid_on) == ("BANK-9", NOON.date())


def test_a_desk_lists_its_own_rounds_newest_first(session):
    first = set_up.plan(session, "warm-quilts")
    second = set_up.plan(session, "warm-quilts", opens_at=CLOSES, closes_at=AFTER)
    set_up.plan(session, "reading-corner", programme="SCHOOL")
    mine = timetable.list_at_desk(session, set_up.desk(session, "olive"), now=NOON)
    assert [row.round_code for row in mine] == [second, first]


def test_a_code_is_understood_as_people_type_it(session):
    code = set_up.plan(session, "warm-quilts")
    typed = code.lower().replace("-", " ")
    assert timetable.find(session, typed, now=NOON).round_code == code
    with pytest.raises(NotFound):
        timetable.find(session, "G-0000-0000-000", now=NOON)
