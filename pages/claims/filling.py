"""Filling in the form of an action: what it asks of whom, and everything that is wrong with it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from pages.claims.forms import HOME, LogForm
from pages.speech import gettext, said
from pages.web import earning
from pages.web.photos import ChosenPhoto
from pages.web.visit import Visit
from portal import evidence, logbook, programmes
from portal.claims import NotRunning, OnlyForClasses
from portal.permissions import may_spend
from portal.programmes import Mode, ProgrammeState
from portal.told import Told, list_faults

__all__ = ["fitted", "holders", "look_through", "page"]


def holders(visit: Visit, what: Any) -> list[tuple[str, str]]:
    """Return who may get the points; raises NotRunning, OnlyForClasses."""
    if what.state is not ProgrammeState.PUBLISHED:
        raise NotRunning
    if what.mode is not Mode.CLASS:
        return [(HOME, gettext("My household"))]
    mine = logbook.list_classes(visit.session, visit.me, what.programme_id, now=visit.now)
    if not mine:
        raise OnlyForClasses
    return [(str(row.id), said(row.name)) for row in mine]


def fitted(
    visit: Visit,
    what: Any,
    form: LogForm,
    holders: Sequence[tuple[str, str]],
    *,
    is_new: bool = False,
) -> LogForm:
    """Let the form ask what this activity asks, of this person."""
    witnesses, children = _people(visit, what)
    form.fit(what, holders=holders, witnesses=witnesses, children=children if is_new else ())
    return form


def look_through(
    visit: Visit, form: LogForm, what: Any, photo: ChosenPhoto, *, has_photo: bool = False
) -> Told | None:
    """Return what was told, or None after leaving every mistake at its field.

    `has_photo`: the action has one from before.
    """
    is_good = form.validate()
    if form.is_switching:
        return None
    if photo.mistake and "photo" in form:
        form.photo.errors, is_good = [photo.mistake], False
    told = form.told(programmes.local_day(what.time_zone, visit.now), photo.picture)
    has_photo = has_photo or photo.picture is not None
    faults = list(list_faults(what, told, has_photo=has_photo, now=visit.now))
    for name, fault in faults:
        form.refuse(name, fault)
    return told if is_good and not faults else None


def page(
    visit: Visit,
    template: str,
    form: LogForm,
    photo: ChosenPhoto | None = None,
    *,
    what: Any,
    status: int = 200,
) -> Response:
    """Show the form; a photo that was chosen is kept until it is right."""
    today = programmes.local_day(what.time_zone, visit.now)
    return visit.page(
        template,
        status=status,
        form=form,
        what=what,
        kept=photo.kept() if photo else None,
        earning=earning,
        today=today,
        yesterday=today - timedelta(days=1),
    )


def _people(visit: Visit, what: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return who may have seen it, and for which children an adult may say it.

    A class's teacher saw it, and is not asked.
    """
    if what.mode is Mode.CLASS:
        return [], []
    able, children = evidence.list_people(
        visit.session, what.organisation_id, visit.me.household_id, now=visit.now
    )
    return able if "B" in what.evidence else [], children if may_spend(visit.me.standing) else []
