"""/join, /me/welcome : become somebody here. The same answer for every address."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.join.forms import FinishForm, JoinForm, ages_of
from pages.speech import language
from pages.web.cookies import welcomed
from pages.web.forms import chosen
from pages.web.gates import anyone, signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import causes, joining, links, programmes, sign_ins
from portal.addresses import BadAddress
from portal.ages import Age
from portal.errors import NotFound, Refused
from portal.home_codes import UnknownCode
from portal.links import NewPassword, NoSuchLink
from portal.names import BadName
from portal.people import AddressTaken
from portal.programmes import Mode
from portal.strength import TooCommon, TooShort

GONE = 410
FIELDS: dict[type[Refused], str] = {
    BadName: "name",
    BadAddress: "email",
    TooShort: "new_password",
    TooCommon: "new_password",
}


@open_to(anyone)
def show(visit: Visit) -> Response:
    """An empty form; who is signed in is led to where a code is used."""
    code = visit.query.get("code", "")
    if visit.person:
        onward = visit.url("home_code") if code else visit.url("welcome")
        return visit.go_to(f"{onward}?code={code}" if code else onward)
    return _asking(visit, _form(visit, home_code=code))


@open_to(anyone)
def ask(visit: Visit) -> Response:
    """Write down who wants to join; of who is too young nothing is kept."""
    form = _form(visit)
    if form.is_too_young:
        return visit.go("join_younger")
    if not form.validate():
        return _asking(visit, form, 422)
    try:
        _request(visit, form)
    except Refused as error:
        visit.is_kept = isinstance(error, UnknownCode)
        return _asking(visit, _blamed(form, error, "home_code"), 422)
    return visit.go("join_asked")


@open_to(anyone)
def asked(visit: Visit) -> Response:
    """Say where to look, and what to do when nothing comes."""
    return visit.page("join/asked.html", hours=joining.HOURS)


@open_to(anyone)
def younger(visit: Visit) -> Response:
    """The ways that need no account."""
    return visit.page("join/younger.html", ages=visit.settings.ages)


@open_to(anyone)
def finish_page(visit: Visit, token: str) -> Response:
    """The name and a password. Machines that read letters open links: opening one makes nobody."""
    try:
        link = joining.find(visit.session, token, now=visit.now)
    except NoSuchLink as error:
        return _gone(visit, error)
    return _finishing(visit, token, FinishForm(name=link.name))


def judge(visit: Visit) -> NewPassword | None:
    """Judge and hash the password, before a writer's turn is taken."""
    form, token = FinishForm(visit.form), visit.request.path_params["token"]
    if not form.validate():
        return None
    typed = {"name": str(form.name.data), "password": str(form.new_password.data)}
    try:
        return joining.judge(visit.session, token, **typed, now=visit.now)
    except NoSuchLink:
        return NewPassword()


@open_to(anyone, ahead=judge)
def finish(visit: Visit, token: str) -> Response:
    """Become a person, sign in, and go on to the welcome."""
    form = FinishForm(visit.form)
    try:
        joining.find(visit.session, token, now=visit.now)
        if not form.validate() or visit.known is None:
            return _finishing(visit, token, form, 422)
        name = str(form.name.data)
        new = joining.finish(visit.session, token, name=name, new=visit.known, now=visit.now)
    except (NoSuchLink, AddressTaken) as error:
        return _gone(visit, error)
    except Refused as error:
        return _finishing(visit, token, _blamed(form, error, ""), 422)
    return _entered(visit, new, is_shared=form.shared.data)


@open_to(signed_in)
def welcome(visit: Visit) -> Response:
    """What comes first: a programme, a cause for what lapses, an action."""
    offered = programmes.list_all(visit.session, now=visit.now)
    return visit.page(
        "join/welcome.html",
        open_now=[row for row in offered if row.mode is Mode.HOUSEHOLD and _is_open(row, visit)],
        is_missed=visit.query.get("code") == "gone",
    )


@open_to(signed_in)
def take_part(visit: Visit, programme: str) -> Response:
    """Let my household take part, then ask where its points go when they lapse."""
    found = programmes.find(visit.session, programme, now=visit.now)
    if found.mode is not Mode.HOUSEHOLD:
        raise NotFound
    programmes.enrol(visit.session, found.programme_id, visit.me.household_id, now=visit.now)
    code = found.programme_code
    if not causes.has_choices(visit.session, visit.me, code):
        return visit.go_to(f"{visit.url('log')}?programme={code}")
    return visit.go_to(f"{visit.url('household_cause', programme=code)}?then=log")


def _request(visit: Visit, form: JoinForm) -> None:
    joining.ask(
        visit.session,
        name=form.name.data or "",
        email=form.email.data or "",
        age=Age(form.age.data),
        home_code=(form.home_code.data or "").strip(),
        language=language(),
        network=visit.network,
        now=visit.now,
    )


def _form(visit: Visit, **facts: str) -> JoinForm:
    form = JoinForm(visit.form or None, **facts)
    form.age.choices = chosen(*ages_of(visit.settings.ages))
    return form


def _asking(visit: Visit, form: JoinForm, status: int = 200) -> Response:
    return visit.page("join/show.html", status=status, form=form, ages=visit.settings.ages)


def _finishing(visit: Visit, token: str, form: FinishForm, status: int = 200) -> Response:
    try:
        link = joining.find(visit.session, token, now=visit.now)
    except NoSuchLink as error:
        return _gone(visit, error)
    facts = {"form": form, "token": token, "email": link.address}
    return visit.page("join/finish.html", status=status, **facts)


def _blamed(form: Any, error: Refused, otherwise: str) -> Any:
    """Leave a refusal at its field, or at the form's own place."""
    name = FIELDS.get(type(error), otherwise)
    if isinstance(error, links.AskedOften) or not name:
        form.form_errors.append(refusal(error))
    else:
        form[name].errors = [refusal(error)]
    return form


def _gone(visit: Visit, error: Refused) -> Response:
    return visit.page("join/gone.html", status=GONE, why=refusal(error))


def _entered(visit: Visit, new: joining.Newcomer, *, is_shared: bool) -> Response:
    token = sign_ins.start(
        visit.session,
        new.person_id,
        device=visit.device,
        is_shared=is_shared,
        now=visit.now,
    )
    there = visit.url("welcome") + ("?code=gone" if new.is_missed else "")
    answer = visit.go_to(there)
    return welcomed(visit, token, answer, who=new.person_id, is_shared=is_shared)


def _is_open(row: Any, visit: Visit) -> bool:
    today = programmes.local_day(row.time_zone, visit.now)
    return bool(row.starts_on <= today <= row.ends_on)


routes = [
    Route("/join", show, name="join"),
    Route("/join", ask, methods=["POST"]),
    Route("/join/asked", asked, name="join_asked"),
    Route("/join/younger", younger, name="join_younger"),
    Route("/join/links/{token}", finish_page, name="join_link"),
    Route("/join/links/{token}", finish, methods=["POST"]),
    Route("/me/welcome", welcome, name="welcome"),
    Route("/me/welcome/{programme}", take_part, name="take_part", methods=["POST"]),
]
