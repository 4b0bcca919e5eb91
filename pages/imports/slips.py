"""/desk/{org}/slips : type an act for somebody, print its receipt; print slips to fill in."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.imports import meter_slips
from pages.imports.slip_forms import HomeForm, SlipForm
from pages.web.codes import picture_of
from pages.web.gates import at_desk
from pages.web.photos import shelf
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import evidence, programmes, sheet_kinds, slips
from portal.desk_homes import HelperAtHome, UnknownHome, list_home
from portal.desks import Role
from portal.errors import NotFound, Refused
from portal.permissions import Standing
from portal.savings import LEAST_DAYS, METERED
from portal.told import list_faults

ENTERS = at_desk(Role.ORGANISER, Role.STEWARD)
COPIES, OF_METER = 4, 3  # slips on a sheet of A4: a meter's asks more


@open_to(ENTERS)
def index(visit: Visit, org: str) -> Response:
    """What was typed for somebody lately."""
    found = slips.list_latest(visit.session, visit.desk)
    return visit.page("imports/slips.html", desk=visit.desk, slips=found, units=METERED)


@open_to(ENTERS)
def printing(visit: Visit, org: str) -> Response:
    """Fresh slips for one activity, each with a code of its own, a sheet full of them."""
    kinds = sheet_kinds.list_all(visit.session, visit.desk, now=visit.now)
    wanted = visit.query.get("what", "")
    what = next((one for one in kinds if _key(one) == wanted), None)
    unit = METERED.get(what.code) if what else None
    fresh = [slips.new_slip() for _ in range(OF_METER if unit else COPIES)] if what else []
    return visit.page(
        "imports/slip_print.html",
        desk=visit.desk,
        kinds=kinds,
        what=what,
        meter_unit=unit,
        slips=[(code, picture_of(_address(visit, org, wanted, code))) for code in fresh],
    )


@open_to(ENTERS)
def new(visit: Visit, org: str) -> Response:
    """Ask for the household, then what somebody there did."""
    asked = {name: visit.query.get(name, "").strip() for name in ("member", "what", "slip")}
    if not asked["member"]:
        return _home_page(visit, HomeForm(data=asked))
    return _slip_page(visit, SlipForm(), asked)


@open_to(ENTERS)
def create(visit: Visit, org: str) -> Response:
    """Type it, or show the form again with everything that is wrong."""
    asked = {name: str(visit.form.get(name, "")).strip() for name in ("member", "what", "slip")}
    return _slip_page(visit, SlipForm(visit.form), asked, is_sent=True)


@open_to(ENTERS)
def show(visit: Visit, org: str, code: str) -> Response:
    """The receipt: what was typed, by whom, and where to object."""
    it = slips.find(visit.session, visit.desk, code)
    facts: dict[str, Any] = {"unit": METERED.get(it.activity), "least_days": LEAST_DAYS}
    if it.code:
        address = f"{visit.settings.base_url.rstrip('/')}/r/{it.code}"
        facts |= {"address": address.partition("://")[2], "picture": picture_of(address)}
    return visit.page("imports/slip.html", desk=visit.desk, it=it, **facts)


@open_to(ENTERS)
def take_back(visit: Visit, org: str, code: str) -> Response:
    """Take it back while it waits: somebody says that it is wrong."""
    facts = (visit.session, visit.me, visit.desk, code)
    slips.take_back(*facts, shelf=shelf(visit), idem=visit.idem, now=visit.now)
    return visit.go("slip", org=org, code=code)


def _home_page(visit: Visit, form: HomeForm, error: Refused | None = None) -> Response:
    form.offer(sheet_kinds.list_all(visit.session, visit.desk, now=visit.now))
    if error:
        form.member.errors = [say(error)]
    status = 422 if error else 200
    return visit.page("imports/slip_home.html", status=status, desk=visit.desk, form=form)


def _slip_page(
    visit: Visit, form: SlipForm, asked: dict[str, str], *, is_sent: bool = False
) -> Response:
    try:
        home = list_home(visit.session, visit.me, visit.desk, asked["member"])
    except (UnknownHome, HelperAtHome) as error:
        return _home_page(visit, HomeForm(data=asked), error)
    what = _activity(visit, asked["what"])
    if what.code in METERED:
        return meter_slips.page(visit, home, what, asked, is_sent=is_sent)
    facts = (visit.session, what.organisation_id, home[0].id)
    form.fit(what, home, evidence.list_witnesses(*facts, now=visit.now))
    if is_sent and (code := _typed_or_none(visit, form, what, asked)):
        return visit.go("slip", org=visit.desk.slug, code=code)
    children = {str(row.person_id) for row in home if row.standing is Standing.CHILD}
    return visit.page(
        "imports/slip_new.html",
        status=422 if is_sent else 200,
        desk=visit.desk,
        form=form,
        what=what,
        asked=asked,
        home_name=home[0].home_name,
        children=children,
    )


def _typed_or_none(visit: Visit, form: SlipForm, what: Any, asked: dict[str, str]) -> str | None:
    """Type it; return the slip's code, or None after leaving every mistake at its field."""
    is_good = form.validate()
    if form.is_switching:
        return None
    told = form.told(programmes.local_day(what.time_zone, visit.now))
    faults = list(list_faults(what, told, has_photo=False, now=visit.now))
    for name, fault in faults:
        form.refuse(name, fault)
    if not is_good or faults:
        return None
    try:
        return slips.type_in(
            *(visit.session, visit.me, visit.desk, what, (asked["member"], form.person_id), told),
            slip=asked["slip"],
            reason=form.reason.data or "",
            shelf=shelf(visit),
            idem=visit.idem,
            now=visit.now,
        )
    except Refused as error:
        form.form_errors.append(say(error))
        return None


def _activity(visit: Visit, key: str) -> Any:
    """Return an activity of this desk's programmes; raises NotFound."""
    programme, _, code = key.partition("/")
    what = programmes.find_activity(visit.session, programme, code, now=visit.now)
    if what.organisation_id != visit.desk.organisation_id:
        raise NotFound
    return what


def _address(visit: Visit, org: str, what: str, code: str) -> str:
    """Return where a helper types a slip: its picture leads there, signed in or not."""
    base = visit.settings.base_url.rstrip("/")
    return f"{base}/desk/{org}/slips/new?what={what}&slip={code}"


def _key(kind: Any) -> str:
    return f"{kind.programme_code}/{kind.code}"


_ONE = "/desk/{org}/slips/{code}"
routes = [
    Route("/desk/{org}/slips", index, name="slips"),
    Route("/desk/{org}/slips", create, methods=["POST"]),
    Route("/desk/{org}/slips/new", new, name="new_slip"),
    Route("/desk/{org}/slips/print", printing, name="print_slips"),
    Route(_ONE, show, name="slip"),
    Route(f"{_ONE}/withdrawals", show),
    Route(f"{_ONE}/withdrawals", take_back, name="take_back_slip", methods=["POST"]),
]
