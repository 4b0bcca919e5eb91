"""Programmes, actions and rules, as everybody may read them."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from pages.app import create_app
from pages.programmes import rules
from pages.speech import speaking
from pages.web.templates import environment_for
from portal import programmes
from portal.programmes import CapOf, CapPeriod, CapWho
from portal.settings import Settings
from portal.transactions import opener
from tests import claiming
from tests.people import HOUSEHOLD_RULES, NOON, fund
from tests.portal.test_reports import crowd, keep
from tests.portal.test_rule_changes import renew

HERE = "/en/programmes/riverside-green-points-RIVER"


def line(**given):
    usual = {
        "code": "cycle",
        "kind_name": {"en": "Cycling"},
        "points": 5,
        "per_amount": None,
        "least_amount": Decimal(1),
        "evidence": "D",
        "unit": "item",
        "whole": True,
        "cap": 4,
        "cap_of": CapOf.TIMES,
        "cap_period": CapPeriod.DAY,
        "cap_who": CapWho.HOLDER,
        "cap_group": "cycle",
    }
    return SimpleNamespace(**{**usual, **given})


def test_every_programme_is_listed_with_who_runs_it_and_when(visit_as):
    page = visit_as().get("/en/programmes").text
    assert "Riverside Green Points" in page and "Walk and Wheel to Bridge School" in page
    assert "Riverside Neighbours" in page and "6 April 2026 to 4 October 2026" in page


@pytest.mark.parametrize(
    ("theme", "shown"),
    [
        ("travel", {"Walk and Wheel"}),
        ("recycling", {"Riverside Green Points"}),
        ("second-hand", set()),
        ("nonsense", {"Walk and Wheel", "Riverside Green Points"}),
    ],
)
def test_the_list_can_be_narrowed(visit_as, theme, shown):
    page = visit_as().get(f"/en/programmes?theme={theme}").text
    both = {"Walk and Wheel", "Riverside Green Points"}
    assert {name for name in both if f"{name}" in page} == shown
    assert ("No programme is about this yet." in page) is not bool(shown)


def test_htmx_gets_the_list_alone_and_it_is_part_of_the_page(visit_as):
    browser = visit_as()
    asking = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#list"}
    part = browser.get("/en/programmes?theme=travel", headers=asking).text
    assert "<html" not in part and "Walk and Wheel" in part
    block = part.partition("</title>")[2].strip()
    whole = browser.get("/en/programmes?theme=travel").text
    assert block in whole


def test_one_programme_shows_rules_budget_dates_and_who_runs_it(visit_as):
    page = visit_as().get(HERE).text
    for words in (
        "Riverside Neighbours",
        "A person checks it",
        "10 points for each full 1 kg",
        "200 points a week",
        "4 times a day, for each person",
        "from 0.4 km",
        "a photo",
        "10,000 points were set aside",
        "6 April 2026 to 4 October 2026",
        "3,000 points a season at most",
        "Nothing checked yet in this season.",
    ):
        assert words in page, words
    assert 'href="/en/log?programme=RIVER"' in page


def test_limits_that_are_shared_say_with_what(visit_as):
    page = visit_as().get(HERE).text
    assert "together with: Bus ride" in page and "together with: Cycling" in page


@pytest.mark.parametrize("key", ["RIVER", "river", "riverside-green-points", "old-name-RIVER"])
def test_an_outdated_address_leads_to_the_right_one(visit_as, key):
    answer = visit_as().get(f"/en/programmes/{key}", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, HERE)


def test_an_unknown_programme_is_not_found(visit_as):
    assert visit_as().get("/en/programmes/nowhere-XX").status_code == 404


def test_weeks_are_a_chart_and_a_table_of_the_same_numbers(visit_as, session, town):
    claiming.approve(session, claiming.send(session))
    claiming.send(session, "cycle", facts=claiming.told("4", replaced="car"))
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    keep(session, river, *crowd(11, done_on=NOON.date()))
    session.commit()
    page = visit_as().get(HERE).text
    assert "12 checked actions this season" in page
    assert "Numbers for every week" in page and 'class="chart' in page


def test_weeks_of_fewer_than_ten_people_are_not_told(visit_as, session, town):
    claiming.approve(session, claiming.send(session))
    session.commit()
    page = visit_as().get(HERE).text
    assert "checked action this season" not in page and "Numbers for every week" not in page
    assert "Not shown, to protect fewer than 10 people." in page


def test_points_set_aside_are_shown_for_each_programme(visit_as):
    page = visit_as().get("/en/programmes/SCHOOL").text
    assert "2,000 points were set aside" in page and "Budget used up" not in page


def test_a_budget_that_is_used_up_says_that_actions_wait(willowford, visit_as):
    page = visit_as().get("/en/programmes/MEND").text
    assert "Budget used up" in page and "Actions wait for the next top-up." in page


def test_what_was_kept_of_a_programme_is_what_would_be_written_now(visit_as, session, town):
    browser, seen = visit_as(), set()
    sent = claiming.send(session)
    for change in (
        lambda: None,
        lambda: claiming.approve(session, sent),
        lambda: fund(session, "RIVER", 10),
    ):
        change()
        session.commit()
        kept = browser.get(HERE).text
        assert kept == browser.get(HERE).text
        environment_for.cache_clear()
        assert kept == browser.get(HERE).text
        seen.add(kept)
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Open"), (-90, "Not open yet"), (200, "Season over")]
)
def test_a_programme_says_whether_it_is_open(engine, town, days, words):
    now = NOON + timedelta(days=days)
    browser = TestClient(create_app(opener(engine), Settings(), clock=lambda: now))
    page = browser.get(HERE).text
    assert f"{words}</span>" in page


def test_every_action_names_what_each_programme_gives(visit_as):
    browser = visit_as()
    assert "Cycling" in browser.get("/en/actions").text
    page = browser.get("/en/actions/cycle").text
    assert "Riverside Green Points" in page and "5 points" in page and "your word" in page
    assert 'href="/en/log/RIVER/cycle"' in page and "/en/method#cycle" in page
    assert browser.get("/en/actions/compost").status_code == 404


def test_an_action_without_a_factor_claims_no_saving(visit_as):
    page = visit_as().get("/en/actions/sort-week").text
    assert "no saving is claimed" in page and "See the factor" not in page


def test_rule_sheets_have_the_same_facts_in_the_same_order(visit_as):
    page = visit_as().get("/en/rules").text
    sheets = page.split("<article")[1:]
    terms = [[part.partition("</dt>")[0] for part in sheet.split("<dt>")[1:]] for sheet in sheets]
    assert len(sheets) == 2 and terms[0] == terms[1] and len(terms[0]) >= 10
    assert "Version 1, published on 2 April 2026" in page


def test_the_rules_of_a_season_can_be_read_in_chinese(visit_as):
    page = visit_as().get("/zh-hans/rules")
    assert page.status_code == 200 and "河畔绿色积分" in page.text


def test_neighbours_with_the_same_rule_stand_in_one_line():
    trips = [line(code=code, cap_group="trips") for code in ("walk", "cycle")]
    bus = line(code="bus", evidence="AD", cap_group="trips")
    found = rules.lines([*trips, bus, line(code="led")])
    assert [len(one.activities) for one in found] == [2, 1, 1]
    assert [it.code for it in found[0].shared_with] == ["bus"]
    assert found[2].shared_with == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "5 points"),
        ({"points": 1, "per_amount": Decimal(1)}, "1 point for 1 item"),
        (
            {"points": 10, "per_amount": Decimal(1), "unit": "kg", "whole": False},
            "10 points for each full 1 kg",
        ),
    ],
)
def test_points_are_said_in_a_sentence(given, words):
    with speaking("en"):
        assert rules.points(line(**given)).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "4 times a day"),
        ({"cap": 1}, "1 time a day"),
        ({"cap_who": CapWho.PERSON}, "4 times a day, for each person"),
        ({"cap_of": CapOf.POINTS, "cap_period": CapPeriod.MONTH}, "4 points a month"),
        ({"cap_of": CapOf.AMOUNT, "cap_period": CapPeriod.SEASON}, "4 items a season"),
        ({"cap_period": CapPeriod.YEAR}, "4 times a year"),
        ({"cap_period": CapPeriod.WEEK}, "4 times a week"),
        ({"cap_period": CapPeriod.EVER}, "4 times, once and for all"),
    ],
)
def test_limits_are_said_in_a_sentence(given, words):
    with speaking("en"):
        assert rules.limit(line(**given)) == words


def test_every_version_of_the_rules_stands_beside_the_one_before(session, visit_as):
    renew(session, HOUSEHOLD_RULES[:2])
    session.commit()
    browser = visit_as()
    assert "How the rules of" in browser.get("/en/rules").text
    page = browser.get("/en/rules/RIVER").text
    assert "Version 2" in page and "Version 1" in page and "No longer" in page
    assert browser.get("/en/rules/NOWHERE").status_code == 404
