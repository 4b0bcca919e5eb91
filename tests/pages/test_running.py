"""/desk/{org}/programmes/{programme} : its budget by three people, its steps, its end."""

import re

import pytest

from db.engine import open_session
from tests import planning

AT = "/en/desk/riverside-neighbours/programmes/RIVER"
BUDGET = f"{AT}/budget"
WHY = {"pause-reason": "The hall is closed."}
ASKED = {
    **{"idem": "1", "act": "request", "points": "100001", "target": "budget"},
    **{"funder": "rushmill-cooperative", "document": "L-7"},
}


def press(browser, act, idem="9", at=AT, **facts):
    return browser.post(at, data={"idem": idem, "act": act, **facts})


def request_of(page):
    return re.search(r'name="request" value="([\w-]+)"', page)[1]


def test_the_desk_of_a_programme_says_what_is_set_aside(visit_as, town):
    page = visit_as("olga").get(AT).text
    assert "Riverside Green Points" in page and "10,000" in page
    for who in ("vera", "rosa"):
        assert visit_as(who).get(AT).status_code == 404
    assert visit_as("olga").get(AT.replace("RIVER", "SCHOOL")).status_code == 404


def test_a_large_budget_is_asked_for_by_one_and_agreed_by_two_more(visit_as, town):
    asked = visit_as("olive").post(BUDGET, data=ASKED)
    assert "Somebody else must agree" in asked.text and "letter L-7" in asked.text
    assert 'value="agree"' not in asked.text, "whoever asks does not agree"
    theo = visit_as("theo")
    which = request_of(theo.get(BUDGET).text)
    first = press(theo, "agree", at=BUDGET, request=which)
    assert "A third person must agree" in first.text
    last = press(visit_as("olga"), "agree", "8", at=BUDGET, request=which)
    assert "Filled" in last.text and "110,001" in last.text


def test_a_request_is_refused(visit_as, town):
    visit_as("olive").post(BUDGET, data=ASKED)
    olga = visit_as("olga")
    which = request_of(olga.get(BUDGET).text)
    assert "Refused" in press(olga, "refuse", at=BUDGET, request=which).text


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("0", "Write a whole number from 1 to 1000000000."),
        ("1000000000000000", "Write a whole number from 1 to 1000000000."),
        ("", "Write a number."),
    ],
)
def test_a_wrong_request_keeps_what_was_typed(visit_as, town, points, words):
    wrong = visit_as("olive").post(BUDGET, data={**ASKED, "points": points})
    assert wrong.status_code == 422 and words in wrong.text
    assert 'value="L-7"' in wrong.text


def test_a_pause_is_public_with_its_reason_until_it_goes_on(visit_as, town):
    olga = visit_as("olga")
    assert press(olga, "pause", **{"pause-reason": ""}).status_code == 422
    assert "Paused" in press(olga, "pause", "2", **WHY).text
    shown = visit_as().get("/en/programmes/riverside-green-points-RIVER").text
    assert "The hall is closed." in shown and "Paused" in shown
    again = press(olga, "resume", "3", **{"resume-reason": "It is open."})
    assert "It is open." in again.text and "Pause it" in again.text


def test_an_organiser_takes_no_steps(visit_as, town):
    olive = visit_as("olive")
    assert "Pause it" not in olive.get(AT).text
    assert press(olive, "pause", **WHY).status_code in {403, 422}
    assert "The hall is closed." not in olive.get(AT).text


def test_a_season_is_extended_and_never_cut(visit_as, town):
    olga = visit_as("olga")
    late = {"extend-day": "2027-01-31", "extend-reason": "Rain"}
    assert "31 January 2027" in press(olga, "extend", **late).text
    early = {"extend-day": "2026-07-01", "extend-reason": "Sun"}
    wrong = press(olga, "extend", "2", **early)
    assert wrong.status_code == 422
    assert "The earliest possible day is 1 February 2027." in wrong.text
    assert 'value="2026-07-01"' in wrong.text and 'value="Sun"' in wrong.text


def test_the_end_is_announced_and_says_what_has_to_happen_first(visit_as, town):
    olga = visit_as("olga")
    soon = {"closing-day": "2026-06-02", "closing-reason": "No hands"}
    assert press(olga, "closing", **soon).status_code == 422
    page = press(olga, "closing", "2", **{**soon, "closing-day": "2026-07-31"}).text
    assert "Closing announced" in page and "Before it closes" in page
    refused = press(olga, "close", "3")
    assert refused.status_code == 422
    assert "Something still has to happen before it can close." in refused.text


def test_a_programme_that_never_began_closes_and_is_an_archive(visit_as, engine, town):
    with open_session(engine, writes=True) as session:
        planning.publish(session)
        session.commit()
    at, olga = AT.replace("RIVER", "ORCHARD"), visit_as("olga")
    told = {"closing-day": "2026-06-01", "closing-reason": "No hands"}
    assert "Close it for good" in press(olga, "closing", at=at, **told).text
    assert "Closed" in press(olga, "close", "2", at=at).text
    page = visit_as().get("/en/programmes/orchard-street-ORCHARD").text
    assert "An archive" in page and "No hands" in page and "Log in this programme" not in page
    for address in re.findall(r'href="(/en/reports/[^"]+ORCHARD)"', page):
        assert visit_as().get(address).status_code == 200


def test_findings_and_theme_weeks_are_public(visit_as, engine, town):
    with open_session(engine, writes=True) as session:
        planning.publish(session)
        session.commit()
    page = visit_as().get("/en/programmes/orchard-street-ORCHARD").text
    assert "Check of the rules" in page
    assert "It counts in Riverside Green Points too." in page
    assert "Sorting week" in page and "200%" in page


def test_an_unknown_act_or_request_is_not_found(visit_as, town):
    olga = visit_as("olga")
    assert press(olga, "dance").status_code == 404
    assert press(olga, "agree", at=BUDGET, request="x").status_code == 404
