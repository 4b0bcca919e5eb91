from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from db.engine import open_session
from db.tables.giving import Gift, RoundCause
from portal import gifts, given, giving, households, ids, ledger, progress, proposals
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.gifts import (
    Covered,
    Fixed,
    MoreThanNeeded,
    NoneYet,
    NotEnough,
    NotPlaced,
    RoundClosed,
    TooFew,
)
from portal.given import GiftState
from portal.households import Standing
from portal.proposals import AlreadyAgreed, ProposalEnded
from tests import giving as set_up
from tests import people
from tests.giving import CLOSES, QUILTS
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def quilts(session):
    """An open round with one cause, and points for both households."""
    set_up.open_round(session, "warm-quilts", "breakfast-table", terms=QUILTS)
    for name in ("Linden", "Fennel"):
        set_up.award(session, people.home(session, name), 500)
    return set_up.cause(session, "warm-quilts")


def give(session, cause, points=40, who="rosa", idem="form-1", now=NOON):
    me = people.find(session, who)
    return gifts.give(session, me, cause, points=points, idem=idem, now=now)


def take_back(session, code, who="rosa", idem="form-2", now=NOON):
    gifts.take_back(session, people.find(session, who), code, idem=idem, now=now)


def agree(session, code, who, idem=None, now=NOON):
    me = people.find(session, who)
    proposals.agree(session, me, code, idem=idem or f"agree-{who}", now=now)


def refuse(session, code, who, idem="form-no", now=NOON):
    proposals.refuse(session, people.find(session, who), code, idem=idem, now=now)


def state(session, code, who="rosa", now=NOON):
    return given.state_of(given.find(session, people.find(session, who), code, now=now), now=now)


def held(session, cause, home="Linden"):
    return ledger.balance(session, cause.programme_id, people.home(session, home))


def in_round(session, cause, now=NOON):
    [row] = [
        row
        for row in giving.find_open(session, cause.programme_id, now=now)
        if row.cause_id == cause.cause_id
    ]
    return row


def at_cause(session, cause):
    account = ledger.cause_account(cause.cause_id, in_round(session, cause).round_id)
    return ledger.balance(session, cause.programme_id, account)


def test_a_gift_moves_points_from_the_wallet_to_the_cause_and_is_counted(session, quilts):
    code = give(session, quilts)
    assert state(session, code) is GiftState.PLACED
    assert (held(session, quilts), at_cause(session, quilts)) == (460, 40)
    row = in_round(session, quilts)
    assert (row.points, row.giver_count, row.round_points) == (40, 1, 40)


def test_the_same_form_sent_twice_is_one_gift(session, quilts):
    assert give(session, quilts) == give(session, quilts)
    assert held(session, quilts) == 460


def test_the_same_key_with_other_answers_is_refused(session, quilts):
    give(session, quilts)
    with pytest.raises(AlreadyUsed):
        give(session, quilts, points=50)
    assert held(session, quilts) == 460


def test_not_enough_says_how_many_there_are(session, quilts):
    set_up.open_round(session, "uniform-exchange")
    with pytest.raises(NotEnough) as refused:
        give(session, set_up.cause(session, "uniform-exchange"), points=501)
    assert refused.value.facts == {"have": 500, "want": 501}
    assert held(session, quilts) == 500


def test_two_tabs_never_overdraw(session, quilts):
    set_up.open_round(session, "uniform-exchange")
    uniforms = set_up.cause(session, "uniform-exchange")
    give(session, uniforms, points=300, idem="tab-1")
    with pytest.raises(NotEnough):
        give(session, uniforms, points=300, idem="tab-2")
    assert held(session, quilts) == 200


def test_a_round_has_a_smallest_gift(session, quilts):
    with pytest.raises(TooFew):
        give(session, quilts, points=9)


def test_nothing_is_given_once_the_round_has_closed(session, quilts):
    give(session, quilts, now=CLOSES - timedelta(microseconds=1))
    with pytest.raises(RoundClosed):
        give(session, quilts, idem="form-2", now=CLOSES)
    assert held(session, quilts) == 460


def test_a_cause_in_no_open_round_cannot_be_given_to(session, quilts):
    with pytest.raises(RoundClosed):
        give(session, set_up.cause(session, "tool-library"))


def test_points_of_one_programme_are_no_points_in_another(session, quilts):
    set_up.open_round(session, "reading-corner", programme="SCHOOL")
    with pytest.raises(NoneYet) as refused:
        give(session, set_up.cause(session, "reading-corner", programme="SCHOOL"))
    assert isinstance(refused.value, NotEnough) and refused.value.facts == {}


