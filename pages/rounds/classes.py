"""/desk/{org}/classes : what our classes hold, and recording how one voted."""

from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.rounds.forms import VoteForm
from pages.speech import said
from pages.web.forms import chosen
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import gifts, giving, groups
from portal.desks import Role
from portal.gifts import Covered, MoreThanNeeded, NoneYet, NotEnough, TooFew, TooManyPieces
from portal.groups import NotYetHeld, TooManyVoters
from portal.programmes import local_day

FIELD_OF = {  # where a refusal can be mended
    NotEnough: "points",
    NoneYet: "points",
    TooFew: "points",
    TooManyPieces: "points",
    MoreThanNeeded: "points",
    Covered: "cause",
    TooManyVoters: "voters",
    NotYetHeld: "day",
}


@open_to(at_desk(Role.ORGANISER))
def index(visit: Visit, org: str) -> Response:
    """Every class with its points, and the form for a vote."""
    classes, causes = _known(visit)
    today = local_day(classes[0].time_zone, visit.now) if classes else visit.now.date()
    return _shown(visit, classes, causes, VoteForm.of(today))


@open_to(at_desk(Role.ORGANISER))
def record(visit: Visit, org: str) -> Response:
    """Record a vote and give what the class decided."""
    classes, causes = _known(visit)
    form = _filled(VoteForm(visit.form), classes, causes)
    if not form.validate() or form.on is None:
        return _shown(visit, classes, causes, form, status=422)
    try:
        code = _given(visit, form, causes)
    except tuple(FIELD_OF) as error:
        form[FIELD_OF[type(error)]].errors = [refusal(error)]
        return _shown(visit, classes, causes, form, status=422)
    return visit.go("gift", code=code)


def _given(visit: Visit, form: Any, causes: Any) -> str:
    group = groups.find_at_desk(visit.session, visit.desk, UUID(form.group.data))
    return gifts.give_after_vote(
        visit.session,
        visit.me,
        visit.desk,
        group,
        next(row for row in causes if row.code == form.cause.data),
        points=form.points.data,
        voter_count=form.voters.data,
        held_on=form.on,
        idem=visit.idem,
        now=visit.now,
    )


def _known(visit: Visit) -> tuple[Any, Any]:
    """Return our classes, and the causes they can give to now."""
    found = groups.list_at_desk(visit.session, visit.desk)
    classes = sorted(found, key=lambda row: said(row.name))
    programmes = {row.programme_id for row in classes}
    return classes, giving.list_open(visit.session, programmes, now=visit.now)


def _filled(form: Any, classes: Any, causes: Any) -> Any:
    """Offer our classes and the open causes."""
    form.group.choices = chosen(*((str(row.id), said(row.name)) for row in classes))
    form.cause.choices = chosen(*((row.code, said(row.name)) for row in causes))
    return form


def _shown(visit: Visit, classes: Any, causes: Any, form: Any, status: int = 200) -> Response:
    return visit.page(
        "rounds/classes.html",
        status=status,
        desk=visit.desk,
        classes=classes,
        causes=causes,
        form=_filled(form, classes, causes),
    )


routes = [
    Route("/desk/{org}/classes", index, name="classes"),
    Route("/desk/{org}/classes", record, methods=["POST"]),
]
