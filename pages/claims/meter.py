"""/log/{programme}/{activity} where a meter counts: the household's past, then its readings."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from wtforms import BooleanField, DateField, FileField
from wtforms.validators import InputRequired, Optional

from pages.speech import lazy
from pages.web import earning
from pages.web.forms import AmountField, BaseForm, WholeNumberField
from pages.web.gates import signed_in
from pages.web.photos import ChosenPhoto, shelf
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import meters, programmes, readings
from portal.errors import NotFound, Refused
from portal.permissions import may_spend
from portal.savings import LEAST_DAYS, METERED, Past, Shown, exact

__all__ = ["create", "is_metered", "routes", "show"]

_SMALL = {"inputmode": "decimal", "autocomplete": "off", "class": "w4"}


class UsualForm(BaseForm):
    """What was used before, from a bill."""

    usual = AmountField(
        lazy("How much did you use?"),
        [InputRequired(lazy("Enter how much, as a number like 14."))],
        places=None,
        render_kw=_SMALL,
    )
    days = WholeNumberField(
        lazy("In how many days?"),
        [InputRequired(lazy("Enter how many."))],
        description=lazy("A bill names its first and last day. A year has 365."),
        render_kw=_SMALL,
    )


class ReadingForm(BaseForm):
    """What the meter shows."""

    shown = AmountField(
        lazy("What does the meter show?"),
        [InputRequired(lazy("Enter how much, as a number like 14."))],
        places=None,
        render_kw=_SMALL | {"class": "w6"},
    )
    day = DateField(lazy("On which day?"), [InputRequired(lazy("Enter a day."))])
    photo = FileField(
        lazy("Photo"),
        [Optional()],
        description=lazy("The meter with its number. From the second reading on we need one."),
    )
    is_new_meter = BooleanField(lazy("This is another meter, or it began again at nought"))


def is_metered(what: Any) -> bool:
    """Tell whether an activity is worked out from readings."""
    return what.code in METERED


def show(visit: Visit, what: Any) -> Response:
    """The readings so far, and what comes next."""
    today = programmes.local_day(what.time_zone, visit.now)
    return _page(visit, what, ReadingForm(data={"day": today}))


def create(visit: Visit, what: Any) -> Response:
    """Keep a reading; where something was saved it becomes an action."""
    form, photo = ReadingForm(visit.form), ChosenPhoto(visit)
    is_good = form.validate()
    if photo.mistake:
        form.photo.errors, is_good = [photo.mistake], False
    if not is_good:
        return _page(visit, what, form, photo=photo, status=422)
    assert form.shown.data is not None and form.day.data is not None
    try:
        kept = meters.read(
            *(visit.session, visit.me, what, Shown(form.day.data, exact(form.shown.data))),
            is_new_meter=form.is_new_meter.data,
            photo=photo.picture,
            shelf=shelf(visit),
            idem=visit.idem,
            now=visit.now,
        )
    except Refused as error:
        form.form_errors.append(say(error))
        return _page(visit, what, form, photo=photo, status=422)
    if kept.claim_code:
        return visit.go("claim", code=kept.claim_code)
    return visit.go("log_form", programme=what.programme_code, activity=what.code)


@open_to(signed_in)
def past(visit: Visit, programme: str, activity: str) -> Response:
    """Of the form; opened by hand it shows the meter."""
    what = programmes.find_activity(visit.session, programme, activity, now=visit.now)
    if not is_metered(what):
        raise NotFound
    return show(visit, what)


@open_to(signed_in)
def tell(visit: Visit, programme: str, activity: str) -> Response:
    """Say once what was used before."""
    what = programmes.find_activity(visit.session, programme, activity, now=visit.now)
    if not is_metered(what):
        raise NotFound
    form = UsualForm(visit.form)
    if not form.validate():
        return _page(visit, what, ReadingForm(), usual=form, status=422)
    assert form.usual.data is not None and form.days.data is not None
    try:
        told = Past(exact(form.usual.data), form.days.data)
        meters.tell_usual(visit.session, visit.me, what, told, now=visit.now)
    except Refused as error:
        form.form_errors.append(say(error))
        return _page(visit, what, ReadingForm(), usual=form, status=422)
    return visit.go("log_form", programme=programme, activity=activity)


@open_to(signed_in)
def back(visit: Visit, programme: str, activity: str, place: int) -> Response:
    """Of the form; opened by hand it leads back to the meter."""
    return visit.go("log_form", programme=programme, activity=activity)


@open_to(signed_in)
def take_back(visit: Visit, programme: str, activity: str, place: int) -> Response:
    """Take a mistaken reading back that made no action."""
    what = programmes.find_activity(visit.session, programme, activity, now=visit.now)
    meters.take_back(visit.session, visit.me, what, place, now=visit.now)
    return visit.go("log_form", programme=programme, activity=activity)


def _page(
    visit: Visit,
    what: Any,
    form: ReadingForm,
    *,
    usual: UsualForm | None = None,
    photo: ChosenPhoto | None = None,
    status: int = 200,
) -> Response:
    known, rows = readings.look(visit.session, visit.me.household_id, what)
    return visit.page(
        "claims/meter.html",
        status=status,
        what=what,
        known=known,
        form=form if known else usual or UsualForm(),
        readings=rows,
        newest=_newest(rows),
        unit=METERED[what.code],
        least_days=LEAST_DAYS,
        may_tell=may_spend(visit.me.standing),
        kept=photo.kept() if photo else None,
        earning=earning,
    )


def _newest(rows: Sequence[Any]) -> int | None:
    """Return which reading may be taken back by itself: what made an action goes with it."""
    newest = next((row for row in rows if not row.taken_back_at), None)
    return newest.number if newest and not newest.claim_code else None


_ONE = "/log/{programme}/{activity}/readings/{place:int}/withdrawals"
routes = [
    Route("/log/{programme}/{activity}/usual", past, name="meter_usual"),
    Route("/log/{programme}/{activity}/usual", tell, methods=["POST"]),
    Route(_ONE, back),
    Route(_ONE, take_back, name="reading_withdrawals", methods=["POST"]),
]
