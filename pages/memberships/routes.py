"""/desk/{org}/people : who works here and as what; invite, change, lend, end."""

from typing import Any
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from pages.memberships.forms import InvitationForm, LoanForm, RolesForm
from pages.speech import language
from pages.web.gates import at_desk
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import invitations, memberships, organisations, ownership
from portal.desks import Role
from portal.errors import NotFound, Refused
from portal.ownership import OwnerChangeKind
from portal.permissions import may_appoint


@open_to(at_desk())
def index(visit: Visit, org: str) -> Response:
    """Everybody who works here; for owners, what waits for an answer too."""
    return _shown(visit, InvitationForm())


@open_to(at_desk(Role.OWNER))
def invite(visit: Visit, org: str) -> Response:
    """Offer a role by letter. What the page says is the same for every address."""
    form = InvitationForm(visit.form).offer(organisations.given_at(visit.desk.kind))
    if not form.validate() or form.role.data not in set(Role):
        return _shown(visit, form, status=422)
    try:
        _invite(visit, form)
    except Refused as error:
        return _shown(visit, _told(form, error), status=422)
    return visit.go("people", org=org)


@open_to(at_desk(Role.OWNER, even_suspended=True))
def withdraw(visit: Visit, org: str, number: UUID) -> Response:
    """Let an invitation lead nowhere."""
    invitations.withdraw(visit.session, visit.me, visit.desk, number, now=visit.now)
    return visit.go("people", org=org)


@open_to(at_desk())
def show(visit: Visit, org: str, person: UUID) -> Response:
    """What one of us does: for owners, and for who it is."""
    return _shown_one(visit, _found(visit, person), RolesForm())


@open_to(at_desk(Role.OWNER))
def change(visit: Visit, org: str, person: UUID) -> Response:
    """Let them hold just these roles."""
    colleague, form = _found(visit, person), RolesForm(visit.form)
    if not form.validate():
        return _shown_one(visit, colleague, form, status=422)
    roles = {Role(role) for role in visit.form.getlist("roles") if role in set(Role)}
    try:
        memberships.change(
            visit.session, visit.me, visit.desk, person, roles, until=form.until(), now=visit.now
        )
    except Refused as error:
        return _shown_one(visit, colleague, _told(form, error), status=422)
    return visit.go("people", org=org)


@open_to(at_desk(even_suspended=True))
def end(visit: Visit, org: str, person: UUID) -> Response:
    """End all they do here; or leave, where it is me."""
    memberships.end(visit.session, visit.me, visit.desk, person, now=visit.now)
    return visit.go("desks") if person == visit.me.id else visit.go("people", org=org)


@open_to(at_desk(Role.OWNER))
def own(visit: Visit, org: str, person: UUID) -> Response:
    """Ask another owner that this colleague owns too, or no longer."""
    kind = str(visit.form.get("kind"))
    if kind not in set(OwnerChangeKind):
        raise NotFound
    ownership.ask(visit.session, visit.me, visit.desk, person, OwnerChangeKind(kind), now=visit.now)
    return visit.go("people", org=org)


@open_to(at_desk(Role.OWNER, even_suspended=True))
def answer(visit: Visit, org: str, number: UUID) -> Response:
    """Agree to what another owner asked, or let it drop."""
    verb = ownership.agree if visit.form.get("answer") == "agree" else ownership.drop
    verb(visit.session, visit.me, visit.desk, number, now=visit.now)
    return visit.go("people", org=org)


@open_to(at_desk())
def new_loan(visit: Visit, org: str) -> Response:
    """Which of my roles, to whom, until when."""
    return visit.page("memberships/lend.html", desk=visit.desk, form=_loan(visit, LoanForm()))


@open_to(at_desk())
def lend(visit: Visit, org: str) -> Response:
    """Let a colleague stand in for me."""
    form = _loan(visit, LoanForm(visit.form))
    until = form.until() if form.validate() and form.role.data in set(Role) else None
    if until is None:
        return visit.page("memberships/lend.html", status=422, desk=visit.desk, form=form)
    desk, role, to = visit.desk, Role(form.role.data), UUID(form.to.data)
    try:
        memberships.lend(visit.session, visit.me, desk, role, to, until=until, now=visit.now)
    except Refused as error:
        facts = {"desk": visit.desk, "form": _told(form, error)}
        return visit.page("memberships/lend.html", status=422, **facts)
    return visit.go("people", org=org)


@open_to(at_desk())
def back(visit: Visit, org: str) -> Response:
    """An act has no page of its own: the list has."""
    return visit.go("people", org=org)


def _invite(visit: Visit, form: InvitationForm) -> None:
    invitations.invite(
        visit.session,
        visit.me,
        visit.desk,
        email=form.email.data or "",
        role=Role(form.role.data),
        until=form.until(),
        language=language(),
        idem=visit.idem,
        now=visit.now,
    )


def _told(form: Any, error: Refused) -> Any:
    form.form_errors.append(refusal(error))
    return form


def _found(visit: Visit, person: UUID) -> memberships.Colleague:
    if person != visit.me.id and not may_appoint(visit.desk.roles):
        raise NotFound
    return memberships.find(visit.session, visit.desk, person, now=visit.now)


def _loan(visit: Visit, form: LoanForm) -> LoanForm:
    colleagues = memberships.list_of(visit.session, visit.desk, now=visit.now)
    mine = next(one for one in colleagues if one.id == visit.me.id)
    others = [one for one in colleagues if one.id != visit.me.id]
    return form.offer(memberships.may_lend(mine), others)


def _shown(visit: Visit, form: InvitationForm, status: int = 200) -> Response:
    session, desk, now = visit.session, visit.desk, visit.now
    owns = may_appoint(desk.roles)
    return visit.page(
        "memberships/index.html",
        status=status,
        desk=desk,
        owns=owns,
        colleagues=memberships.list_of(session, desk, now=now),
        invited=invitations.list_open(session, desk, now=now) if owns else [],
        changes=ownership.list_open(session, desk, now=now) if owns else [],
        form=form.offer(organisations.given_at(desk.kind)),
    )


def _shown_one(
    visit: Visit, colleague: memberships.Colleague, form: RolesForm, status: int = 200
) -> Response:
    typed = visit.form.getlist("roles") if "idem" in visit.form else list(colleague.roles)
    return visit.page(
        "memberships/show.html",
        status=status,
        desk=visit.desk,
        owns=may_appoint(visit.desk.roles),
        it=colleague,
        form=form,
        chosen=typed,
        offered_roles=memberships.chosen_at(visit.desk),
        is_me=colleague.id == visit.me.id,
    )


_ONE = "/desk/{org}/people/{person:uuid}"
routes = [
    Route("/desk/{org}/people", index, name="people"),
    Route("/desk/{org}/people/invitations", back),
    Route("/desk/{org}/people/invitations", invite, methods=["POST"], name="invite"),
    Route(
        "/desk/{org}/people/invitations/{number:uuid}", withdraw, methods=["POST"], name="uninvite"
    ),
    Route("/desk/{org}/people/loans", new_loan, name="loan"),
    Route("/desk/{org}/people/loans", lend, methods=["POST"]),
    Route("/desk/{org}/people/owners/{number:uuid}", answer, methods=["POST"], name="owner_answer"),
    Route(_ONE, show, name="colleague"),
    Route(_ONE, change, methods=["POST"]),
    Route(f"{_ONE}/end", end, methods=["POST"], name="colleague_end"),
    Route(f"{_ONE}/ownership", own, methods=["POST"], name="ownership"),
]
