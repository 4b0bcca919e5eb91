"""/me/data : what do you keep about me, and may I have it? Read it, take it along."""

from starlette.responses import Response
from starlette.routing import Route

from pages.labels import label
from pages.person_labels import WHY
from pages.rights.copying import copied
from pages.speech import gettext, said
from pages.web.gates import proved, signed_in
from pages.web.visit import Visit, open_to
from portal import own_address, own_data, purposes, thinning
from portal.letters import LetterKind
from portal.own_data import Consent, ConsentKind

NAME = "tallybrook-my-data-{day}.zip"


@open_to(signed_in)
def show(visit: Visit) -> Response:
    """What is kept, why, how long, who sees it; what I said yes to; a button for the copy."""
    areas = [
        (area, gettext(WHY[area]), [label(one) for one in clocks], [label(one) for one in seen_by])
        for area, clocks, seen_by in purposes.by_area()
    ]
    return visit.page(
        "rights/data.html",
        areas=areas,
        consents=[
            (one, _detail(visit, one)) for one in own_data.list_consents(visit.session, visit.me)
        ],
        address=own_address.find_mine(visit.session, visit.me),
        backup_days=thinning.EACH_MONTH.days,
    )


@open_to(proved(signed_in))
def take(visit: Visit) -> Response:
    """A copy of everything, made now and kept nowhere."""
    file = copied(visit)
    own_data.note(visit.session, visit.me, now=visit.now)
    name = NAME.format(day=visit.now.date().isoformat())
    return file.answer(name)


@open_to(signed_in)
def back(visit: Visit) -> Response:
    """What is only pressed has no page of its own."""
    return visit.go("own_data")


def _detail(visit: Visit, consent: Consent) -> str:
    """Say which letters, or which school."""
    if consent.kind is ConsentKind.NO_LETTERS:
        return label(LetterKind(consent.detail))
    titles = {school.code: school.title_words for school in visit.settings.schools}
    return said(titles[consent.detail]) if consent.detail in titles else consent.detail


routes = [
    Route("/me/data", show, name="own_data"),
    Route("/me/data/copy", back),
    Route("/me/data/copy", take, methods=["POST"], name="own_copy"),
]
