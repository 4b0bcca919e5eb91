"""The catalogue, using points, the voucher: each answer in words, each mistake with its page."""

import re
from datetime import timedelta

import pytest

from portal import codes, offer_changes
from portal.rewards import RewardState
from tests import people, rewarding
from tests.giving import RIVERSIDE, desk
from tests.pages.giving import done, flat, title
from tests.people import NOON

DAY = timedelta(days=1)


@pytest.fixture
def key(session, town):
    """Three bus passes; Linden and Fennel have 200 points each."""
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    return done(session, rewarding.offered)


def want(browser, key, idem="press", points="60", confirm="yes", **more):
    sent = {"points": points, "idem": idem, "confirm": confirm}
    return browser.post(f"/en/rewards/{key}/redemptions", data=sent, **more)


def voucher(browser, key, idem="press"):
    """Use points; return the voucher's address and its page."""
    page = want(browser, key, idem)
    assert page.status_code == 200, flat(page)
    return page.url.path, page


def test_everybody_reads_what_is_offered_and_how_many_are_left(visit_as, session, key):
    text = flat(visit_as().get("/en/rewards"))
    assert "Bus day pass" in text and "60 points" in text and "3 left" in text
    one = flat(visit_as().get(f"/en/rewards/{key}"))
    assert "Sign in to use points" in one and "Paid by Osier Lane Shelter" in one
    assert "All buses have a ramp." in one
    done(session, rewarding.redeem, key)
    assert "2 left" in flat(visit_as().get("/en/rewards"))


def test_what_is_only_promised_is_not_there(visit_as, session, town):
    code = done(session, rewarding.declared)
    assert visit_as().get(f"/en/rewards/bus-day-pass-{code}").status_code == 404


