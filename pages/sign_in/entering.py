"""The last steps of every way in: a second proof where one is needed, then the cookie."""

from uuid import UUID

from starlette.responses import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from pages.speech import language, lazy
from pages.web.cookies import welcomed
from pages.web.forms import BaseForm
from pages.web.sealing import offers_passkeys, vault_of
from pages.web.visit import Visit
from portal import second_step, sign_ins

__all__ = ["Kept", "SecondForm", "enter", "onward", "second_page", "start"]

Kept = list[tuple[str, str]]  # the fields of a form that was interrupted


class SecondForm(BaseForm):
    """The second step. What the first one found travels with it, sealed."""

    code = StringField(
        lazy("Six digits, or a recovery code"),
        [InputRequired(lazy("Enter the six digits your app shows now."))],
        description=lazy(
            "The app on your phone shows the digits. A recovery code has four groups of four signs."
        ),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )
    half = HiddenField()
    shared = HiddenField()
    next = HiddenField()


def enter(
    visit: Visit, person_id: UUID, *, is_shared: bool, target: str = "", kept: Kept | None = None
) -> Response:
    """Go on with somebody who gave one proof: ask for a second one, or let them in."""
    if second_step.ask(visit.session, person_id, now=visit.now).is_needed:
        half = second_step.begin(vault_of(visit), person_id, now=visit.now)
        form = SecondForm(half=half, shared="y" if is_shared else "", next=target)
        return second_page(visit, form, kept or [], person_id)
    return start(visit, person_id, is_shared=is_shared, target=target, kept=kept)


def start(
    visit: Visit, person_id: UUID, *, is_shared: bool, target: str = "", kept: Kept | None = None
) -> Response:
    """Sign somebody in who was asked enough."""
    token = sign_ins.start(
        visit.session, person_id, device=visit.device, is_shared=is_shared, now=visit.now
    )
    there = onward(visit, target, kept or [])
    return welcomed(visit, token, there, who=person_id, is_shared=is_shared)


def second_page(
    visit: Visit, form: SecondForm, kept: Kept, person_id: UUID, status: int = 200
) -> Response:
    """Show the second step."""
    asked = second_step.ask(visit.session, person_id, now=visit.now)
    has_passkey = asked.passkeys and offers_passkeys(visit)
    facts = {"form": form, "kept": kept, "asked": asked, "offers_passkeys": has_passkey}
    return visit.page("sign_in/second.html", status=status, **facts)


def onward(visit: Visit, target: str, kept: Kept) -> Response:
    """Go on to `target`, a path of ours; a form that was interrupted is shown with its button."""
    if kept and target:
        return visit.page("sign_in/again.html", target=f"/{language()}{target}", kept=kept)
    return visit.go_to(f"/{language()}{target}" if target else visit.url("me"))
