"""The page of a sponsor: totals, the very same that everybody reads, and nobody's name."""

import re
from datetime import timedelta

import pytest

from portal import gifts
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, POT, QUILTS, SPONSOR
from tests.pages.giving import done, flat, title
from tests.people import NOON

HERE = f"/en/sponsor/{SPONSOR}"
MUCH_LATER = AFTER + timedelta(days=20)


@pytest.fixture
def clock():
    return lambda: AFTER


def given(session, terms):
    code = set_up.open_round(session, "warm-quilts", "orchard", terms=terms)
    set_up.award(session, people.home(session, "Linden"), 500)
    cause, rosa = set_up.cause(session, "warm-quilts"), people.find(session, "rosa")
    gifts.give(session, rosa, cause, points=490, idem="a", now=NOON)
    set_up.settle(session, code)
    return code


def test_a_sponsor_reads_totals_and_never_who_gave(visit_as, session, town):
    done(session, given, QUILTS)
    answer = visit_as("sol").get(HERE)
    text = flat(answer)
    assert title(answer) == "Pledges of Rushmill Cooperative" and answer.text.count("<h1") == 1
    assert "490 points given" in text and "Settled: 3 (warm quilt). Bought 0, delivered 0." in text
    for name in ("Rosa", "Linden", "household"):
        assert name not in text


@pytest.mark.parametrize("terms", [POT, QUILTS])
def test_its_numbers_are_those_of_the_public_page(visit_as, session, town, terms):
    code = done(session, given, terms)
    cells = r'<td class="n[^"]*"><span class="fl">[^<]*</span>\s*([^<]+?)\s*</td>'
    public = re.findall(cells, visit_as().get(f"/en/rounds/{code}").text)[:4]
    text = flat(visit_as("sol").get(HERE))
    assert len(public) == 4
    for number in public:
        assert re.search(rf"(?<![\d,.]){re.escape(number)}(?![\d])", text), number


def test_what_was_paid_late_or_short_is_said(visit_as, session, town, alter):
    done(session, given, POT)
    alter("UPDATE pledge SET paid = 40000, paid_on = '2026-06-22', payment_document = 'P-1'")
    text = flat(visit_as("sol").get(HERE))
    assert "£400.00 of £1,000.00 was paid on" in text and "paper P-1" in text


def test_who_has_pledged_nothing_is_told_so(visit_as, town):
    assert "You have not pledged for a round yet." in flat(visit_as("sol").get(HERE))


def test_only_the_sponsors_own_people_come_in_and_their_desk_leads_there(visit_as, town):
    assert HERE in visit_as("sol").get(f"/en/desk/{SPONSOR}").text
    assert visit_as("petra").get(HERE).status_code == 200
    for who in ("olive", "chen", "ada", "rosa"):
        assert visit_as(who).get(HERE).status_code == 404
    assert visit_as().get(HERE, follow_redirects=False).status_code == 303


def test_a_charity_that_changed_its_name_stands_with_the_name_of_then_and_that_of_now(
    visit_as, session, town, alter
):
    code = done(session, given, QUILTS)
    renamed = """UPDATE organisation SET name = '{"en": "Harbour House"}'"""
    alter(f"{renamed} WHERE slug = 'osier-lane-shelter'")
    for page in (visit_as("sol").get(HERE), visit_as().get(f"/en/rounds/{code}")):
        text = flat(page)
        assert "Osier Lane Shelter" in text and "Now called Harbour House" in text
    sheet = visit_as().get(f"/en/rounds/{code}.csv").text
    assert "Osier Lane Shelter" in sheet and "Harbour House" not in sheet


SUM = {
    "kind": "pot",
    "amount": "250.50",
    "currency": "gbp",
    "letter": "RC-9",
    "idem": "pledge-1",
}
UNITS = {
    "kind": "unit",
    "thing": "warm quilt",
    "shape": "quilt",
    "each": "160",
    "limit": "40",
    "letter": "RC-9",
    "idem": "pledge-1",
}
DESK = f"/en/desk/{set_up.RIVERSIDE}/rounds"


