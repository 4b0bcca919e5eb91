"""/programmes /actions /rules : what can be done, what it earns, and how that is decided."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.programmes import rules, welcome
from pages.speech import lazy, said
from pages.web import findings, kinds
from pages.web.formats import FILTERS
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import (
    actions,
    overview,
    programmes,
    remarks,
    rule_changes,
    steps,
)
from portal.linter import Finding
from portal.programmes import Theme

MOVED = 301
FACTS = {
    "household_ceiling": lazy("Most points for one household or class"),
    "enrolment_limit": lazy("Most households or classes"),
    "log_back_days": lazy("Days to log after the act"),
    "check_days": lazy("Days to check, as promised"),
    "expiry_months": lazy("Months until points lapse"),
}


@open_to(anyone)
def index(visit: Visit) -> Response:
    """Every programme, or those of one theme."""
    theme = visit.query.get("theme", "")
    every = overview.list_programmes(visit.session, now=visit.now)
    shown = [row for row in every if theme not in set(Theme) or row.theme == theme]
    return visit.page(
        "programmes/index.html", programmes=shown, theme=theme, themes=list(Theme), any=bool(every)
    )


@open_to(anyone)
def programme(visit: Visit, key: str) -> Response:
    """One programme: how to take part, its rules, its budget, its weeks."""
    it = overview.find_programme(visit.session, key, now=visit.now)
    address = f"{it.programme_slug}-{it.programme_code}"
    if key != address:
        return RedirectResponse(visit.url("programme", key=address), MOVED)
    activities = programmes.list_activities(visit.session, it.programme_id, it.version)
    return visit.page(
        "programmes/show.html",
        it=it,
        lines=rules.lines(activities),
        rules=rules,
        today=programmes.local_day(it.time_zone, visit.now),
        **_weeks(visit, it),
        **_checked(visit, it, activities),
    )


def _weeks(visit: Visit, it: Any) -> dict[str, Any]:
    """Return what was done in the season, as far as it may be told."""
    kept, days = overview.tallies_with(it), overview.season_so_far(it, now=visit.now)
    return {
        "weeks": overview.weeks_of(it, days, kept),
        "checked": overview.checked_in_season(it, kept),
    }


def _checked(visit: Visit, it: Any, activities: Sequence[Any]) -> dict[str, Any]:
    """Return what the linter said of these rules, their theme weeks, and what happened since."""
    names = {row.code: said(row.kind_name) for row in activities}
    return {
        "found": findings,
        "findings": [Finding.of(kept) for kept in it.findings],
        "names": names,
        "campaigns": [_raised(week, names) for week in it.campaigns if week["activities"]],
        "steps": steps.list_steps(visit.session, it.programme_id) if it.step_count else (),
        "remarks": remarks.list_of(visit.session, it.programme_id) if it.remark_count else (),
    }


def _raised(week: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a theme week with the names of what counts more in it."""
    its = [names.get(code, code) for code in week["activities"]]
    return {**week, "activities": FILTERS["joined"](its)}


@open_to(anyone)
def all_actions(visit: Visit) -> Response:
    """Everything that counts somewhere, by what it is about."""
    found = actions.list_all(visit.session, now=visit.now)
    by_category = [(key, list(them)) for key, them in groupby(found, key=lambda row: row.category)]
    return visit.page(
        "programmes/actions.html", by_category=by_category, categories=kinds.CATEGORIES
    )


@open_to(anyone)
def action(visit: Visit, code: str) -> Response:
    """One action: what counts, evidence, points in each programme, factor."""
    offers = actions.find(visit.session, code, now=visit.now)
    return visit.page("programmes/action.html", it=offers[0], offers=offers, rules=rules)


@open_to(anyone)
def rule_sheets(visit: Visit) -> Response:
    """The rule sheet of each programme: the same fields in the same order."""
    sheets = actions.list_sheets(visit.session, now=visit.now)
    return visit.page("programmes/rules.html", sheets=sheets, rules=rules)


@open_to(anyone)
def changes(visit: Visit, code: str) -> Response:
    """Every version of a programme's rules beside the one before."""
    versions = rule_changes.list_versions(visit.session, code)
    return visit.page("programmes/changes.html", versions=versions, rules=rules, facts=FACTS)


routes = [
    Route("/programmes", index, name="programmes"),
    Route("/programmes/{key}", programme, name="programme"),
    *welcome.routes,
    Route("/actions", all_actions, name="actions"),
    Route("/actions/{code}", action, name="action"),
    Route("/rules", rule_sheets, name="rules"),
    Route("/rules/{code}", changes, name="rule_changes"),
]
