"""/sign-in/schools/{school} : come in with the account of a school, or link it to one's own."""

from typing import Any
from urllib.parse import quote, unquote

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.sign_in import waiting
from pages.sign_in.entering import enter
from pages.sign_in.keeping import ours
from pages.speech import said
from pages.web.crew import far_away
from pages.web.gates import anyone, proved, signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import ids, school_accounts
from portal.errors import NotFound, Refused
from portal.oidc import NotVerified, SchoolAway, Schools, Subject, Trip
from portal.school_accounts import NotLinked, Taken
from portal.settings import School

MINUTES = 10


@open_to(anyone)
def leave(visit: Visit, school: str) -> Response:
    """Send the browser to its school, with a cookie that knows it when it comes back."""
    theirs, trip = _school(visit, school), Trip(ids.new_token())
    try:
        address = _schools(visit).address(theirs, trip, back=_back(visit, theirs), now=visit.now)
    except SchoolAway as error:
        return _failed(visit, theirs, error)
    answer = RedirectResponse(address, 303)
    facts: dict[str, Any] = {"secure": visit.settings.is_secure, "httponly": True}
    value = f"{trip.secret}.{quote(ours(visit.query.get('next', '')), safe='')}"
    answer.set_cookie(_cookie(visit), value, max_age=MINUTES * 60, samesite="lax", **facts)
    return answer


@open_to(anyone)
def come_back(visit: Visit, school: str) -> Response:
    """Show a button; only pressing it asks the school what it says."""
    theirs = _school(visit, school)
    trip, _ = _trip(visit)
    brought = {name: visit.query.get(name, "") for name in ("code", "state")}
    if "error" in visit.query or trip is None or brought["state"] != trip.state:
        return _failed(visit, theirs, NotVerified())
    title = said(theirs.title_words)
    return visit.page("sign_in/school.html", school=theirs, title=title, brought=brought)


@far_away
def verify(visit: Visit) -> Subject | Refused:
    """Ask the school, before a writer's turn is taken."""
    theirs = _school(visit, visit.request.path_params["school"])
    trip, _ = _trip(visit)
    if trip is None:
        return NotVerified()
    brought = {name: str(visit.form.get(name) or "") for name in ("code", "state")}
    back = _back(visit, theirs)
    try:
        return _schools(visit).verify(theirs, trip, **brought, back=back, now=visit.now)
    except (SchoolAway, NotVerified) as error:
        return error


@open_to(anyone, ahead=verify)
def use(visit: Visit, school: str) -> Response:
    """Sign in whoever is linked to what the school said."""
    theirs = _school(visit, school)
    try:
        person_id = school_accounts.find(visit.session, _subject(visit), now=visit.now)
    except (SchoolAway, NotVerified, NotLinked) as error:
        return _failed(visit, theirs, error)
    _, target = _trip(visit)
    kept = waiting.take(visit, target)
    return _over(visit, enter(visit, person_id, is_shared=False, target=target, kept=kept))


@open_to(proved(signed_in), ahead=verify)
def link(visit: Visit, school: str) -> Response:
    """Let this account sign in who is here."""
    try:
        school_accounts.link(visit.session, visit.me, _subject(visit), now=visit.now)
    except (SchoolAway, NotVerified, Taken) as error:
        return _failed(visit, _school(visit, school), error)
    return _over(visit, visit.go("ways_in"))


@open_to(signed_in)
def link_page(visit: Visit, school: str) -> Response:
    """Opened by hand: the way begins at the school."""
    return visit.go("ways_in")


def _subject(visit: Visit) -> Subject:
    """Return what was found ahead; raises what it refused."""
    if isinstance(visit.known, Subject):
        return visit.known
    raise visit.known


def _schools(visit: Visit) -> Schools:
    schools: Schools = visit.request.app.state.schools
    return schools


def _school(visit: Visit, code: str) -> School:
    if found := _schools(visit).find_or_none(code):
        return found
    raise NotFound


def _back(visit: Visit, school: School) -> str:
    """Return where the school sends the browser: the same address in every language."""
    return f"{visit.settings.base_url.rstrip('/')}/sign-in/schools/{school.code}/back"


def _cookie(visit: Visit) -> str:
    return "__Host-school" if visit.settings.is_secure else "school"


def _trip(visit: Visit) -> tuple[Trip | None, str]:
    """Return the journey this browser set out on, and where it wanted to go."""
    secret, _, target = visit.request.cookies.get(_cookie(visit), "").partition(".")
    return (Trip(secret) if secret else None), ours(unquote(target))


def _over(visit: Visit, answer: Response) -> Response:
    answer.delete_cookie(_cookie(visit), secure=visit.settings.is_secure, httponly=True)
    return waiting.over(visit, answer)


def _failed(visit: Visit, school: School, error: Refused) -> Response:
    visit.is_kept = True
    status = 503 if isinstance(error, SchoolAway) else 422
    facts = {"school": school, "title": said(school.title_words), "why": refusal(error)}
    return visit.page("sign_in/school_failed.html", status=status, **facts)


routes = [
    Route("/sign-in/schools/{school}", leave, name="school"),
    Route("/sign-in/schools/{school}/back", come_back, name="school_back"),
    Route("/sign-in/schools/{school}/back", use, methods=["POST"]),
    Route("/sign-in/schools/{school}/link", link_page, name="school_link"),
    Route("/sign-in/schools/{school}/link", link, methods=["POST"]),
]
