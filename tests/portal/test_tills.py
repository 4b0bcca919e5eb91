"""Tills: a voucher is taken once, where it belongs, in its time; and what time does with it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.books import AccountKind
from db.tables.letters import Letter, LetterKind
from portal import cancellations, codes, ledger, offers, redemptions, tills, vouchers
from portal.budgets import TopUpTarget
from portal.errors import NotAllowed, NotFound
from portal.offer_changes import ReasonMissing
from portal.redemptions import RedemptionState
from portal.rewards import RewardState
from portal.tills import NotGood, TillState, TooLateToUndo
from portal.vouchers import NotReady
from tests import people, rewarding
from tests.giving import SHELTER, desk
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def key(session):
    """Three bus passes of the shelter, and 200 points for Linden."""
    rewarding.award(session)
    return rewarding.offered(session)


@pytest.fixture
def code(session, key):
    """Linden's voucher for one."""
    return rewarding.redeem(session, key)


def taker(session, who):
    return tills.somebody(session, people.find(session, who), now=NOON)


def state(session, code, who="chen", now=NOON):
    return tills.state_of(tills.find(session, code), taker(session, who), now=now)


def undo(session, code, who="chen", idem="undo", now=NOON):
    tills.undo(session, taker(session, who), code, idem=idem, now=now)


def cancel(session, key, code, who="chen", idem="cancel", now=NOON):
    facts = (session, people.find(session, who), desk(session, who, SHELTER))
    cancellations.cancel(*facts, key.rpartition("-")[2], code, idem=idem, now=now)


def withdraw(session, key, reason="The bus company has closed.", now=NOON):
    facts = (session, people.find(session, "chen"), desk(session, "chen", SHELTER))
    cancellations.withdraw(*facts, key.rpartition("-")[2], reason=reason, now=now)


def letters(session):
    rows = session.scalars(select(Letter).where(Letter.kind == LetterKind.VOUCHER_CANCELLED))
    return {row.person_id: row.facts for row in rows}


def test_the_till_sees_no_name_and_no_balance(session, code):
    told = set(tills.find(session, code)._fields)
    assert not told & {"person_id", "household_id", "person_name", "household_name", "points"}


def test_a_good_voucher_is_taken_and_can_be_undone_for_ten_minutes(session, code):
    assert state(session, code) is TillState.GOOD
    rewarding.accept(session, code.lower().replace("-", ""))
    assert state(session, code) is TillState.USED
    undo(session, code, now=NOON + 9 * MINUTE)
    assert state(session, code) is TillState.GOOD
    rewarding.accept(session, code, idem="second")
    with pytest.raises(TooLateToUndo):
        undo(session, code, idem="late", now=NOON + 10 * MINUTE)


def test_a_photographed_voucher_is_taken_once(session, code):
    rewarding.accept(session, code)
    rewarding.accept(session, code)
    with pytest.raises(NotGood) as refused:
        rewarding.accept(session, code, idem="the photo")
    assert refused.value.facts == {"state": TillState.USED}
    rewarding.end_all(session, now=NOON + 10 * MINUTE)
    assert rewarding.account(session, AccountKind.REDEEMED) == 60


def test_after_ten_minutes_its_points_are_used_for_good(session, code):
    rewarding.accept(session, code)
    rewarding.end_all(session, now=NOON + 9 * MINUTE)
    assert rewarding.account(session, AccountKind.REDEEMED) == 0
    rewarding.end_all(session, now=NOON + 10 * MINUTE)
    rewarding.end_all(session, now=NOON + 20 * MINUTE)
    assert rewarding.account(session, AccountKind.REDEEMED) == 60
    assert rewarding.wallet(session) == 140
    with pytest.raises(TooLateToUndo):
        undo(session, code, now=NOON + 11 * MINUTE)


def test_another_shops_voucher_is_not_taken(session, code):
    assert state(session, code, "olive") is TillState.ELSEWHERE
    with pytest.raises(NotGood):
        rewarding.accept(session, code, "olive")
    with pytest.raises(NotAllowed):
        rewarding.accept(session, code, "rosa")
    with pytest.raises(NotAllowed):
        undo(session, code, "olive")
    assert rewarding.redemption(session, code).state is RedemptionState.READY


def test_one_wrong_letter_is_caught_by_the_check_character(session, code):
    for place, sign in enumerate(code[2:], start=2):
        if sign != "-":
            wrong = code[:place] + ("0" if sign != "0" else "1") + code[place + 1 :]
            assert not codes.is_sound(wrong)
            with pytest.raises(NotFound):
                tills.find(session, wrong)


def test_a_proposal_has_no_voucher_yet(session, key):
    wish = rewarding.redeem(session, key, "Pip")
    with pytest.raises(NotFound):
        tills.find(session, wish)


