import re
from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.giving import Gift
from portal import gifts, ledger
from tests import giving as set_up
from tests import people
from tests.giving import CLOSES, OPENED, QUILTS
from tests.pages.giving import done, flat, htmx, title
from tests.people import NOON

GOOD = {"from": "household", "points": "40", "other": "", "idem": "form-1"}


@pytest.fixture
def quilts(session, town):
    """An open round of quilts, a pot for two others, and 500 points for each household."""
    set_up.open_round(session, "warm-quilts", terms=QUILTS)
    set_up.open_round(session, "breakfast-table", "tool-library")
    for name in ("Linden", "Fennel"):
        set_up.award(session, people.home(session, name), 500)
    return done(session, set_up.cause, "warm-quilts")


def page(cause):
    return f"/en/causes/{cause.slug}-{cause.code}"


def held(session, cause, home="Linden"):
    home_id = people.home(session, home)
    return done(session, ledger.balance, cause.programme_id, home_id)


def send(browser, cause, confirm=True, **facts):
    data = {**GOOD, **({"confirm": "yes"} if confirm else {}), **facts}
    return browser.post(f"{page(cause)}/gifts", data=data)


def test_the_list_shows_every_cause_with_its_state(visit_as, quilts):
    answer = visit_as().get("/en/causes")
    assert answer.status_code == 200 and title(answer) == "Causes"
    text = flat(answer)
    assert "Warm quilts" in text and "Tool library" in text and "Open until 21 June 2026" in text
    assert "0 of 4 covered by points, 0 delivered." in text
    assert "A pot of £1,000, pledged by Rushmill Cooperative." in text


def test_the_list_is_filtered_by_programme(visit_as, quilts, session):
    set_up.cause(session, "reading-corner", programme="SCHOOL")
    session.commit()
    browser = visit_as()
    text = flat(browser.get("/en/causes?programme=school"))
    assert "Reading corner" in text and "Warm quilts" not in text and "In no round yet" in text
    assert "This programme has no cause yet." in flat(browser.get("/en/causes?programme=MEND"))


def test_htmx_gets_the_list_alone(visit_as, quilts):
    answer = visit_as().get("/en/causes", headers=htmx("div#list", "/en/causes"))
    assert "<h1>" not in answer.text and "Warm quilts" in answer.text
    assert answer.text.partition("</title>\n")[2].strip() in visit_as().get("/en/causes").text


def test_an_empty_installation_says_so(visit_as, town):
    assert "No cause is registered yet." in flat(visit_as().get("/en/causes"))


def test_a_stranger_reads_everything_and_is_asked_to_sign_in_to_give(visit_as, quilts):
    answer = visit_as().get(page(quilts))
    text = flat(answer)
    assert answer.status_code == 200 and answer.text.count("<h1") == 1
    assert "Sign in to give points of your household." in text
    assert "Rushmill Cooperative gives one for every 160 points (warm quilt), 4 at most." in text
    assert "Its document has the number RC-2026-04." in text
    assert 'name="points"' not in answer.text


def test_a_pot_is_shown_as_a_range_and_never_as_a_rate(visit_as, quilts, session):
    breakfast, tools = (set_up.cause(session, slug) for slug in ("breakfast-table", "tool-library"))
    rosa = people.find(session, "rosa")
    gifts.give(session, rosa, breakfast, points=60, idem="a", now=NOON)
    gifts.give(session, rosa, tools, points=40, idem="b", now=NOON)
    session.commit()
    text = flat(visit_as().get(page(breakfast)))
    assert "£540 to £640" in text and "Points are votes, not money." in text
    assert "£600" not in text and "fewer than 10" in text


def test_a_renamed_cause_redirects_and_an_unknown_one_is_told_so(visit_as, quilts):
    browser = visit_as()
    old = browser.get(f"/en/causes/old-name-{quilts.code.lower()}", follow_redirects=False)
    assert (old.status_code, old.headers["Location"]) == (301, page(quilts))
    assert browser.get("/en/causes/warm-quilts-C000000").status_code == 404


def test_giving_starts_with_nothing_preset_but_where_it_comes_from(visit_as, quilts):
    html = visit_as("rosa").get(page(quilts)).text
    [preset] = re.findall(r"<input checked [^>]*>", html)
    assert 'value="household"' in preset
    assert "Linden, shared" in html and "500 points" in html


