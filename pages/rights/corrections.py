"""/me/name /me/email : what is wrong about me? Another name, another e-mail address."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired

from pages.speech import language, lazy
from pages.web.forms import BaseForm
from pages.web.gates import anyone, proved, signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import names, own_address, people
from portal.addresses import BadAddress
from portal.links import NoSuchLink
from portal.names import BadName
from portal.people import AddressTaken

GONE = 410


class NameForm(BaseForm):
    """What we call you."""

    name = StringField(
        lazy("What shall we call you?"),
        [InputRequired(lazy("Write a name."))],
        description=lazy(
            "A nickname is enough. Your household sees it, and who checks your actions."
        ),
        render_kw={"autocomplete": "nickname", "maxlength": names.LONGEST},
    )


class EmailForm(BaseForm):
    """Where we write to."""

    email = EmailField(
        lazy("Your new e-mail address"),
        [InputRequired(lazy("Enter an e-mail address."))],
        description=lazy("We send a letter there. Nothing changes before you open its link."),
        render_kw={"autocomplete": "email"},
    )


class TakeForm(BaseForm):
    """Only a button."""


@open_to(signed_in)
def name_page(visit: Visit) -> Response:
    """What I am called now."""
    form = NameForm(name=visit.me.name)
    return visit.page("rights/name.html", form=form, is_done="done" in visit.query)


@open_to(signed_in)
def rename(visit: Visit) -> Response:
    """Call me otherwise."""
    form = NameForm(visit.form)
    if form.validate():
        try:
            people.rename(visit.session, visit.me, str(form.name.data), now=visit.now)
            return visit.go_to(f"{visit.url('own_name')}?done=1")
        except BadName as error:
            form.name.errors = [refusal(error)]
    return visit.page("rights/name.html", status=422, form=form, is_done=False)


@open_to(signed_in)
def email_page(visit: Visit) -> Response:
    """Where letters go now."""
    return _email(visit, EmailForm())


@open_to(proved(signed_in))
def ask(visit: Visit) -> Response:
    """Write to the new address; it answers the same whether somebody has it or not."""
    form = EmailForm(visit.form)
    if not form.validate():
        return _email(visit, form, 422)
    facts = {"language": language(), "network": visit.network}
    try:
        own_address.ask(visit.session, visit.me, str(form.email.data), **facts, now=visit.now)
    except (BadAddress, own_address.SameAddress) as error:
        form.email.errors = [refusal(error)]
    except own_address.AskedOften as error:
        form.form_errors.append(refusal(error))
    else:
        return visit.go("email_asked")
    return _email(visit, form, 422)


@open_to(signed_in)
def asked(visit: Visit) -> Response:
    """Say where to look, and what to do when nothing comes."""
    return visit.page("rights/email_asked.html", minutes=own_address.MINUTES)


@open_to(anyone)
def show(visit: Visit, token: str) -> Response:
    """A button. Machines that read letters open links, so opening one changes nothing."""
    try:
        link = own_address.find(visit.session, token, now=visit.now)
    except NoSuchLink as error:
        return _gone(visit, refusal(error))
    facts: dict[str, Any] = {"token": token, "address": link.address, "is_done": False}
    return visit.page("rights/email_link.html", form=TakeForm(), **facts)


@open_to(anyone)
def take(visit: Visit, token: str) -> Response:
    """Write there from now on."""
    mine = {"here_id": visit.here.id} if visit.here_or_none else {}
    try:
        address = own_address.take(visit.session, token, **mine, now=visit.now)
    except (NoSuchLink, AddressTaken) as error:
        return _gone(visit, refusal(error))
    facts: dict[str, Any] = {"token": token, "address": address, "is_done": True}
    return visit.page("rights/email_link.html", form=TakeForm(), **facts)


def _email(visit: Visit, form: EmailForm, status: int = 200) -> Response:
    mine = own_address.find_mine(visit.session, visit.me)
    return visit.page("rights/email.html", status=status, form=form, mine=mine)


def _gone(visit: Visit, why: str) -> Response:
    return visit.page("rights/email_gone.html", status=GONE, why=why)


routes = [
    Route("/me/name", name_page, name="own_name"),
    Route("/me/name", rename, methods=["POST"]),
    Route("/me/email", email_page, name="own_email"),
    Route("/me/email", ask, methods=["POST"]),
    Route("/me/email/asked", asked, name="email_asked"),
    Route("/email/links/{token}", show, name="email_link"),
    Route("/email/links/{token}", take, methods=["POST"]),
]
