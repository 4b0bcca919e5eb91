"""/me/household/{programme}/cause : where do our points go when they lapse?"""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import RadioField
from wtforms.validators import InputRequired

from pages.speech import lazy, said
from pages.web.forms import BaseForm, chosen
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from portal import causes
from portal.permissions import may_spend, require


class CauseForm(BaseForm):
    """One cause of the programme."""

    cause = RadioField(
        lazy("Where shall your points go when they lapse?"),
        [InputRequired(lazy("Choose a cause."))],
    )


@open_to(signed_in)
def ask(visit: Visit, programme: str) -> Response:
    """The causes of this programme, the common one first; an adult's choice."""
    require(may_spend(visit.me.standing))
    rows = causes.list_choices(visit.session, visit.me, programme)
    by_wish = sorted(rows, key=lambda row: (row.is_chosen, row.is_common))
    now = by_wish[-1] if by_wish[-1].is_chosen or by_wish[-1].is_common else None
    form = _form(visit, rows, cause=now.code if now else None)
    return visit.page("household/commons.html", form=form, causes=rows)


@open_to(signed_in)
def choose(visit: Visit, programme: str) -> Response:
    """Remember it for what lapses from now on."""
    require(may_spend(visit.me.standing))
    rows = causes.list_choices(visit.session, visit.me, programme)
    form = _form(visit, rows)
    if not form.validate():
        return visit.page("household/commons.html", status=422, form=form, causes=rows)
    causes.choose(visit.session, visit.me, programme, form.cause.data, now=visit.now)
    if visit.query.get("then") == "log":  # who has just begun to take part
        return visit.go_to(f"{visit.url('log')}?programme={rows[0].programme_code}")
    return visit.go("household")


def _form(visit: Visit, rows: Sequence[Any], **facts: Any) -> CauseForm:
    form = CauseForm(visit.form or None, **facts)
    form.cause.choices = chosen(*((row.code, said(row.name)) for row in rows))
    return form


routes = [
    Route("/me/household/{programme}/cause", ask, name="household_cause"),
    Route("/me/household/{programme}/cause", choose, methods=["POST"]),
]
