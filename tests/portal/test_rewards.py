"""Offers: promised by one, approved by another; what everybody sees of them."""

from datetime import timedelta

import pytest

from portal import offer_changes, offers, rewards
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.offer_changes import BadWindow, NotNow, OwnOffer, ReasonMissing
from portal.offers import BadDays, BadWords, NotForHouseholds
from portal.reward_words import find_forbidden
from portal.rewards import RewardState, price_on
from tests import people, rewarding
from tests.giving import RIVERSIDE, SHELTER, desk
from tests.people import NOON
from tests.rewarding import LAST, PRICE

pytestmark = pytest.mark.usefixtures("town")
DAY = timedelta(days=1)


def at(session, who, place=SHELTER):
    return people.find(session, who), desk(session, who, place)


def announce(session, code, first, last, points=50, now=NOON):
    facts = (session, *at(session, "olive", RIVERSIDE), code)
    days = {"starts_on": first.date(), "ends_on": last.date()}
    offer_changes.announce(*facts, **days, points=points, now=now)


def test_a_promise_is_seen_by_nobody_before_another_person_approves_it(session):
    code = rewarding.declared(session)
    with pytest.raises(NotFound):
        rewards.find(session, f"bus-day-pass-{code}", now=NOON)
    assert rewards.list_offered(session, now=NOON) == []
    rewarding.change(session, code, RewardState.OFFERED)
    [one] = rewards.list_offered(session, now=NOON)
    assert (one.row.code, one.price, one.left, one.is_open) == (code, PRICE, 3, True)


def test_the_same_form_promises_once(session):
    first = rewarding.declared(session)
    assert rewarding.declared(session) == first
    assert rewarding.count(session) == 1
    with pytest.raises(AlreadyUsed):
        rewarding.declared(session, points=61)


def test_whoever_promised_it_does_not_approve_it(session):
    facts = (session, *at(session, "olive", RIVERSIDE))
    code = offers.declare(*facts, "RIVER", rewarding.offer(session), idem="mine", now=NOON)
    with pytest.raises(OwnOffer):
        rewarding.change(session, code, RewardState.OFFERED)


def test_a_stranger_neither_promises_nor_approves(session):
    code = rewarding.declared(session)
    with pytest.raises(NotAllowed):
        offers.declare(
            session,
            *at(session, "vera", RIVERSIDE),
            "RIVER",
            rewarding.offer(session),
            idem="x",
            now=NOON,
        )
    with pytest.raises(NotFound):
        facts = (session, *at(session, "sol", "rushmill-cooperative"))
        offer_changes.change(*facts, code, RewardState.OFFERED, now=NOON)
    with pytest.raises(NotNow):
        facts = (session, *at(session, "chen"))
        offer_changes.change(*facts, code, RewardState.OFFERED, now=NOON)


@pytest.mark.parametrize(
    "text",
    [
        "A bottle of beer",
        "Worth 10 in cash",
        "A lottery ticket",
        "一瓶白酒",
        "抽奖一次",
        "Una botella de vino",
        "قسيمة",
        "A gift card",
    ],
)
def test_refused_kinds_are_named_in_every_language(session, text):
    with pytest.raises(BadWords):
        rewarding.declared(session, about={"en": text})


@pytest.mark.parametrize("text", ["A ball of twine", "Un armario", "Farmacia de plantas"])
def test_a_word_within_another_is_no_refused_kind(text):
    assert find_forbidden(text) == []


def test_days_that_contradict_each_other_are_refused(session):
    with pytest.raises(BadDays):
        rewarding.declared(session, offered_until=(NOON - DAY).date())
    with pytest.raises(BadDays):
        rewarding.declared(session, happens_on=(NOON + DAY).date())


def test_a_programme_of_classes_has_no_rewards(session):
    facts = (session, *at(session, "chen"))
    with pytest.raises(NotForHouseholds):
        offers.declare(*facts, "SCHOOL", rewarding.offer(session), idem="s", now=NOON)


def test_a_suspended_offer_says_why_and_can_be_read_but_not_used(session):
    key = rewarding.offered(session)
    code = key.rpartition("-")[2]
    with pytest.raises(ReasonMissing):
        rewarding.change(session, code, RewardState.SUSPENDED)
    rewarding.change(session, code, RewardState.SUSPENDED, "Somebody was served last.")
    [one] = rewards.list_offered(session, now=NOON)
    assert not one.is_open
    assert one.row.state_reason == "Somebody was served last."
    rewarding.change(session, code, RewardState.OFFERED)
    assert rewarding.seen(session, key).is_open


def test_a_paused_offer_goes_on_without_another_promise(session):
    code = rewarding.offered(session).rpartition("-")[2]
    rewarding.change(session, code, RewardState.PAUSED)
    rewarding.change(session, code, RewardState.PAUSED)
    rewarding.change(session, code, RewardState.OFFERED)
    with pytest.raises(NotNow):
        rewarding.change(session, code, RewardState.REFUSED, "too late")


def test_after_its_last_day_an_offer_is_over(session):
    key = rewarding.offered(session)
    later = NOON + (LAST - NOON.date()) + DAY
    assert not rewarding.seen(session, key, later).is_open
    assert rewards.list_offered(session, now=later) == []


def test_the_stock_is_counted_again(session):
    key = rewarding.offered(session)
    facts = (session, *at(session, "chen"), key.rpartition("-")[2])
    offer_changes.correct_stock(*facts, 7, reason="Four more came.", now=NOON)
    assert rewarding.left(session, key) == 7


def test_an_announced_window_takes_fewer_points_on_its_days_and_is_kept(session):
    key = rewarding.offered(session)
    code = key.rpartition("-")[2]
    first, last = NOON + 8 * DAY, NOON + 10 * DAY
    announce(session, code, first, last)
    announce(session, code, first, last)
    prices = [rewarding.seen(session, key, NOON + n * DAY).price for n in (0, 7, 8, 10, 11)]
    assert prices == [60, 60, 50, 50, 60]
    [window] = rewarding.seen(session, key, NOON + 30 * DAY).windows
    assert (window.points, window.announced_on) == (50, NOON.date())


@pytest.mark.parametrize(
    ("first", "last", "points"),
    [(6, 9, 50), (9, 8, 50), (8, 9, 60), (8, 9, 0), (8, 99, 50), (14, 15, 40)],
)
def test_a_window_is_announced_a_week_before_for_less_and_over_no_other(
    session, first, last, points
):
    code = rewarding.offered(session).rpartition("-")[2]
    announce(session, code, NOON + 12 * DAY, NOON + 14 * DAY)
    with pytest.raises(BadWindow):
        announce(session, code, NOON + first * DAY, NOON + last * DAY, points)


def test_only_whoever_runs_the_programme_announces_a_price(session):
    code = rewarding.offered(session).rpartition("-")[2]
    facts = (session, *at(session, "chen"), code)
    days = {"starts_on": (NOON + 8 * DAY).date(), "ends_on": (NOON + 9 * DAY).date()}
    with pytest.raises(NotAllowed):
        offer_changes.announce(*facts, **days, points=50, now=NOON)


def test_without_a_window_the_price_is_the_one_price():
    assert price_on(60, [], NOON.date()) == 60


def test_an_address_is_made_of_the_name_or_of_the_kind():
    assert offers.slug_of("Bus — day pass!", "travel") == "bus-day-pass"
    assert offers.slug_of("公交一日票", "travel") == "travel"
