"""/me/pause : a break. No letters, no logging, until one goes on with one press."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from portal import people


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """What a break means, or since when there is one."""
    return visit.page("rights/pause.html", since=visit.me.paused_at)


@open_to(signed_in)
def begin(visit: Visit) -> Response:
    """Take a break."""
    people.pause(visit.session, visit.me, now=visit.now)
    return visit.go("pause")


@open_to(signed_in)
def end(visit: Visit) -> Response:
    """Go on."""
    people.go_on(visit.session, visit.me, now=visit.now)
    return visit.go("me")


@open_to(signed_in)
def back(visit: Visit) -> Response:
    """What is only pressed has no page of its own."""
    return visit.go("pause")


routes = [
    Route("/me/pause", show, name="pause"),
    Route("/me/pause", begin, methods=["POST"]),
    Route("/me/pause/end", back),
    Route("/me/pause/end", end, methods=["POST"], name="pause_end"),
]
