"""What givers gave to changes: their points come home, they are told, and nothing is lost."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.giving import Gift, RoundCause
from db.tables.letters import Letter, LetterKind
from portal import (
    cause_changes,
    cause_requests,
    causes,
    gifts,
    given,
    giving,
    ledger,
    organisations,
    pledges,
    register_checks,
    round_changes,
    rounds,
    settlement,
    timetable,
)
from portal.cause_changes import NotThisCause
from portal.cause_requests import NothingAsked, RequestState
from portal.causes import CauseFell, CauseState, NotACharity, Wish
from portal.desks import Suspended
from portal.errors import NotAllowed, NotFound
from portal.gifts import RoundClosed, RoundSuspended
from portal.given import GiftState
from portal.pledges import Divided, NotTheSecond, Pot
from portal.register_checks import ReasonMissing
from portal.round_changes import NotLonger, StillGood
from portal.rounds import PledgeMissing, RecheckOverdue, TooLate, TooManyCauses
from portal.timetable import RoundState
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, CLOSES, OPENED, SHELTER, SPONSOR
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
WISH = Wish(name={"en": "Dry Boots"}, need={"en": "Children walk with wet feet."}, paper="OL-7")


@pytest.fixture
def quilts(session):
    """An open round with a pot and two causes; Linden has 500 points."""
    set_up.open_round(session, "warm-quilts", "breakfast-table")
    set_up.award(session, people.home(session, "Linden"), 500)
    return set_up.cause(session, "warm-quilts")


def at(session, name, place=set_up.RIVERSIDE):
    return people.find(session, name), set_up.desk(session, name, place)


def give(session, cause, points=40, idem="form-1", now=NOON):
    me = people.find(session, "rosa")
    return gifts.give(session, me, cause, points=points, idem=idem, now=now)


def held(session, cause):
    return ledger.balance(session, cause.programme_id, people.home(session, "Linden"))


def told(session):
    """Return what letters to givers say became of it, and to whom."""
    rows = session.scalars(select(Letter).where(Letter.kind == LetterKind.RECIPIENT)).all()
    return [(row.facts["became"], row.person_id) for row in rows]


def state_of(session, code):
    rosa = people.find(session, "rosa")
    return given.state_of(given.find(session, rosa, code, now=NOON), now=NOON)


def code_of(session):
    [code] = set_up.codes_of_rounds(session)
    return code


def ask(session, wish=WISH, idem="ask-1", cause="", who="chen", place=SHELTER, programme="RIVER"):
    facts = {"cause": cause, "idem": idem, "now": NOON}
    return cause_requests.ask(session, *at(session, who, place), programme, wish, **facts)


def accept(session, code, who="olive", now=NOON):
    return cause_requests.accept(session, *at(session, who), code, now=now)


def suspend(session, cause, who="olive", place=set_up.RIVERSIDE, reason="Papers are missing."):
    key = f"{cause.slug}-{cause.code}"
    cause_changes.suspend(session, *at(session, who, place), key, reason=reason, now=NOON)


def withdraw(session, who="sol", place=SPONSOR, reason="We cannot pay.", now=NOON):
    code = code_of(session)
    pledges.withdraw(session, *at(session, who, place), code, reason=reason, now=now)


def test_a_charity_asks_and_the_programme_accepts(session):
    code = ask(session)
    assert ask(session) == code
    waiting = cause_requests.list_at_desk(session, set_up.desk(session, "olive"))
    assert [row.code for row in waiting] == [code]
    made = accept(session, code)
    assert accept(session, code) == made
    row = causes.find(session, f"dry-boots-{made}")
    assert (row.name, row.paper, row.slug) == (WISH.name, "OL-7", "dry-boots")
    assert cause_requests.list_at_desk(session, set_up.desk(session, "olive")) == []
    answers = session.scalars(select(Letter).where(Letter.kind == LetterKind.CAUSE_ANSWER)).all()
    assert [one.person_id for one in answers] == [people.find(session, "chen").id]


def test_a_refused_request_says_why_and_is_answered_once(session):
    code = ask(session)
    me_at = at(session, "olive")
    with pytest.raises(ReasonMissing):
        cause_requests.refuse(session, *me_at, code, reason="  ", now=NOON)
    cause_requests.refuse(session, *me_at, code, reason="It is in another town.", now=NOON)
    cause_requests.refuse(session, *me_at, code, reason="Once more.", now=NOON)
    with pytest.raises(NothingAsked):
        accept(session, code)
    desk = set_up.desk(session, "chen", SHELTER)
    [row] = cause_requests.list_of_charity(session, desk)
    assert (row.state, row.reason) == (RequestState.REFUSED, "It is in another town.")


def test_only_a_steward_of_a_charity_asks_and_only_the_programmes_organiser_answers(session):
    with pytest.raises(NotAllowed):
        ask(session, who="orla")
    with pytest.raises(NotAllowed):
        ask(session, who="sol", place=SPONSOR)
    code = ask(session)
    with pytest.raises(NotAllowed):
        accept(session, code, who="theo")
    with pytest.raises(NotFound):
        cause_requests.accept(session, *at(session, "grace", set_up.SCHOOL), code, now=NOON)
    with pytest.raises(NotFound):
        ask(session, programme="NOWHERE", idem="ask-2")


def test_a_request_can_be_taken_back_until_it_is_answered(session):
    code = ask(session)
    chen = at(session, "chen", SHELTER)
    cause_requests.withdraw(session, *chen, code, now=NOON)
    cause_requests.withdraw(session, *chen, code, now=NOON)
    with pytest.raises(NothingAsked):
        accept(session, code)


def test_other_words_for_a_cause_reach_those_who_gave(session, quilts):
    give(session, quilts)
    code = ask(session, cause=f"{quilts.slug}-{quilts.code}")
    assert accept(session, code) == quilts.code
    assert causes.find(session, quilts.code).name == WISH.name
    assert told(session) == [("words", people.find(session, "rosa").id)]
    assert held(session, quilts) == 460


def test_gifts_of_a_suspended_cause_come_home_and_their_giver_is_told(session, quilts):
    code = give(session, quilts)
    suspend(session, quilts)
    suspend(session, quilts)
    assert held(session, quilts) == 500
    assert state_of(session, code) is GiftState.RETURNED
    assert told(session) == [("suspended", people.find(session, "rosa").id)]
    for row in session.scalars(select(RoundCause)).all():
        assert (row.points, row.giver_count) == (0, 0)


def test_nothing_is_given_to_a_cause_that_was_suspended_in_between(session, quilts):
    suspend(session, quilts)
    with pytest.raises(CauseFell) as refused:
        give(session, quilts)
    assert refused.value.facts == {"reason": "Papers are missing."}
    assert held(session, quilts) == 500
    offered = giving.find_open(session, quilts.programme_id, now=NOON)
    assert [row.slug for row in offered] == ["breakfast-table"]


def test_a_reopened_cause_is_given_to_again(session, quilts):
    suspend(session, quilts)
    cause_changes.reopen(session, *at(session, "olive"), quilts.code, now=NOON)
    give(session, quilts)
    assert held(session, quilts) == 460


def test_a_charity_pauses_its_own_cause_and_lets_it_go_on(session, quilts):
    give(session, quilts)
    with pytest.raises(NotAllowed):
        suspend(session, quilts, "orla", SHELTER)
    with pytest.raises(ReasonMissing):
        suspend(session, quilts, "chen", SHELTER, reason="")
    for _ in range(2):
        suspend(session, quilts, "chen", SHELTER, reason="We are full.")
    assert held(session, quilts) == 500
    assert causes.find(session, quilts.code).cause_state is CauseState.PAUSED
    with pytest.raises(CauseFell):
        give(session, quilts, idem="form-2")
    with pytest.raises(NotAllowed):
        cause_changes.reopen(session, *at(session, "olive"), quilts.code, now=NOON)
    for _ in range(2):
        cause_changes.reopen(session, *at(session, "chen", SHELTER), quilts.code, now=NOON)
    give(session, quilts, idem="form-3")
    assert [became for became, _ in told(session)] == ["suspended"]


def test_what_its_programme_suspended_a_charity_cannot_pause_or_reopen(session, quilts):
    suspend(session, quilts, "chen", SHELTER)
    suspend(session, quilts, "olive")
    assert causes.find(session, quilts.code).cause_state is CauseState.SUSPENDED
    with pytest.raises(NotThisCause):
        suspend(session, quilts, "chen", SHELTER)
    with pytest.raises(NotAllowed):
        cause_changes.reopen(session, *at(session, "chen", SHELTER), quilts.code, now=NOON)
    cause_changes.reopen(session, *at(session, "olive"), quilts.code, now=NOON)
    assert causes.find(session, quilts.code).cause_state is CauseState.LISTED


def test_a_charity_does_not_close_what_a_programme_took_in(session, quilts):
    chen = at(session, "chen", SHELTER)
    for attempt in (
        lambda: cause_changes.close(session, *chen, quilts.code, reason="x", now=NOON),
        lambda: cause_changes.merge(
            session, *chen, quilts.code, into=quilts.code, reason="x", now=NOON
        ),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_closed_cause_stays_closed_and_the_common_one_is_not_closed(session, quilts):
    olive = at(session, "olive")
    table = set_up.cause(session, "breakfast-table")
    cause_changes.close(session, *olive, quilts.code, reason="Done.", now=NOON)
    with pytest.raises(NotThisCause):
        cause_changes.reopen(session, *olive, quilts.code, now=NOON)
    with pytest.raises(NotThisCause):
        cause_changes.merge(session, *olive, table.code, into=quilts.code, reason="x", now=NOON)
    common = set_up.cause(session, "common-pot", is_common=True)
    with pytest.raises(NotThisCause):
        cause_changes.close(session, *olive, common.code, reason="Done.", now=NOON)


def test_a_merged_cause_names_the_one_that_goes_on(session, quilts):
    give(session, quilts)
    table = set_up.cause(session, "breakfast-table")
    olive = at(session, "olive")
    for _ in range(2):
        cause_changes.merge(session, *olive, quilts.code, into=table.code, reason="One.", now=NOON)
    assert (held(session, quilts), told(session)[0][0]) == (500, "merged")
    [letter] = session.scalars(select(Letter).where(Letter.kind == LetterKind.RECIPIENT)).all()
    assert letter.facts["called"] == table.name
    row = giving.find_cause(session, quilts.code, now=NOON)[0]
    assert (row.heir_name, row.heir_slug) == (table.name, table.slug)


def test_nothing_goes_on_as_a_cause_that_fell_itself_nor_as_two(session, quilts):
    olive, reason = at(session, "olive"), {"reason": "One.", "now": NOON}
    table = set_up.cause(session, "breakfast-table")
    suspend(session, table)
    with pytest.raises(NotThisCause):
        cause_changes.merge(session, *olive, quilts.code, into=table.code, **reason)
    cause_changes.reopen(session, *olive, table.code, now=NOON)
    op = people.find(session, "op")
    register_checks.suspend(session, op, SHELTER, reason="Entry 4711 is gone.", now=NOON)
    with pytest.raises(NotThisCause):
        cause_changes.merge(session, *olive, quilts.code, into=table.code, **reason)
    register_checks.reopen(session, op, SHELTER, reason="Found.", now=NOON)
    cause_changes.close(session, *olive, quilts.code, **reason)
    with pytest.raises(NotThisCause):  # who gave was told that it closed, and nothing more
        cause_changes.merge(session, *olive, quilts.code, into=table.code, **reason)


def test_points_home_from_a_merged_cause_are_told_once_and_go_where_they_are_given(session, quilts):
    """Also when the cause that went on falls later: only what was given to it comes home then."""
    give(session, quilts, 40)
    table, olive = set_up.cause(session, "breakfast-table"), at(session, "olive")
    cause_changes.merge(session, *olive, quilts.code, into=table.code, reason="One.", now=NOON)
    give(session, table, 60, "form-2")
    assert held(session, quilts) == 440
    suspend(session, table)
    assert held(session, quilts) == 500
    assert [became for became, _ in told(session)] == ["merged", "suspended"]


def test_a_suspended_charity_brings_home_what_it_got_in_every_open_round(session, quilts):
    give(session, quilts)
    give(session, set_up.cause(session, "breakfast-table"), 60, "form-2")
    op = people.find(session, "op")
    register_checks.suspend(session, op, SHELTER, reason="Entry 4711 is gone.", now=NOON)
    assert held(session, quilts) == 500
    assert {became for became, _ in told(session)} == {"suspended"}
    with pytest.raises(Suspended):
        give(session, quilts, idem="form-3")
    register_checks.reopen(session, op, SHELTER, reason="Found.", now=NOON)
    give(session, quilts, idem="form-4")


def test_a_cause_that_falls_after_the_close_leaves_the_pot_to_the_others(session, quilts):
    give(session, quilts, 300)
    give(session, set_up.cause(session, "breakfast-table"), 100, "form-2")
    code = code_of(session)
    olive = at(session, "olive")
    reason = {"reason": "It closed.", "now": CLOSES}
    cause_changes.close(session, *olive, quilts.code, **reason)
    assert held(session, quilts) == 100
    set_up.settle(session, code)
    found = timetable.find(session, code, now=AFTER)
    rows = giving.list_in_round(session, found.programme_id, found.round_id, now=AFTER)
    assert {row.slug: row.share_cents for row in rows} == {
        "warm-quilts": 0,
        "breakfast-table": 100_000,
    }
    assert ("left_out", people.find(session, "rosa").id) in told(session)


def test_a_pledge_needs_a_second_person_before_a_round_opens(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code, documented=False)
    olive = at(session, "olive")
    with pytest.raises(PledgeMissing):
        pledges.approve(session, *olive, code, now=NOON)
    pledges.document(session, *at(session, "theo"), code, document="RC-1", now=NOON)
    with pytest.raises(PledgeMissing):
        rounds.begin(session, *olive, code, now=NOON)
    with pytest.raises(NotAllowed):
        pledges.approve(session, *at(session, "theo"), code, now=NOON)
    pledges.approve(session, *olive, code, now=NOON)
    pledges.approve(session, *olive, code, now=NOON)
    rounds.begin(session, *olive, code, now=NOON)
    assert timetable.find(session, code, now=NOON).state is RoundState.OPEN


def test_who_wrote_a_pledge_down_does_not_approve_it(session, alter):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code, documented=False)
    pledges.document(session, *at(session, "theo"), code, document="RC-1", now=NOON)
    olive = people.find(session, "olive").id
    session.commit()
    alter(f"UPDATE pledge SET documented_by = (SELECT id FROM person WHERE id = '{olive.hex}')")
    session.expire_all()
    with pytest.raises(NotTheSecond):
        pledges.approve(session, *at(session, "olive"), code, now=NOON)


def test_a_withdrawn_pledge_suspends_the_round_until_there_is_another(session, quilts):
    give(session, quilts)
    code = code_of(session)
    withdraw(session)
    found = timetable.find(session, code, now=NOON)
    assert found.state is RoundState.SUSPENDED
    [gone] = timetable.list_broken(session, found.programme_id, found.round_id)
    assert (gone.amount_cents, gone.withdrawn_reason) == (100_000, "We cannot pay.")
    with pytest.raises(RoundSuspended):
        give(session, quilts, idem="form-2")
    set_up.back(session, code, Pot(50_000, "GBP"))
    found = timetable.find(session, code, now=NOON)
    assert (found.state, found.amount_cents) == (RoundState.OPEN, 50_000)
    give(session, quilts, idem="form-3")
    assert [became for became, _ in told(session)] == ["pledge_gone", "pledge_back"]


def test_a_pledge_is_withdrawn_by_its_sponsor_or_who_was_told_and_with_a_reason(session, quilts):
    with pytest.raises(NotAllowed):
        withdraw(session, "olive", set_up.RIVERSIDE)
    with pytest.raises(NotFound):
        withdraw(session, "ivan", set_up.SCHOOL)
    with pytest.raises(ReasonMissing):
        withdraw(session, reason=" ")
    give(session, quilts)
    set_up.settle(session, code_of(session))
    with pytest.raises(Divided):
        withdraw(session, now=AFTER)


def test_a_pot_that_was_paid_short_suspends_the_round_before_it_is_divided(session, quilts):
    give(session, quilts)
    code = code_of(session)
    paper = {"document": "BANK-9", "paid_on": NOON.date(), "paid": 99_999, "now": CLOSES}
    pledges.record_payment(session, *at(session, "theo"), code, **paper)
    found = timetable.find(session, code, now=CLOSES)
    assert timetable.is_short(found) and found.state is RoundState.SUSPENDED
    with pytest.raises(settlement.StillOpen):
        set_up.settle(session, code)


def test_a_payment_is_late_thirty_days_after_the_second_name(session, quilts):
    give(session, quilts)
    code = code_of(session)
    set_up.settle(session, code)
    found = timetable.find(session, code, now=AFTER)
    due = CLOSES + timedelta(days=30)
    assert not timetable.is_payment_late(found, now=due)
    assert timetable.is_payment_late(found, now=due + timedelta(seconds=1))


def test_a_void_round_sends_every_gift_home_and_is_never_divided(session, quilts):
    give(session, quilts)
    code = code_of(session)
    olive = at(session, "olive")
    with pytest.raises(StillGood):
        round_changes.void(session, *olive, code, reason="No.", now=NOON)
    withdraw(session)
    assert round_changes.void(session, *olive, code, reason="No pledge.", now=NOON) == 1
    assert round_changes.void(session, *olive, code, reason="No pledge.", now=NOON) == 0
    assert timetable.find(session, code, now=NOON).state is RoundState.VOID
    assert held(session, quilts) == 500
    with pytest.raises(RoundClosed):
        give(session, quilts, idem="form-2")
    with pytest.raises(Divided):
        set_up.back(session, code)


def test_a_round_becomes_longer_and_never_shorter(session, quilts):
    give(session, quilts)
    code, olive = code_of(session), at(session, "olive")
    later = CLOSES + timedelta(days=7)
    with pytest.raises(NotLonger):
        closes = CLOSES - timedelta(days=1)
        round_changes.extend(session, *olive, code, closes_at=closes, now=NOON)
    round_changes.extend(session, *olive, code, closes_at=later, now=NOON)
    round_changes.extend(session, *olive, code, closes_at=later, now=NOON)
    give(session, quilts, idem="form-2", now=CLOSES)
    assert [became for became, _ in told(session)] == ["longer"]
    with pytest.raises(TooLate):
        again = later + timedelta(days=7)
        round_changes.extend(session, *olive, code, closes_at=again, now=later)


def test_a_round_has_one_to_twelve_causes_and_ends_after_today(session):
    cause = set_up.cause(session, "warm-quilts")
    olive = at(session, "olive")
    facts = {
        **{"name": {"en": "Round"}, "opens_at": OPENED, "closes_at": CLOSES},
        **{"smallest_gift": 10, "now": NOON},
    }
    with pytest.raises(TooManyCauses):
        rounds.plan(session, *olive, cause.programme_id, **facts, causes=[])
    with pytest.raises(TooLate):
        late = {**facts, "now": CLOSES}
        rounds.plan(session, *olive, cause.programme_id, **late, causes=[cause.cause_id])
    idem = {"causes": [cause.cause_id], "idem": "plan-1"}
    first = rounds.plan(session, *olive, cause.programme_id, **facts, **idem)
    assert rounds.plan(session, *olive, cause.programme_id, **facts, **idem).code == first.code


def test_a_charity_whose_proof_is_too_old_gets_no_new_round(session):
    code = set_up.plan(session, "warm-quilts")
    set_up.back(session, code)
    shelter = organisations.find_by_id(session, people.place(session, SHELTER).id)
    shelter.recheck_on = NOON.date() - timedelta(days=1)
    session.flush()
    with pytest.raises(RecheckOverdue):
        rounds.begin(session, *at(session, "olive"), code, now=NOON)


def test_five_hundred_and_one_gifts_come_home_at_once(session, quilts):
    for days in range(1, 11):
        now = OPENED + timedelta(days=days)
        set_up.award(session, people.home(session, "Linden"), 500, now=now)
    for number in range(501):
        give(session, quilts, 10, f"many-{number}")
    suspend(session, quilts)
    assert held(session, quilts) == 5500
    assert all(gift.is_returned for gift in session.scalars(select(Gift)).all())


def test_a_treasurer_is_no_charity(session):
    with pytest.raises(NotACharity):
        causes.register(
            session,
            *at(session, "olive"),
            set_up.cause(session, "warm-quilts").programme_id,
            charity_id=people.place(session, SPONSOR).id,
            slug="x",
            name={"en": "x"},
            need={"en": "x"},
            now=NOON,
        )
