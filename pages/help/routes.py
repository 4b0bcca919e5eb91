"""/how-it-works /privacy /children /accessibility: plain pages that need no data."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to


@open_to(anyone)
def how_it_works(visit: Visit) -> Response:
    """From an act to a delivered thing, in five steps."""
    return visit.page("help/how_it_works.html")


@open_to(anyone)
def privacy(visit: Visit) -> Response:
    """What is kept about people, why, and for how long."""
    return visit.page("help/privacy.html")


@open_to(anyone)
def children(visit: Visit) -> Response:
    """How children take part without an account."""
    return visit.page("help/children.html", ages=visit.settings.ages)


@open_to(anyone)
def accessibility(visit: Visit) -> Response:
    """What works for whom, what was measured, and what is not known."""
    return visit.page("help/accessibility.html")


routes = [
    Route("/how-it-works", how_it_works, name="how_it_works"),
    Route("/privacy", privacy, name="privacy"),
    Route("/children", children, name="children"),
    Route("/accessibility", accessibility, name="accessibility"),
]