def test_an_old_address_leads_to_the_new_one(visit_as, key):
    old = f"/en/rewards/older-name-{key.rpartition('-')[2].lower()}"
    answer = visit_as().get(old, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/rewards/{key}")


def test_points_are_used_after_a_check_page_and_once(visit_as, session, key):
    rosa = visit_as("rosa")
    check = want(rosa, key, confirm="")
    assert title(check) == "Check before you use points"
    assert "200 points now, 140 after" in flat(check)
    assert rewarding.wallet(session) == 200
    session.commit()
    path, page = voucher(rosa, key)
    assert voucher(rosa, key)[0] == path
    text = flat(page)
    assert "Show this to Osier Lane Shelter" in text and "Use by 29 June 2026" in text
    assert "data:image/svg+xml" in page.text
    assert rewarding.wallet(session) == 140


def test_a_stranger_who_presses_signs_in_first(visit_as, key):
    assert want(visit_as(), key).status_code == 401
    assert visit_as().get("/en/me/vouchers", follow_redirects=False).status_code == 303


def test_too_few_points_are_said_and_nothing_is_taken(visit_as, session, town):
    rewarding.award(session, points=46)
    key = done(session, rewarding.offered)
    page = want(visit_as("rosa"), key)
    assert page.status_code == 422
    assert "This needs 60 points. You have 46. Nothing was taken." in flat(page)
    assert rewarding.wallet(session) == 46


def test_the_last_one_gone_is_said_and_one_can_wait(visit_as, session, town):
    for home in ("Linden", "Fennel"):
        rewarding.award(session, home)
    key = done(session, rewarding.offered, stock=1)
    voucher(visit_as("rosa"), key)
    tom = visit_as("tom")
    page = want(tom, key, "tom")
    assert page.status_code == 422
    assert "The last one was just taken. You still have your 140 points." in flat(page)
    waits = tom.post(f"/en/rewards/{key}/wait", data={"idem": "wait"})
    assert "You wait since" in flat(waits)
    gone = tom.post(f"/en/rewards/{key}/wait/end", data={"idem": "no"})
    assert "Wait for it" in flat(gone)


def test_one_cannot_wait_for_what_is_there(visit_as, key):
    page = visit_as("rosa").post(f"/en/rewards/{key}/wait", data={"idem": "wait"})
    assert page.status_code == 422
    assert "nothing to wait for" in flat(page)


def test_another_price_than_on_the_page_is_said(visit_as, key):
    page = want(visit_as("rosa"), key, points="1")
    assert page.status_code == 422
    assert "It takes 60 points today. Nothing was taken." in flat(page)


@pytest.mark.parametrize("points", ["", "many", "-60", "9" * 30])
def test_a_bent_form_shows_the_check_page_or_a_refusal(visit_as, session, key, points):
    page = want(visit_as("rosa"), key, points=points)
    assert page.status_code in (200, 422)
    assert rewarding.wallet(session) == 200


def test_an_announced_window_shows_both_prices_and_its_history(visit_as, session, clock, key):
    days = {"starts_on": (NOON + 8 * DAY).date(), "ends_on": (NOON + 9 * DAY).date()}
    olive, code = people.find(session, "olive"), key.rpartition("-")[2]
    facts = (session, olive, desk(session, "olive", RIVERSIDE), code)
    offer_changes.announce(*facts, **days, points=50, now=NOON)
    session.commit()
    assert "9 June 2026 10 June 2026 50 1 June 2026" in flat(visit_as().get(f"/en/rewards/{key}"))
    clock.now = NOON + 8 * DAY
    assert "Until 10 June 2026; otherwise 60" in flat(visit_as().get("/en/rewards"))


def test_a_suspended_offer_says_why_to_everybody(visit_as, session, key):
    code = key.rpartition("-")[2]
    done(session, rewarding.change, code, RewardState.SUSPENDED, "Somebody was served last.")
    text = flat(visit_as("rosa").get(f"/en/rewards/{key}"))
    assert "Somebody was served last." in text and "Points cannot be used for this now." in text


# Vouchers


def test_a_voucher_is_listed_shown_printed_and_given_back(visit_as, session, key):
    rosa = visit_as("rosa")
    path, _ = voucher(rosa, key)
    assert "Ready to use" in flat(rosa.get("/en/me/vouchers"))
    slip = rosa.get(f"{path}/slip")
    assert slip.headers["Cache-Control"] == "private, max-age=86400"
    assert "Rosa" not in re.sub(r"<header.*?</header>", "", flat(slip).partition("Bus day pass")[2])
    back = rosa.post(f"{path}/return", data={"idem": "back"})
    assert "You gave it back." in flat(back)
    assert rosa.get(f"{path}/slip").url.path == path
    assert rewarding.wallet(session) == 200


def test_a_childs_wish_is_agreed_to_or_refused_by_an_adult(visit_as, session, key):
    code = done(session, rewarding.redeem, key, "Pip")
    rosa = visit_as("rosa")
    assert "No point has moved yet." in flat(rosa.get(f"/en/me/vouchers/{code}"))
    page = rosa.post(f"/en/me/vouchers/{code}/agreement", data={"idem": "yes"})
    assert "Show this to" in flat(page)
    other = done(session, rewarding.redeem, key, "Pip", idem="other")
    page = rosa.post(f"/en/me/vouchers/{other}/refusal", data={"idem": "no"})
    assert "refused it. No point moved." in flat(page)


def test_where_two_must_agree_the_page_says_so_and_the_second_makes_the_voucher(visit_as, key):
    fay = visit_as("fay")
    assert "Another adult of your household must agree" in flat(want(fay, key, confirm=""))
    path, page = voucher(fay, key)
    assert "No point has moved yet." in flat(page)
    ned = visit_as("ned").post(f"{path}/agreement", data={"idem": "ned"})
    assert "Show this to" in flat(ned) and "Also agreed Ned" in flat(ned)


def test_a_voucher_of_others_is_not_there(visit_as, key):
    path, _ = voucher(visit_as("rosa"), key)
    fay = visit_as("fay")
    assert fay.get(path).status_code == 404
    for act in ("return", "agreement", "refusal", "rating"):
        assert fay.post(f"{path}/{act}", data={"idem": "x"}).status_code == 404
    assert fay.get(f"{path}/slip").status_code == 404


def test_the_statement_names_the_reward_and_leads_to_the_voucher(visit_as, key):
    rosa = visit_as("rosa")
    path, _ = voucher(rosa, key)
    text = flat(rosa.get("/en/me/points?month=2026-06"))
    assert "Bus day pass" in text and f"Voucher {path.rpartition('/')[2]}" in text
    assert "Set aside for a reward" in text and "−60" in text


def test_the_receipt_of_a_voucher_names_nobody(visit_as, key):
    path, _ = voucher(visit_as("rosa"), key)
    text = flat(visit_as().get(f"/r/{path.rpartition('/')[2]}"))
    assert "Points were used for a reward" in text and "Rosa" not in text


# Scanned, and at the till


def test_the_code_of_a_voucher_tells_a_stranger_nothing(visit_as, key):
    path, _ = voucher(visit_as("rosa"), key)
    code = path.rpartition("/")[2]
    text = flat(visit_as().get(f"/en/v/{code}"))
    assert "a voucher for a reward" in text and "Bus day pass" not in text
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "has a mistake in it" in flat(visit_as().get(f"/en/v/{wrong}"))
    assert visit_as("rosa").get(f"/en/v/{code}").url.path == path
    assert visit_as("chen").get(f"/en/v/{code}").url.path == f"/en/till/{code}"
    assert "a voucher for a reward" in flat(visit_as("fay").get(f"/en/v/{code}"))


def test_the_till_takes_a_voucher_undoes_it_and_takes_it_once(visit_as, session, clock, key):
    path, _ = voucher(visit_as("rosa"), key)
    code, chen = path.rpartition("/")[2], visit_as("chen")
    typed = chen.get("/en/till", params={"code": code.lower().replace("-", "")})
    assert typed.url.path == f"/en/till/{code}"
    assert "Good Bus day pass Not used yet." in flat(typed) and "Rosa" not in typed.text
    used = chen.post(f"/en/till/{code}", data={"idem": "take"})
    assert "Used on 1 June 2026" in flat(used) and "Undo" in flat(used)
    again = chen.post(f"/en/till/{code}", data={"idem": "photo"})
    assert again.status_code == 422 and "Used on 1 June 2026" in flat(again)
    good = chen.post(f"/en/till/{code}/undo", data={"idem": "oops"})
    assert "Not used yet." in flat(good)
    chen.post(f"/en/till/{code}", data={"idem": "really"})
    clock.now = NOON + timedelta(minutes=10)
    late = chen.post(f"/en/till/{code}/undo", data={"idem": "late"})
    assert late.status_code == 422 and "Undo" not in flat(late)
    assert code in flat(chen.get("/en/till"))


def test_a_mistyped_or_unknown_code_is_told_apart(visit_as, key):
    chen = visit_as("chen")
    wrong = chen.get("/en/till/V-0000-0000-001")
    assert wrong.status_code == 404 and "A letter is wrong, missing or swapped." in flat(wrong)
    unknown = chen.get("/en/till/V-0000-0000-000")
    assert unknown.status_code == 404 and "there is no such voucher" in flat(unknown)


def test_another_shop_and_whoever_has_no_till_do_not_take_it(visit_as, key):
    path, _ = voucher(visit_as("rosa"), key)
    code = path.rpartition("/")[2]
    olive = visit_as("olive")
    assert "Not for this shop It is for Osier Lane Shelter." in flat(olive.get(f"/en/till/{code}"))
    assert olive.post(f"/en/till/{code}", data={"idem": "x"}).status_code == 422
    assert visit_as("fay").get("/en/till").status_code == 403
    assert visit_as("fay").post(f"/en/till/{code}", data={"idem": "x"}).status_code == 403


def test_a_voucher_past_its_day_is_too_late(visit_as, clock, key):
    path, _ = voucher(visit_as("rosa"), key)
    clock.now = NOON + 29 * DAY
    assert "Too late" in flat(visit_as("chen").get(f"/en/till/{path.rpartition('/')[2]}"))


def test_after_use_the_household_says_how_it_was(visit_as, session, key):
    rosa = visit_as("rosa")
    path, _ = voucher(rosa, key)
    done(session, rewarding.accept, path.rpartition("/")[2])
    assert "Were you served as everybody else is?" in flat(rosa.get(path))
    page = rosa.post(f"{path}/rating", data={"rating": "3", "idem": "rate"})
    assert 'value="3" checked' in page.text
    rosa.post(f"{path}/rating", data={"rating": "9", "idem": "rate"})
    assert 'value="3" checked' in rosa.get(path).text


# At the desk

OFFER = {
    **{"programme": "RIVER", "kind": "plant", "name": "Seedlings", "about": "Six young plants."},
    **{"where": "Ferry house", "access": "No steps.", "points": "30", "stock": "5"},
    **{"each_household": "1", "days_valid": "28", "return_days": "0", "happens_on": ""},
    **{"offered_until": "2026-08-01", "same": "y", "fair": "y", "idem": "offer"},
}
AT_SHELTER, AT_RIVER = "/en/desk/osier-lane-shelter/rewards", f"/en/desk/{RIVERSIDE}/rewards"


def form(session, **given):
    payer = people.place(session, "osier-lane-shelter").id
    session.commit()
    return {**OFFER, "payer": str(payer), **given}


def test_a_partner_promises_and_the_organiser_approves(visit_as, session, town):
    chen, olive = visit_as("chen"), visit_as("olive")
    page = chen.post(AT_SHELTER, data=form(session))
    assert page.status_code == 200 and "Waits for approval" in flat(page)
    code = page.url.path.rpartition("/")[2]
    refused = chen.post(f"{AT_SHELTER}/{code}/state", data={"state": "offered", "idem": "x"})
    assert refused.status_code == 422
    there = f"{AT_RIVER}/{code}/state"
    page = olive.post(there, data={"state": "offered", "reason": "", "idem": "ok"})
    assert page.status_code == 200 and "Offered" in flat(page)
    assert "Seedlings" in flat(visit_as().get("/en/rewards"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "Write this."),
        ({"points": "0"}, "Write a whole number that fits here."),
        ({"same": ""}, "Without this promise nothing can be offered."),
        ({"fair": ""}, "Without this promise nothing can be offered."),
        ({"about": "A bottle of wine"}, "“wine” cannot be part of a reward."),
        ({"programme": "SCHOOL"}, "Choose one from the list."),
        ({"offered_until": "2026-05-01"}, "Look at the days"),
        ({"kind": "money"}, "Not a valid choice."),
    ],
)
def test_a_mistake_in_an_offer_is_said_and_nothing_typed_is_lost(
    visit_as, session, town, given, said
):
    page = visit_as("chen").post(AT_SHELTER, data=form(session, **given))
    assert page.status_code == 422
    assert said in flat(page) and "Ferry house" in page.text
    assert rewarding.count(session) == 0


