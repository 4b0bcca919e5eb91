import pytest

from portal import gifts, ledger
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, QUILTS
from tests.pages.giving import done, flat, htmx, title
from tests.people import NOON


@pytest.fixture
def quilts(session, town):
    """An open round of quilts, and 500 points for each household."""
    set_up.open_round(session, "warm-quilts", terms=QUILTS)
    for name in ("Linden", "Fennel"):
        set_up.award(session, people.home(session, name), 500)
    return done(session, set_up.cause, "warm-quilts")


@pytest.fixture
def give(session, quilts):
    """Give as somebody; returns the gift's code."""

    def make(who, points=40, idem="form"):
        me = people.find(session, who)
        return done(session, gifts.give, me, quilts, points=points, idem=idem, now=NOON)

    return make


def page(code):
    return f"/en/me/gifts/{code}"


def press(browser, code, act, idem="press", **more):
    return browser.post(f"{page(code)}/{act}", data={"idem": idem}, **more)


def held(session, cause, home="Linden"):
    return done(session, ledger.balance, cause.programme_id, people.home(session, home))


def test_a_receipt_says_what_happened_in_full_and_has_a_code(visit_as, give):
    code = give("rosa")
    answer = visit_as("rosa").get(page(code))
    text = flat(answer)
    assert title(answer) == f"Gift {code}" and answer.text.count("<h1") == 1
    assert "You gave 40 points" in text and "To Warm quilts, Osier Lane Shelter" in text
    assert "Points left 460" in text and f"Receipt {code}" in text
    assert "Take it back (until 21 June 2026" in text


def test_the_receipts_code_can_be_checked_without_signing_in_and_names_nobody(visit_as, give):
    text = flat(visit_as().get(f"/r/{give('rosa')}"))
    assert "Points were given to a cause" in text and "Rosa" not in text and "40" not in text


def test_a_gift_of_others_is_not_there(visit_as, give):
    code = give("rosa")
    assert visit_as("fay").get(page(code)).status_code == 404
    for act in ("return", "agreement", "refusal"):
        assert press(visit_as("fay"), code, act).status_code == 404
    assert visit_as("rosa").get(page("D-0000-0000-000")).status_code == 404


def test_a_stranger_is_asked_to_sign_in(visit_as, give):
    code = give("rosa")
    assert visit_as().get(page(code), follow_redirects=False).status_code == 303
    assert press(visit_as(), code, "return").status_code == 401


def test_a_gift_is_taken_back_once_however_often_the_button_is_pressed(
    visit_as, give, session, quilts
):
    tom, code = visit_as("tom"), give("rosa")
    for _ in range(2):
        answer = press(tom, code, "return")
        assert "40 points taken back" in flat(answer) and answer.url.path == page(code)
    assert held(session, quilts) == 500
    again = press(tom, code, "return", idem="other")
    assert again.status_code == 409 and "There is nothing to take back here." in flat(again)


def test_an_act_sent_by_htmx_moves_the_browser(visit_as, give):
    code = give("rosa")
    answer = press(visit_as("rosa"), code, "return", headers=htmx("main#main", "/en/me"))
    assert answer.status_code == 204 and answer.headers["HX-Redirect"] == page(code)


def test_the_address_of_an_act_leads_back_to_the_gift(visit_as, give):
    code = give("rosa")
    assert visit_as("rosa").get(f"{page(code)}/return").url.path == page(code)


def test_another_adult_agrees_to_a_proposal(visit_as, give, session, quilts):
    code = give("fay")
    own, other = visit_as("fay").get(page(code)), visit_as("ned").get(page(code))
    assert "40 points proposed" in flat(own) and "agreement" not in own.text
    assert f"{page(code)}/agreement" in other.text
    assert press(visit_as("fay"), code, "agreement").status_code == 409
    for _ in range(2):
        assert "You gave 40 points" in flat(press(visit_as("ned"), code, "agreement"))
    assert held(session, quilts, "Fennel") == 460


def test_a_proposal_is_refused_and_no_point_moves(visit_as, give, session, quilts):
    code = give("fay")
    text = flat(press(visit_as("ned"), code, "refusal"))
    assert "This proposal has ended" in text and "No point moved." in text
    ended = press(visit_as("ned"), code, "agreement", idem="x")
    assert ended.status_code == 409 and "This proposal has ended." in flat(ended)
    assert held(session, quilts, "Fennel") == 500


def test_a_childs_proposal_is_answered_by_an_adult(visit_as, give, session, quilts):
    code = give("Pip")
    answer = visit_as("rosa").get(page(code))
    assert "Agree" in flat(answer) and "By Pip" in flat(answer)
    assert "You gave 40 points" in flat(press(visit_as("rosa"), code, "agreement"))
    assert "Agreed Rosa" in flat(visit_as("tom").get(page(code)))
    assert held(session, quilts) == 460


def test_not_enough_when_somebody_agrees_is_told_and_nothing_is_taken(
    visit_as, give, session, quilts
):
    code = give("Pip", points=400)
    give("rosa", points=200, idem="other")
    answer = press(visit_as("tom"), code, "agreement")
    assert answer.status_code == 409 and "There are 300 points." in flat(answer)
    assert held(session, quilts) == 300


class TestAfterTheRoundClosed:
    @pytest.fixture
    def clock(self):
        return lambda: AFTER

    def test_a_gift_stays_and_cannot_be_taken_back(self, visit_as, give, session, quilts):
        code = give("rosa")
        text = flat(visit_as("rosa").get(page(code)))
        assert "It is being divided." in text and "Take it back" not in text
        answer = press(visit_as("rosa"), code, "return")
        assert answer.status_code == 409
        assert "The round has closed. Your gift stays with the cause." in flat(answer)
        assert held(session, quilts) == 460

    def test_a_proposal_has_ended(self, visit_as, give):
        text = flat(visit_as("ned").get(page(give("fay"))))
        assert "Nobody agreed in time. No point moved." in text

    def test_a_settled_gift_shows_what_became_of_it(self, visit_as, give, session):
        code = give("rosa", points=350)
        set_up.settle(session, set_up.codes_of_rounds(session)[0])
        session.commit()
        text = flat(visit_as("rosa").get(page(code)))
        assert "Together, 350 points stand for 2: warm quilt." in text
        assert "Given and settled" in text
