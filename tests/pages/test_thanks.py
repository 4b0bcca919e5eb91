"""The sheet that says what points became: exactly these things, and no person's name."""

import re

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as some

from portal import gifts, groups, programmes, settlement
from portal.shares import Became, became, whole_units
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, POT, QUILTS
from tests.pages.giving import done, flat
from tests.people import NOON


@pytest.fixture
def clock():
    return lambda: AFTER


def sheet(session, terms, *shares):
    """Let some give to the quilts, and settle; return the codes of their gifts."""
    code = set_up.open_round(session, "warm-quilts", terms=terms)
    cause, codes = set_up.cause(session, "warm-quilts"), []
    for who, home, points in shares:
        wallet = people.home(session, home)
        programmes.enrol(session, cause.programme_id, wallet, now=NOON)
        set_up.award(session, wallet, points)
        me = people.find(session, who)
        codes.append(gifts.give(session, me, cause, points=points, idem=who, now=NOON))
    set_up.settle(session, code)
    return codes


def page(browser, code):
    return browser.get(f"/en/me/gifts/{code}/thanks")


@pytest.mark.parametrize(
    ("points", "units", "made"),
    [
        (490, 3, Became(3, waiting=10)),
        (490, 4, Became(3, shared=10)),
        (490, 2, Became(2, waiting=170)),
        (480, 3, Became(3)),
        (100, 1, Became(0, shared=100)),
        (100, 0, Became(0, waiting=100)),
    ],
)
def test_points_become_whole_things_and_the_rest_is_said(points, units, made):
    assert became(points, 160, units) == made


@any_of(
    some.lists(some.integers(1, 500), min_size=1, max_size=8),
    some.integers(1, 200),
    some.integers(1, 10),
)
def test_nobody_is_thanked_for_more_than_there_is(gifts, each, limit):
    units = whole_units(each, limit, {"quilts": sum(gifts)})["quilts"]
    made = [became(points, each, units) for points in gifts]
    assert [one.things * each + one.shared + one.waiting for one in made] == gifts
    assert all(one.things <= units for one in made)
    if sum(gifts) <= each * limit:
        assert sum(one.things for one in made) <= units


def test_a_household_prints_what_its_points_became(visit_as, session, town):
    [code] = done(session, sheet, QUILTS, ("rosa", "Linden", 490))
    rosa = visit_as("rosa")
    assert f"/en/me/gifts/{code}/thanks" in rosa.get(f"/en/me/gifts/{code}").text
    answer = page(rosa, code)
    text = flat(answer)
    assert "Your household gave 490 points" in text and "3: warm quilt" in text
    assert "10 points wait for the next round of this cause." in text
    picture = re.search(r'<svg class="things".*?</svg>', answer.text, re.DOTALL)[0]
    assert picture.count("<g ") == 3 and "bought" not in picture
    article = flat(type("page", (), {"text": answer.text.partition("<article")[2]}))
    for name in ("Rosa", "Tom", "Pip", "Linden"):
        assert name not in article.partition("</article>")[0]


def test_points_of_several_are_an_outline(visit_as, session, town):
    first, second = done(session, sheet, QUILTS, ("rosa", "Linden", 200), ("chen", "Chen’s", 120))
    answer = page(visit_as("rosa"), first)
    assert "40 points count together with those of others" in flat(answer)
    picture = re.search(r'<svg class="things".*?</svg>', answer.text, re.DOTALL)[0]
    assert picture.count("<g ") == 2 and picture.count('class="bought"') == 1
    assert page(visit_as("rosa"), second).status_code == 404
    assert "0: warm quilt" not in flat(page(visit_as("chen"), second))


def test_of_a_pot_the_share_of_all_is_said(visit_as, session, town):
    [code] = done(session, sheet, POT, ("rosa", "Linden", 490))
    text = flat(page(visit_as("rosa"), code))
    assert "Together, 490 points brought this cause £1,000.00." in text


def test_before_it_is_settled_there_is_only_the_receipt(visit_as, session, town):
    set_up.open_round(session, "warm-quilts", terms=QUILTS)
    set_up.award(session, people.home(session, "Linden"), 100)
    cause, rosa = set_up.cause(session, "warm-quilts"), people.find(session, "rosa")
    code = done(session, gifts.give, rosa, cause, points=40, idem="a", now=NOON)
    assert page(visit_as("rosa"), code).url.path == f"/en/me/gifts/{code}"
    assert "Thank-you sheet" not in flat(visit_as("rosa").get(f"/en/me/gifts/{code}"))


def voted(session):
    """Class 4B gave 120 points for books, and the round is settled."""
    code = set_up.open_round(session, "reading-corner", terms=QUILTS, programme="SCHOOL")
    desk = set_up.desk(session, "grace", set_up.SCHOOL)
    grace, cause = people.find(session, "grace"), set_up.cause(session, "reading-corner")
    set_up.award(session, people.school_class(session, "4B"), 320, programme="SCHOOL")
    group = groups.find_at_desk(session, desk, people.school_class(session, "4B"))
    facts = {"points": 320, "voter_count": 20, "held_on": NOON.date(), "idem": "vote"}
    gift = gifts.give_after_vote(session, grace, desk, group, cause, **facts, now=NOON)
    for verb, who in ((settlement.prepare, "ivan"), (settlement.sign, "hana")):
        me, place = people.find(session, who), set_up.desk(session, who, set_up.SCHOOL)
        verb(session, me, place, code, idem=who, now=AFTER)
    return gift


def test_a_class_gets_a_certificate_that_names_no_child(visit_as, session, town):
    code = done(session, voted)
    answer = page(visit_as("grace"), code)
    text = flat(answer)
    assert "Certificate" in text and "Class 4B gave 320 points" in text and "2: warm quilt" in text
    assert 'class="thanks stack-l certificate"' in answer.text
    assert "Certificate to print" in flat(visit_as("grace").get(f"/en/me/gifts/{code}"))
    assert page(visit_as("rosa"), code).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "es", "ar"])
def test_it_is_there_in_every_language(visit_as, session, town, language):
    [code] = done(session, sheet, QUILTS, ("rosa", "Linden", 490))
    text = flat(visit_as("rosa").get(f"/{language}/me/gifts/{code}/thanks"))
    assert "Thank you" not in text and "wait for the next round" not in text
