"""/me/report, and a class's at its desk: what we did ourselves, for nobody else to read."""

from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.reports import data, findings
from pages.web import kinds
from pages.web.gates import at_desk, signed_in
from pages.web.sheets import download
from pages.web.visit import Visit, open_to
from portal import own_reports
from portal.desks import Role
from portal.own_reports import OwnReport
from portal.periods import PeriodKind

MINE = "me"  # of ?whose=, beside the household's


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """My household's report, or mine alone."""
    return _show(visit, "reports/own.html", _of_home(visit), whose=_whose(visit))


@open_to(signed_in)
def show_csv(visit: Visit) -> Response:
    """Its lines as a table."""
    return _send(_of_home(visit), _whose(visit) or "household")


@open_to(at_desk(Role.ORGANISER))
def show_class(visit: Visit, org: str, group: UUID) -> Response:
    """A class's report, for who keeps the class."""
    report, it = _of_class(visit, group)
    return _show(visit, "reports/of_class.html", report, desk=visit.desk, it=it)


@open_to(at_desk(Role.ORGANISER))
def class_csv(visit: Visit, org: str, group: UUID) -> Response:
    """Its lines as a table."""
    return _send(_of_class(visit, group)[0], "class")


def _whose(visit: Visit) -> str:
    return MINE if visit.query.get("whose") == MINE else ""


def _of_home(visit: Visit) -> OwnReport:
    read = own_reports.of_member if _whose(visit) else own_reports.of_household
    return read(visit.session, visit.me, _period(visit))


def _of_class(visit: Visit, group: UUID) -> tuple[OwnReport, Any]:
    period = _period(visit)
    return own_reports.of_class(visit.session, visit.desk, group, period, now=visit.now)


def _period(visit: Visit) -> str:
    return visit.query.get("period", "").strip() or f"{visit.now:%Y}"


def _show(visit: Visit, template: str, report: OwnReport, **facts: Any) -> Response:
    facts |= {"report": report, "effect": findings.effect(report.workings)}
    times = own_reports.offered(visit.now.date())
    together = (
        report.period.code[:7] if report.period.kind is PeriodKind.DAY else report.period.code
    )
    return visit.page(template, kinds=kinds, times=times, together=together, **facts)


def _send(report: OwnReport, whose: str) -> Response:
    name = f"report-{whose}-{report.period.code}.csv".lower()
    return download(name, data.as_own_csv(report), data.MEDIA["csv"])


routes = [
    Route("/me/report", show, name="own_report"),
    Route("/me/report.csv", show_csv, name="own_report_csv"),
    Route("/desk/{org}/school/{group:uuid}/report", show_class, name="class_report"),
    Route("/desk/{org}/school/{group:uuid}/report.csv", class_csv, name="class_report_csv"),
]