def test_an_offer_is_read_in_each_language_it_was_written_in(visit_as, session, town):
    chen, olive = visit_as("chen"), visit_as("olive")
    written = {"name_zh_hans": "幼苗", "about_zh_hans": "六株幼苗。"}
    assert 'name="name_zh_hans"' in chen.get(f"{AT_SHELTER}/new").text
    code = chen.post(AT_SHELTER, data=form(session, **written)).url.path.rpartition("/")[2]
    olive.post(f"{AT_RIVER}/{code}/state", data={"state": "offered", "reason": "", "idem": "ok"})
    reader = visit_as()
    chinese, spanish = flat(reader.get("/zh-hans/rewards")), flat(reader.get("/es/rewards"))
    assert "幼苗" in chinese and "Seedlings" not in chinese
    assert "Seedlings" in spanish and "幼苗" not in spanish


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"about_es": "Una botella de vino"}, "cannot be part of a reward."),
        ({"name_zh_hans": "苗" * 61}, "60"),
    ],
)
def test_what_is_wrong_in_another_language_is_said_and_shown(visit_as, session, town, given, said):
    page = visit_as("chen").post(AT_SHELTER, data=form(session, **given))
    assert page.status_code == 422
    assert said in flat(page)
    assert next(iter(given.values())) in page.text
    assert rewarding.count(session) == 0


