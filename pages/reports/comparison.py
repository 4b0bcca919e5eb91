"""/reports/{period}/comparison : a report held against other times, as data."""

from starlette.responses import Response
from starlette.routing import Route

from pages.reports import asking, comparison_data, data
from pages.web import tags
from pages.web.gates import anyone
from pages.web.sheets import download
from pages.web.visit import Visit, open_to
from portal.reports import Report

__all__ = ["routes"]


@open_to(anyone)
def show_json(visit: Visit, period: str) -> Response:
    """Everything that is compared."""
    report, _, found = asking.compare(visit, period)
    return _send(visit, report, "json", comparison_data.as_json(report, found))


@open_to(anyone)
def show_csv(visit: Visit, period: str) -> Response:
    """The same as a table."""
    report, _, found = asking.compare(visit, period)
    return _send(visit, report, "csv", comparison_data.as_csv(found))


def _send(visit: Visit, report: Report, ending: str, body: str) -> Response:
    """Send a file, unless the reader has it."""
    tag = asking.tag(visit, report, ending, "comparison", body)
    if tags.has_it(visit, tag):
        return tags.unchanged(tag)
    scope = [place.key for place in (report.programme, report.organisation) if place]
    name = "-".join(["report", report.period.code, *scope, "comparison"]).lower()
    answer = download(f"{name}.{ending}", body, data.MEDIA[ending])
    answer.headers["ETag"] = tag
    return answer


routes = [
    Route("/reports/{period}/comparison.json", show_json, name="comparison_json"),
    Route("/reports/{period}/comparison.csv", show_csv, name="comparison_csv"),
]
