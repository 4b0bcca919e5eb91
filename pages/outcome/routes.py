"""/outcome/{key} : was the form with this key taken? For those whose answer was lost."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import receipts


@open_to(anyone)
def show(visit: Visit, key: str) -> Response:
    """Taken, or not so far. Nobody can guess a key, and it shows what any receipt shows."""
    found = receipts.find_outcome_or_none(visit.session, key)
    return visit.page("outcome/show.html", found=found)


routes = [Route("/outcome/{key}", show, name="outcome")]
