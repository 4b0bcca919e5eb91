"""Gates: who may enter a room. Every route names one; what may be done inside is the verb's."""

from collections.abc import Collection
from urllib.parse import urlencode

from starlette.responses import Response

from pages.web.photos import kept_in_form
from pages.web.visit import Gate, Visit
from portal import card_sign_ins, desks, office, paired_tills, second_step, tills
from portal.desks import Role
from portal.errors import NotFound
from portal.permissions import require
from portal.second_step import STRONG

__all__ = [
    "ProveFirst",
    "SignInFirst",
    "anyone",
    "at_desk",
    "at_till",
    "operator",
    "proved",
    "signed_in",
    "with_card",
]


class SignInFirst(Exception):
    """A form was sent by nobody: the sign-in page keeps it, and nothing typed is lost."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.path)
        self.visit = visit
        self.photo = kept_in_form(visit)  # now: what was uploaded is gone when the page is made


class ProveFirst(SignInFirst):
    """An act that matters, and the last proof of who is there is old: asked, nothing is lost."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.asked = second_step.ask(visit.session, visit.me.id, now=visit.now)


def anyone(_visit: Visit) -> Response | None:
    """Everybody."""
    return None


def signed_in(visit: Visit) -> Response | None:
    """Somebody, or the sign-in page."""
    if visit.person:
        return None
    if visit.request.method == "POST":
        raise SignInFirst(visit)
    query = visit.request.url.query
    asked = visit.path + (f"?{query}" if query else "")
    return visit.go_to(f"{visit.url('sign_in')}?{urlencode({'next': asked})}")


def with_card(visit: Visit) -> Response | None:
    """A browser that showed a class card, while its lesson lasts; or the page that asks for one."""
    visit.card_or_none = card_sign_ins.find_or_none(visit.session, visit.token, now=visit.now)
    return None if visit.card_or_none else visit.go("class_card")


def at_till(visit: Visit) -> Response | None:
    """Whoever takes vouchers: a paired till, or somebody with a seat at a partner's.

    A till that was ended is sent to where a new card is shown; nothing it sent is done.
    """
    if till := paired_tills.find_or_none(visit.session, visit.token, now=visit.now):
        visit.taker_or_none = tills.till(till)
        return None
    if paired_tills.is_till(visit.token):
        return visit.go("show_till_card")
    if refused := signed_in(visit):
        return refused
    visit.taker_or_none = tills.somebody(visit.session, visit.me, now=visit.now)
    require(bool(visit.taker.places))
    return None


def at_desk(*roles: Role, even_suspended: bool = False) -> Gate:
    """Somebody with one of `roles` (any, if none is named) at the organisation in the address.

    Not yours and not there look the same. Where the operator suspended or closed it, its people
    read what is there and change nothing, but for what is open to them `even_suspended`.
    """

    def gate(visit: Visit) -> Response | None:
        if refused := signed_in(visit):
            return refused
        slug = visit.request.path_params["org"]
        desk = desks.find_or_none(visit.session, visit.me, slug, now=visit.now)
        if desk is None or (roles and not desk.roles & set(roles)):
            raise NotFound
        if visit.request.method == "POST" and not even_suspended:
            desks.require_listed(desk.state, desk.state_reason)
        visit.desk_or_none = desk
        return _second_first(visit, desk.roles)

    gate.__name__ = "at_desk_" + ("_".join(sorted(roles)) or "any")
    return gate


def operator(visit: Visit) -> Response | None:
    """Who runs the installation; for everybody else there is no such room."""
    if refused := signed_in(visit):
        return refused
    office.require_operator(visit.session, visit.me, now=visit.now)
    return _second_first(visit, {Role.OPERATOR})


def proved(gate: Gate) -> Gate:
    """Who may pass `gate`, and was asked who they are a short while ago when they change something.

    For what moves or frees points, and for how somebody signs in.
    """

    def asking(visit: Visit) -> Response | None:
        if refused := gate(visit):
            return refused
        if visit.request.method == "POST" and not visit.here.is_proved(visit.now):
            raise ProveFirst(visit)
        return None

    asking.__name__ = f"proved_{getattr(gate, '__name__', 'gate')}"
    return asking


def _second_first(visit: Visit, roles: Collection[Role]) -> Response | None:
    """In production, whoever answers for something needs more than a password before they act."""
    is_enough = visit.here.has_second or not STRONG & set(roles)
    if visit.settings.mode != "production" or is_enough:
        return None
    return visit.go_to(f"{visit.url('ways_in')}?needed=1")