@pytest.fixture
def bare(session, town):
    """A planned round that nobody backs."""
    return done(
        session,
        set_up.plan,
        "warm-quilts",
        opens_at=AFTER + timedelta(days=1),
        closes_at=MUCH_LATER,
    )


def test_a_sponsor_finds_a_round_without_a_pledge_and_pledges_a_pot(visit_as, bare):
    sol, there = visit_as("sol"), f"{HERE}/rounds/{bare}"
    assert there in sol.get(HERE).text
    page = sol.get(there)
    assert "Pledge for this round" in flat(page)
    assert all(f'name="{field}"' in page.text for field in {**SUM, **UNITS})
    for _ in range(2):
        pledged = flat(sol.post(there, data=SUM))
        assert "£250.50" in pledged and "RC-9" in pledged and "Not documented yet" in pledged
    at_desk = flat(visit_as("theo").get(f"{DESK}/{bare}"))
    assert "RC-9" in at_desk and "Document this pledge" in at_desk
    documented = {"document": "RC-9", "idem": "d-1"}
    visit_as("theo").post(f"{DESK}/{bare}/document", data=documented)
    assert "Nobody has approved it yet" in flat(sol.get(there))
    visit_as("olive").post(f"{DESK}/{bare}/approval", data={"idem": "a-1"})
    assert "Seen by a second person" in flat(sol.get(there))


def test_a_sponsor_pledges_things_and_takes_the_pledge_back_with_a_reason(visit_as, bare):
    sol, there = visit_as("sol"), f"{HERE}/rounds/{bare}"
    assert "warm quilt: one for every 160 points, 40 at most" in flat(sol.post(there, data=UNITS))
    empty = sol.post(f"{there}/withdrawal", data={"reason": "", "idem": "w-1"})
    assert empty.status_code == 422 and "Write the reason." in flat(empty)
    why = {"reason": "The mill is shut.", "idem": "w-2"}
    for _ in range(2):
        assert "Pledge for this round" in flat(sol.post(f"{there}/withdrawal", data=why))
    assert there in sol.get(HERE).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"letter": ""}, "Write the number on the paper."),
        ({"currency": "points"}, "Write the three letters of a currency."),
        ({"amount": "0.001"}, "There is no such amount in this currency."),
        ({"amount": ""}, "This field is required."),
        ({"kind": "unit"}, "This field is required."),
        ({**UNITS, "each": "many"}, "Not a valid integer value."),
    ],
)
def test_what_is_wrong_with_a_pledge_is_said_and_nothing_is_lost(visit_as, bare, wrong, says):
    answer = visit_as("sol").post(f"{HERE}/rounds/{bare}", data={**SUM, **wrong})
    assert answer.status_code == 422 and says in flat(answer)
    assert "Pledge for this round" in flat(visit_as("sol").get(f"{HERE}/rounds/{bare}"))


@pytest.mark.parametrize(
    ("pledge", "beside"),
    [(SUM, {"each": "many", "limit": "0", "shape": "money"}), (UNITS, {"amount": "a lot"})],
)
def test_what_stands_in_the_fields_of_the_other_kind_is_not_asked(visit_as, bare, pledge, beside):
    page = visit_as("sol").post(f"{HERE}/rounds/{bare}", data={**pledge, **beside})
    assert page.status_code == 200 and "Not documented yet" in flat(page)


def test_a_round_that_another_backs_and_a_pledge_of_others_are_not_there(visit_as, session, bare):
    done(session, set_up.back, bare)
    there = f"{HERE}/rounds/{bare}"
    for who in ("petra", "rosa", "theo"):
        assert visit_as(who).get(there).status_code == 404
        assert visit_as(who).post(there, data=SUM).status_code in {403, 404}
    another = visit_as("sol").post(there, data=SUM)
    assert another.status_code == 422 and "This round has its pledge already." in flat(another)
    assert visit_as("sol").get(f"{HERE}/rounds/R-0000").status_code == 404