def test_the_organiser_announces_counts_and_suspends(visit_as, session, key):
    olive, code = visit_as("olive"), key.rpartition("-")[2]
    there = f"{AT_RIVER}/{code}"
    days = {"starts_on": "2026-06-10", "ends_on": "2026-06-12", "idem": "w"}
    assert "at least 7 days" in flat(
        olive.post(f"{there}/prices", data={**days, "starts_on": "2026-06-03", "points": "50"})
    )
    assert olive.post(f"{there}/prices", data={**days, "points": "50"}).status_code == 200
    assert "9" in flat(
        olive.post(f"{there}/stock", data={"stock": "9", "because": "Six more came.", "idem": "c"})
    )
    assert rewarding.left(session, key) == 9
    session.commit()
    bare = olive.post(f"{there}/state", data={"state": "suspended", "idem": "s"})
    assert bare.status_code == 422 and "It is public." in flat(bare)


def test_the_provider_cancels_one_voucher_and_the_household_reads_it(visit_as, session, key):
    rosa, chen = visit_as("rosa"), visit_as("chen")
    path, _ = voucher(rosa, key)
    there = f"{AT_SHELTER}/{key.rpartition('-')[2]}"
    typed = path.rpartition("/")[2].lower()
    wrong = chen.post(f"{there}/cancellation", data={"code": "V-1", "idem": "c"})
    assert wrong.status_code == 422
    page = chen.post(f"{there}/cancellation", data={"code": typed, "idem": "c2"})
    assert page.status_code == 200
    text = flat(rosa.get(path))
    assert "cannot keep its promise" in text and "With apologies 6 points" in text
    assert rewarding.wallet(session) == 206
    session.commit()
    assert "With apologies" in flat(rosa.get("/en/me/points?month=2026-06"))


