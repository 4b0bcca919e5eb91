"""/apply, /me/applications : ask that an organisation be listed, and what became of that."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.applications.forms import ApplicationForm
from pages.speech import gettext, language
from pages.web.gates import signed_in
from pages.web.photos import ChosenPhoto, answer_with_photo, shelf
from pages.web.visit import BODY_WITH_PHOTO, Visit, open_to
from pages.words import refusal
from portal import applications
from portal.desks import OrganisationKind
from portal.errors import Refused


@open_to(signed_in)
def new(visit: Visit) -> Response:
    """An empty form, and what will be asked."""
    return visit.page("applications/new.html", form=ApplicationForm().offer())


@open_to(signed_in)
def create(visit: Visit) -> Response:
    """Send it, or show the form again with its mistakes."""
    form = ApplicationForm(visit.form).offer()
    if form.validate() and form.kind.data in set(applications.ASKED_FOR):
        try:
            return visit.go("application", code=_apply(visit, form))
        except Refused as error:
            form.form_errors.append(refusal(error))
    return visit.page("applications/new.html", status=422, form=form)


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Everything I applied for."""
    mine = applications.list_mine(visit.session, visit.me)
    return visit.page("applications/index.html", applications=mine)


@open_to(signed_in)
def show(visit: Visit, code: str) -> Response:
    """Where it stands; while it waits, papers can be added."""
    return _shown(visit, applications.find_mine(visit.session, visit.me, code))


@open_to(signed_in, body=BODY_WITH_PHOTO)
def add_paper(visit: Visit, code: str) -> Response:
    """Add the picture of a paper."""
    it, photo = applications.find_mine(visit.session, visit.me, code), ChosenPhoto(visit)
    if photo.picture is None:
        return _shown(visit, it, photo.mistake or gettext("Choose a picture first."), status=422)
    place, now = shelf(visit), visit.now
    try:
        applications.add_paper(visit.session, visit.me, code, photo.picture, shelf=place, now=now)
    except Refused as error:
        return _shown(visit, it, refusal(error), status=422)
    return visit.go("application", code=code)


@open_to(signed_in)
def withdraw(visit: Visit, code: str) -> Response:
    """Take it back; its papers are deleted."""
    applications.withdraw(visit.session, visit.me, code, shelf=shelf(visit), now=visit.now)
    return visit.go("application", code=code)


@open_to(signed_in)
def paper(visit: Visit, code: str, place: int) -> Response:
    """One of my pictures."""
    it = applications.find_mine(visit.session, visit.me, code)
    name = applications.find_paper(visit.session, it.id, place)
    return answer_with_photo(shelf(visit).read(name))


@open_to(signed_in)
def back(visit: Visit, code: str) -> Response:
    """An act has no page of its own."""
    return visit.go("application", code=code)


def _apply(visit: Visit, form: ApplicationForm) -> str:
    return applications.apply(
        visit.session,
        visit.me,
        kind=OrganisationKind(form.kind.data),
        name=form.name.data or "",
        about=form.about.data or "",
        registration=form.registration.data or "",
        language=language(),
        idem=visit.idem,
        now=visit.now,
    )


def _shown(visit: Visit, it: Any, mistake: str = "", status: int = 200) -> Response:
    papers = applications.list_papers(visit.session, it.id)
    facts = {"it": it, "papers": papers, "mistake": mistake}
    return visit.page("applications/show.html", status=status, **facts)


_ONE = "/me/applications/{code}"
routes = [
    Route("/apply", new, name="apply"),
    Route("/apply", create, methods=["POST"]),
    Route("/me/applications", index, name="applications"),
    Route(_ONE, show, name="application"),
    Route(f"{_ONE}/papers", back),
    Route(f"{_ONE}/papers", add_paper, methods=["POST"], name="application_papers"),
    Route(f"{_ONE}/papers/{{place:int}}", paper, name="application_paper"),
    Route(f"{_ONE}/withdrawal", back),
    Route(f"{_ONE}/withdrawal", withdraw, methods=["POST"], name="application_withdrawal"),
]
