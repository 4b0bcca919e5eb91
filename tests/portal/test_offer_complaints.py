"""An upheld complaint suspends an offer; who waits or has a voucher is told, then and after."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.complaints import Complaint, ComplaintKind, Outcome
from db.tables.letters import Letter, LetterKind
from db.tables.rewards import Reward, RewardState, StockCount
from portal import complaints, offer_changes, offer_complaints, redemptions, reward_waits, vouchers
from portal.complaints import Objection
from portal.errors import NotFound
from portal.offer_changes import ReasonMissing
from portal.offer_complaints import OwnPromise
from portal.vouchers import TooLateToReturn
from tests import people, rewarding
from tests.giving import desk
from tests.people import NOON

DAY = timedelta(days=1)
PUBLIC = "A driver refused vouchers."


@pytest.fixture
def key(session, town):
    """One bus pass, which nobody has yet; Linden and Fennel have 200 points each."""
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    return rewarding.offered(session, stock=1, return_days=20)


def complain(session, key, who="rosa", programme="RIVER"):
    river = rewarding.river(session)
    found = offer_complaints.find(session, river, key.rpartition("-")[2].lower())
    words = "The driver did not let me in."
    what = Objection(river, ComplaintKind.SERVICE, words, reward_id=found.reward_id)
    me = people.find(session, who)
    return complaints.record(session, me, what, idem=f"{who} complains", now=NOON)


def answer(session, code, outcome=Outcome.UPHELD, who="olive", public=PUBLIC):
    me, at = people.find(session, who), desk(session, who)
    facts = (session, me, at, code, outcome, "We spoke with them.")
    offer_complaints.answer(*facts, public=public, idem="answers", now=NOON)


def letters(session, kind):
    """Who was written to, and whether as somebody with a voucher."""
    session.flush()
    rows = session.scalars(select(Letter).where(Letter.kind == kind)).all()
    return {(row.person_id, row.facts["has_voucher"]) for row in rows}


def ids(session, *names):
    return [people.find(session, name).id for name in names]


def test_an_upheld_complaint_suspends_the_offer_with_a_public_reason(session, key):
    answer(session, complain(session, key))
    seen = rewarding.seen(session, key)
    assert (seen.row.state, seen.row.state_reason) == (RewardState.SUSPENDED, PUBLIC)
    assert not seen.is_open


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.CHANGED])
def test_any_other_answer_leaves_the_offer_alone(session, key, outcome):
    answer(session, complain(session, key), outcome, public="")
    assert rewarding.seen(session, key).row.state is RewardState.OFFERED


def test_who_holds_a_voucher_and_who_waits_are_told_and_told_again_when_it_is_mended(session, key):
    rewarding.redeem(session, key)
    fay = people.find(session, "fay")
    reward_waits.join(session, fay, rewarding.seen(session, key), now=NOON)
    answer(session, complain(session, key))
    rosa, tom = ids(session, "rosa", "tom")
    told = {(rosa, True), (tom, True), (fay.id, False)}
    assert letters(session, LetterKind.REWARD_SUSPENDED) == told
    assert letters(session, LetterKind.REWARD_AGAIN) == set()
    rewarding.change(session, key.rpartition("-")[2], RewardState.OFFERED)
    assert letters(session, LetterKind.REWARD_AGAIN) == told


def test_an_organiser_who_suspends_without_a_complaint_tells_them_too(session, key):
    rewarding.redeem(session, key)
    rewarding.change(session, key.rpartition("-")[2], RewardState.SUSPENDED, PUBLIC)
    assert len(letters(session, LetterKind.REWARD_SUSPENDED)) == 2


def test_a_voucher_of_a_suspended_offer_can_be_given_back_after_its_deadline(session, key):
    code = rewarding.redeem(session, key)
    rosa, late = people.find(session, "rosa"), NOON + 9 * DAY
    with pytest.raises(TooLateToReturn):
        vouchers.give_back(session, rosa, code, idem="too late", now=late)
    answer(session, complain(session, key))
    assert redemptions.may_return(redemptions.find(session, rosa, code), now=late)
    vouchers.give_back(session, rosa, code, idem="now", now=late)
    assert rewarding.wallet(session) == 200


def test_the_till_still_takes_a_voucher_of_a_suspended_offer(session, key):
    code = rewarding.redeem(session, key)
    answer(session, complain(session, key))
    rewarding.accept(session, code)
    assert rewarding.redemption(session, code).used_at == NOON


def test_without_a_public_reason_nothing_is_upheld(session, key):
    code = complain(session, key)
    nested = session.begin_nested()
    with pytest.raises(ReasonMissing):
        answer(session, code, public=" ")
    nested.rollback()
    assert session.scalars(select(Complaint.outcome)).all() == [None]
    assert rewarding.seen(session, key).row.state is RewardState.OFFERED


def test_whoever_promised_it_does_not_judge_it(session, key, alter):
    code = complain(session, key)
    olive = people.find(session, "olive")
    session.commit()
    alter(f"UPDATE reward SET declared_by = '{olive.id.hex}', approved_by = '{_other(session)}'")
    with pytest.raises(OwnPromise):
        answer(session, code)


def _other(session):
    found = people.find(session, "theo").id.hex
    session.commit()
    return found


def test_an_offer_that_has_ended_stays_ended(session, key):
    code = complain(session, key)
    rewarding.change(session, key.rpartition("-")[2], RewardState.ENDED)
    answer(session, code)
    assert rewarding.seen(session, key).row.state is RewardState.ENDED


def test_what_is_only_promised_cannot_be_complained_of(session, town):
    code = rewarding.declared(session)
    with pytest.raises(NotFound):
        complain(session, f"bus-day-pass-{code}")


def test_a_corrected_number_says_why_and_is_kept(session, key):
    chen = people.find(session, "chen")
    facts = (session, chen, desk(session, "chen", "osier-lane-shelter"), key.rpartition("-")[2])
    for stock, reason in ((1, ""), (4, "Three more came."), (4, "Again."), (2, "Two tore.")):
        offer_changes.correct_stock(*facts, stock, reason=reason, now=NOON)
    rows = session.scalars(select(StockCount).order_by(StockCount.after.desc())).all()
    assert [(row.before, row.after, row.reason) for row in rows] == [
        (1, 4, "Three more came."),
        (4, 2, "Two tore."),
    ]
    with pytest.raises(ReasonMissing):
        offer_changes.correct_stock(*facts, 9, reason=" ", now=NOON)
    assert session.scalars(select(Reward.stock)).one() == 2