def test_the_check_page_shows_four_facts_and_moves_nothing(visit_as, quilts, session):
    answer = send(visit_as("rosa"), quilts, confirm=False)
    text = flat(answer)
    assert answer.status_code == 200 and title(answer) == "Check before you give"
    assert "500 points now, 460 after." in text
    assert "The round opened on 22 May 2026" in text and "closes on 21 June 2026" in text
    assert "pledged up to 4 (warm quilt), document RC-2026-04." in text
    assert "Nothing has been bought or delivered for this cause yet." in text
    assert "There is no report on use yet." in text
    assert "A gift is a vote, not money." in text and "Give 40 points" in text
    assert 'value="form-1"' in answer.text and 'value="yes"' in answer.text
    assert held(session, quilts) == 500


def test_a_confirmed_gift_leads_to_its_receipt_once(visit_as, quilts, session):
    rosa = visit_as("rosa")
    first, again = send(rosa, quilts), send(rosa, quilts)
    assert first.status_code == 200 and title(first).startswith("Gift D-")
    assert "You gave 40 points" in flat(first) and again.url == first.url
    assert held(session, quilts) == 460
    assert f"/causes/warm-quilts-{quilts.code}" in first.text


def test_the_same_form_with_another_number_takes_nothing(visit_as, quilts, session):
    rosa = visit_as("rosa")
    send(rosa, quilts)
    answer = send(rosa, quilts, points="80")
    assert answer.status_code == 409 and "already used with other answers" in flat(answer)
    assert held(session, quilts) == 460


def test_a_typed_number_wins_and_the_check_page_says_so(visit_as, quilts):
    text = flat(send(visit_as("rosa"), quilts, confirm=False, other="５５分"))
    assert "You chose 40 and also typed 55. The number you typed counts." in text
    assert "Give 55 points" in text


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"points": ""}, "Choose or type how many points."),
        ({"points": "lots"}, "Choose or type how many points."),
        ({"points": "", "other": "0"}, "Write a whole number, 1 or more."),
        ({"points": "", "other": "-5"}, "Write a whole number, 1 or more."),
        ({"points": "", "other": "many"}, "Not a valid integer value."),
        ({"points": "", "other": "9"}, "The smallest gift in this round is 10 points."),
        ({"from": "somebody-else"}, "Not a valid choice."),
        ({"points": "", "other": "9" * 30}, ""),
    ],
)
def test_a_mistake_comes_back_with_what_was_typed(visit_as, quilts, session, facts, says):
    answer = send(visit_as("rosa"), quilts, **facts)
    assert answer.status_code == 422 and answer.text.count("<title>Error: ") == 1
    assert says in flat(answer) and "autofocus" in answer.text
    if facts.get("other"):
        assert f'value="{facts["other"]}"' in answer.text
    assert 'value="form-1"' in answer.text and held(session, quilts) == 500


def test_not_enough_says_how_many_there_are_at_the_field(visit_as, quilts, session):
    tools = done(session, set_up.cause, "tool-library")
    for confirm in (False, True):
        answer = send(visit_as("rosa"), tools, confirm=confirm, points="", other="501")
        assert answer.status_code == 422
        assert flat(answer).count("There are 500 points. Enter 500 or less.") == 2
        assert 'aria-invalid="true"' in answer.text and 'value="501"' in answer.text
    assert held(session, quilts) == 500


def test_two_tabs_never_overdraw(visit_as, quilts, session):
    rosa, tools = visit_as("rosa"), done(session, set_up.cause, "tool-library")
    assert send(rosa, tools, other="300", idem="tab-1").status_code == 200
    second = send(rosa, tools, other="300", idem="tab-2")
    assert second.status_code == 422 and "There are 200 points." in flat(second)
    assert held(session, quilts) == 200


def test_htmx_gets_the_mistakes_and_a_good_form_moves_the_browser(visit_as, quilts):
    rosa, at = visit_as("rosa"), f"{page(quilts)}/gifts"
    headers = htmx("main#main", page(quilts))
    bad = rosa.post(at, data={**GOOD, "points": ""}, headers=headers)
    assert bad.status_code == 422 and bad.text.startswith("<title>Error: ")
    assert "<!doctype" not in bad.text
    check = rosa.post(at, data=GOOD, headers=headers)
    assert check.status_code == 200 and "<title>Check before you give" in check.text
    good = rosa.post(at, data={**GOOD, "confirm": "yes"}, headers=headers)
    assert good.status_code == 204
    assert good.headers["HX-Redirect"].startswith("/en/me/gifts/D-")


def test_nobody_gives_without_signing_in_and_nothing_typed_is_lost(visit_as, quilts):
    answer = send(visit_as(), quilts, confirm=False, other="55")
    assert answer.status_code == 401 and 'value="55"' in answer.text


