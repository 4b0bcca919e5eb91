"""/charity/{org} : what our causes were given, and telling what became of it."""

from functools import partial
from itertools import groupby
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.charity.forms import DeliveryForm
from pages.web.gates import at_desk
from pages.web.photos import ChosenPhoto, shelf
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import cause_requests, deliveries, progress
from portal.deliveries import (
    DeliveryState,
    HowMany,
    MoreThanBought,
    NothingToTell,
    NotYet,
    PapersMissing,
)
from portal.delivery_photos import FacesShown, Photo
from portal.desks import Role
from portal.programmes import local_day

TOLD_BY_CHARITY = (
    *(DeliveryState.RECEIVED, DeliveryState.BOUGHT),
    *(DeliveryState.DELIVERED, DeliveryState.REPORTED),
)
FIELD_OF = {  # where a refusal can be mended
    HowMany: "count",
    MoreThanBought: "count",
    PapersMissing: "document",
    NotYet: "day",
    FacesShown: "faceless",
    NothingToTell: "state",
}


@open_to(at_desk(Role.STEWARD, Role.OWNER))
def index(visit: Visit, org: str) -> Response:
    """Our causes: totals, never givers; and what is due."""
    rows = deliveries.list_of_charity(visit.session, visit.desk, now=visit.now)
    causes = [list(of_one) for _, of_one in groupby(rows, key=lambda row: row.cause_id)]
    return visit.page(
        "charity/index.html",
        desk=visit.desk,
        requests=cause_requests.list_of_charity(visit.session, visit.desk),
        causes=[[(row, progress.of(row), _due(row)) for row in of_one] for of_one in causes],
    )


@open_to(at_desk(Role.STEWARD))
def new(visit: Visit, org: str, code: str) -> Response:
    """An empty form for the next step."""
    row = deliveries.find_due(visit.session, visit.desk, code, now=visit.now)
    today = local_day(row.time_zone, visit.now)
    return _shown(visit, row, DeliveryForm.of(today))


@open_to(at_desk(Role.STEWARD))
def create(visit: Visit, org: str, code: str) -> Response:
    """Tell a step, or show the form again with its mistakes."""
    form, photo = DeliveryForm(visit.form).offer(list(TOLD_BY_CHARITY)), ChosenPhoto(visit)
    is_good = form.validate()
    form.photo.errors = [photo.mistake] if photo.mistake else []
    if is_good and form.on and not photo.mistake:
        try:
            _tell(visit, code, form, photo)
        except tuple(FIELD_OF) as error:
            form[FIELD_OF[type(error)]].errors = [refusal(error)]
        else:
            return visit.go("charity", org=org)
    row = deliveries.find_due(visit.session, visit.desk, code, now=visit.now)
    return _shown(visit, row, form, photo, status=422)


def _tell(visit: Visit, code: str, form: DeliveryForm, chosen: ChosenPhoto) -> None:
    picture, declared = chosen.picture, bool(form.faceless.data)
    photo = Photo(picture, shelf(visit), declared) if picture else None
    told = partial(deliveries.tell, visit.session, visit.me, visit.desk, code, **form.step())
    told(photo=photo, idem=visit.idem, now=visit.now)


def _due(row: Any) -> list[DeliveryState]:
    """Return the steps the charity may tell now; none before its round is settled."""
    if row.signed_at is None:
        return []
    steps = deliveries.steps_after(deliveries.told_of(row))
    return [step for step in steps if step in TOLD_BY_CHARITY]


def _shown(
    visit: Visit, row: Any, form: Any, photo: ChosenPhoto | None = None, status: int = 200
) -> Response:
    return visit.page(
        "charity/new.html",
        status=status,
        desk=visit.desk,
        row=row,
        form=form.offer(_due(row)),
        told=deliveries.told_of(row),
        kept=photo.kept() if photo else None,
    )


routes = [
    Route("/charity/{org}", index, name="charity"),
    Route("/charity/{org}/deliveries/{code}", new, name="delivery"),
    Route("/charity/{org}/deliveries/{code}", create, methods=["POST"]),
]
