"""/desk/{org}/slips where a meter counts: type its reading for somebody."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from pages.imports.slip_forms import MeterSlipForm
from pages.web.photos import shelf
from pages.web.refusing import say
from pages.web.visit import Visit
from portal import evidence, meter_slips, readings
from portal.errors import Refused
from portal.permissions import Standing
from portal.savings import METERED, LaterReading, ReadTooSoon, Shown, exact
from portal.told import EvidenceMissing, InTheFuture, OutsideSeason, TooLongAgo

__all__ = ["page"]


def page(
    visit: Visit, home: Sequence[Any], what: Any, asked: dict[str, str], *, is_sent: bool
) -> Response:
    """Ask what the meter showed; type it, or show the form again with everything that is wrong."""
    past, rows = readings.look(visit.session, home[0].id, what)
    witnesses = evidence.list_witnesses(
        visit.session, what.organisation_id, home[0].id, now=visit.now
    )
    form = MeterSlipForm(visit.form if is_sent else None)
    form.fit(past, is_first=not rows, people=home, witnesses=witnesses)
    if is_sent and (code := _typed_or_none(visit, form, what, asked)):
        return visit.go("slip", org=visit.desk.slug, code=code)
    return visit.page(
        "imports/slip_new.html",
        status=422 if is_sent else 200,
        desk=visit.desk,
        form=form,
        what=what,
        asked=asked,
        past=past,
        unit=METERED[what.code],
        home_name=home[0].home_name,
        children={str(row.person_id) for row in home if row.standing is Standing.CHILD},
    )


def _typed_or_none(
    visit: Visit, form: MeterSlipForm, what: Any, asked: dict[str, str]
) -> str | None:
    """Type it; return the slip's code, or None after leaving every mistake at its field."""
    if not form.validate():
        return None
    seen = Shown(form.day.data, exact(form.shown.data))
    try:
        return meter_slips.type_reading(
            *(visit.session, visit.me, visit.desk, what, (asked["member"], form.person_id)),
            *(seen, form.number.data or ""),
            past=form.past,
            is_new_meter="is_new_meter" in form and bool(form.is_new_meter.data),
            witness_id=form.witness_id,
            slip=asked["slip"],
            reason=form.reason.data or "",
            shelf=shelf(visit),
            idem=visit.idem,
            now=visit.now,
        )
    except EvidenceMissing as error:
        form.refuse("witness", error)
    except (InTheFuture, LaterReading, OutsideSeason, ReadTooSoon, TooLongAgo) as error:
        form.refuse("when", error)
    except Refused as error:
        form.form_errors.append(say(error))
    return None
