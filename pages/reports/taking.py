"""/reports/{period}/… : the same report as pictures, on paper, for an assembly, in other pages."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from pages.reports import asking, comparison_data, comparison_words, findings, pictures
from pages.speech import direction, gettext, language, said
from pages.web import kinds, papers, plates, rasters, tags
from pages.web.gates import anyone
from pages.web.plates import Plate
from pages.web.sheets import download
from pages.web.visit import Visit, open_to
from portal import ids
from portal.reports import Report, Scope

SVG = "image/svg+xml"
LINES = 150  # of working that are printed; the file has all of them
SHARED = "public, max-age=600"
BUSY = 503
ONE = {"weekly"}  # the chart of the short sheets


@open_to(anyone)
def chart_svg(visit: Visit, period: str, chart: str) -> Response:
    """One chart as a drawing."""
    return _chart(visit, period, chart, "svg")


@open_to(anyone, is_slow=True)
def chart_png(visit: Visit, period: str, chart: str) -> Response:
    """One chart as a picture of dots."""
    return _chart(visit, period, chart, "png")


@open_to(anyone, is_slow=True)
def sheet(visit: Visit, period: str) -> Response:
    """The whole report on paper, with every table open."""
    report, scope, held = asking.compare(visit, period)
    told = _told(visit, report, scope, pictures.which(report))
    return visit.page("reports/sheet.html", **told, comparisons=held)


@open_to(anyone, is_slow=True)
def sheet_pdf(visit: Visit, period: str) -> Response:
    """The same as PDF."""
    return _pdf(visit, period, "sheet")


@open_to(anyone, is_slow=True)
def assembly(visit: Visit, period: str) -> Response:
    """One sheet in large type, to be read aloud before a school."""
    report, scope = asking.read(visit, period)
    told = _told(visit, report, scope, ONE & set(pictures.which(report)))
    return visit.page("reports/assembly.html", **told)


@open_to(anyone, is_slow=True)
def assembly_pdf(visit: Visit, period: str) -> Response:
    """The same as PDF."""
    return _pdf(visit, period, "assembly")


@open_to(anyone)
def embed(visit: Visit, period: str) -> Response:
    """The few numbers of a report as a part of somebody else's page: no script, no cookie."""
    report, scope = asking.read(visit, period)
    visit.request.state.may_be_framed = True
    tag = asking.tag(visit, report, "embed", visit.request.url)
    if tags.has_it(visit, tag):
        return tags.unchanged(tag, **{"Cache-Control": SHARED})
    told = _told(visit, report, scope, ONE & set(pictures.which(report)))
    answer = visit.page("reports/embed.html", **told)
    answer.headers["ETag"], answer.headers["Cache-Control"] = tag, SHARED
    return answer


def _chart(visit: Visit, period: str, name: str, ending: str) -> Response:
    """Send a chart that stands by itself, unless the reader has it."""
    report, scope = asking.read(visit, period)
    plate = _plate(visit, report, scope, name)
    tag = asking.tag(visit, report, ending, name, visit.request.url)
    if tags.has_it(visit, tag):
        return tags.unchanged(tag)
    drawn = plates.drawn(plate)
    body: str | bytes = drawn if ending == "svg" else rasters.as_png(drawn)
    media_type = SVG if ending == "svg" else "image/png"
    answer = download(f"{_name(report)}-{name}.{ending}", body, media_type)
    answer.headers["ETag"] = tag
    return answer


def _pdf(visit: Visit, period: str, form: str) -> Response:
    """Send a report as PDF; where too many are being made, say so."""
    report, scope, held = asking.compare(visit, period)
    compared = comparison_data.as_json(report, held)
    tag = asking.tag(visit, report, f"{form} pdf", visit.request.url, compared)
    if tags.has_it(visit, tag):
        return tags.unchanged(tag)
    names = [name for name in pictures.which(report) if form == "sheet" or name in ONE]
    told = _told(visit, report, scope, names, draw=_for_print)
    page = visit.page(f"reports/{form}.html", **told, comparisons=held)
    written = bytes(page.body).decode()
    try:
        made = papers.as_pdf(written, ids.digest(written))
    except papers.NotMade:
        return visit.page("reports/no_pdf.html", BUSY, form=form, period=period)
    name = f"{_name(report)}.pdf" if form == "sheet" else f"{_name(report)}-{form}.pdf"
    answer = download(name, made, "application/pdf")
    answer.headers["ETag"] = tag
    return answer


def _told(
    visit: Visit,
    report: Report,
    scope: Scope,
    names: Iterable[str],
    draw: Callable[[Plate], str] | None = None,
) -> dict[str, Any]:
    """Return what the sheets say, with some charts in them; `draw`: as they are pressed."""
    number = report.published.number if report.published else 1
    query = asking.query(visit, number)
    address = visit.settings.base_url.rstrip("/") + visit.url("report", period=report.period.code)
    made = [_plate(visit, report, scope, name) for name in names]
    return {
        "report": report,
        "title": pictures.title(report),
        "plates": made,
        "pictured": {plate.name: (draw or _drawn)(plate) for plate in made},
        "effect": findings.effect(report.workings),
        "kinds": kinds,
        "address": address + query,
        "query": query,
        "most_lines": LINES,
        "is_page": draw is None,
        "words": comparison_words,
    }


def _plate(visit: Visit, report: Report, scope: Scope, name: str) -> Plate:
    site = urlsplit(visit.settings.base_url).netloc
    source = gettext("Source: %(title)s. %(site)s, data set %(version)s, CC BY 4.0.") % {
        "title": pictures.title(report),
        "site": f"{said(visit.settings.instance_words)}, {site}",
        "version": report.method_version,
    }
    return pictures.find(report, name, today=scope.today(visit.now), credit=[source])


def _drawn(plate: Plate) -> str:
    """Return a chart as an address that holds it."""
    drawn = plates.drawn(plate, is_bare=True)
    return f"data:{SVG};base64,{b64encode(drawn.encode()).decode()}"


def _for_print(plate: Plate) -> str:
    """Return it as PDF takes it: letters that run from right to left are not joined there."""
    if direction(language()) != "rtl":
        return _drawn(plate)
    dots = rasters.as_png(plates.drawn(plate, is_bare=True))
    return f"data:image/png;base64,{b64encode(dots).decode()}"


def _name(report: Report) -> str:
    scope = [place.key for place in (report.programme, report.organisation) if place]
    return "-".join(["report", report.period.code, *scope]).lower()


routes = [
    Route("/reports/{period}/charts/{chart}.svg", chart_svg, name="report_chart"),
    Route("/reports/{period}/charts/{chart}.png", chart_png, name="report_chart_png"),
    Route("/reports/{period}.pdf", sheet_pdf, name="report_pdf"),
    Route("/reports/{period}/sheet", sheet, name="report_sheet"),
    Route("/reports/{period}/assembly", assembly, name="report_assembly"),
    Route("/reports/{period}/assembly.pdf", assembly_pdf, name="report_assembly_pdf"),
    Route("/reports/{period}/embed", embed, name="report_embed"),
]