def test_what_nobody_collects_comes_home_with_its_old_date(session, key, code):
    last, after = NOON + 28 * DAY, NOON + 29 * DAY
    assert state(session, code, now=last) is TillState.GOOD
    assert state(session, code, now=after) is TillState.TOO_LATE
    with pytest.raises(NotGood):
        rewarding.accept(session, code, now=after)
    assert rewarding.end_all(session, now=last) == 0
    rewarding.end_all(session, now=after)
    assert rewarding.wallet(session) == 200
    assert rewarding.redemption(session, code).state is RedemptionState.UNCOLLECTED
    assert rewarding.left(session, key, after) == 3


def test_what_is_for_a_day_is_good_on_that_day_only(session):
    day = (NOON + 70 * DAY).date()
    rewarding.award(session)
    code = rewarding.redeem(session, rewarding.offered(session, happens_on=day))
    assert state(session, code, now=NOON + 69 * DAY) is TillState.TOO_EARLY
    assert state(session, code, now=NOON + 70 * DAY) is TillState.GOOD
    assert state(session, code, now=NOON + 71 * DAY) is TillState.TOO_LATE


def test_a_cancelled_voucher_brings_points_home_with_goodwill_and_a_letter(session, key, code):
    home = people.home(session, "Linden")
    before = {row.expires_on for row in ledger.lots(session, rewarding.river(session), home)}
    cancel(session, key, code)
    cancel(session, key, code)
    lots = ledger.lots(session, rewarding.river(session), home)
    assert sum(row.points for row in lots) == 206
    [thanks] = [row for row in lots if row.kind == "goodwill"]
    assert (thanks.points, thanks.expires_on > max(before)) == (6, True)
    assert {row.expires_on for row in lots if row.kind != "goodwill"} == before
    assert rewarding.account(session, AccountKind.RESERVE) == 994
    assert state(session, code) is TillState.ENDED
    told = letters(session)
    assert {people.find(session, who).id for who in ("rosa", "tom")} == set(told)
    assert {facts["goodwill"] for facts in told.values()} == {6}
    with pytest.raises(NotReady):
        cancel(session, key, code, idem="again")


def test_a_used_voucher_is_not_cancelled(session, key, code):
    rewarding.accept(session, code)
    with pytest.raises(NotReady):
        cancel(session, key, code)
    assert rewarding.account(session, AccountKind.RESERVE) == 1_000


def test_an_offer_that_is_withdrawn_cancels_what_is_out_and_says_why(session, key, code):
    other = rewarding.redeem(session, key, idem="other")
    rewarding.accept(session, other)
    with pytest.raises(ReasonMissing):
        withdraw(session, key, reason=" ")
    withdraw(session, key)
    withdraw(session, key)
    assert rewarding.redemption(session, code).state is RedemptionState.CANCELLED
    assert rewarding.redemption(session, other).state is RedemptionState.USED
    assert rewarding.wallet(session) == 146
    assert rewarding.seen(session, key).row.state is RewardState.WITHDRAWN


def test_goodwill_the_reserve_has_not_is_owed_and_paid_when_it_has(session):
    rewarding.award(session, points=900, now=NOON)
    dear = rewarding.offered(session, points=500, reserve=0)
    code = rewarding.redeem(session, dear, points=500)
    cancel(session, dear, code)
    assert rewarding.redemption(session, code).goodwill_seq is None
    for _ in range(2):
        rewarding.end_all(session, now=NOON)
        assert rewarding.wallet(session) == 900
    people.fund(session, "RIVER", 50, target=TopUpTarget.RESERVE)
    for _ in range(2):
        rewarding.end_all(session, now=NOON)
        assert rewarding.wallet(session) == 950


def test_a_voucher_is_rated_after_use_and_shown_from_ten_on(session, key, code):
    rosa = people.find(session, "rosa")
    with pytest.raises(NotReady):
        vouchers.rate(session, rosa, code, 3, now=NOON)
    rewarding.accept(session, code)
    vouchers.rate(session, rosa, code, 3, now=NOON)
    assert redemptions.find(session, rosa, code).rating == 3
    assert rewarding.seen(session, key).rating is None


def test_the_desk_counts_vouchers_that_are_out(session, key, code):
    at = desk(session, "chen", SHELTER)
    [one] = offers.list_at_desk(session, at, now=NOON)
    assert one.row.open_count == 1


def test_what_was_taken_lately_is_listed_for_a_day(session, code):
    rewarding.accept(session, code)
    chen, rosa = (taker(session, who) for who in ("chen", "rosa"))
    assert [row.code for row in tills.list_lately(session, chen, now=NOON)] == [code]
    assert list(tills.list_lately(session, chen, now=NOON + DAY)) == []
    assert list(tills.list_lately(session, rosa, now=NOON)) == []
