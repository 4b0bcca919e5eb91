"""/me/household/… : its name and head, codes for others, moving in and out."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.household.forms import CodeForm, HeadForm, MakeCodeForm, NameForm
from pages.household.numbers import number_in
from pages.labels import label
from pages.web.forms import chosen
from pages.web.gates import signed_in
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import codes, guardians, home_codes, households, moving
from portal.errors import Refused
from portal.home_codes import HomeCodeKind, UnknownCode
from portal.households import Standing
from portal.names import BadName
from portal.permissions import may_head, may_spend, require


@open_to(signed_in)
def name_page(visit: Visit) -> Response:
    """What it is called."""
    _require_head(visit)
    return visit.page("household/name.html", form=NameForm(name=visit.me.household_name))


@open_to(signed_in)
def rename(visit: Visit) -> Response:
    """Call it otherwise."""
    form = NameForm(visit.form)
    if not form.validate():
        return visit.page("household/name.html", status=422, form=form)
    try:
        households.rename(visit.session, visit.me, form.name.data or "", now=visit.now)
    except BadName as error:
        form.name.errors = [refusal(error)]
        return visit.page("household/name.html", status=422, form=form)
    return visit.go("household")


@open_to(signed_in)
def head_page(visit: Visit) -> Response:
    """Who could be its head."""
    _require_head(visit)
    return visit.page("household/head.html", form=_head_form(visit))


@open_to(signed_in)
def hand_over(visit: Visit) -> Response:
    """Let another adult be its head."""
    _require_head(visit)
    form = _head_form(visit)
    if not form.validate():
        return visit.page("household/head.html", status=422, form=form)
    households.hand_over(visit.session, visit.me, number_in(form.head.data), now=visit.now)
    return visit.go("household")


@open_to(signed_in)
def codes_page(visit: Visit) -> Response:
    """The codes that are open, and a form for another one."""
    require(may_spend(visit.me.standing))
    return _codes(visit, _make_form(visit, kind=HomeCodeKind.ADULT))


@open_to(signed_in)
def make_code(visit: Visit) -> Response:
    """Make a code; it stands on the page until it is used."""
    require(may_spend(visit.me.standing))
    form = _make_form(visit)
    if not form.validate():
        return _codes(visit, form, 422)
    kind, _, child = form.kind.data.partition(" ")
    child_id = number_in(child) if child else None
    whom: dict[str, Any] = {"kind": HomeCodeKind(kind), "child_id": child_id}
    try:
        home_codes.make(visit.session, visit.me, **whom, idem=visit.idem, now=visit.now)
    except home_codes.TooManyCodes as error:
        form.form_errors.append(refusal(error))
        return _codes(visit, form, 422)
    return visit.go("home_codes")


@open_to(signed_in)
def withdraw_code(visit: Visit, number: str) -> Response:
    """Take a code back."""
    home_codes.withdraw(visit.session, visit.me, number_in(number), now=visit.now)
    return visit.go("home_codes")


@open_to(signed_in)
def code_page(visit: Visit) -> Response:
    """Where a code is typed, or what the one in the address opens."""
    return _code(visit, CodeForm(code=visit.query.get("code", "")))


@open_to(signed_in)
def use_code(visit: Visit) -> Response:
    """Say first what the code opens; with `confirm` use it."""
    form = CodeForm(visit.form)
    if not form.validate():
        return _code(visit, form, status=422)
    try:
        found = _looked_up(visit, str(form.code.data))
        if "confirm" not in visit.form:
            form.code.data = codes.tidy(str(form.code.data))
            return _code(visit, form, found)
        kind = moving.take_up(visit.session, visit.me, str(form.code.data), now=visit.now)
    except Refused as error:
        visit.is_kept = isinstance(error, UnknownCode)
        form.code.errors = [refusal(error)]
        return _code(visit, form, status=422)
    return visit.go("my_children" if kind is HomeCodeKind.GUARDIAN else "household")


@open_to(signed_in)
def leaving_page(visit: Visit) -> Response:
    """What leaving means."""
    may_leave = moving.may_move_out(visit.session, visit.me)
    return visit.page("household/leaving.html", may_leave=may_leave, why="")


@open_to(signed_in)
def leave(visit: Visit) -> Response:
    """Live alone from now on."""
    try:
        moving.move_out(visit.session, visit.me, now=visit.now)
    except (moving.LastAdult, moving.Alone) as error:
        facts = {"may_leave": False, "why": refusal(error)}
        return visit.page("household/leaving.html", status=422, **facts)
    return visit.go("household")


def _looked_up(visit: Visit, typed: str) -> Any:
    return home_codes.look_up(
        visit.session, typed, who=str(visit.me.id), network=visit.network, now=visit.now
    )


def _code(visit: Visit, form: CodeForm, found: Any = None, status: int = 200) -> Response:
    return visit.page("household/home_code.html", status=status, form=form, found=found)


def _require_head(visit: Visit) -> None:
    home = households.find(visit.session, visit.me.household_id)
    require(may_head(visit.me.id, home.head_id))


def _head_form(visit: Visit) -> HeadForm:
    form = HeadForm(visit.form or None)
    members = households.list_members(visit.session, visit.me.household_id)
    others = [one for one in members if one.standing is Standing.ADULT and one.id != visit.me.id]
    form.head.choices = chosen(*((str(one.id), one.name) for one in others))
    return form


def _make_form(visit: Visit, **facts: Any) -> MakeCodeForm:
    """Offer an adult, a child, and somebody who answers for each child that is there."""
    form = MakeCodeForm(visit.form or None, **facts)
    here = households.list_members(visit.session, visit.me.household_id)
    mine = guardians.list_children(visit.session, visit.me)
    names = {one.id: one.name for one in here if one.standing is Standing.CHILD}
    names |= {one.id: one.name for one in mine}
    plain = [(kind.value, label(kind)) for kind in (HomeCodeKind.ADULT, HomeCodeKind.CHILD)]
    for_child = label(HomeCodeKind.GUARDIAN)
    kind = HomeCodeKind.GUARDIAN.value
    each = [(f"{kind} {number}", f"{for_child}: {name}") for number, name in names.items()]
    form.kind.choices = chosen(*plain, *each)
    return form


def _codes(visit: Visit, form: MakeCodeForm, status: int = 200) -> Response:
    return visit.page(
        "household/codes.html",
        status=status,
        form=form,
        open_codes=home_codes.list_open(visit.session, visit.me, now=visit.now),
        ages=visit.settings.ages,
        link=lambda code: f"{visit.settings.base_url.rstrip('/')}{visit.url('join')}?code={code}",
    )


routes = [
    Route("/me/household/name", name_page, name="household_name"),
    Route("/me/household/name", rename, methods=["POST"]),
    Route("/me/household/head", head_page, name="household_head"),
    Route("/me/household/head", hand_over, methods=["POST"]),
    Route("/me/household/codes", codes_page, name="home_codes"),
    Route("/me/household/codes", make_code, methods=["POST"]),
    Route(
        "/me/household/codes/{number}/end", withdraw_code, name="home_code_end", methods=["POST"]
    ),
    Route("/me/household/code", code_page, name="home_code"),
    Route("/me/household/code", use_code, methods=["POST"]),
    Route("/me/household/leaving", leaving_page, name="household_leaving"),
    Route("/me/household/leaving", leave, methods=["POST"]),
]
