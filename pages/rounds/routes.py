"""/rounds/{code} : what a round holds and how it was divided, for everybody; also as CSV."""

from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.rounds.sheet import as_csv
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import codes, giving, progress, timetable
from portal.commons import counting
from portal.errors import NotFound
from portal.timetable import RoundState

MOVED = 301


@open_to(anyone)
def show(visit: Visit, code: str) -> Response:
    """The round's page; once it is settled, its statement with every line."""
    found, rows = _found(visit, code)
    if code != found.round_code:
        return RedirectResponse(visit.url("round", code=found.round_code), MOVED)
    return visit.page(
        "rounds/show.html",
        round=found,
        causes=[(row, progress.of(row)) for row in rows],
        total=sum(map(counting, rows)),
        lapsed=sum(row.points_lapsed for row in rows),
        broken=timetable.list_broken(visit.session, found.programme_id, found.round_id),
        is_late=timetable.is_payment_late(found, now=visit.now),
        is_short=timetable.is_short(found),
        due=timetable.payment_due_on(found),
    )


@open_to(anyone)
def download(visit: Visit, code: str) -> Response:
    """The settled statement, with all that is needed to divide the pot again."""
    found, rows = _found(visit, codes.tidy(code))
    if found.state is not RoundState.SETTLED:
        raise NotFound
    name = f"round-{found.round_code}.csv"
    return Response(
        as_csv(found, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _found(visit: Visit, code: str) -> tuple[Any, Any]:
    found = timetable.find(visit.session, code, now=visit.now)
    rows = giving.list_in_round(visit.session, found.programme_id, found.round_id, now=visit.now)
    return found, rows


routes = [
    Route("/rounds/{code}.csv", download, name="round_csv"),
    Route("/rounds/{code}", show, name="round"),
]
