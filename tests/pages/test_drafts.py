"""/desk/{org}/programmes : a programme from nothing to its page, and every mistake on the way."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from db.engine import open_session
from db.tables.drafts import Draft, DraftState
from portal import programmes
from tests import planning
from tests.people import NOON

AT = "/en/desk/riverside-neighbours/programmes"


@pytest.fixture
def draft(engine, town):
    """A sound draft of olive's; its address."""
    with open_session(engine, writes=True) as session:
        code = planning.begin(session)
        session.commit()
    return f"{AT}/drafts/{code}"


def version_of(page):
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def sent(browser, address, **facts):
    """Send a form as its page made it."""
    page = browser.get(address).text
    found = {"idem": "1", "version": version_of(page)}
    return browser.post(address, data={**found, **facts}, follow_redirects=False)


def answers(browser, at):
    """Answer every question of a new draft."""
    for question, facts in {
        "about": {"code": "elm", "theme": "recycling", "mode": "household"},
        "place": {"region": "GB", "time_zone": "Europe/London", "licence": "None is needed."},
        "season": {
            **{"starts_on": "2026-06-15", "ends_on": "2026-09-20"},
            **{"log_back_days": "7", "check_days": "2", "expiry_months": "24"},
        },
        "limits": {"household_ceiling": "140", "enrolment_limit": "20"},
        "budget": {
            **{"budget": "2800", "reserve": "0", "two_person_over": "5000"},
            "award_cap_day": "100",
        },
        "work": {"expected_holders": "10", "expected_acts": "2", "checker_hours": "1"},
        "texts-en": {
            **{"name": "Elm Lane", "summary": "We sort.", "steps": "Sort\nLog"},
            **{"who": "All of Elm Lane", "season_name": "Summer 2026"},
        },
    }.items():
        done = sent(browser, f"{at}/{question}", **facts)
        assert (done.status_code, done.headers["location"]) == (303, at), question


LINE = {
    **{"points": "10", "per_amount": "", "least_amount": "1", "most_amount": "1", "whole": "y"},
    **{"evidence": "D", "cap": "1", "cap_of": "times", "cap_period": "week"},
    **{"cap_who": "holder", "cap_group": "", "audit_percent": "5", "instead": ""},
}


def test_a_programme_is_built_from_nothing_and_published_by_two(visit_as, engine, town):
    olive, olga = visit_as("olive"), visit_as("olga")
    begun = olive.post(AT, data={"idem": "1", "of": ""}, follow_redirects=False)
    assert begun.status_code == 303
    at = begun.headers["location"]
    empty = olive.get(at).text
    assert "This has no answer yet." in empty and "Blocks" in empty
    refused = olive.post(at, data={"idem": "2", "act": "ask", "version": "1"})
    assert refused.status_code == 422
    assert "Some things have to be mended first." in refused.text
    answers(olive, at)
    assert sent(olive, f"{at}/activities/sort-week", **LINE).status_code == 303
    page = olive.get(at).text
    assert "Blocks" not in page and "In the worst case" not in page
    assert "Nothing blocks." in page
    asked = olive.post(at, data={"idem": "3", "act": "ask", "version": version_of(page)})
    assert "Waits for approval" in asked.text
    done = olga.post(at, data={"idem": "4", "act": "approve", "version": version_of(page)})
    assert done.status_code == 200 and "It is published." in done.text
    with open_session(engine, writes=False) as session:
        it = programmes.find(session, "ELM", now=NOON)
        assert (it.programme_slug, it.starts_on) == ("elm-lane", date(2026, 6, 15))
    shown = visit_as().get("/en/programmes/elm-lane-ELM").text
    assert "Elm Lane" in shown and "All of Elm Lane" in shown


def test_what_was_typed_stays_at_every_mistake(visit_as, draft):
    olive = visit_as("olive")
    wrong = sent(olive, f"{draft}/limits", household_ceiling="0", enrolment_limit="1e15")
    assert wrong.status_code == 422
    assert 'value="0"' in wrong.text and 'value="1e15"' in wrong.text
    assert "Write a whole number from 1 to 1000000." in wrong.text
    assert "<title>Error:" in wrong.text


@pytest.mark.parametrize("budget", ["0", "1000000000000000", "-5", "many", ""])
def test_a_budget_nobody_means_is_refused_in_words(visit_as, draft, budget):
    facts = {"reserve": "0", "two_person_over": "1", "award_cap_day": "1"}
    wrong = sent(visit_as("olive"), f"{draft}/budget", budget=budget, **facts)
    assert wrong.status_code == 422
    assert re.search("Write a (whole )?number|Not a valid", wrong.text)


def test_a_season_in_the_past_is_kept_and_blocks(visit_as, draft):
    days = {"starts_on": "2020-01-06", "ends_on": "2020-06-07"}
    promises = {"log_back_days": "7", "check_days": "2", "expiry_months": "24"}
    olive = visit_as("olive")
    assert sent(olive, f"{draft}/season", **days, **promises).status_code == 303
    page = olive.get(draft).text
    assert "The first day, 6 January 2020, is not in the future." in page
    refused = olive.post(
        draft, data={"idem": "9", "act": "ask", "version": version_of(page)}, follow_redirects=False
    )
    assert refused.status_code == 422


def test_theme_weeks_that_overlap_block_with_their_numbers(visit_as, draft):
    olive = visit_as("olive")
    week = {"name": "Two", "percent": "150", "activities": "walk"}
    days = {"starts_on": "2026-07-12", "ends_on": "2026-07-19"}
    assert sent(olive, f"{draft}/weeks/2", **week, **days).status_code == 303
    assert "It overlaps theme week 1. Two never count at once." in olive.get(draft).text
    assert sent(olive, f"{draft}/weeks/2", remove="yes").status_code == 303
    assert "overlaps" not in olive.get(draft).text
    assert olive.get(f"{draft}/weeks/3").status_code == 404
    more = sent(olive, f"{draft}/weeks/2", **{**week, "percent": "201"}, **days)
    assert more.status_code == 422 and "101 to 200" in more.text


