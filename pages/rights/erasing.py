"""/me/erasure /me/children/{number}/erasure /erasures/{code} : forget me, or my child."""

from typing import Any
from uuid import UUID

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from wtforms import BooleanField
from wtforms.validators import InputRequired

from pages.speech import lazy
from pages.web.forms import BaseForm
from pages.web.gates import anyone, proved, signed_in
from pages.web.photos import shelf
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import departures, erasures, guardians, ids
from portal.departures import LastAdult, OnlyGuardian, OwnersFirst
from portal.errors import NotFound


class ErasureForm(BaseForm):
    """One tick, so that a slip of the thumb is not enough."""

    sure = BooleanField(
        lazy("I have read this. It cannot be undone."),
        [InputRequired(lazy("Tick the box if you want this."))],
    )


def or_erased(visit: Visit) -> Response | None:
    """Whoever is signed in and was asked who they are; or whose form did it a moment ago."""
    if visit.person is None and _earlier(visit):
        return None
    return proved(signed_in)(visit)


@open_to(signed_in)
def check(visit: Visit) -> Response:
    """What goes, what stays, where the points go, and what has to be done first."""
    return _check(visit, ErasureForm())


@open_to(or_erased)
def erase(visit: Visit) -> Response:
    """Forget who asks; they are signed out everywhere."""
    if code := _earlier(visit):
        return _gone(visit, code)
    form = ErasureForm(visit.form)
    if not form.validate():
        return _check(visit, form, 422)
    facts: dict[str, Any] = {"shelf": shelf(visit), "idem": _key(visit)}
    try:
        code = departures.erase(visit.session, visit.me, **facts, now=visit.now)
    except (LastAdult, OnlyGuardian, OwnersFirst) as error:
        form.form_errors.append(refusal(error))
        return _check(visit, form, 422)
    return _gone(visit, code)


@open_to(signed_in)
def check_child(visit: Visit, number: UUID) -> Response:
    """What goes of a child, and what stays."""
    child = guardians.find(visit.session, visit.me, number)
    return visit.page("rights/erase_child.html", form=ErasureForm(), child=child)


@open_to(proved(signed_in))
def erase_child(visit: Visit, number: UUID) -> Response:
    """Forget a child one answers for."""
    if code := _earlier(visit):
        return visit.go("erasure_receipt", code=code)
    child, form = guardians.find(visit.session, visit.me, number), ErasureForm(visit.form)
    if not form.validate():
        return visit.page("rights/erase_child.html", status=422, form=form, child=child)
    facts: dict[str, Any] = {"shelf": shelf(visit), "idem": _key(visit)}
    code = departures.erase_child(visit.session, visit.me, number, **facts, now=visit.now)
    return visit.go("erasure_receipt", code=code)


@open_to(anyone)
def receipt(visit: Visit, code: str) -> Response:
    """That somebody was forgotten, and when; never who."""
    try:
        found = erasures.find(visit.session, code)
    except NotFound:
        return visit.page("rights/no_receipt.html", status=404)
    return visit.page("rights/receipt.html", found=found)


def _check(visit: Visit, form: ErasureForm, status: int = 200) -> Response:
    seen = departures.look(visit.session, visit.me, now=visit.now)
    return visit.page("rights/erasure.html", status=status, form=form, seen=seen)


def _gone(visit: Visit, code: str) -> Response:
    """Lead to the receipt, and ask the browser to forget everything, too."""
    answer = RedirectResponse(visit.url("erasure_receipt", code=code), 303)
    answer.delete_cookie(visit.settings.cookie, secure=visit.settings.is_secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _earlier(visit: Visit) -> str | None:
    return erasures.find_code_or_none(visit.session, _key(visit))


def _key(visit: Visit) -> str:
    """The form's own key. It is bound to nobody: after it nobody is there it could be bound to."""
    return ids.digest(f"erasure|{visit.path}|{visit.form.get('idem') or ids.new_token()}")


_CHILD = "/me/children/{number:uuid}/erasure"
routes = [
    Route("/me/erasure", check, name="erasure"),
    Route("/me/erasure", erase, methods=["POST"]),
    Route(_CHILD, check_child, name="child_erasure"),
    Route(_CHILD, erase_child, methods=["POST"]),
    Route("/erasures/{code}", receipt, name="erasure_receipt"),
]
