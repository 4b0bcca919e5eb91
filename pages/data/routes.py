"""/data : what anybody may take away, and what each column means."""

from starlette.responses import Response
from starlette.routing import Route

from pages.data import package
from pages.speech import said
from pages.web import sheets
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import ids, open_data
from portal.open_data import COLUMNS, File

CSV = "text/csv; charset=utf-8"
REPORTS = (
    *("about", "key", "period", "number", "made_at", "reason", "data_set", "counted_by"),
    *("is_hidden", "digest"),
)


@open_to(anyone)
def index(visit: Visit) -> Response:
    """Every file with its licence, its size and its checksum."""
    reports, _ = _reports(visit)
    every = (reports, *open_data.files())
    return visit.page("data/index.html", files=every, columns=COLUMNS)


@open_to(anyone)
def described(visit: Visit) -> Response:
    """The same for machines."""
    reports, _ = _reports(visit)
    home = visit.settings.base_url.rstrip("/") + visit.url("data")
    name = said(visit.settings.instance_words)
    written = package.as_json((reports, *open_data.files()), name=name, home=home)
    return Response(written, media_type="application/json")


@open_to(anyone)
def reports_csv(visit: Visit) -> Response:
    """Every closed report, with the fingerprint of its figures."""
    file, body = _reports(visit)
    return sheets.download(file.name, body, CSV)


@open_to(anyone)
def one_csv(visit: Visit, name: str) -> Response:
    """One file of reference numbers."""
    body = open_data.read(f"{name}.csv")
    return sheets.download(f"{name.replace('/', '-')}.csv", body, CSV)


def _reports(visit: Visit) -> tuple[File, str]:
    """Return the list of closed reports as a file."""
    rows = [_row(one._asdict()) for one in open_data.list_editions(visit.session)]
    body = sheets.as_csv(REPORTS, rows)
    size, digest = len(body.encode()), ids.digest(body)
    about = "An edition of a closed report; its figures are at the report's address"
    return File(package.REPORTS, about, "CC-BY-4.0", REPORTS, len(rows), size, digest), body


def _row(one: dict[str, object]) -> list[object]:
    made_at = f"{one['made_at']:%Y-%m-%dT%H:%M:%SZ}"
    told = {**one, "made_at": made_at, "is_hidden": str(one["is_hidden"]).lower()}
    return [told[name] for name in REPORTS]


routes = [
    Route("/data", index, name="data"),
    Route("/data/datapackage.json", described, name="data_package"),
    Route("/data/reports.csv", reports_csv, name="data_reports"),
    Route("/data/{name:path}.csv", one_csv, name="data_file"),
]
