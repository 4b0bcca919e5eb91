"""/me/sign-ins : where am I signed in? End one, or all the others."""

from contextlib import suppress
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.web.devices import device_words
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from portal import sign_ins


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Every browser that is signed in, in words."""
    rows = sign_ins.list_mine(visit.session, visit.here, now=visit.now)
    found = [(row, device_words(row.device)) for row in rows]
    return visit.page("security/sign_ins.html", found=found, here=visit.here.id, now=visit.now)


@open_to(signed_in)
def end_one(visit: Visit, number: str) -> Response:
    """End one; the page shows what is left."""
    with suppress(ValueError):
        sign_ins.end_one(visit.session, visit.me, UUID(number))
    return visit.go("sign_ins")


@open_to(signed_in)
def end_others(visit: Visit) -> Response:
    """End all but this one."""
    sign_ins.end_all(visit.session, visit.me.id, but=visit.here.id)
    return visit.go("sign_ins")


routes = [
    Route("/me/sign-ins", index, name="sign_ins"),
    Route("/me/sign-ins/others", end_others, methods=["POST"], name="sign_ins_others"),
    Route("/me/sign-ins/{number}", end_one, methods=["POST"], name="sign_in_end"),
]
