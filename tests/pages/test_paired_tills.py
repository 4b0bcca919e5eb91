"""A till without an account: printed at the desk, paired once, ended there; each no in words."""

import re
from datetime import timedelta

import pytest

from tests import rewarding, tilling
from tests.giving import RIVERSIDE
from tests.pages.giving import done, flat, title
from tests.people import NOON, PASSWORD

DAY = timedelta(days=1)
TILLS, TYPED = "/en/desk/osier-lane-shelter/tills", "/en/sign-in/till-card"


@pytest.fixture
def code(session, town):
    """Linden's voucher for a bus pass of the shelter."""
    rewarding.award(session)
    return done(session, rewarding.redeem, done(session, rewarding.offered))


def print_card(browser, name="By the door", idem="card"):
    """Make a card at the shelter's desk; return its page."""
    return browser.post(TILLS, data={"name": name, "idem": idem}, follow_redirects=True)


def secret_on(page):
    return re.search(r'<b class="code" dir="ltr">([0-9A-Z-]{19})</b>', page.text)[1]


@pytest.fixture
def secret(visit_as, town):
    """What stands on a card that the shelter's chen has printed."""
    return secret_on(print_card(visit_as("chen")))


def pair(browser, secret, idem="pair"):
    return browser.post(f"/en/till-cards/{secret}", data={"idem": idem}, follow_redirects=True)


@pytest.fixture
def till(visit_as, secret):
    """A browser that is the shelter's first till."""
    browser = visit_as()
    assert pair(browser, secret).url.path == "/en/till"
    return browser


def end(browser, number=1):
    return browser.post(f"{TILLS}/{number}/end", data={"idem": "end"}, follow_redirects=True)


def test_a_card_is_printed_again_until_somebody_scans_it(visit_as, secret):
    chen = visit_as("chen")
    listed = flat(chen.get(TILLS))
    assert "Till 1" in listed and "By the door" in listed and "Card not used yet" in listed
    card = chen.get(f"{TILLS}/1/card")
    assert secret_on(card) == secret and "The code works once, by 15 June 2026" in flat(card)
    pair(visit_as(), secret)
    listed = flat(chen.get(TILLS))
    assert "In use" in listed and "Until 1 June 2027" in listed
    gone = chen.get(f"{TILLS}/1/card")
    assert gone.status_code == 410
    assert "This card cannot be printed any more. Make another one." in flat(gone)


def test_a_till_without_a_place_is_asked_for_one_and_one_form_makes_one_card(visit_as, town):
    chen = visit_as("chen")
    bare = print_card(chen, name="  ")
    assert bare.status_code == 422 and "Write where it stands." in flat(bare)
    long = print_card(chen, name="x" * 41)
    assert long.status_code == 422 and f'value="{"x" * 41}"' in long.text
    assert secret_on(print_card(chen)) == secret_on(print_card(chen))
    assert flat(chen.get(TILLS)).count("Card not used yet") == 1


def test_scanning_says_what_will_happen_and_does_nothing(visit_as, secret, settings):
    browser = visit_as()
    page = browser.get(f"/en/till-cards/{secret}")
    assert "Till 1, Osier Lane Shelter" in flat(page) and "It sees no names" in flat(page)
    assert settings.cookie not in browser.cookies
    assert pair(browser, secret).url.path == "/en/till"
    assert browser.cookies[settings.cookie].startswith("till-")


def test_the_cookie_is_as_every_cookie_here_and_lasts_a_year(visit_as, secret):
    answer = visit_as().post(
        f"/en/till-cards/{secret}", data={"idem": "pair"}, follow_redirects=False
    )
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=lax", f"Max-Age={365 * 86400}"} <= set(cookie.split("; "))


def test_a_code_is_typed_where_there_is_no_camera(visit_as, secret):
    browser = visit_as()
    assert TYPED in browser.get("/en/sign-in").text
    wrong = browser.post(TYPED, data={"code": "0000-0000", "idem": "a"})
    assert wrong.status_code == 422 and "No till waits for this card" in flat(wrong)
    assert 'value="0000-0000"' in wrong.text
    assert browser.post(TYPED, data={"code": "", "idem": "b"}).status_code == 422
    page = browser.post(TYPED, data={"code": secret.lower(), "idem": "c"}, follow_redirects=True)
    assert page.url.path == f"/en/till-cards/{secret}"


def test_a_form_sent_twice_is_one_till_and_the_card_is_no_second_ones(visit_as, secret, settings):
    first, again, other = visit_as(), visit_as(), visit_as()
    pair(first, secret)
    assert pair(again, secret).url.path == "/en/till"  # the same press, its answer was lost
    assert first.cookies[settings.cookie] == again.cookies[settings.cookie]
    no = pair(other, secret, idem="another press")
    assert no.status_code == 410 and "No till waits for this card" in flat(no)
    assert other.get(f"/en/till-cards/{secret}").status_code == 410
    assert first.get(f"/en/till-cards/{secret}").url.path == "/en/till"