def test_a_withdrawn_offer_says_so_and_stays_readable(visit_as, session, key):
    path, _ = voucher(visit_as("rosa"), key)
    there = f"{AT_SHELTER}/{key.rpartition('-')[2]}/state"
    sent = {"state": "withdrawn", "reason": "The bus company has closed.", "idem": "w"}
    assert visit_as("chen").post(there, data=sent).status_code == 200
    assert "The bus company has closed." in flat(visit_as().get(f"/en/rewards/{key}"))
    assert "cancelled it" in flat(visit_as("rosa").get(path))


def test_the_till_card_is_printed_without_a_name(visit_as, town):
    page = visit_as("chen").get("/en/desk/osier-lane-shelter/till-card")
    assert "Till card: Osier Lane Shelter" in flat(page)
    assert visit_as("fay").get("/en/desk/osier-lane-shelter/till-card").status_code == 404


# What is not right


def test_an_upheld_complaint_suspends_the_reward_and_it_can_be_offered_again(
    visit_as, session, key
):
    rosa, olive = visit_as("rosa"), visit_as("olive")
    path, _ = voucher(rosa, key)
    code = key.rpartition("-")[2]
    shown = flat(rosa.get(f"/en/programmes/river/complaints?reward={code}"))
    assert "It is about the reward “Bus day pass”." in shown
    sent = {"kind": "service", "words": "I was sent away.", "reward": code, "idem": "b" * 32}
    made = rosa.post("/en/programmes/river/complaints", data=sent)
    assert made.status_code == 200 and "Bus day pass" in flat(made)
    there = f"/en/desk/{RIVERSIDE}/complaints/{made.url.path.rpartition('/')[2]}"
    assert "nobody can use points for this reward" in flat(olive.get(there))
    said = {"outcome": "upheld", "words": "We spoke with them.", "idem": "c" * 32}
    bare = olive.post(there, data=said)
    assert bare.status_code == 422 and "It is public." in flat(bare)
    done_ = olive.post(there, data={**said, "public": "Somebody was sent away."})
    assert done_.status_code == 200 and "Suspended" in flat(done_)
    assert "Somebody was sent away." in flat(visit_as().get(f"/en/rewards/{key}"))
    assert "Your voucher stays good until its last day" in flat(rosa.get(path))
    again = {"state": "offered", "reason": "", "idem": "d"}
    assert olive.post(f"{AT_RIVER}/{code}/state", data=again).status_code == 200
    assert "suspended" not in flat(rosa.get(path))


