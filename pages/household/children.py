"""/me/household/children, /me/children : children of the household, and those one answers for."""

from starlette.responses import Response
from starlette.routing import Route

from pages.household.forms import ChildForm, ChoicesForm
from pages.household.numbers import number_in
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import child_deeds, children, guardians
from portal.child_limits import Choices
from portal.children import FullName, TooManyChildren
from portal.errors import NotFound
from portal.names import BadName
from portal.permissions import may_spend, require


@open_to(signed_in)
def add_page(visit: Visit) -> Response:
    """A form for a child without an account."""
    require(may_spend(visit.me.standing))
    return visit.page("household/add_child.html", form=ChildForm(), is_full=False)


@open_to(signed_in)
def add(visit: Visit) -> Response:
    """Write a child down; what looks like a full name is asked about first."""
    form = ChildForm(visit.form)
    if not form.validate():
        return visit.page("household/add_child.html", status=422, form=form, is_full=False)
    try:
        facts = {"is_guardian": form.guardian.data, "is_meant": form.meant.data}
        children.add(visit.session, visit.me, name=str(form.name.data), **facts, now=visit.now)
    except (BadName, FullName, TooManyChildren) as error:
        form.name.errors = [refusal(error)]
        is_full = isinstance(error, FullName)
        return visit.page("household/add_child.html", status=422, form=form, is_full=is_full)
    return visit.go("household")


@open_to(signed_in)
def begin(visit: Visit, number: str, act: str) -> Response:
    """Answer for a child of the household, or let one with an account be an adult."""
    acts = {"guardianship": guardians.start, "adulthood": children.grow_up}
    if act not in acts:
        raise NotFound
    child_id = number_in(number)
    try:
        acts[act](visit.session, visit.me, child_id, now=visit.now)
    except guardians.AlreadyGuardian:
        return visit.go("my_child", number=number)
    if act == "guardianship":
        return visit.go("my_child", number=number)
    return visit.go("household")


@open_to(signed_in)
def show_all(visit: Visit) -> Response:
    """The children somebody answers for, wherever they live."""
    mine = guardians.list_children(visit.session, visit.me)
    return visit.page("household/children.html", mine=mine)


@open_to(signed_in)
def show(visit: Visit, number: str) -> Response:
    """What a child did and proposed, and what it may do."""
    child = guardians.find(visit.session, visit.me, number_in(number))
    mine = child.mine
    form = ChoicesForm(
        may_log=mine.may_log, may_add_photos=mine.may_add_photos, may_propose=mine.may_propose
    )
    return visit.page(
        "household/child.html",
        child=child,
        form=form,
        claims=child_deeds.list_claims(visit.session, child),
        proposals=child_deeds.list_proposals(visit.session, child),
    )


@open_to(signed_in)
def choose(visit: Visit, number: str) -> Response:
    """Say what the child may do."""
    form = ChoicesForm(visit.form)
    if form.validate():
        wanted = Choices(form.may_log.data, form.may_add_photos.data, form.may_propose.data)
        guardians.choose(visit.session, visit.me, number_in(number), wanted, now=visit.now)
    return visit.go("my_child", number=number)


@open_to(signed_in)
def act_for(visit: Visit, number: str, act: str) -> Response:
    """Stop everything, go on, or answer for the child no longer."""
    acts = {"stop": guardians.stop, "resumption": guardians.resume, "end": guardians.end}
    if act not in acts:
        raise NotFound
    acts[act](visit.session, visit.me, number_in(number), now=visit.now)
    return visit.go("my_children") if act == "end" else visit.go("my_child", number=number)


routes = [
    Route("/me/household/children", add_page, name="add_child"),
    Route("/me/household/children", add, methods=["POST"]),
    Route("/me/household/children/{number}/{act}", begin, name="child_act", methods=["POST"]),
    Route("/me/children", show_all, name="my_children"),
    Route("/me/children/{number}", show, name="my_child"),
    Route("/me/children/{number}", choose, methods=["POST"]),
    Route("/me/children/{number}/{act}", act_for, name="guardian_act", methods=["POST"]),
]