@pytest.mark.parametrize(
    ("typed", "found"),
    [("walk", "Walking"), ("步行", "Walking"), ("RECYCLE glass", "Glass recycled")],
)
def test_activities_are_found_in_every_language(visit_as, draft, typed, found):
    page = visit_as("olive").get(f"{draft}/activities", params={"q": typed}).text
    assert found in page and "Quiz passed" not in page


def test_every_activity_of_the_data_set_can_be_chosen(visit_as, draft):
    page = visit_as("olive").get(f"{draft}/activities").text
    assert len(re.findall(r'href="[^"]*/activities/[\w-]+"', page)) >= 102
    none = visit_as("olive").get(f"{draft}/activities", params={"q": "jetpack"}).text
    assert "Nothing is called like this." in none


def test_an_activity_that_does_not_exist_is_not_found(visit_as, draft):
    assert visit_as("olive").get(f"{draft}/activities/fly").status_code == 404
    data = {"idem": "1", "version": "1", **LINE}
    assert visit_as("olive").post(f"{draft}/activities/fly", data=data).status_code == 404


def test_a_rule_that_contradicts_itself_is_named_with_its_line(visit_as, draft):
    olive = visit_as("olive")
    line = {**LINE, "least_amount": "5", "most_amount": "2"}
    assert sent(olive, f"{draft}/activities/quiz", **line).status_code == 303
    page = olive.get(draft).text
    assert "The largest amount allowed earns nothing." in page
    assert f'href="{draft}/activities/quiz"' in page
    assert sent(olive, f"{draft}/activities/quiz", remove="yes").status_code == 303
    assert "The largest amount allowed earns nothing." not in olive.get(draft).text


def test_an_answer_to_an_older_page_is_not_lost_and_not_kept(visit_as, draft):
    olive = visit_as("olive")
    limits = {"household_ceiling": "400", "enrolment_limit": "20"}
    assert sent(olive, f"{draft}/limits", **limits).status_code == 303
    old = {"idem": "2", "version": "1", "household_ceiling": "300", "enrolment_limit": "20"}
    again = olive.post(f"{draft}/limits", data=old)
    assert again.status_code == 422
    assert "Somebody else changed this draft" in again.text and 'value="300"' in again.text
    old["version"] = version_of(again.text)
    assert olive.post(f"{draft}/limits", data=old, follow_redirects=False).status_code == 303


def test_texts_are_written_in_every_language_of_the_portal(visit_as, draft):
    olive = visit_as("olive")
    facts = {"name": "Calle del Huerto", "summary": "", "steps": "", "who": "", "season_name": ""}
    assert sent(olive, f"{draft}/texts-es", **facts).status_code == 303
    assert "Orchard Street" in olive.get(f"{draft}/texts-es").text, "the others stand beside it"
    assert "Calle del Huerto" in olive.get(draft.replace("/en/", "/es/")).text
    assert olive.get(f"{draft}/texts-xx").status_code == 404
    assert olive.get(f"{draft}/nothing").status_code == 404


def test_the_preview_is_of_the_desk_alone(visit_as, draft):
    page = visit_as("olive").get(f"{draft}/preview").text
    assert "A preview." in page and "Everybody who lives in Orchard Street" in page
    assert visit_as("rosa").get(f"{draft}/preview").status_code == 404
    assert "Orchard" not in visit_as().get("/en/programmes").text


def test_verifiers_and_strangers_see_no_drafts(visit_as, draft):
    for who in ("vera", "rosa", "grace"):
        assert visit_as(who).get(draft).status_code == 404
        assert visit_as(who).get(AT).status_code == 404
    assert visit_as("olga").get(draft).status_code == 200
    assert visit_as("olga").get(f"{draft}/limits").status_code == 404, "an owner does not write"


def test_an_owner_sends_it_back_with_a_reason(visit_as, draft, engine):
    olive, olga = visit_as("olive"), visit_as("olga")
    olive.post(draft, data={"idem": "1", "act": "ask", "version": "1"})
    why = {"idem": "2", "act": "back", "reason": ""}
    assert olga.post(draft, data=why).status_code == 422
    page = olga.post(draft, data={**why, "idem": "3", "reason": "Too many points."}).text
    assert "It came back: Too many points." in page
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Draft.state)).one() is DraftState.EDITING
    assert olive.post(draft, data={"idem": "4", "act": "nothing"}).status_code == 404


def test_a_draft_is_withdrawn(visit_as, draft):
    page = visit_as("olive").post(draft, data={"idem": "1", "act": "withdraw"}).text
    assert "It was withdrawn." in page


def test_the_next_season_begins_as_this_one(visit_as, town):
    page = visit_as("olive").post(AT, data={"idem": "1", "of": "of:RIVER"}).text
    assert "Riverside Green Points" in page and "Sorted recycling all week" in page


def test_the_desk_leads_there(visit_as, town):
    assert f'href="{AT}"' in visit_as("olive").get("/en/desk/riverside-neighbours").text
    assert f'href="{AT}"' not in visit_as("vera").get("/en/desk/riverside-neighbours").text


def test_a_new_programme_begins_with_another_one_s_rules(visit_as, town):
    olive = visit_as("olive")
    assert "A new programme with the rules of" in olive.get(AT).text
    page = olive.post(AT, data={"idem": "1", "of": "like:SCHOOL"}).text
    assert "No name yet" in olive.get(AT).text
    assert "Riverside Green Points" not in page
