"""/desk/{org}/name : owners ask that the register say another name, and take it back."""

from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.renames.forms import NameForm
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import renames
from portal.desks import Role
from portal.errors import Refused

OWNS = at_desk(Role.OWNER)


@open_to(OWNS)
def show(visit: Visit, org: str) -> Response:
    """The name, what waits, and the form for another one."""
    return _page(visit, NameForm.filled(name=visit.desk.name))


@open_to(OWNS)
def ask(visit: Visit, org: str) -> Response:
    """Ask the operator for another name."""
    form = NameForm(visit.form)
    if not form.validate():
        return _page(visit, form, 422)
    here, proof = (visit.session, visit.me, visit.desk), form.proof.data or ""
    try:
        renames.ask(*here, form.words("name"), proof=proof, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(visit, form, 422)
    return visit.go("rename", org=org)


@open_to(OWNS)
def withdraw(visit: Visit, org: str, number: UUID) -> Response:
    """Take it back."""
    renames.withdraw(visit.session, visit.me, visit.desk, number, now=visit.now)
    return visit.go("rename", org=org)


def _page(visit: Visit, form: NameForm, status: int = 200) -> Response:
    place = visit.desk.organisation_id
    return visit.page(
        "renames/show.html",
        status=status,
        desk=visit.desk,
        form=form,
        waiting=renames.find_waiting(visit.session, place),
        former=renames.list_former(visit.session, place),
    )


routes = [
    Route("/desk/{org}/name", show, name="rename"),
    Route("/desk/{org}/name", ask, methods=["POST"]),
    Route("/desk/{org}/name/{number:uuid}", withdraw, methods=["POST"], name="rename_withdrawal"),
]
