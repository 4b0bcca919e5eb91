"""A household uses points for a reward; every way it can go wrong leaves the books exact."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.engine import open_session
from db.tables.books import AccountKind
from portal import (
    child_limits,
    codes,
    ledger,
    redemption_proposals,
    redemptions,
    reward_waits,
    rewards,
    vouchers,
)
from portal.desks import Suspended
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.redeeming import (
    Enough,
    Gone,
    NotOffered,
    PriceChanged,
    TooFewPoints,
    goodwill_of,
)
from portal.redemption_proposals import AgreedAlready, WishEnded
from portal.redemptions import RedemptionState
from portal.rewards import RewardState
from portal.vouchers import NotReady, TooLateToReturn
from tests import people, rewarding
from tests.people import NOON
from tests.rewarding import PRICE

pytestmark = pytest.mark.usefixtures("town")
DAY = timedelta(days=1)


@pytest.fixture
def key(session):
    """Three bus passes, and 200 points for either household."""
    found = rewarding.offered(session)
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    return found


def give_back(session, code, who="rosa", idem="back", now=NOON):
    vouchers.give_back(session, people.find(session, who), code, idem=idem, now=now)


def agree(session, code, who, now=NOON):
    redemption_proposals.agree(session, people.find(session, who), code, idem=who, now=now)


def refuse(session, code, who, now=NOON):
    me = people.find(session, who)
    redemption_proposals.refuse(session, me, code, idem=f"no-{who}", now=now)


def test_points_are_set_aside_and_one_less_is_left(session, key):
    code = rewarding.redeem(session, key)
    it = redemptions.find(session, people.find(session, "tom"), code)
    assert it.state is RedemptionState.READY
    assert codes.is_sound(code) and code.startswith("V-")
    assert (it.points, it.goodwill, it.valid_until) == (60, 6, (NOON + 28 * DAY).date())
    assert rewarding.wallet(session) == 140
    assert ledger.balance(session, it.programme_id, it.id) == 60
    assert rewarding.left(session, key) == 2


def test_the_same_form_makes_one_voucher(session, key):
    first = rewarding.redeem(session, key)
    assert rewarding.redeem(session, key) == first
    assert rewarding.wallet(session) == 140
    with pytest.raises(AlreadyUsed):
        rewarding.redeem(session, key, points=50)


def test_a_household_has_no_more_than_its_share(session, key):
    for number in range(2):
        rewarding.redeem(session, key, idem=f"n{number}")
    with pytest.raises(Enough):
        rewarding.redeem(session, key, idem="third")
    assert rewarding.wallet(session) == 80


def test_more_points_than_there_are_are_not_used(session):
    key = rewarding.offered(session)
    rewarding.award(session, points=59)
    with pytest.raises(TooFewPoints) as refused:
        rewarding.redeem(session, key)
    assert refused.value.facts == {"want": 60, "have": 59}
    assert rewarding.wallet(session) == 59
    assert rewarding.left(session, key) == 3


def test_points_that_ended_while_the_form_was_open_are_not_used(session):
    rewarding.award(session)
    late, last = NOON + 695 * DAY, (NOON + 900 * DAY).date()
    key = rewarding.offered(session, now=late, offered_until=last)
    with pytest.raises(TooFewPoints) as refused:
        rewarding.redeem(session, key, now=late)
    assert refused.value.facts["have"] == 0
    assert rewarding.wallet(session) == 200


def test_two_tabs_never_use_more_than_there_is(engine, session):
    key = rewarding.offered(session, each_household=9, stock=9)
    rewarding.award(session, points=100)
    session.commit()
    refused = at_once(engine, key, [("rosa", f"tab-{tab}") for tab in range(4)])
    assert Counter(refused) == {None: 1, TooFewPoints: 3}
    assert rewarding.wallet(session) == 40
    assert rewarding.left(session, key) == 8


def test_the_last_one_goes_to_one_of_two(engine, session):
    key = rewarding.offered(session, stock=1)
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    people_who_may = [("rosa", "a"), ("tom", "b")]
    session.commit()
    refused = at_once(engine, key, people_who_may)
    assert Counter(refused) == {None: 1, Gone: 1}
    assert (rewarding.left(session, key), rewarding.wallet(session)) == (0, 140)


def at_once(engine, key, wishes):
    """Let everybody press at the same moment; return who was refused, and how."""

    def press(wish):
        who, idem = wish
        with open_session(engine, writes=True) as own:
            try:
                rewarding.redeem(own, key, who, idem=idem)
            except (TooFewPoints, Gone) as error:
                return type(error)
            own.commit()
            return None

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(press, wishes))


def test_the_price_on_the_page_is_the_price_that_is_taken(session, key):
    with pytest.raises(PriceChanged) as refused:
        rewarding.redeem(session, key, points=50)
    assert refused.value.facts == {"points": PRICE}
    assert rewarding.wallet(session) == 200


@pytest.mark.parametrize("state", [RewardState.PAUSED, RewardState.SUSPENDED, RewardState.ENDED])
def test_what_is_not_offered_takes_no_points(session, key, state):
    rewarding.change(session, key.rpartition("-")[2], state, "Because.")
    with pytest.raises(NotOffered):
        rewarding.redeem(session, key)
    assert rewarding.wallet(session) == 200


def test_a_suspended_provider_gets_no_new_vouchers(session, key, alter):
    alter("UPDATE organisation SET state = 'suspended' WHERE slug = 'osier-lane-shelter'")
    with pytest.raises(Suspended):
        rewarding.redeem(session, key)


def test_a_child_proposes_and_an_adult_agrees(session, key):
    code = rewarding.redeem(session, key, "Pip")
    assert rewarding.redemption(session, code).state is RedemptionState.PROPOSED
    assert (rewarding.wallet(session), rewarding.left(session, key)) == (200, 3)
    with pytest.raises(NotAllowed):
        agree(session, code, "Pip")
    agree(session, code, "tom")
    agree(session, code, "tom")
    assert rewarding.redemption(session, code).state is RedemptionState.READY
    assert (rewarding.wallet(session), rewarding.left(session, key)) == (140, 2)


def test_where_two_adults_must_agree_the_second_makes_the_voucher(session, key):
    code = rewarding.redeem(session, key, "fay")
    assert rewarding.wallet(session, "Fennel") == 200
    with pytest.raises(AgreedAlready):
        agree(session, code, "fay")
    agree(session, code, "ned")
    it = redemptions.find(session, people.find(session, "ned"), code)
    assert (it.state, it.second_name) == (RedemptionState.READY, "Ned")
    assert rewarding.wallet(session, "Fennel") == 140


def test_a_refused_or_forgotten_proposal_moves_nothing(session, key):
    one, other = (rewarding.redeem(session, key, "Pip", idem=idem) for idem in ("one", "two"))
    refuse(session, one, "rosa")
    with pytest.raises(WishEnded):
        agree(session, one, "tom")
    with pytest.raises(WishEnded):
        agree(session, other, "tom", NOON + 14 * DAY)
    it = redemptions.find(session, people.find(session, "rosa"), other)
    assert redemptions.has_run_out(it, now=NOON + 14 * DAY)
    assert rewarding.wallet(session) == 200


def test_the_last_one_taken_while_a_proposal_waited_is_said(session):
    key = rewarding.offered(session, stock=1)
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    code = rewarding.redeem(session, key, "fay")
    rewarding.redeem(session, key, "rosa", idem="rosa")
    with pytest.raises(Gone):
        agree(session, code, "ned")
    assert rewarding.redemption(session, code).state is RedemptionState.PROPOSED
    assert rewarding.wallet(session, "Fennel") == 200


def test_a_child_that_may_not_propose_proposes_nothing(session, key, alter):
    pip, rosa = people.find(session, "Pip").id, people.find(session, "rosa").id
    alter(
        "INSERT INTO guardianship (guardian_id, child_id, since, may_log, may_add_photos,"
        f" may_propose) VALUES ('{_hex(session, rosa)}', '{_hex(session, pip)}',"
        " '2026-01-01 00:00:00+00:00', TRUE, TRUE, FALSE)"
    )
    with pytest.raises(child_limits.ProposingOff):
        rewarding.redeem(session, key, "Pip")


def _hex(session, id_):
    return id_.hex if session.get_bind().dialect.name == "sqlite" else str(id_)


def test_nobody_elses_household_sees_the_voucher(session, key):
    code = rewarding.redeem(session, key)
    with pytest.raises(NotFound):
        redemptions.find(session, people.find(session, "fay"), code)


def test_a_voucher_given_back_brings_the_same_lots_home(session, key):
    before = _lots(session)
    code = rewarding.redeem(session, key)
    give_back(session, code)
    give_back(session, code)
    assert _lots(session) == before
    assert rewarding.redemption(session, code).state is RedemptionState.RETURNED
    assert rewarding.left(session, key) == 3
    with pytest.raises(NotReady):
        give_back(session, code, idem="again")


def _lots(session):
    home = people.home(session, "Linden")
    rows = ledger.lots(session, rewarding.river(session), home)
    return [(row.lot_id, row.points, row.expires_on) for row in rows]


def test_it_can_be_given_back_until_its_deadline_and_by_adults_only(session):
    key = rewarding.offered(session, return_days=3)
    rewarding.award(session)
    code = rewarding.redeem(session, key)
    with pytest.raises(NotAllowed):
        give_back(session, code, "Pip")
    with pytest.raises(TooLateToReturn):
        give_back(session, code, now=NOON + 26 * DAY)
    give_back(session, code, now=NOON + 25 * DAY)
    assert rewarding.wallet(session) == 200


def test_goodwill_is_a_tenth_at_least_five_never_more_than_the_price():
    assert [goodwill_of(points) for points in (3, 30, 60, 61, 1000)] == [3, 5, 6, 7, 100]


# Waiting


def waits(session, key):
    """What Fennel is told of a reward."""
    home = people.find(session, "fay").household_id
    return rewards.find(session, key, household_id=home, now=NOON).row


def test_who_waits_is_told_in_their_order_and_one_is_kept_for_them(session):
    key = rewarding.offered(session, stock=1)
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    code = rewarding.redeem(session, key)
    fay, ned = people.find(session, "fay"), people.find(session, "ned")
    reward_waits.join(session, fay, rewarding.seen(session, key), now=NOON)
    reward_waits.join(session, ned, rewarding.seen(session, key), now=NOON)
    assert reward_waits.tell_some(session, rewarding.river(session), now=NOON) == 0
    give_back(session, code)
    assert rewarding.left(session, key) == 0
    assert waits(session, key).waits_told_at == NOON
    with pytest.raises(Gone):
        rewarding.redeem(session, key, idem="again")
    wish = rewarding.redeem(session, key, "fay", idem="mine")
    agree(session, wish, "ned")
    assert waits(session, key).waits_since is None


def test_after_three_days_it_is_anybodys_again(session):
    key = rewarding.offered(session, stock=1)
    rewarding.award(session)
    code = rewarding.redeem(session, key)
    fay = people.find(session, "fay")
    reward_waits.join(session, fay, rewarding.seen(session, key), now=NOON)
    give_back(session, code)
    later = NOON + 3 * DAY
    assert rewarding.left(session, key, later) == 1
    rewarding.end_all(session, now=later)
    assert waits(session, key).waits_since is None


def test_nobody_waits_for_what_is_there(session, key):
    with pytest.raises(reward_waits.NothingToWaitFor):
        reward_waits.join(
            session, people.find(session, "rosa"), rewarding.seen(session, key), now=NOON
        )


def test_the_books_stay_whole(session, key):
    rewarding.redeem(session, key)
    held = [rewarding.account(session, kind) for kind in (AccountKind.REDEEMED, AccountKind.MINT)]
    assert held[0] == 0
    assert held[1] < 0
