"""/causes/{slug}-{code}/picture.svg : what points became, thing by thing, to take away."""

from starlette.responses import Response
from starlette.routing import Route

from pages.speech import gettext, said
from pages.web import takeaway
from pages.web.formats import FILTERS
from pages.web.gates import anyone
from pages.web.plates import Plate
from pages.web.scenes import Things
from pages.web.visit import Visit, open_to
from portal import giving, progress
from portal.errors import NotFound
from portal.timetable import PledgeKind

__all__ = ["routes"]


@open_to(anyone)
def svg(visit: Visit, key: str) -> Response:
    """The picture as a drawing."""
    return takeaway.send(visit, _plate(visit, key), "svg")


@open_to(anyone, is_slow=True)
def png(visit: Visit, key: str) -> Response:
    """The picture as dots."""
    return takeaway.send(visit, _plate(visit, key), "png")


def _plate(visit: Visit, key: str) -> Plate:
    """Return the picture of a cause; raises NotFound where it counts no things."""
    cause = giving.current(giving.find_cause(visit.session, key, now=visit.now))
    if cause.kind is not PledgeKind.UNIT:
        raise NotFound
    far = progress.of(cause)
    waiting, needed = max((far.covered or 0) - cause.delivered, 0), far.needed or 0
    numbers = {"delivered": cause.delivered, "waiting": waiting, "needed": needed}
    said_of = gettext(
        "%(delivered)s delivered, %(waiting)s covered by points and on the way, %(needed)s still needed."  # noqa: E501
    ) % {name: FILTERS["number"](number) for name, number in numbers.items()}
    thing = gettext("One picture for each: %(thing)s") % {"thing": said(cause.unit_name)}
    return Plate(
        name=f"{cause.slug}-{cause.code}".lower(),
        title=FILTERS["beside"](said(cause.name), said(cause.charity_name)),
        unit=said_of,
        desc=f"{thing}. {said_of}",
        body=Things(cause.unit_shape, cause.delivered, waiting, needed),
        credit=[thing, takeaway.credit(visit)],
    )


routes = [
    Route("/causes/{key}/picture.svg", svg, name="cause_svg"),
    Route("/causes/{key}/picture.png", png, name="cause_png"),
]
