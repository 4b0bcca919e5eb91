"""/desk, /desk/{org} : where do I work today, and what is there to do?"""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import at_desk, signed_in
from pages.web.visit import Visit, open_to
from portal import assignments, backlog, desks
from portal.desks import Desk, OrganisationKind, Role
from portal.permissions import (
    may_audit,
    may_check,
    may_declare_reward,
    may_draft,
    may_enter,
    may_host,
    may_print_codes,
    may_record_vote,
    may_take_vouchers,
)

RUN_PROGRAMMES = {OrganisationKind.SCHOOL, OrganisationKind.COMMUNITY, OrganisationKind.CHARITY}
HEAR = {Role.OWNER, Role.ORGANISER, Role.VERIFIER}
KEEP_ROUNDS = {Role.OWNER, Role.ORGANISER, Role.TREASURER}


@open_to(signed_in)
def index(visit: Visit) -> Response:
    """Every desk of mine; with only one, straight to it."""
    mine = desks.list_of(visit.session, visit.me, now=visit.now)
    if len(mine) == 1:
        return visit.go("desk", org=mine[0].slug)
    return visit.page("desk/index.html", desks=mine)


@open_to(at_desk())
def show(visit: Visit, org: str) -> Response:
    """What waits at this desk."""
    turn = assignments.turn_of(visit.me, visit.desk, now=visit.now)
    facts = (visit.session, visit.me, visit.desk, turn)
    waiting = backlog.list_waiting(*facts) if may_check(visit.desk.roles) else None
    here: dict[str, Any] = {"desk": visit.desk, "works": works(visit.desk)}
    return visit.page("desk/show.html", waiting=waiting, most=backlog.MOST_COUNTED, **here)


def works(desk: Desk) -> set[str]:
    """Return the rooms this desk leads to: their routes' names."""
    rooms = _offices(desk) | _rooms_of_giving(desk)
    if desk.kind in RUN_PROGRAMMES and desk.roles & KEEP_ROUNDS:
        rooms |= {"desk_programmes", "desk_rounds", "desk_lapses"}
    if desk.kind is OrganisationKind.SCHOOL and may_record_vote(desk.roles):
        rooms |= {"classes", "school"}
    if desk.kind in RUN_PROGRAMMES and desk.roles & HEAR:
        rooms |= {"samples", "desk_complaints"}
    if may_declare_reward(desk.roles):
        rooms.add("desk_rewards")
    if may_take_vouchers(desk.roles):
        rooms.add("till")
    return rooms | _running(desk)


def _running(desk: Desk) -> set[str]:
    """Return the rooms of those who keep a programme going from day to day."""
    is_open = {
        "paper_codes": may_print_codes(desk.roles),
        "posters": may_host(desk.roles),
        "questionnaires": may_draft(desk.roles),
        "imports": may_enter(desk.roles),
    }
    return {room for room, is_mine in is_open.items() if is_mine and desk.kind in RUN_PROGRAMMES}


def _offices(desk: Desk) -> set[str]:
    """Return the rooms of those who look after the whole portal."""
    is_office = {"admin": Role.OPERATOR in desk.roles, "audit_desk": may_audit(desk.roles)}
    return {room for room, is_mine in is_office.items() if is_mine}


def _rooms_of_giving(desk: Desk) -> set[str]:
    """Return the rooms of charities and sponsors."""
    theirs = {"charity": (OrganisationKind.CHARITY, Role.STEWARD)}
    theirs["sponsor"] = (OrganisationKind.SPONSOR, Role.SPONSOR)
    return {
        room
        for room, (kind, role) in theirs.items()
        if desk.kind is kind and desk.roles & {role, Role.OWNER}
    }


routes = [
    Route("/desk", index, name="desks"),
    Route("/desk/{org}", show, name="desk"),
]
