"""/organisations/{slug}-{code} : the register; who they are, how that was proved, what they run."""

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import organisations, register, register_checks, renames

MOVED = 301


@open_to(anyone)
def index(visit: Visit) -> Response:
    """The whole register."""
    register = register_checks.list_register(visit.session)
    return visit.page("organisations/index.html", register=register)


@open_to(anyone)
def organisation(visit: Visit, key: str) -> Response:
    """One organisation of the register."""
    it = organisations.find(visit.session, key)
    address = f"{it.slug}-{it.code}"
    if key != address:
        return RedirectResponse(visit.url("organisation", key=address), MOVED)
    works = register.list_works(visit.session, it.id)
    former = renames.list_former(visit.session, it.id)
    return visit.page("organisations/show.html", it=it, works=works, former=former)


routes = [
    Route("/organisations", index, name="organisations"),
    Route("/organisations/{key}", organisation, name="organisation"),
]
