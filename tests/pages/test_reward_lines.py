"""The red lines R1 to R10 for rewards, as somebody in front of a page who tries to cross them."""

import re

import pytest

from pages.rewards.forms import OfferForm, WantForm
from portal import codes
from portal.linter.texts import find_words
from portal.moves import AccountKind
from portal.reward_words import find_forbidden
from tests import people, rewarding
from tests.giving import award
from tests.habits.test_contract import routes
from tests.pages.giving import done, flat
from tests.pages.test_rewards import AT_SHELTER, form, voucher, want

MONEYED = re.compile(
    r"pay|cash|bank|checkout|basket|cart|buy|sell|refund|invoice|wallet|money|coin"
)
SENT = re.compile(r"transfer|send|share|trade|swap|market|exchange")
LUCKY = re.compile(r"draws?\b|lottery|spin|prize|winner|raffle|luck|dice|scratch")


@pytest.fixture
def key(session, town):
    """Three bus passes; Linden and Fennel have 200 points each."""
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    return done(session, rewarding.offered)


def refused(chen, session, **given):
    """Send an offer that is not one; return what the page says."""
    page = chen.post(AT_SHELTER, data=form(session, **given))
    assert page.status_code == 422
    assert rewarding.count(session) == 0
    return flat(page)


# R1: no money out


@pytest.mark.parametrize("kind", ["cash", "gift_card", "discount", "credit", ""])
def test_r1_a_reward_is_of_a_listed_kind(visit_as, session, town, kind):
    text = refused(visit_as("chen"), session, kind=kind)
    assert "Not a valid choice." in text or "Choose the kind of reward." in text


@pytest.mark.parametrize(
    ("about", "word"),
    [
        ("A card worth £5 for the shop", "£5"),
        ("Worth 5 EUR at the counter", "5 EUR"),
        ("价值20元的礼物", "20元"),
        ("Vale 10 €", "10 €"),
        ("A gift card for the baker", "gift card"),
        ("Phone credit for a month", "phone credit"),
        ("A discount at the baker", "discount"),
        ("Minimum spend of two coffees", "minimum spend"),
        ("购满两杯即送", "购满"),
    ],
)
def test_r1_a_reward_has_no_value_in_money_and_needs_no_purchase(
    visit_as, session, town, about, word
):
    text = refused(visit_as("chen"), session, about=about)
    assert f"“{word}” cannot be part of a reward." in text


@pytest.mark.parametrize("about", ["5 kg of soil", "Room for 20 people", "第3元素", "Open 9-17"])
def test_r1_a_number_alone_is_no_sum(about):
    assert find_forbidden(about) == []


# R2: nothing from one household to another


def test_r2_points_are_taken_from_ones_own_household_whatever_is_sent(visit_as, session, key):
    fennel = str(people.home(session, "Fennel"))
    session.rollback()
    more = {"household": fennel, "household_id": fennel, "wallet": fennel, "person": "fay"}
    sent = {"points": "60", "idem": "press", "confirm": "yes", **more}
    page = visit_as("rosa").post(f"/en/rewards/{key}/redemptions", data=sent)
    assert page.status_code == 200
    assert (rewarding.wallet(session), rewarding.wallet(session, "Fennel")) == (140, 200)


def test_r2_a_voucher_given_back_goes_home_to_who_paid_for_it(visit_as, session, key):
    path, _ = voucher(visit_as("rosa"), key)
    fay = visit_as("fay").post(f"{path}/return", data={"idem": "mine"})
    assert fay.status_code == 404
    assert (rewarding.wallet(session), rewarding.wallet(session, "Fennel")) == (140, 200)


# R3: nothing from another programme


def test_r3_points_of_another_programme_are_not_used_here(visit_as, session, town):
    award(session, people.school_class(session, "3A"), 300, programme="SCHOOL")
    key = done(session, rewarding.offered)
    page = want(visit_as("rosa"), key)
    assert page.status_code == 422
    assert "This needs 60 points. You have 0. Nothing was taken." in flat(page)


# R4: nothing to nobody


def test_r4_nobody_gets_a_voucher_without_a_household_that_paid(visit_as, session, key):
    assert want(visit_as(), key).status_code == 401
    assert rewarding.left(session, key) == 3
    made_up = codes.new_code("V")
    session.commit()
    page = visit_as("chen").post(f"/en/till/{made_up}", data={"idem": "x"})
    assert page.status_code == 404 and "there is no such voucher" in flat(page)


