"""/reports : what was done together in a period, and the numbers to work with."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.labels import label
from pages.reports import (
    asking,
    comparison,
    comparison_data,
    comparison_words,
    data,
    effect,
    feed,
    findings,
    own,
    pictures,
    taking,
    workbook,
)
from pages.speech import gettext, said
from pages.web import kinds, tags
from pages.web.formats import FILTERS, beside
from pages.web.gates import anyone
from pages.web.render import VARY
from pages.web.sheets import download
from pages.web.visit import Visit, open_to
from portal import open_data, reports
from portal.errors import NotFound
from portal.periods import parse
from portal.reports import Report

ELSEWHERE = 302
FOLLOWED = 50  # entries of the feed


@open_to(anyone)
def index(visit: Visit) -> Response:
    """The report of this year; the form of every report comes here and goes on from here."""
    period = visit.query.get("period", "").strip()
    if not period:
        return _show(visit, f"{visit.now:%Y}")
    address = visit.url("report", period=period.replace("/", "-"))
    scope = urlencode(asking.scope_of(visit))
    return RedirectResponse(f"{address}?{scope}" if scope else address, ELSEWHERE)


@open_to(anyone)
def show(visit: Visit, period: str) -> Response:
    """One report."""
    return _show(visit, period)


@open_to(anyone)
def show_json(visit: Visit, period: str) -> Response:
    """The same as JSON."""
    report, _ = asking.read(visit, period)
    return _send(visit, report, "json", data.as_json)


@open_to(anyone)
def show_csv(visit: Visit, period: str) -> Response:
    """Its lines as a table."""
    report, _ = asking.read(visit, period)
    return _send(visit, report, "csv", data.as_csv)


@open_to(anyone)
def show_xlsx(visit: Visit, period: str) -> Response:
    """The same as a workbook, in the reader's words."""
    report, _ = asking.read(visit, period)
    return _send(visit, report, "xlsx", workbook.as_xlsx)


@open_to(anyone)
def follow(visit: Visit) -> Response:
    """The newest closed reports as a feed."""
    site = visit.settings.base_url.rstrip("/")
    rows = [row for row in open_data.list_editions(visit.session) if not row.is_hidden]
    written = feed.feed(
        (_entry(visit, site, row) for row in rows[:FOLLOWED]),
        address=site + visit.url("reports_feed"),
        home=site + visit.url("reports"),
        title=gettext("Reports"),
        author=said(visit.settings.instance_words),
    )
    return Response(written, media_type=feed.MEDIA_TYPE)


def _entry(visit: Visit, site: str, row: Any) -> feed.Entry:
    """Return what a feed tells of an edition."""
    asked = {row.about.value: row.key} if row.key else {}
    later = {"edition": row.number} if row.number > 1 else {}
    query = urlencode({**asked, **later})
    address = site + visit.url("report", period=row.period) + (f"?{query}" if query else "")
    period = FILTERS["period"](row.period) if parse(row.period) else row.period
    made_at = f"{row.made_at:%Y-%m-%dT%H:%M:%SZ}"
    named = row.programme_name or row.organisation_name
    title = beside(period, said(named) if named else "")
    return feed.Entry(address, title, made_at, label(row.reason))


def _show(visit: Visit, period: str) -> Response:
    try:
        report, scope, held = asking.compare(visit, period)
    except NotFound:
        return _unknown(visit)
    today = scope.today(visit.now)
    compared = comparison_data.as_json(report, held)
    about = today, visit.request.url, scope.every_programme, compared, len(report.editions)
    tag = asking.tag(visit, report, "page", *about)
    if _is_for_everybody(visit) and tags.has_it(visit, tag):
        return tags.unchanged(tag, Vary=VARY)
    found = {**_found(visit, report, today), "comparisons": held, "compared": compared}
    answer = visit.page("reports/show.html", report=report, scope=scope, period=period, **found)
    answer.headers.update({"ETag": tag} if _is_for_everybody(visit) else {})
    return answer


def _is_for_everybody(visit: Visit) -> bool:
    return visit.person is None and not visit.token


def _unknown(visit: Visit) -> Response:
    scope = reports.offer(visit.session, now=visit.now)
    return visit.page("reports/unknown.html", 404, scope=scope, period="", kinds=kinds)


def _found(visit: Visit, report: Report, today: date) -> dict[str, Any]:
    """Return what the report's headlines say, and where its editions are."""
    number = report.published.number if report.published else 1
    links = [asking.query(visit, edition) for edition in range(1, 1 + max(1, len(report.editions)))]
    return {
        "kinds": kinds,
        "trend": findings.trend(report.weeks, today),
        "effect": findings.effect(report.workings),
        "mostly": findings.mostly(report.points) if report.points else "",
        "query": links[number - 1],
        "effect_query": asking.query(visit, 1),
        "links": links,
        "each": pictures.each_programme(report),
        "pictured": pictures.which(report),
        "words": comparison_words,
    }


def _send(
    visit: Visit, report: Report, ending: str, write: Callable[[Report], str | bytes]
) -> Response:
    """Send a file, unless the reader has one already that says the very same."""
    tag = asking.tag(visit, report, ending)
    if tags.has_it(visit, tag):
        return tags.unchanged(tag)
    scope = [place.key for place in (report.programme, report.organisation) if place]
    name = "-".join(["report", report.period.code, *scope]).lower()
    answer = download(f"{name}.{ending}", write(report), data.MEDIA[ending])
    answer.headers["ETag"] = tag
    return answer


routes = [
    Route("/reports", index, name="reports"),
    *effect.routes,
    Route("/reports/feed.atom", follow, name="reports_feed"),
    Route("/reports/{period}.json", show_json, name="report_json"),
    Route("/reports/{period}.csv", show_csv, name="report_csv"),
    Route("/reports/{period}.xlsx", show_xlsx, name="report_xlsx"),
    *comparison.routes,
    *taking.routes,
    *own.routes,
    Route("/reports/{period}", show, name="report"),
]
