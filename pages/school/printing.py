"""/desk/{org}/school/{group}/cards, letters : what is printed for a class. No name stands on it."""

from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.web.codes import picture_of
from pages.web.gates import at_desk
from pages.web.sealing import vault_of
from pages.web.visit import Visit, open_to
from portal import school_classes, slots
from portal.desks import Role

KEEPS = at_desk(Role.ORGANISER)


@open_to(KEEPS)
def cards(visit: Visit, org: str, group: UUID) -> Response:
    """Eight cards to a sheet; or one, where a number is asked for."""
    return _printed(visit, group, "school/cards.html")


@open_to(KEEPS)
def letters(visit: Visit, org: str, group: UUID) -> Response:
    """A letter to parents for each slot, in the language of the page."""
    return _printed(visit, group, "school/letters.html")


def _printed(visit: Visit, group: UUID, template: str) -> Response:
    it = school_classes.find(visit.session, visit.desk, group, now=visit.now)
    papers, bare = slots.print_again(visit.session, vault_of(visit), group, now=visit.now)
    only = visit.query.get("number", "")
    base = visit.settings.base_url.rstrip("/")
    return visit.page(
        template,
        desk=visit.desk,
        it=it,
        papers=[paper for paper in papers if only in {"", str(paper.number)}],
        numbers=[paper.number for paper in papers],
        bare=bare,
        only=only,
        base=base,
        short=visit.request.app.state.path_of("school_letters"),
        code_of=lambda path: picture_of(f"{base}{path}"),
    )


_ONE = "/desk/{org}/school/{group:uuid}"
routes = [
    Route(f"{_ONE}/cards", cards, name="school_cards"),
    Route(f"{_ONE}/letters", letters, name="school_letters_sheet"),
]