def test_a_pledge_of_things_takes_what_its_last_thing_needs_and_no_more(session, quilts):
    give(session, quilts, points=400, idem="a")
    set_up.award(session, people.home(session, "Linden"), 500)
    with pytest.raises(MoreThanNeeded) as refused:
        give(session, quilts, points=241, idem="b")
    assert refused.value.facts == {"left": 240}
    give(session, quilts, points=240, idem="c")
    assert progress.of(in_round(session, quilts)).needed == 0
    with pytest.raises(Covered):
        give(session, quilts, points=10, idem="d")


def test_the_smallest_gift_always_fits_while_something_is_needed(session, quilts):
    give(session, quilts, points=480, idem="a")
    set_up.award(session, people.home(session, "Linden"), 500)
    give(session, quilts, points=155, idem="b")
    give(session, quilts, points=10, idem="c")
    assert in_round(session, quilts).points == 645


def test_a_gift_is_taken_back_while_the_round_is_open(session, quilts):
    code = give(session, quilts)
    take_back(session, code)
    take_back(session, code)
    assert state(session, code) is GiftState.TAKEN_BACK
    assert (held(session, quilts), at_cause(session, quilts)) == (500, 0)
    row = in_round(session, quilts)
    assert (row.points, row.giver_count) == (0, 0)


def test_a_gift_is_taken_back_once(session, quilts):
    code = give(session, quilts)
    take_back(session, code)
    with pytest.raises(NotPlaced):
        take_back(session, code, idem="form-3")
    assert held(session, quilts) == 500


def test_any_adult_of_the_household_takes_back_and_nobody_else(session, quilts):
    code = give(session, quilts)
    with pytest.raises(NotFound):
        take_back(session, code, who="fay")
    with pytest.raises(NotAllowed):
        take_back(session, code, who="Pip")
    take_back(session, code, who="tom")


def test_after_the_round_has_closed_a_gift_stays(session, quilts):
    code = give(session, quilts)
    with pytest.raises(Fixed):
        take_back(session, code, now=CLOSES)
    assert state(session, code, now=CLOSES) is GiftState.FIXED


def test_givers_are_counted_once_however_often_they_give(session, quilts):
    first = give(session, quilts, points=20, idem="a")
    give(session, quilts, points=20, idem="b", who="tom")
    assert in_round(session, quilts).giver_count == 1
    take_back(session, first)
    assert in_round(session, quilts).giver_count == 1


def test_a_child_proposes_and_any_adult_agrees(session, quilts):
    code = give(session, quilts, who="Pip")
    assert state(session, code) is GiftState.PROPOSED and held(session, quilts) == 500
    assert in_round(session, quilts).points == 0
    with pytest.raises(NotAllowed):
        agree(session, code, "Pip")
    agree(session, code, "tom")
    agree(session, code, "tom")
    assert state(session, code) is GiftState.PLACED and held(session, quilts) == 460
    with pytest.raises(ProposalEnded):
        agree(session, code, "rosa")


def test_where_two_must_agree_one_adult_proposes_and_another_agrees(session, quilts):
    code = give(session, quilts, who="fay")
    assert held(session, quilts, "Fennel") == 500
    with pytest.raises(AlreadyAgreed):
        agree(session, code, "fay")
    agree(session, code, "ned")
    assert held(session, quilts, "Fennel") == 460
    found = given.find(session, people.find(session, "ned"), code, now=NOON)
    assert (found.person_name, found.second_name) == ("Fay", "Ned")


def test_where_two_must_agree_a_childs_proposal_needs_two_adults(session, quilts):
    pip, fennel = people.find(session, "Pip"), people.home(session, "Fennel")
    households.leave(session, pip.household_id, pip.id, now=NOON)
    households.join(session, fennel, pip.id, Standing.CHILD, now=NOON)
    code = give(session, quilts, who="Pip")
    agree(session, code, "fay")
    assert state(session, code, "fay") is GiftState.PROPOSED
    with pytest.raises(AlreadyAgreed):
        agree(session, code, "fay", idem="again")
    agree(session, code, "ned")
    assert held(session, quilts, "Fennel") == 460


def test_an_adult_refuses_a_proposal_and_no_point_moves(session, quilts):
    code = give(session, quilts, who="fay")
    refuse(session, code, "ned")
    refuse(session, code, "ned")
    assert state(session, code, "ned") is GiftState.REFUSED
    with pytest.raises(ProposalEnded):
        agree(session, code, "ned")
    assert held(session, quilts, "Fennel") == 500


