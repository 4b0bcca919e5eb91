"""/desk/{org}/programmes/drafts/{draft}/activities, weeks : the lines of the rules."""

from functools import partial
from itertools import groupby

from starlette.responses import Response
from starlette.routing import Route

from pages.drafts.answers import WRITES, kept
from pages.drafts.lines import ActivityForm, WeekForm
from pages.speech import said
from pages.web import kinds
from pages.web.visit import Visit, open_to
from portal import catalogue, drafts, plans
from portal.catalogue import Catalogue
from portal.drafts import Found
from portal.errors import NotFound

LONGEST_SEARCH = 100


@open_to(WRITES)
def activities(visit: Visit, org: str, draft: str) -> Response:
    """Every activity of the data set, or those that were looked for; which of them count."""
    found = drafts.find(visit.session, visit.desk, draft)
    typed = visit.query.get("q", "")[:LONGEST_SEARCH]
    every = catalogue.read(visit.session).kinds
    shown = catalogue.search(every, typed)
    return visit.page(
        "drafts/activities.html",
        desk=visit.desk,
        it=found,
        typed=typed,
        by_category=[(key, list(rows)) for key, rows in groupby(shown, lambda row: row.category)],
        categories=kinds.CATEGORIES,
        chosen={line.code for line in found.plan.activities},
        count=len(every),
    )


@open_to(WRITES)
def activity(visit: Visit, org: str, draft: str, activity: str) -> Response:
    """One activity as the draft has it, or as the data set suggests."""
    found = drafts.find(visit.session, visit.desk, draft)
    known = catalogue.read(visit.session)
    line = found.plan.activity(activity) or catalogue.suggest(known.kind(activity))
    return _activity_page(visit, found, known, activity, ActivityForm.showing(line))


@open_to(WRITES)
def save_activity(visit: Visit, org: str, draft: str, activity: str) -> Response:
    """Add, change or remove one activity."""
    found = drafts.find(visit.session, visit.desk, draft)
    known = catalogue.read(visit.session)
    known.kind(activity)
    form = ActivityForm(visit.form)
    again = partial(_activity_page, visit, found, known, activity, form, status=422)
    if "remove" in visit.form:
        drop = partial(plans.without_activity, code=activity)
        return kept(visit, found, form, drop, again, "#activities")
    if not form.offer(_others(known, found, activity)).validate():
        return again()
    add = partial(plans.with_activity, line=form.line(activity))
    return kept(visit, found, form, add, again, "#activities")


@open_to(WRITES)
def week(visit: Visit, org: str, draft: str, week: str) -> Response:
    """One theme week, or a new one."""
    found, number = _with_week(visit, draft, week)
    weeks = found.plan.campaigns
    form = WeekForm.showing(weeks[number - 1]) if number <= len(weeks) else WeekForm()
    return _week_page(visit, found, number, form)


@open_to(WRITES)
def save_week(visit: Visit, org: str, draft: str, week: str) -> Response:
    """Add, change or remove one theme week."""
    found, number = _with_week(visit, draft, week)
    form = WeekForm(visit.form).offer(_chosen(catalogue.read(visit.session), found))
    again = partial(_week_page, visit, found, number, form, status=422)
    if "remove" in visit.form:
        drop = partial(plans.without_campaign, number=number)
        return kept(visit, found, form, drop, again, "#weeks")
    if not form.validate():
        return again()
    add = partial(plans.with_campaign, number=number, week=form.week(found.plan, number))
    return kept(visit, found, form, add, again, "#weeks")


def names_of(known: Catalogue) -> dict[str, str]:
    """Return what every activity of the data set is called, by code."""
    return {row.code: said(row.name) for row in known.kinds}


def _with_week(visit: Visit, draft: str, typed: str) -> tuple[Found, int]:
    """Return a draft that has this theme week, or could have it as its next one."""
    found = drafts.find(visit.session, visit.desk, draft)
    number = int(typed) if typed.isdecimal() else 0
    if not 1 <= number <= len(found.plan.campaigns) + 1:
        raise NotFound
    return found, number


def _chosen(known: Catalogue, found: Found) -> list[tuple[str, str]]:
    names = names_of(known)
    return [(line.code, names.get(line.code, line.code)) for line in found.plan.activities]


def _others(known: Catalogue, found: Found, code: str) -> list[tuple[str, str]]:
    return [pair for pair in _chosen(known, found) if pair[0] != code]


def _activity_page(
    visit: Visit,
    found: Found,
    known: Catalogue,
    code: str,
    form: ActivityForm,
    mistake: str = "",
    status: int = 200,
) -> Response:
    if not form.version.data:
        form.version.data = found.row.version
    return visit.page(
        "drafts/activity.html",
        status=status,
        desk=visit.desk,
        it=found,
        form=form.offer(_others(known, found, code)),
        kind=known.kind(code),
        is_chosen=found.plan.activity(code) is not None,
        mistake=mistake,
    )


def _week_page(
    visit: Visit, found: Found, number: int, form: WeekForm, mistake: str = "", status: int = 200
) -> Response:
    if not form.version.data:
        form.version.data = found.row.version
    return visit.page(
        "drafts/week.html",
        status=status,
        desk=visit.desk,
        it=found,
        form=form.offer(_chosen(catalogue.read(visit.session), found)),
        number=number,
        is_there=number <= len(found.plan.campaigns),
        mistake=mistake,
    )


_DRAFT = "/desk/{org}/programmes/drafts/{draft}"
routes = [
    Route(f"{_DRAFT}/activities", activities, name="draft_activities"),
    Route(f"{_DRAFT}/activities/{{activity}}", activity, name="draft_activity"),
    Route(f"{_DRAFT}/activities/{{activity}}", save_activity, methods=["POST"]),
    Route(f"{_DRAFT}/weeks/{{week}}", week, name="draft_week"),
    Route(f"{_DRAFT}/weeks/{{week}}", save_week, methods=["POST"]),
]
