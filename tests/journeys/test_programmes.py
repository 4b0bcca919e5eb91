"""A coordinator in a real browser, with scripts and without: a programme from nothing to its end.

Olive writes it, is told what is missing, mends it and asks; an owner approves; everybody reads it
with what the linter found; the owner announces its end and closes it. The inspector looks along.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walk import WAYS, Walk, send

pytestmark = pytest.mark.browser
DESK = "/desk/riverside-neighbours/programmes"
TYPED: dict[str, dict[str, Any]] = {  # what is typed, and what is chosen, by question
    "about": {"code": "elm", "theme": "recycling", "mode": "household"},
    "place": {"region": "GB", "time_zone": "Europe/London", "licence": "None is needed."},
    "season": {
        **{"starts_on": "2026-06-15", "ends_on": "2026-09-20"},
        **{"log_back_days": "7", "check_days": "2", "expiry_months": "24"},
    },
    "limits": {"household_ceiling": "140", "enrolment_limit": "20"},
    "budget": {
        **{"budget": "2800", "reserve": "0", "two_person_over": "5000", "award_cap_day": "100"},
    },
    "work": {"expected_holders": "10", "expected_acts": "2", "checker_hours": "1"},
    "texts-en": {
        **{"name": "Elm Lane", "summary": "We sort.", "steps": "Sort\nLog"},
        **{"who": "All of Elm Lane", "season_name": "Summer 2026"},
    },
}
LINE = {"points": "10", "least_amount": "1", "most_amount": "1", "cap": "1", "audit_percent": "5"}
CHOSEN = {"evidence": "D", "cap_of": "times", "cap_period": "week", "cap_who": "holder"}


@WAYS
def test_a_programme_is_written_checked_published_and_closed(
    browser, site, inspector, language, scripts
):
    walk = Walk(browser, site, inspector, language, scripts)
    olive, olga = walk.person("olive"), walk.person("olga")
    at = begin(walk, olive)
    for question, facts in TYPED.items():
        olive.goto(f"{at}/{question}")
        if question in ("season", "limits"):
            walk.look(olive)
        fill(olive, facts)
        send(olive)
        expect(olive).to_have_url(at)
    choose_activity(walk, olive, at)
    press(olive, "ask")
    walk.look(olive)
    olga.goto(at)
    walk.look(olga)
    press(olga, "approve")
    expect(olga.locator(".errsum")).to_have_count(0)
    walk.look(walk.somebody(), "/programmes/elm-lane-ELM")
    walk.look(walk.somebody(), "/rules/ELM")
    close(walk, olga)
    inspector.finish()


def begin(walk: Walk, olive: Page) -> str:
    """An empty draft says what is missing, and cannot be asked about."""
    olive.goto(walk.at(DESK))
    walk.look(olive)
    olive.locator("main form button:not([name=switch])").last.click()
    expect(olive).to_have_url(re.compile(r"/programmes/drafts/N-[0-9A-Z-]{13}$"))
    walk.look(olive)
    at = olive.url
    olive.goto(f"{at}/budget")
    send(olive)
    expect(olive.locator(".errsum")).to_be_visible()
    walk.look(olive)
    return at


def fill(page: Page, facts: dict[str, Any]) -> None:
    """Answer a question page, whatever its fields are."""
    for name, value in facts.items():
        field = page.locator(f"main [name={name}]:not([type=hidden])")
        kind = field.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            page.check(f"main [name={name}][value='{value}']", force=True)
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def choose_activity(walk: Walk, olive: Page, at: str) -> None:
    """Look for an activity, and give it its rule."""
    olive.goto(f"{at}/activities")
    walk.look(olive)
    olive.goto(f"{at}/activities/sort-week")
    walk.look(olive)
    fill(olive, {**LINE, **CHOSEN})
    send(olive)
    expect(olive).not_to_have_url(re.compile("/sort-week$"))
    olive.goto(at)
    walk.look(olive)
    expect(olive.locator("main .tag.no")).to_have_count(0)


def press(page: Page, act: str) -> None:
    """Press the button of an act."""
    page.locator(f"main button[name=act][value={act}]").click()


def close(walk: Walk, olga: Page) -> None:
    """Announce the end of a programme that never began, and close it for good."""
    olga.goto(walk.at(f"{DESK}/ELM"))
    walk.look(olga)
    olga.locator("details:has(input[name=act][value=closing]) > summary").click()
    form = olga.locator("form:has(input[name=act][value=closing])")
    for name, value in {"closing-day": "2026-06-01", "closing-reason": "No hands"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button").first.click()
    walk.look(olga)
    press(olga, "close")
    walk.look(olga)
    walk.look(walk.somebody(), "/programmes/elm-lane-ELM")
