"""/desk/{org}/posters : make posters, print them, show a screen, tick who was there, end them."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.posters import check_in
from pages.posters.forms import PosterForm
from pages.web.codes import picture_of
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import checkins, posters, screens, talks
from portal.desks import Role
from portal.errors import Refused
from portal.permissions import may_keep_posters
from portal.programmes import local_day

KEEPS = at_desk(Role.ORGANISER)
HOSTS = at_desk(Role.ORGANISER, Role.VERIFIER, Role.STEWARD)


@open_to(HOSTS)
def index(visit: Visit, org: str) -> Response:
    """Every poster of this organisation."""
    found = posters.list_all(visit.session, visit.desk)
    return visit.page(
        "posters/index.html",
        desk=visit.desk,
        posters=[(row, posters.state_of(row, visit.now)) for row in found],
        may_make=may_keep_posters(visit.desk.roles),
    )


@open_to(KEEPS)
def new(visit: Visit, org: str) -> Response:
    """An empty form; from today for four weeks, unless told otherwise."""
    return _form(visit, PosterForm())


@open_to(KEEPS)
def create(visit: Visit, org: str) -> Response:
    """Make it, or say what is wrong with it."""
    form = _offered(visit, PosterForm(visit.form))
    if not form.validate():
        return _form(visit, form, 422)
    try:
        facts = (visit.session, visit.me, visit.desk, form.programme, form.plan())
        code = posters.make(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _form(visit, form, 422)
    return visit.go("poster", org=org, code=code)


@open_to(HOSTS)
def show(visit: Visit, org: str, code: str) -> Response:
    """The poster itself, as it is printed, and what can be done with it."""
    it = posters.find(visit.session, visit.desk, code)
    facts: dict[str, Any] = {
        "state": posters.state_of(it, visit.now),
        "may_end": may_keep_posters(visit.desk.roles),
        "quizzes": talks.list_quizzes(visit.session, it),
    }
    return visit.page("posters/show.html", desk=visit.desk, it=it, **facts, **_address(visit, it))


@open_to(KEEPS)
def end(visit: Visit, org: str, code: str) -> Response:
    """Let nobody check in there any more."""
    posters.end(visit.session, visit.me, visit.desk, code, now=visit.now)
    return visit.go("poster", org=org, code=code)


@open_to(HOSTS)
def screen(visit: Visit, org: str, code: str) -> Response:
    """A code that changes every minute, for a screen that everybody there can see."""
    it = posters.find(visit.session, visit.desk, code)
    shown = screens.shown_now(visit.settings.secret_key, it.code, now=visit.now)
    page = visit.page(
        "posters/screen.html", desk=visit.desk, it=it, shown=shown, **_address(visit, it, shown)
    )
    left = screens.STEP - int(visit.now.timestamp()) % screens.STEP
    page.headers["Refresh"] = str(left)  # of the whole page: it works on any old tablet
    return page


@open_to(HOSTS)
def here(visit: Visit, org: str, code: str) -> Response:
    """Who checked in today, for whoever is there to tick."""
    return _here(visit, posters.find(visit.session, visit.desk, code))


@open_to(HOSTS)
def tick(visit: Visit, org: str, code: str) -> Response:
    """Say whom I saw; the others wait, or are declined."""
    it = posters.find(visit.session, visit.desk, code)
    said = {name.removeprefix("seen-"): value for name, value in visit.form.multi_items()}
    seen = {name for name, value in said.items() if value == "yes"}
    not_seen = {name for name, value in said.items() if value == "no"}
    facts = (visit.session, visit.me, visit.desk, it, seen, not_seen)
    result = checkins.tick(*facts, idem=visit.idem, now=visit.now)
    if result.missed:
        visit.is_kept = True
        return _here(visit, it, [refusal(why) for why in result.missed.values()], 422)
    return visit.go("poster_here", org=org, code=it.code)


def _here(visit: Visit, it: Any, mistakes: list[str] | None = None, status: int = 200) -> Response:
    rows = checkins.list_of_day(visit.session, it, now=visit.now)
    return visit.page(
        "posters/here.html",
        status=status,
        desk=visit.desk,
        it=it,
        today=local_day(it.time_zone, visit.now),
        waiting=[row for row in rows if row.state == "submitted"],
        ticked=[row for row in rows if row.state != "submitted"],
        mistakes=mistakes or [],
    )


def _offered(visit: Visit, form: PosterForm) -> PosterForm:
    kinds = posters.list_kinds(visit.session, visit.desk, now=visit.now)
    return form.offer(kinds, posters.list_hosts(visit.session, visit.desk, now=visit.now))


def _form(visit: Visit, form: PosterForm, status: int = 200) -> Response:
    if status == 200:  # noqa: PLR2004
        form = _offered(visit, form)
    return visit.page("posters/new.html", status=status, desk=visit.desk, form=form)


def _address(visit: Visit, it: Any, shown: str = "") -> dict[str, Any]:
    """Return where a poster leads: for people without a camera, and as a QR code."""
    address = f"{visit.settings.base_url.rstrip('/')}/c/{it.code}"
    scanned = f"{address}?shown={shown}" if shown else address
    return {"address": address.partition("://")[2], "picture": picture_of(scanned)}


_ONE = "/desk/{org}/posters/{code}"
routes = [
    *check_in.routes,
    Route("/desk/{org}/posters", index, name="posters"),
    Route("/desk/{org}/posters", create, methods=["POST"]),
    Route("/desk/{org}/posters/new", new, name="new_poster"),
    Route(_ONE, show, name="poster"),
    Route(f"{_ONE}/end", show),
    Route(f"{_ONE}/end", end, name="end_poster", methods=["POST"]),
    Route(f"{_ONE}/screen", screen, name="poster_screen"),
    Route(f"{_ONE}/here", here, name="poster_here"),
    Route(f"{_ONE}/here", tick, methods=["POST"]),
]
