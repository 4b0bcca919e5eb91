"""What lapsed, on the pages: in a line of its own wherever points of a cause are counted."""

import subprocess
import sys

import pytest

from portal import gifts
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, OPENED, RIVERSIDE, SHELTER, SPONSOR
from tests.habits.tree import ROOT
from tests.lapsing import let_lapse
from tests.pages.giving import done, flat
from tests.people import NOON

COMMON, ORCHARD = "breakfast-table", "towpath-orchard"
COUNTS = "Points that lapsed and count too: 100"


def lapsed_round(session):
    """A round of two causes with 300 points given to one, and 100 that lapsed to the other."""
    set_up.cause(session, COMMON, is_common=True)
    code = set_up.open_round(session, COMMON, ORCHARD)
    give(session, ORCHARD)
    let_lapse(session, 100, NOON)
    return code


def settled_gift(session):
    """A gift of 300 points to a cause to which 100 lapsed, in a settled round."""
    set_up.cause(session, COMMON, is_common=True)
    code, gift = set_up.open_round(session, COMMON), give(session, COMMON)
    let_lapse(session, 100, NOON)
    set_up.settle(session, code)
    return gift


def give(session, slug):
    set_up.award(session, people.home(session, "Linden"), 300)
    cause, rosa = set_up.cause(session, slug), people.find(session, "rosa")
    return gifts.give(session, rosa, cause, points=300, idem="a", now=OPENED)


@pytest.fixture
def code(session, town):
    return done(session, lapsed_round)


def page(session, slug):
    cause = done(session, set_up.cause, slug)
    return f"/en/causes/{slug}-{cause.code}"


def test_an_open_round_says_what_was_given_and_what_lapsed(visit_as, code):
    text = flat(visit_as().get(f"/en/rounds/{code}"))
    assert "Given: 0. Lapsed: 100." in text and "Lapsed: 0" not in text
    assert "Points that lapsed: 100. Nobody used them in time." in text
    assert "Together Points 400" in text and "£220 to £320" in text


def test_a_round_to_which_nothing_lapsed_does_not_speak_of_it(visit_as, session, town):
    code = done(session, set_up.open_round, COMMON)
    assert "lapsed" not in flat(visit_as().get(f"/en/rounds/{code}"))


def test_a_cause_says_what_lapsed_to_it_and_counts(visit_as, session, code):
    assert COUNTS in flat(visit_as().get(page(session, COMMON)))
    assert COUNTS not in flat(visit_as().get(page(session, ORCHARD)))


def test_a_cause_says_what_waits_for_its_next_round(visit_as, session, town):
    set_up.cause(session, COMMON, is_common=True)
    done(session, let_lapse, 100)
    text = flat(visit_as().get(page(session, COMMON)))
    assert "Points that lapsed and wait for its next round: 100" in text
    assert COUNTS not in text


def test_the_rules_of_a_programme_say_where_points_go_and_when_they_count(visit_as, town):
    text = flat(visit_as().get("/en/rules"))
    assert "the next round of that cause counts them" in text


class TestOnceItIsSettled:
    @pytest.fixture
    def clock(self):
        return lambda: AFTER

    def test_the_statement_has_its_line_and_a_stranger_divides_it_again(
        self, visit_as, session, code, tmp_path
    ):
        done(session, set_up.settle, code)
        text = flat(visit_as().get(f"/en/rounds/{code}"))
        assert "Given: 0. Lapsed: 100." in text and "£250.00" in text and "£750.00" in text
        sheet = visit_as().get(f"/en/rounds/{code}.csv").text
        assert ",0,<10,100,0,250.00," in sheet and ",300,<10,0,0,750.00," in sheet
        (tmp_path / "statement.csv").write_text(sheet)
        command = [sys.executable, "-I", ROOT / "static/divide.py", tmp_path / "statement.csv"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        assert answer.stdout.strip() == f"{code} agrees"

    def test_who_divides_and_signs_sees_it(self, visit_as, code):
        theo = visit_as("theo")
        for act in ("", "/division"):
            there = f"/en/desk/{RIVERSIDE}/rounds/{code}{act}"
            answer = theo.post(there, data={"idem": "1"}) if act else theo.get(there)
            assert "Given: 0. Lapsed: 100." in flat(answer)
        assert "Together 400 £1,000.00" in flat(answer)

    def test_the_charity_and_the_sponsor_see_it(self, visit_as, session, code):
        done(session, set_up.settle, code)
        assert COUNTS in flat(visit_as("chen").get(f"/en/charity/{SHELTER}"))
        assert COUNTS in flat(visit_as("sol").get(f"/en/sponsor/{SPONSOR}"))

    def test_a_receipt_and_its_thanks_count_both(self, visit_as, session, town):
        rosa, gift = visit_as("rosa"), done(session, settled_gift)
        for at in (f"/en/me/gifts/{gift}", f"/en/me/gifts/{gift}/thanks"):
            assert "Together, 400 points brought this cause £1,000.00." in flat(rosa.get(at))
