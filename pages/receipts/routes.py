"""/r/{code} : is this receipt real? Says what and when, never who."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import codes, proofs, receipts
from portal.errors import NotFound


@open_to(anyone)
def check(visit: Visit, code: str) -> Response:
    """What happened under this code."""
    try:
        code, acts = receipts.check(visit.session, code)
    except NotFound:
        known = codes.tidy(code)
        return visit.page(
            "receipts/unknown.html", status=404, code=known, is_sound=codes.is_sound(known)
        )
    sealing = proofs.look(visit.session, code)
    return visit.page("receipts/check.html", code=code, acts=acts, sealing=sealing)


routes = [Route("/r/{code}", check, name="receipt_check")]
