"""Posters at the desk and behind their code: two presses, and every way it can go wrong."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from portal import screens
from portal.posters import Proof
from tests import claiming, people, posting
from tests.claiming import TODAY
from tests.pages.giving import done, flat
from tests.people import NOON

DESK = "/en/desk/riverside-neighbours/posters"


@pytest.fixture
def poster(session, town):
    return done(session, posting.make)


def fields(page):
    """Return what the first form of the page would send as it is."""
    form = re.search(r'<form class="form".*?</form>', page.text, re.DOTALL)[0]
    inputs = re.findall(r"<input[^>]*>", form)
    named = {re.search(r'name="([^"]*)"', one)[1]: one for one in inputs if "name=" in one}
    return {
        name: re.search(r'value="([^"]*)"', one)[1]
        for name, one in named.items()
        if "value=" in one
    }


def press(client, poster, **other):
    return client.post(
        f"/en/c/{poster.code}",
        data={"idem": uuid4().hex, "amount": "3", **other},
        follow_redirects=True,
    )


def test_a_poster_is_two_presses(visit_as, poster):
    rosa = visit_as("rosa")
    page = rosa.get(f"/c/{poster.code}")  # the first: scan it
    assert page.text.count('<button class="btn big">') == 1
    page = rosa.post(f"/c/{poster.code}", data=fields(page), follow_redirects=True)  # the second
    assert re.search(r"/me/claims/A-", page.url.path) and page.status_code == 200


def test_a_scanned_screen_is_two_presses_too(visit_as, session, town, settings):
    poster = done(session, posting.make, proof=Proof.SCREEN)
    shown = screens.shown_now(settings.secret_key, poster.code, now=NOON)
    rosa = visit_as("rosa")
    page = rosa.get(f"/c/{poster.code}?shown={shown}")
    page = rosa.post(f"/c/{poster.code}", data=fields(page), follow_redirects=True)
    assert re.search(r"/me/claims/A-", page.url.path)


def test_the_screen_is_asked_for_where_only_the_poster_was_scanned(visit_as, session, town):
    poster = done(session, posting.make, proof=Proof.SCREEN)
    rosa = visit_as("rosa")
    page = press(rosa, poster, shown="AAAAAA")
    assert page.status_code == 422 and "not what the screen shows now" in page.text
    assert 'value="AAAAAA"' in page.text  # nothing typed is lost


def test_today_is_shown_again_with_its_receipt(visit_as, poster):
    rosa = visit_as("rosa")
    first = press(rosa, poster).url.path
    assert press(rosa, poster).url.path == first
    page = rosa.get(f"/en/c/{poster.code}")
    assert "You have checked in here today." in page.text and f'href="{first}"' in page.text
    assert '<button class="btn big">' not in page.text


def test_who_is_not_signed_in_is_helped_and_comes_straight_back(visit_as, poster):
    nobody = visit_as()
    page = nobody.get(f"/en/c/{poster.code}")
    assert page.status_code == 200
    assert f"/en/sign-in?next=/c/{poster.code}" in page.text
    assert "Tell Vera" in flat(page) and "class card" in page.text


def test_a_press_without_a_sign_in_is_kept_until_there_is_one(visit_as, poster):
    page = press(visit_as(), poster)
    assert page.status_code == 401 and 'name="kept-amount"' in page.text


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"closes_at": 600}, "You can check in each day at 00:00–10:00."),
        ({"starts_on": TODAY + timedelta(1), "ends_on": TODAY + timedelta(1)}, "begins on"),
        ({"starts_on": TODAY - timedelta(1), "ends_on": TODAY - timedelta(1)}, "Ask a helper"),
    ],
)
def test_a_shut_poster_says_why_and_what_to_do_instead(visit_as, session, town, other, words):
    poster = done(session, posting.make, **other)
    for who in (None, "rosa"):
        page = (
            visit_as(who).get(f"/en/c/{poster.code}")
            if who
            else visit_as().get(f"/en/c/{poster.code}")
        )
        assert words in flat(page) and "/log/RIVER/recycle-glass" in page.text
    page = press(visit_as("rosa"), poster)
    assert page.status_code == 422 and words in flat(page)


def test_a_mistyped_code_is_told_from_one_that_is_not_there(visit_as, poster):
    nobody = visit_as()
    wrong = poster.code[:-1] + ("0" if poster.code[-1] != "0" else "1")
    page = nobody.get(f"/c/{wrong}")
    assert page.status_code == 404 and "cannot be right" in page.text
    page = nobody.get("/c/C-0000-0000-000")
    assert page.status_code == 404 and "written correctly" in page.text
    page = nobody.get("/en/c", params={"code": poster.code.lower().replace("-", " ")})
    assert page.status_code == 200 and poster.place in page.text


@pytest.mark.parametrize(
    "amount", ["", " ", "much", "-3", "1e99", "0", "NaN", "99999999999999999999"]
)
def test_a_wrong_number_is_said_at_its_field(visit_as, poster, amount):
    page = press(visit_as("rosa"), poster, amount=amount)
    assert page.status_code == 422 and 'class="errsum' in page.text


def test_an_organiser_makes_prints_and_ends_a_poster(visit_as, session, town):
    olive = visit_as("olive")
    vera = done(session, people.find, "vera")
    page = olive.post(
        DESK,
        data={
            "idem": uuid4().hex,
            "activity": "RIVER/recycle-glass",
            "place": "Hall & garden",
            "proof": "steward",
            "host": str(vera.id),
            "starts_on": "2026-06-01",
            "ends_on": "2026-06-30",
            "opens_at": "09:00",
            "closes_at": "18:30",
        },
        follow_redirects=True,
    )
    assert (
        page.status_code == 200 and "Hall &amp; garden" in page.text and "09:00–18:30" in page.text
    )
    assert page.text.count("data:image/svg+xml") == 1
    path = page.url.path
    assert olive.get(DESK).text.count("Open now") == 1
    page = olive.post(f"{path}/end", data={"idem": uuid4().hex}, follow_redirects=True)
    assert "Ended" in page.text and "End this poster" not in page.text


def test_a_poster_that_cannot_be_is_said_with_everything_typed_kept(visit_as, town):
    page = visit_as("olive").post(DESK, data={"place": "Gate", "activity": "RIVER/fly"})
    assert page.status_code == 422 and 'value="Gate"' in page.text
    assert "Choose one from the list." in page.text and "Enter a day." in page.text


def test_the_host_ticks_on_a_phone(visit_as, session, poster):
    rosa, vera = visit_as("rosa"), visit_as("vera")
    code = press(rosa, poster).url.path.rpartition("/")[2]
    page = vera.get(f"{DESK}/{poster.code}/here")
    assert "Rosa" in page.text and f'name="seen-{code}"' in page.text
    page = vera.post(
        f"{DESK}/{poster.code}/here",
        data={"idem": uuid4().hex, f"seen-{code}": "yes"},
        follow_redirects=True,
    )
    assert "Nobody waits for a tick." in page.text
    assert claiming.stored(session, code).points == 30


def test_a_screen_comes_again_each_minute_with_another_code(
    visit_as, session, town, settings, clock
):
    poster = done(session, posting.make, proof=Proof.SCREEN)
    vera = visit_as("vera")
    page = vera.get(f"{DESK}/{poster.code}/screen")
    assert screens.shown_now(settings.secret_key, poster.code, now=NOON) in page.text
    assert page.headers["Refresh"] == "60"
    clock.now = NOON + timedelta(seconds=70)
    page = vera.get(f"{DESK}/{poster.code}/screen")
    later = screens.shown_now(settings.secret_key, poster.code, now=clock.now)
    assert later in page.text and page.headers["Refresh"] == "50"


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es", "ar"])
def test_a_poster_is_printed_in_each_language(visit_as, poster, language):
    page = visit_as("olive").get(f"{DESK.replace('/en/', f'/{language}/')}/{poster.code}")
    assert page.status_code == 200 and f'lang="{language}"' in page.text
    assert poster.code in page.text
