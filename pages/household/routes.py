"""/me/household /me/settings : who shares the points, and in which language to read."""

from starlette.responses import Response
from starlette.routing import Route
from wtforms import RadioField
from wtforms.validators import InputRequired

from pages.speech import OWN_NAMES, language, lazy
from pages.web.forms import BaseForm, chosen
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from portal import codes, deeds, households, people, spending_rules


class SettingsForm(BaseForm):
    """Which language do you read?"""

    language = RadioField(
        lazy("Which language do you read?"),
        [InputRequired(lazy("Choose a language."))],
        choices=chosen(*OWN_NAMES.items()),
    )


@open_to(signed_in)
def household(visit: Visit) -> Response:
    """Members, their rule, what the household holds in each programme, and who did what."""
    where = visit.me.household_id
    return visit.page(
        "household/household.html",
        members=households.list_members(visit.session, where),
        wallets=households.list_wallets(visit.session, where),
        code=codes.code_of("M", where),
        deeds=deeds.list_by_member(visit.session, visit.me),
        wish=spending_rules.find_open_or_none(visit.session, where, now=visit.now),
    )


@open_to(signed_in)
def settings(visit: Visit) -> Response:
    """What you may choose for yourself."""
    form = _form(visit, language=visit.me.language or language())
    return visit.page("household/settings.html", form=form)


@open_to(signed_in)
def change_settings(visit: Visit) -> Response:
    """Remember it, and go on in that language."""
    form = _form(visit)
    if not form.validate():
        return visit.page("household/settings.html", status=422, form=form)
    people.choose_language(visit.session, visit.me, form.language.data)
    return visit.go_to(f"/{form.language.data}/me/settings")


def _form(visit: Visit, **facts: str) -> SettingsForm:
    form = SettingsForm(visit.form or None, **facts)
    offered = visit.settings.languages
    form.language.choices = chosen(*((code, OWN_NAMES[code]) for code in offered))
    return form


routes = [
    Route("/me/household", household, name="household"),
    Route("/me/settings", settings, name="settings"),
    Route("/me/settings", change_settings, methods=["POST"]),
]