def test_a_complaint_of_a_reward_nobody_knows_is_not_found(visit_as, town):
    rosa = visit_as("rosa")
    assert rosa.get("/en/programmes/river/complaints?reward=RNOTHIN").status_code == 404


def test_a_number_is_corrected_with_a_reason_that_stays(visit_as, session, key):
    there = f"{AT_SHELTER}/{key.rpartition('-')[2]}"
    chen = visit_as("chen")
    bare = chen.post(f"{there}/stock", data={"stock": "2", "idem": "a"})
    assert bare.status_code == 422 and "Write why it is another number." in flat(bare)
    assert rewarding.left(session, key) == 3
    session.rollback()
    page = chen.post(f"{there}/stock", data={"stock": "2", "because": "One tore.", "idem": "b"})
    assert "One tore." in flat(page) and "Counted again" in flat(page)


@pytest.mark.parametrize("at", range(3, 14))
def test_any_one_wrong_letter_of_a_voucher_is_caught_at_the_till(visit_as, key, at):
    path, _ = voucher(visit_as("rosa"), key)
    code = path.rpartition("/")[2]
    if code[at - 1] == "-":
        return
    for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
        if sign == code[at - 1]:
            continue
        wrong = code[: at - 1] + sign + code[at:]
        assert not codes.is_sound(wrong)
    page = visit_as("chen").get("/en/till", params={"code": wrong})
    assert page.status_code == 404 and "A letter is wrong, missing or swapped." in flat(page)


def test_a_photographed_voucher_is_good_for_whoever_is_first(visit_as, session, key):
    """Two people with the same picture, at two tills of one shop."""
    path, _ = voucher(visit_as("rosa"), key)
    code = path.rpartition("/")[2]
    first = visit_as("chen").post(f"/en/till/{code}", data={"idem": "first"})
    assert first.status_code == 200 and "Used on 1 June 2026" in flat(first)
    copy = visit_as("chen").post(f"/en/till/{code}", data={"idem": "copy"})
    assert copy.status_code == 422
    assert "Used on 1 June 2026" in flat(copy) and "Mark as used" not in flat(copy)
    session.rollback()
    assert rewarding.redemption(session, code).used_at == NOON


def test_what_nobody_collects_is_said_at_the_till_and_at_home(visit_as, session, clock, key):
    rosa = visit_as("rosa")
    path, _ = voucher(rosa, key)
    clock.now = NOON + 29 * DAY
    rewarding.end_all(session, now=clock.now)
    session.commit()
    text = flat(rosa.get(path))
    assert "It was not used in time. The points are back with their old dates." in text
    late = visit_as("chen").get(f"/en/till/{path.rpartition('/')[2]}")
    assert "Too late" in flat(late) and "Mark as used" not in flat(late)
    assert rewarding.wallet(session) == 200
