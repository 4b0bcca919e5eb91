"""/rewards : what points may be used for, at one flat price for everybody."""

from itertools import groupby

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import rewards

MOVED = 301


@open_to(anyone)
def index(visit: Visit) -> Response:
    """Every reward that is offered, by programme."""
    offered = rewards.list_offered(visit.session, now=visit.now)
    by_programme = [list(them) for _, them in groupby(offered, key=lambda row: row.programme_code)]
    return visit.page("rewards/index.html", by_programme=by_programme)


@open_to(anyone)
def reward(visit: Visit, key: str) -> Response:
    """One reward: what, how many points, where, who can come."""
    it = rewards.find(visit.session, key)
    address = f"{it.slug}-{it.code}"
    if key != address:
        return RedirectResponse(visit.url("reward", key=address), MOVED)
    return visit.page("rewards/show.html", it=it, is_over=it.offered_until < visit.now.date())


routes = [
    Route("/rewards", index, name="rewards"),
    Route("/rewards/{key}", reward, name="reward"),
]
