"""/c, /c/{code} : the page behind a poster's code. Scan, press: that is a check-in."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.posters.forms import CheckInForm, CodeForm
from pages.web import earning
from pages.web.gates import anyone, signed_in
from pages.web.photos import shelf
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import checkins, codes, posters, programmes, talks
from portal.checkins import NotOnScreen
from portal.errors import NotFound, Refused
from portal.posters import PosterState, Proof
from portal.programmes import local_day
from portal.questionnaires import QuestionnaireState


@open_to(anyone)
def ask(visit: Visit) -> Response:
    """Type the code, where there is no camera."""
    typed = visit.query.get("code", "")
    if typed.strip():
        return visit.go("check_in", code=codes.tidy(typed) or typed)
    return visit.page("posters/ask.html", form=CodeForm(), unknown="")


@open_to(anyone)
def show(visit: Visit, code: str) -> Response:
    """What is done here, and one button; or why there is none."""
    try:
        it = posters.find_public(visit.session, code)
    except NotFound:
        return _unknown(visit, code)
    form = CheckInForm(shown=visit.query.get("shown", ""))
    return _page(visit, it, form)


@open_to(signed_in)
def check_in(visit: Visit, code: str) -> Response:
    """Check in, or say why not."""
    it = posters.find_public(visit.session, code)
    form = CheckInForm(visit.form)
    if not form.validate():
        return _page(visit, it, form, 422)
    try:
        claim = _done(visit, it, form)
    except Refused as error:
        return _refused(visit, it, form, error)
    if _quizzes(visit, it):
        return visit.go("check_in", code=it.code)
    return visit.go("claim", code=claim)


def _quizzes(visit: Visit, it: Any) -> list[Any]:
    """Return the quizzes of this place that can be answered now."""
    every = talks.list_quizzes(visit.session, it)
    return [one for one in every if one.state == QuestionnaireState.OPEN]


def _done(visit: Visit, it: Any, form: CheckInForm) -> str:
    assert form.amount.data is not None
    return checkins.check_in(
        *(visit.session, visit.me, it, form.amount.data),
        on_screen=form.shown.data or "",
        secret=visit.settings.secret_key,
        shelf=shelf(visit),
        idem=visit.idem,
        now=visit.now,
    )


def _refused(visit: Visit, it: Any, form: CheckInForm, error: Refused) -> Response:
    if isinstance(error, NotOnScreen):
        form.shown.errors = [say(error)]
    else:
        form.form_errors.append(say(error))
    return _page(visit, it, form, 422)


def _page(visit: Visit, it: Any, form: CheckInForm, status: int = 200) -> Response:
    """Show the poster's page to whoever it is, whenever it is."""
    state, what, mine = posters.state_of(it, visit.now), None, None
    today = local_day(it.time_zone, visit.now)
    if visit.person:
        mine = checkins.find_or_none(visit.session, visit.me, it)
    if state is PosterState.OPEN and visit.person:
        facts = (visit.session, it.programme_code, it.activity)
        what = programmes.find_activity(*facts, now=visit.now)
        if form.amount.data is None and not form.amount.errors:
            form.amount.data = mine.amount if mine else what.least_amount
    is_in = mine and mine.day == today and mine.state != "withdrawn"
    return visit.page(
        "posters/check_in.html",
        status=status,
        it=it,
        form=form,
        state=state,
        what=what,
        mine=mine if is_in else None,
        quizzes=_quizzes(visit, it) if is_in else (),
        asks_screen=it.proof is Proof.SCREEN,
        earning=earning,
    )


def _unknown(visit: Visit, code: str) -> Response:
    known = codes.tidy(code)
    unknown = known if codes.is_sound(known) else code
    form = CodeForm(code=code)
    facts = {"unknown": unknown, "is_sound": codes.is_sound(known)}
    return visit.page("posters/ask.html", status=404, form=form, **facts)


routes = [
    Route("/c", ask, name="ask_check_in"),
    Route("/c/{code}", show, name="check_in"),
    Route("/c/{code}", check_in, methods=["POST"]),
]
