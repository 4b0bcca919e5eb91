"""/dev/letters : what was written, for whoever tries the portal out. Not there in production."""

from uuid import UUID

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pages.letters.render import renderer
from pages.speech import language
from pages.web.visit import Visit, open_to
from portal import letters
from portal.errors import NotFound


def trying_out(visit: Visit) -> Response | None:
    """Everybody, as long as this is no production."""
    if visit.settings.mode == "production":
        raise NotFound
    return None


@open_to(trying_out)
def index(visit: Visit) -> Response:
    """The newest letters, in words."""
    render = renderer(visit.settings)
    rows = [
        (row, render(row.kind, row.language or language(), row.facts))
        for row in letters.list_newest(visit.session)
    ]
    return visit.page("letters/index.html", letters=rows)


@open_to(trying_out)
def show(visit: Visit, number: UUID) -> Response:
    """One letter, as its reader sees it."""
    row = letters.find(visit.session, number)
    if row is None:
        raise NotFound
    written = renderer(visit.settings)(row.kind, row.language or language(), row.facts)
    return HTMLResponse(written.html)


routes = [
    Route("/dev/letters", index, name="letters"),
    Route("/dev/letters/{number:uuid}", show, name="letter"),
]