def test_whoever_proposed_may_think_again_but_another_child_may_not_decide(session, quilts):
    code = give(session, quilts, who="Pip")
    refuse(session, code, "Pip")
    theirs = give(session, quilts, idem="x", who="fay")
    with pytest.raises(NotFound):
        refuse(session, theirs, "Pip", idem="y")


def test_a_proposal_ends_after_fourteen_days(session, quilts):
    code = give(session, quilts, who="fay")
    late = NOON + timedelta(days=14)
    assert state(session, code, "ned", now=late) is GiftState.RAN_OUT
    with pytest.raises(ProposalEnded):
        agree(session, code, "ned", now=late)
    agree(session, code, "ned", now=late - timedelta(seconds=1))


def test_a_proposal_ends_with_its_round(session, quilts):
    code = give(session, quilts, who="fay", now=CLOSES - timedelta(days=1))
    assert state(session, code, "ned", now=CLOSES) is GiftState.RAN_OUT
    with pytest.raises(ProposalEnded):
        agree(session, code, "ned", now=CLOSES)


def test_points_spent_meanwhile_are_noticed_when_somebody_agrees(session, quilts):
    code = give(session, quilts, points=400, who="Pip")
    give(session, quilts, points=200, idem="form-2")
    with pytest.raises(NotEnough):
        agree(session, code, "tom")
    assert state(session, code) is GiftState.PROPOSED


def test_the_household_sees_its_proposals_and_gifts_and_nobody_else_does(session, quilts):
    mine = give(session, quilts)
    waiting = give(session, quilts, who="Pip", idem="x")
    rosa, fay = people.find(session, "rosa"), people.find(session, "fay")
    assert {row.gift_code for row in given.list_mine(session, rosa, now=NOON)} == {mine, waiting}
    [proposal] = proposals.list_waiting(session, rosa, now=NOON)
    assert proposal.gift_code == waiting and proposals.may_agree(rosa, proposal)
    assert not proposals.may_agree(fay, proposal)
    assert not given.list_mine(session, fay, now=NOON)
    with pytest.raises(NotFound):
        given.find(session, fay, mine, now=NOON)


def test_a_proposal_is_not_taken_back_but_refused(session, quilts):
    with pytest.raises(NotPlaced):
        take_back(session, give(session, quilts, who="fay"), who="ned")


def test_the_kept_totals_are_what_the_gifts_add_up_to(session, quilts):
    breakfast = set_up.cause(session, "breakfast-table")
    with ids.seeded(5):
        chance = ids.source()
        placed = []
        for number in range(24):
            if placed and chance.random() < 0.3:
                code, who = placed.pop(chance.randrange(len(placed)))
                take_back(session, code, who=who, idem=f"back-{number}")
            else:
                who, cause = chance.choice(["rosa", "tom"]), chance.choice([quilts, breakfast])
                placed.append((give(session, cause, 10, who, idem=f"give-{number}"), who))
    kept = session.exec(select(RoundCause.cause_id, RoundCause.points, RoundCause.giver_count))
    of_gifts = session.exec(
        select(Gift.cause_id, func.sum(Gift.points), func.count(func.distinct(Gift.giver_id)))
        .where(Gift.txn_seq.is_not(None), Gift.ended_at.is_(None))
        .group_by(Gift.cause_id)
    )
    assert {tuple(row) for row in kept if row.points} == {tuple(row) for row in of_gifts}
    assert held(session, quilts) == 500 - 10 * len(placed)


def test_one_form_sent_many_times_at_once_is_one_gift(engine, session, quilts):
    session.commit()

    def send(_):
        with open_session(engine, writes=True) as own:
            code = give(own, quilts, points=100)
            own.commit()
            return code

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(send, range(12)))) == 1
    assert held(session, quilts) == 400 and in_round(session, quilts).points == 100


def test_many_gifts_at_once_never_overdraw_a_wallet(engine, session, quilts):
    set_up.open_round(session, "uniform-exchange")
    uniforms = set_up.cause(session, "uniform-exchange")
    session.commit()

    def send(number):
        with open_session(engine, writes=True) as own:
            try:
                give(own, uniforms, points=150, idem=f"tab-{number}")
                own.commit()
            except NotEnough:
                return "refused"
        return "given"

    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(send, range(8)))
    assert answers == {"given": 3, "refused": 5} and held(session, quilts) == 50
