"""The page of a round at its desk, with the forms as they were sent, or empty."""

from typing import Any

from starlette.responses import Response

from pages.rounds.forms import DocumentForm, ExtendForm, PaymentForm, ReasonForm
from pages.web.pledging import PledgeForm
from pages.web.visit import Visit
from portal import giving, round_changes, settlement, timetable
from portal import permissions as may
from portal.deliveries import DeliveryState
from portal.programmes import local_day

__all__ = ["shown"]


def shown(visit: Visit, found: Any, status: int = 200, **forms: Any) -> Response:
    """Show a round at its desk."""
    key = (found.programme_id, found.round_id)
    rows = giving.list_in_round(visit.session, *key, now=visit.now)
    drafted = settlement.list_drafted(visit.session, *key) if found.prepared_at else []
    return visit.page(
        "rounds/desk_show.html",
        status=status,
        desk=visit.desk,
        round=found,
        causes=rows,
        drafted=drafted,
        may=may,
        may_end=round_changes.may_void(found, now=visit.now),
        is_short=timetable.is_short(found),
        is_late=timetable.is_payment_late(found, now=visit.now),
        is_mine=found.prepared_by == visit.me.id,
        wrote=found.documented_by == visit.me.id,
        reported=[row for row in rows if row.last_step is DeliveryState.REPORTED],
        **{**_empty(visit, found), **forms},
    )


def _empty(visit: Visit, found: Any) -> dict[str, Any]:
    """Return the forms nobody has filled yet; those that are not asked now are not made."""
    today = local_day(found.time_zone, visit.now)
    asks = found.kind is None and may.may_document_pledge(visit.desk.roles)
    return {
        "document_form": DocumentForm(),
        "payment_form": PaymentForm.of(today),
        "promise_form": PledgeForm().offer(visit.session) if asks else None,
        "withdraw_form": ReasonForm(),
        "void_form": ReasonForm(),
        "extend_form": ExtendForm.of(local_day(found.time_zone, found.closes_at)),
        "form": None,
    }
