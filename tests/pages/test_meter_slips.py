"""A meter's slip at the desk: readings on paper, their receipts, and what the household sees."""

import re
from uuid import uuid4

import pytest

from portal import slips
from tests import metering
from tests.importing import code_of
from tests.pages.giving import done, flat
from tests.people import find

DESK = "/en/desk/riverside-neighbours/slips"
METER = "/en/log/RIVER/save-water"


@pytest.fixture
def asked(session, town):
    """Rosa of Linden brings her bill and a first reading."""
    metering.count_water(session)
    return {
        "member": done(session, code_of, "Linden"),
        "what": "RIVER/save-water",
        "slip": "",
        "who": str(done(session, find, "rosa").id),
        "usual": "9",
        "days": "30",
        "number": "W-1742",
        "shown": "100",
        "day": "2026-05-12",
        "witness": "",
        "reason": "Has no phone.",
    }


@pytest.fixture
def later(session, asked):
    """Three weeks after, vera has seen the meter."""
    seen = {"shown": "104.5", "day": "2026-06-01"}
    return {**asked, **seen, "witness": str(done(session, find, "vera").id)}


def send(client, path=DESK, **fields):
    return client.post(path, data={"idem": uuid4().hex, **fields}, follow_redirects=True)


def ask(client, asked):
    found = {name: asked[name] for name in ("member", "what", "slip")}
    return client.get(f"{DESK}/new", params=found)


def test_the_first_time_an_adult_tells_the_past_and_later_only_the_reading_is_asked(
    visit_as, asked
):
    olive = visit_as("olive")
    page = ask(olive, asked)
    assert "This is their first reading." in page.text and "Rosa" in page.text
    assert "Pip" not in page.text and "is_new_meter" not in page.text
    send(olive, **asked)
    page = ask(olive, asked)
    assert "This is their first reading." not in page.text and "Pip" in page.text
    assert 'name="is_new_meter"' in page.text and 'name="usual"' not in page.text


def test_each_receipt_says_what_was_read_and_what_comes_next(visit_as, asked, later):
    olive = visit_as("olive")
    page = send(olive, **asked)
    assert re.search(r"/slips/S-[0-9A-Z-]+$", page.url.path)
    for words in ("100 m³", "W-1742", "Olive,", "Has no phone.", "after 7 days or more"):
        assert words in flat(page), words
    assert "/r/" not in page.text
    page = send(olive, **later)
    for words in ("104.5 m³", "1,500", "Somebody else checks it", "Vera", "30 days"):
        assert words in flat(page), words
    assert "/r/A-" in page.text
    listed = flat(olive.get(DESK))
    assert "100 m³" in listed and "1,500" in listed


def test_where_nothing_was_saved_the_receipt_says_so(visit_as, asked, later):
    olive = visit_as("olive")
    send(olive, **asked)
    page = send(olive, **{**later, "shown": "108", "witness": ""})
    assert "Nothing was saved this time." in page.text


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"shown": "99"}, "The meter showed 100 before."),
        ({"day": "2026-05-13"}, "7 days at least"),
        ({"day": "2026-05-11"}, "A later reading is here already"),
        ({"day": "2026-06-09"}, "The day must be today or before."),
        ({"day": ""}, "Enter a day."),
        ({"shown": "much"}, "Not a valid decimal value."),
        ({"number": "W-1743"}, "The paper before was about the meter “W-1742”."),
        ({"number": ""}, "Write the number, or what they call the meter."),
        ({"number": "x" * 41}, "Write at most 40 signs."),
        ({"witness": ""}, "Choose who saw it."),
        ({"who": ""}, "Choose who did it."),
        ({"reason": ""}, "Write why."),
        ({"slip": "S-0000-0000-00A"}, "No slip has this code."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(visit_as, asked, later, other, words):
    olive, fields = visit_as("olive"), {**later, **other}
    send(olive, **asked)
    page = send(olive, **fields)
    assert page.status_code == 422 and words in flat(page)
    assert f'value="{fields["shown"]}"' in page.text


def test_a_bill_that_is_none_is_refused_and_stays_typed(visit_as, asked):
    page = send(visit_as("olive"), **{**asked, "days": "5"})
    assert page.status_code == 422 and "20 to 400" in flat(page) and 'value="9"' in page.text


def test_the_household_reads_who_typed_for_it_and_who_checks_reads_the_meters_number(
    visit_as, asked, later
):
    olive = visit_as("olive")
    send(olive, **asked)
    send(olive, **later)
    seen = flat(visit_as("rosa").get(METER))
    assert seen.count("Typed for you by Olive: W-1742 · Has no phone.") == 2
    queue = "/en/desk/riverside-neighbours/claims?programme=RIVER"
    checked = flat(visit_as("vera").get(queue))
    assert "The meter shows 104.5 m³." in checked and "Number of the meter: W-1742" in checked
    assert "104.5" not in olive.get(queue).text


def test_a_mistake_is_taken_back_at_the_desk_with_an_apology(visit_as, asked, later):
    olive = visit_as("olive")
    path = send(olive, **{**asked, "shown": "1000"}).url.path
    page = send(olive, f"{path}/withdrawals")
    assert "We are sorry." in page.text and "Take it back now" not in page.text
    assert send(olive, **asked).status_code == 200
    assert "taken back" in flat(visit_as("rosa").get(METER))


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es", "ar"])
def test_a_printed_slip_asks_for_the_reading_and_the_meter_in_every_language(
    visit_as, asked, language
):
    address = DESK.replace("/en/", f"/{language}/")
    page = visit_as("olive").get(f"{address}/print", params={"what": asked["what"]})
    found = re.findall(r'<p class="code" dir="ltr">(S-[0-9A-Z-]{13})</p>', page.text)
    assert len(set(found)) == 3 and page.text.count('class="blank"') == 3 * 8


def test_a_printed_slip_of_a_meter_counts_once(visit_as, asked, later):
    olive, paper = visit_as("olive"), slips.new_slip()
    assert send(olive, **{**asked, "slip": paper}).url.path.endswith(paper)
    page = send(olive, **{**later, "slip": paper})
    assert page.status_code == 422 and "This slip counts already" in page.text


def test_no_sheet_is_printed_for_what_a_meter_says(visit_as, asked):
    page = visit_as("olive").get("/en/desk/riverside-neighbours/sheets")
    assert "recycle-glass" in page.text and "save-water" not in page.text
