"""/me/points : the statement, where every line says why, and as a table to take along."""

from starlette.responses import Response
from starlette.routing import Route

from pages.speech import said
from pages.web import earning
from pages.web.gaps import gap
from pages.web.gates import signed_in
from pages.web.sheets import csv_response
from pages.web.visit import Visit, open_to
from portal import statements
from portal.statements import Line, Page

COLUMNS = (
    "at",
    "programme",
    "number",
    "move",
    "claim",
    "what",
    "amount",
    "unit",
    "rules_version",
    "points",
    "balance",
    "why",
    "good_until",
)


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """A month of my household's points."""
    page = find(visit)
    today = visit.now.date().replace(day=1)
    return visit.page(
        "points/statement.html", statement=page, is_newest=page.month >= today, why=earning.why
    )


@open_to(signed_in)
def download(visit: Visit) -> Response:
    """The same lines as CSV."""
    page = find(visit)
    rows = [columns_of(line) for line in page.lines]
    return csv_response(f"points-{page.month:%Y-%m}.csv", COLUMNS, rows)


def columns_of(line: Line) -> list[object]:
    """Return one line as the cells of COLUMNS."""
    entry = line.entry
    what = entry.activity_name or entry.cause_name or entry.reward_name or {}
    return [
        *(entry.at.isoformat(), entry.programme_code, entry.seq, entry.kind, entry.claim_code),
        *(said(what), entry.amount, entry.unit, entry.version, entry.points, line.balance),
        gap().join(earning.why(entry.why or [], entry.unit)),
        entry.expires_on,
    ]


def find(visit: Visit) -> Page:
    """Read the page that the address asks for."""
    month = statements.month_of(visit.query.get("month", ""), visit.now.date())
    programme = visit.query.get("programme", "")
    return statements.find(visit.session, visit.me, programme=programme, month=month)


routes = [
    Route("/me/points", show, name="points"),
    Route("/me/points.csv", download, name="points_csv"),
]
