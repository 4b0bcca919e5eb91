"""/sign-in, /sign-out : who is there. A form that was interrupted waits here, nothing is lost."""

from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from pages.speech import language, lazy
from pages.web.forms import BaseForm
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import sign_in
from portal.people import STAY

KEPT = "kept-"  # begins the name of a field that belongs to the form that was interrupted


class SignInForm(BaseForm):
    """Who are you?"""

    email = EmailField(
        lazy("E-mail address"),
        [InputRequired(lazy("Enter your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy("Password"),
        [InputRequired(lazy("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()

    def facts(self) -> dict[str, str]:
        """Return what was typed."""
        return {"email": self.email.data or "", "password": self.password.data or ""}


@open_to(anyone)
def show(visit: Visit) -> Response:
    """An empty form."""
    form = SignInForm(next=ours(visit.query.get("next", "")))
    return visit.page("sign_in/show.html", form=form, kept=[])


@open_to(anyone)
def create(visit: Visit) -> Response:
    """Sign in, or say that address and password do not fit, never which."""
    form, kept = SignInForm(visit.form), kept_of(visit)
    if not form.validate():
        return visit.page("sign_in/show.html", status=422, form=form, kept=kept)
    try:
        token = sign_in.begin(visit.session, **form.facts(), now=visit.now)
    except (sign_in.Mistaken, sign_in.TooSoon) as error:
        visit.is_kept = True
        form.form_errors.append(refusal(error))
        return visit.page("sign_in/show.html", status=422, form=form, kept=kept)
    return welcomed(visit, token, _onward(visit, ours(form.next.data or ""), kept))


@open_to(anyone)
def leave(visit: Visit) -> Response:
    """Forget this browser, and ask it to forget us."""
    sign_in.end(visit.session, visit.request.cookies.get(visit.settings.cookie, ""))
    answer = RedirectResponse(visit.url("home"), 303)
    answer.delete_cookie(visit.settings.cookie, secure=visit.settings.is_secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _onward(visit: Visit, target: str, kept: list[tuple[str, str]]) -> Response:
    if kept and target:
        return visit.page("sign_in/again.html", target=f"/{language()}{target}", kept=kept)
    return visit.go_to(f"/{language()}{target}" if target else visit.url("me"))


def interrupted(visit: Visit, photo: list[tuple[str, str]]) -> Response:
    """Show the sign-in page with the form that was interrupted kept inside it.

    `photo` is what refers to the photo it came with, if it did.
    """
    kept = [
        (name, value)
        for name, value in visit.form.multi_items()
        if not isinstance(value, UploadFile) and name != "password"
    ]
    form = SignInForm(next=visit.path)
    return visit.page("sign_in/show.html", status=401, form=form, kept=kept + photo)


def kept_of(visit: Visit) -> list[tuple[str, str]]:
    """Return the fields of the form that was interrupted, as they were typed."""
    return [
        (name.removeprefix(KEPT), str(value))
        for name, value in visit.form.multi_items()
        if name.startswith(KEPT)
    ]


def ours(path: str) -> str:
    """Return `path` if it is a path of this site, else nothing: nobody is sent elsewhere."""
    parts = urlsplit(path)
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe and not parts.scheme and not parts.netloc and "\\" not in path else ""


def welcomed(visit: Visit, token: str, answer: Response) -> Response:
    """Give the browser its token."""
    answer.set_cookie(
        visit.settings.cookie,
        token,
        max_age=int(STAY.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=visit.settings.is_secure,
    )
    return answer


routes = [
    Route("/sign-in", show, name="sign_in"),
    Route("/sign-in", create, methods=["POST"]),
    Route("/sign-out", leave, name="sign_out", methods=["POST"]),
]
