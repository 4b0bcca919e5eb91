"""Slips at the desk: type for somebody, print the receipt, print slips to fill in at home."""

import re
from uuid import uuid4

import pytest

from db.tables.households import Household
from portal import slips
from tests.importing import code_of
from tests.pages.giving import done, flat
from tests.people import find

DESK = "/en/desk/riverside-neighbours/slips"


@pytest.fixture
def asked(session, town):
    """Rosa of Linden stands at the desk and tells of three kilograms of glass."""
    return {
        "member": done(session, code_of, "Linden"),
        "what": "RIVER/recycle-glass",
        "slip": "",
        "who": str(done(session, find, "rosa").id),
        "amount": "3",
        "day": "2026-06-01",
        "witness": str(done(session, find, "vera").id),
        "reason": "Has no phone.",
    }


def send(client, **fields):
    return client.post(DESK, data={"idem": uuid4().hex, **fields}, follow_redirects=True)


def test_a_helper_asks_for_the_household_and_then_for_the_act(visit_as, asked):
    olive = visit_as("olive")
    assert "Household’s code" in olive.get(f"{DESK}/new").text
    found = {name: asked[name] for name in ("member", "what", "slip")}
    page = olive.get(f"{DESK}/new", params=found)
    assert page.status_code == 200
    assert all(name in page.text for name in ("Type for Linden", "Rosa", "Tom", "Pip"))
    assert "Child of the household" in page.text


def test_the_receipt_says_what_why_by_whom_and_where_to_object(visit_as, asked):
    page = send(visit_as("olive"), **asked)
    said = flat(page)
    assert re.search(r"/slips/S-[0-9A-Z-]+$", page.url.path)
    for words in ("Receipt for Rosa", "3 kg", "Has no phone.", "Olive,", "Somebody else checks it"):
        assert words in said, words
    assert "Tell any helper of Riverside Neighbours" in said and "30 days" in said
    assert "/r/A-" in page.text and "data:image/svg" in page.text


def test_who_checks_reads_that_a_helper_typed_it_and_the_helper_does_not_see_it(visit_as, asked):
    olive = visit_as("olive")
    send(olive, **asked)
    queue = "/en/desk/riverside-neighbours/claims?programme=RIVER"
    assert "A helper typed it for them:" in visit_as("vera").get(queue).text
    assert "Has no phone." not in olive.get(queue).text


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"slip": "S-0000-0000-00A"}, "No slip has this code."),
        ({"member": "M-0000-0000-00A"}, "No household has this code."),
        ({"who": ""}, "Choose who did it."),
        ({"who": str(uuid4())}, "Choose who did it."),
        ({"amount": "300"}, "Enter a number from"),
        ({"amount": "many"}, "Not a valid decimal value."),
        ({"day": "2026-06-09"}, "The day must be today or before."),
        ({"day": ""}, "Enter a day."),
        ({"reason": ""}, "Write why."),
        ({"reason": "x" * 201}, "at most 200 signs"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(visit_as, asked, other, words):
    page = send(visit_as("olive"), **{**asked, **other})
    assert page.status_code == 422 and words in flat(page)
    assert asked["what"] in page.text


def test_paper_of_last_month_counts_with_its_reason(visit_as, asked):
    page = send(visit_as("olive"), **{**asked, "day": "2026-05-01"})
    assert page.status_code == 200 and "Receipt for Rosa" in page.text


def test_a_slip_that_was_handed_in_counts_once(visit_as, asked):
    olive, paper = visit_as("olive"), slips.new_slip()
    assert send(olive, **{**asked, "slip": paper.lower()}).url.path.endswith(paper)
    page = send(olive, **{**asked, "slip": paper})
    assert page.status_code == 422 and "This slip counts already" in page.text


def test_what_somebody_contests_is_taken_back_with_an_apology(visit_as, asked):
    olive = visit_as("olive")
    path = send(olive, **asked).url.path
    page = olive.post(f"{path}/withdrawals", data={"idem": uuid4().hex}, follow_redirects=True)
    assert page.url.path == path and "We are sorry." in page.text
    assert "Take it back now" not in page.text
    assert "Linden" not in olive.get(DESK).text and "Rosa" in olive.get(DESK).text


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es", "ar"])
def test_four_slips_are_printed_on_a_sheet_in_every_language(visit_as, town, language):
    address = DESK.replace("/en/", f"/{language}/")
    page = visit_as("olive").get(f"{address}/print", params={"what": "RIVER/recycle-glass"})
    found = re.findall(r'<p class="code" dir="ltr">(S-[0-9A-Z-]{13})</p>', page.text)
    assert page.status_code == 200 and len(set(found)) == 4


def test_a_photo_or_else_a_signature(visit_as, asked):
    olive, fridge = visit_as("olive"), {**asked, "what": "RIVER/efficient-appliance", "amount": "1"}
    page = send(olive, **{**fridge, "witness": ""})
    assert page.status_code == 422 and "Choose who saw it." in flat(page)
    assert "A photo or signed paper" in flat(send(olive, **fridge))


def test_nobody_types_for_their_own_home(visit_as, session, asked):
    home = done(session, find, "olive").household_id
    own = done(session, lambda one: one.get_one(Household, home).code)
    page = send(visit_as("olive"), **{**asked, "member": own})
    assert page.status_code == 422 and "let another helper type it" in page.text


def test_only_who_enters_paper_finds_it(visit_as, asked):
    for who in ("theo", "rosa"):
        assert visit_as(who).get(DESK).status_code in {403, 404}
        assert send(visit_as(who), **asked).status_code in {403, 404}