# R5, R6: apologies come from the reserve and need a broken promise


def test_r5_an_apology_the_reserve_cannot_pay_waits_and_takes_nothing_from_the_budget(
    visit_as, session, town
):
    rewarding.award(session)
    key = done(session, rewarding.offered, reserve=0)
    budget = rewarding.account(session, AccountKind.BUDGET)
    session.commit()
    path, _ = voucher(visit_as("rosa"), key)
    there = f"{AT_SHELTER}/{key.rpartition('-')[2]}/cancellation"
    visit_as("chen").post(there, data={"code": path.rpartition("/")[2], "idem": "c"})
    assert rewarding.wallet(session) == 200
    assert rewarding.account(session, AccountKind.BUDGET) == budget
    session.rollback()
    assert "cannot keep its promise" in flat(visit_as("rosa").get(path))


def test_r6_neither_a_return_nor_an_opinion_brings_more_points(visit_as, session, key):
    rosa = visit_as("rosa")
    path, _ = voucher(rosa, key)
    rosa.post(f"{path}/return", data={"idem": "back"})
    assert rewarding.wallet(session) == 200
    session.rollback()
    path, _ = voucher(rosa, key, "again")
    done(session, rewarding.accept, path.rpartition("/")[2])
    rosa.post(f"{path}/rating", data={"rating": "3", "idem": "rate"})
    assert rewarding.wallet(session) == 140


# R7: whole points


@pytest.mark.parametrize("points", ["1.5", "0", "-3", "½", "1e3", "five"])
def test_r7_a_price_is_one_whole_number_of_points(visit_as, session, town, points):
    text = refused(visit_as("chen"), session, points=points)
    assert re.search(r"whole number|valid integer", text)


# R8: nothing by chance


@pytest.mark.parametrize(
    "about",
    [
        "A lottery ticket",
        "A lucky draw for helpers",
        "盲盒一个",
        "参加抽奖",
        "Una rifa",
        "سحب على كتاب",
    ],
)
def test_r8_nothing_is_drawn_by_lot(visit_as, session, town, about):
    assert "cannot be part of a reward." in refused(visit_as("chen"), session, about=about)
    assert find_words(about)


# R9: one price and one share


def test_r9_everybody_pays_the_same_however_much_they_have(visit_as, session, key):
    rewarding.award(session, "Fennel", 500)
    session.commit()
    prices = [
        re.search(r'name="points" value="(\d+)"', visit_as(who).get(f"/en/rewards/{key}").text)
        for who in ("rosa", "fay")
    ]
    assert [price and price[1] for price in prices] == ["60", "60"]
    cheaper = want(visit_as("rosa"), key, points="30")
    assert cheaper.status_code == 422 and "It takes 60 points today." in flat(cheaper)


def test_r9_a_household_has_no_more_than_its_share(visit_as, session, key):
    rosa = visit_as("rosa")
    for idem in ("one", "two"):
        voucher(rosa, key, idem)
    page = want(visit_as("tom"), key, "three")
    assert page.status_code == 422
    assert "Each household can have 2 of this. Nothing was taken." in flat(page)


# R10, and all addresses: no room for any of it


def test_r10_no_form_of_a_reward_asks_for_money_or_a_means_to_pay(visit_as, session, key):
    fields = {field.name for field in (*OfferForm(), *WantForm())}
    assert {name for name in fields if MONEYED.search(name)} == {"payer"}  # who bears the cost
    page = visit_as("rosa").get(f"/en/rewards/{key}")
    assert not re.search(r"[€£$¥]|\b(EUR|GBP|USD|CNY)\b", flat(page))


def test_no_address_takes_money_moves_points_between_people_or_draws_lots():
    paths = {route.path for route in routes()}
    assert len(paths) > 200
    words = {path: re.sub(r"{[^}]*}", "", path) for path in paths}
    moneyed = {path for path, plain in words.items() if MONEYED.search(plain)}
    assert {path for path in moneyed if "payment" not in path} == set()  # evidence of a sponsor's
    assert {path for path, plain in words.items() if SENT.search(plain)} == set()
    lucky = {path for path, plain in words.items() if LUCKY.search(plain)}
    assert {
        path for path in lucky if "audit" not in path and "/desk/{org}/draws" not in path
    } == set()


def test_an_offer_counts_nothing_down(visit_as, session, key):
    text = flat(visit_as().get(f"/en/rewards/{key}")).lower()
    assert not re.search(r"hurry|only \d+ (hours|days)|last chance", text)