def test_everything_covered_offers_other_causes(visit_as, quilts, session):
    set_up.award(session, people.home(session, "Linden"), 500)
    gifts.give(session, people.find(session, "rosa"), quilts, points=640, idem="all", now=NOON)
    session.commit()
    answer = send(visit_as("rosa"), quilts)
    assert answer.status_code == 409
    text = flat(answer)
    assert "Everything that was pledged is covered." in text
    assert "Tool library" in text and "Breakfast table" in text
    assert held(session, quilts) == 360


def test_more_than_the_last_thing_needs_is_told_at_the_field(visit_as, quilts, session):
    set_up.award(session, people.home(session, "Linden"), 500)
    session.commit()
    answer = send(visit_as("rosa"), quilts, other="641")
    assert answer.status_code == 422
    assert "Only 640 points are needed. Enter 640 or less." in flat(answer)


def test_a_household_where_two_must_agree_proposes(visit_as, quilts, session):
    fay = visit_as("fay")
    assert "One more adult must agree." in flat(fay.get(page(quilts)))
    check = flat(send(fay, quilts, confirm=False))
    assert "This is a proposal." in check and "Propose 40 points" in check
    assert "40 points proposed" in flat(send(fay, quilts))
    assert held(session, quilts, "Fennel") == 500


def test_going_back_to_the_check_pages_address_shows_the_cause(visit_as, quilts):
    answer = visit_as("rosa").get(f"{page(quilts)}/gifts")
    assert answer.url.path == page(quilts)


def test_only_changing_the_language_is_no_mistake(visit_as, quilts):
    data = {**GOOD, "points": "", "other": "55", "switch": "zh-hans"}
    answer = visit_as("rosa").post(f"/zh-hans{page(quilts)[3:]}/gifts", data=data)
    assert answer.status_code == 200 and 'value="55"' in answer.text


def test_who_has_too_little_is_told_so_instead_of_a_form(visit_as, quilts, session):
    set_up.open_round(session, "reading-corner", programme="SCHOOL")
    session.commit()
    text = flat(visit_as("olive").get(page(quilts)))
    assert "Your household has 0 points in this programme. The smallest gift is 10." in text
    reading = done(session, set_up.cause, "reading-corner", programme="SCHOOL")
    assert "A class gives after a vote" in flat(visit_as("grace").get(page(reading)))


class TestPointsThatEndWhileTheFormIsOpen:
    @pytest.fixture
    def times(self):
        return [NOON]

    @pytest.fixture
    def clock(self, times):
        return lambda: times[-1]

    def test_are_not_taken_and_what_is_left_is_said(self, visit_as, quilts, session, times):
        tools, rosa = done(session, set_up.cause, "tool-library"), visit_as("rosa")
        today = (NOON - OPENED).days
        done(session, set_up.award, people.home(session, "Linden"), 40, days=today)
        looked_at = send(rosa, tools, confirm=False, other="540")
        assert "540 points now, 0 after." in flat(looked_at)
        times.append(NOON + timedelta(days=1))
        answer = send(rosa, tools, other="540")
        assert answer.status_code == 422 and 'value="540"' in answer.text
        assert "There are 500 points. Enter 500 or less." in flat(answer)
        assert held(session, tools) == 540


class TestAfterTheRoundClosed:
    @pytest.fixture
    def clock(self):
        return lambda: CLOSES

    def test_a_form_from_before_takes_nothing_and_says_why(self, visit_as, quilts, session):
        answer = send(visit_as("rosa"), quilts)
        assert answer.status_code == 409
        assert "This round is not open now. Nothing was taken." in flat(answer)
        assert held(session, quilts) == 500

    def test_the_page_offers_no_form_any_more(self, visit_as, quilts):
        answer = visit_as("rosa").get(page(quilts))
        assert 'name="other"' not in answer.text
        assert "Points can be given while a round is open." in flat(answer)


def test_the_numbers_of_a_gift_are_on_the_page_at_once(visit_as, quilts, session):
    rosa = visit_as("rosa")
    send(rosa, quilts, other="170")
    text = flat(rosa.get(page(quilts)))
    assert "170 points given in this round" in text
    assert "1 covered by points" in text and "3 still needed" in text
    assert len(session.exec(select(Gift)).all()) == 1


@pytest.mark.parametrize(
    "path",
    ["causes/x-%00", "causes/🍎", "rounds/%00", "causes?programme=%00", "causes/" + "a" * 3000],
)
def test_an_address_of_nonsense_is_answered_calmly(visit_as, town, path):
    assert visit_as().get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("other", ["\x00", "9" * 40, "1e999", "0x10", "∞", "１２．５", "🍎"])
def test_a_number_of_nonsense_is_a_mistake(visit_as, quilts, session, other):
    answer = send(visit_as("rosa"), quilts, points="", other=other, idem="\x00")
    assert answer.status_code == 422 and held(session, quilts) == 500
