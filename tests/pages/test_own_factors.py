"""A programme's own factors on pages: tried, entered, reviewed, and read by everybody."""

import hashlib
import json
from uuid import uuid4

import pytest

from portal import programmes
from tests.owning import ABOUT, RIDE, enter, put_in_use, review, text
from tests.pages.giving import done, flat
from tests.people import NOON
from tests.portal.test_reports import crowd, keep

DESK = "/en/desk/riverside-neighbours"
FACTORS = f"{DESK}/programmes/RIVER/factors"
TOLD = {
    **{"title": ABOUT.name, "source": ABOUT.source},
    **{"first_year": "2026", "last_year": "2027"},
}


def send(client, written, act="try", **fields):
    files = {"file": ("ours.csv", written.encode(), "text/csv")} if written else None
    data = {"idem": uuid4().hex, "act": act, **TOLD, **fields}
    return client.post(FACTORS, data=data, files=files, follow_redirects=True)


def kept(page):
    return page.text.split('name="kept" value="')[1].partition('"')[0]


@pytest.fixture
def client(visit_as):
    return visit_as()


@pytest.fixture
def ride(session, town):
    """Twelve people rode a bicycle and took a bus."""

    def write(session):
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        keep(session, river, *crowd(), *crowd(activity="bus"))

    return lambda: done(session, write)


def test_a_list_is_tried_entered_and_reviewed_by_another(visit_as, session, town):
    olive, olga = visit_as("olive"), visit_as("olga")
    assert FACTORS in olive.get(f"{DESK}/programmes/RIVER").text
    tried = send(olive, text(RIDE))
    assert tried.status_code == 200 and "Nothing was entered yet" in tried.text
    assert "0.25 * 0.8" in tried.text
    entered = send(olive, "", "enter", kept=kept(tried), name="ours.csv")
    assert str(entered.url).endswith("/factor-sets/RIVER.1")
    assert "Waits for a review" in entered.text and "Reviewed: use it" not in entered.text
    one = f"{DESK}/factor-sets/RIVER.1"
    assert "Reviewed: use it" in olga.get(one).text
    asked = {"idem": uuid4().hex, "act": "review", "office": ""}
    refused = olga.post(one, data=asked)
    assert refused.status_code == 422 and "Write a name, a source" in refused.text
    shown = olga.post(one, data={**asked, "office": "Our office"}, follow_redirects=True)
    assert "In use" in shown.text and "Our office, Riverside Neighbours" in flat(shown)
    ended = olga.post(one, data={**asked, "act": "end"}, follow_redirects=True)
    assert "No longer used" in ended.text
    assert olga.post(one, data={**asked, "act": "burn"}).status_code == 404


def test_wrong_lines_are_named_with_their_numbers_and_nothing_is_entered(visit_as, town):
    olive = visit_as("olive")
    page = send(olive, text(RIDE, {**RIDE, "year": "2027", "arithmetic": "0.3"}))
    assert page.status_code == 422
    assert "Line 3:" in page.text and "The arithmetic gives 0.3" in page.text
    assert 'name="kept"' not in page.text
    assert send(olive, "").status_code == 422
    assert "Choose a file" in send(olive, "").text
    assert send(olive, "a,b\n1,2\n").status_code == 422
    assert "RIVER.1" not in olive.get(FACTORS).text


def test_who_only_checks_sees_none_of_it_and_an_owner_enters_none(visit_as, town):
    assert visit_as("vera").get(FACTORS).status_code in (403, 404)
    page = visit_as("olga").get(FACTORS)
    assert page.status_code == 200 and "Enter a set" not in page.text
    assert send(visit_as("olga"), text(RIDE)).status_code in (403, 422)


def test_everybody_reads_a_set_with_source_reviewer_validity_and_arithmetic(client, session, town):
    assert "None does at the moment" in client.get("/en/method").text
    done(session, put_in_use)
    page = client.get("/en/method").text
    assert "/en/method/sets/RIVER.1" in page and "Riverside’s office" in page
    shown = flat(client.get("/en/method/sets/river.1"))
    for words in (ABOUT.source, "Riverside’s office", "0.25 * 0.8", "1 Jan", "31 Dec"):
        assert words in shown
    file = client.get("/en/method/sets/RIVER.1.json")
    digest = hashlib.sha256(file.content).hexdigest()
    assert digest in shown and json.loads(file.text)["rows"][0]["value"] == "0.2"


def test_what_is_not_plausible_is_marked_before_the_review_and_in_public(
    visit_as, client, session, ride
):
    ride()
    far = {**RIDE, "central": "12", "low": "10", "high": "14", "arithmetic": "12"}
    code, _ = done(session, lambda session: enter(session, far))
    mark = "Outside the band of the data set, 0.04 to 0.24645893"
    assert mark in flat(visit_as("olga").get(f"/en/desk/riverside-neighbours/factor-sets/{code}"))
    done(session, lambda session: review(session, code))
    assert mark in flat(client.get(f"/en/method/sets/{code}"))
    assert "not plausible as it is" in flat(client.get("/en/reports/2026-05?programme=RIVER"))
    told = client.get("/en/reports/2026-05.json?programme=RIVER").json()
    flags = {one["activity"]: one["flags"] for one in told["lines"]}
    assert flags["cycle"] == ["outside-band"] and "outside-band" not in flags["bus"]


def test_what_waits_for_a_review_is_not_public(client, session, town):
    done(session, enter)
    assert client.get("/en/method/sets/RIVER.1").status_code == 404
    assert client.get("/en/method/sets/RIVER.1.json").status_code == 404


def test_a_report_says_which_sums_rest_on_which_set_and_adds_none(client, session, ride):
    ride()
    done(session, put_in_use)
    answer = client.get("/en/reports/2026-05?programme=RIVER")
    page = flat(answer)
    assert page.count("By the programme’s own factors, RIVER.1") == 1
    assert "/en/method/sets/RIVER.1#cycle.GB.2026.co2e_kg" in answer.text
    told = client.get("/en/reports/2026-05.json?programme=RIVER").json()
    assert told["factor_sets"][0]["code"] == "RIVER.1"
    assert told["own_impact"][0]["reported"] == "30.000000"
    [bus] = [one for one in told["lines"] if one["activity"] == "bus"]
    assert told["impact"]["co2e_kg"]["reported"] == bus["reported"]
    assert {one["factor_set"] for one in told["lines"]} == {None, "RIVER.1"}
    rows = client.get("/en/reports/2026-05.csv?programme=RIVER").text.splitlines()
    assert rows[0].endswith(",factor_set") and rows[2].endswith(",RIVER.1")


def test_where_an_own_set_counts_all_the_headline_names_it(client, session, ride):
    ride()
    both = (RIDE, {**RIDE, "activity": "bus"})
    done(session, put_in_use, *both)
    answer = client.get("/en/reports/2026-05?programme=RIVER")
    page = flat(answer)
    assert "CO₂e avoided (RIVER.1)" in page
    told = client.get("/en/reports/2026-05.json?programme=RIVER").json()
    assert told["impact"]["co2e_kg"]["reported"] == "0.000000"
    assert told["own_impact"][0]["counted"]["low"] == "30.000000"