def test_a_till_takes_a_scanned_voucher_and_undoes_it_without_a_name(till, visit_as, code):
    page = till.get(f"/v/{code}", follow_redirects=True)
    assert page.url.path == f"/en/till/{code}" and "Mark as used" in flat(page)
    used = till.post(f"/en/till/{code}", data={"idem": "take"}, follow_redirects=True)
    assert "Used on 1 June 2026" in flat(used) and "At till 1." in flat(used)
    lately = till.get("/en/till")
    assert "Till 1, Osier Lane Shelter" in flat(lately) and code in lately.text
    assert "Rosa" not in lately.text + used.text and "Linden" not in lately.text + used.text
    assert "Till 1" in flat(visit_as("chen").get("/en/till"))
    back = till.post(f"/en/till/{code}/undo", data={"idem": "undo"}, follow_redirects=True)
    assert "Mark as used" in flat(back)


def test_a_till_opens_no_desk_and_nothing_of_a_home(till):
    for path in ("/en/desk", TILLS, "/en/desk/osier-lane-shelter/till-card", "/en/me/vouchers"):
        assert till.get(path).url.path == "/en/sign-in", path
    assert "My desk" not in till.get("/en/till").text


def test_what_is_not_good_at_a_till_is_said_in_the_same_words(till, visit_as, session, code):
    unknown = till.get("/en/till", params={"code": "V-0000-0000-000"}, follow_redirects=True)
    assert unknown.status_code == 404 and "We do not know this code." in flat(unknown)
    card = done(session, tilling.card, "olga", RIVERSIDE)
    elsewhere = visit_as()
    pair(elsewhere, card.secret)
    page = elsewhere.get(f"/v/{code}", follow_redirects=True)
    assert "Not for this shop" in flat(page) and "It is for Osier Lane Shelter." in flat(page)
    late = elsewhere.post(f"/en/till/{code}", data={"idem": "take"})
    assert late.status_code == 422 and "Mark as used" not in flat(late)


def test_a_till_that_was_ended_at_the_desk_takes_nothing_any_more(till, visit_as, code):
    ended = flat(end(visit_as("chen")))
    assert "Tills that have ended" in ended and "No till yet." in ended
    page = till.post(f"/en/till/{code}", data={"idem": "late"}, follow_redirects=True)
    assert page.url.path == TYPED and "This browser is a till no more" in flat(page)
    assert "Nothing was taken." in flat(page)
    scanned = till.get(f"/v/{code}", follow_redirects=True)
    assert scanned.url.path == TYPED
    assert "Mark as used" in flat(visit_as("chen").get(f"/en/till/{code}"))


def test_a_till_ends_by_the_clock(till, clock):
    clock.now = NOON + 365 * DAY
    assert till.get("/en/till").url.path == TYPED


def test_a_browser_says_itself_that_it_is_a_till_no_more(till, visit_as, settings):
    assert "This browser is a till until 1 June 2027." in flat(till.get("/en/till"))
    page = till.post("/en/till/leave", data={"idem": "leave"}, follow_redirects=True)
    assert page.url.path == TYPED and settings.cookie not in till.cookies
    assert "No till yet." in flat(visit_as("chen").get(TILLS))
    assert visit_as("chen").get("/en/till/leave").url.path == "/en/till"


def test_pairing_signs_out_and_signing_in_ends_the_till_and_both_say_so(visit_as, secret, settings):
    rosa, sent = visit_as(), {"email": "rosa@demo.test", "password": PASSWORD, "idem": "in"}
    rosa.post("/en/sign-in", data=sent)
    assert "Rosa is signed in here." in flat(rosa.get(f"/en/till-cards/{secret}"))
    pair(rosa, secret)
    assert rosa.get("/en/me").url.path == "/en/sign-in"
    assert "This browser is a till." in flat(rosa.get("/en/sign-in"))
    assert rosa.post("/en/sign-in", data=sent).url.path == "/en/me"
    assert not rosa.cookies[settings.cookie].startswith("till-")
    assert "No till yet." in flat(visit_as("chen").get(TILLS))


def test_a_second_card_moves_a_browser_to_another_till(till, visit_as):
    second = secret_on(print_card(visit_as("chen"), name="Window", idem="second"))
    assert "Until now it is till 1" in flat(till.get(f"/en/till-cards/{second}"))
    assert "Till 2" in flat(pair(till, second, idem="move"))
    listed = flat(visit_as("chen").get(TILLS))
    assert "Tills that have ended" in listed and listed.count("In use") == 2  # heading and till 2


def test_who_does_not_lead_the_desk_makes_and_ends_no_tills(visit_as, town):
    for who in ("fay", "vera", "olga"):
        assert visit_as(who).get(TILLS).status_code == 404, who
    assert visit_as("olga").post(f"{TILLS}/1/end", data={"idem": "x"}).status_code == 404
    assert visit_as("chen").get(f"{TILLS}/9/card").status_code == 404


def test_the_title_says_which_till_a_card_is_of(visit_as, secret):
    assert title(visit_as("chen").get(f"{TILLS}/1/card")) == "Card of till 1"
