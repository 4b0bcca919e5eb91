"""/desk/{org}/sheets : sheets of paper: print them, type them, let somebody type them again."""

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.imports.forms import AgainForm, SheetForm, witness_of
from pages.web.codes import picture_of
from pages.web.gates import at_desk
from pages.web.refusing import say
from pages.web.visit import Visit, open_to
from portal import evidence, imports, keying, sheet_kinds
from portal.desks import Role
from portal.entering import Tried
from portal.errors import NotFound, Refused
from portal.keying import MOST_ROWS
from portal.savings import METERED

ENTERS = at_desk(Role.ORGANISER, Role.STEWARD)
COPIES = 3  # sheets that are printed at a time


@open_to(ENTERS)
def printing(visit: Visit, org: str) -> Response:
    """Fresh sheets for one activity, each with a code of its own."""
    kinds = _kinds(visit)
    wanted = visit.query.get("what", "")
    what = next((one for one in kinds if f"{one.programme_code}/{one.code}" == wanted), None)
    return visit.page(
        "imports/print.html",
        desk=visit.desk,
        kinds=kinds,
        what=what,
        sheets=[_with_picture(visit, wanted) for _ in range(COPIES)] if what else [],
        rows=range(1, MOST_ROWS + 1),
    )


@open_to(ENTERS)
def new(visit: Visit, org: str) -> Response:
    """An empty sheet."""
    form = SheetForm(data={"what": visit.query.get("what", ""), "sheet": visit.query.get("sheet")})
    return _first(visit, form)


@open_to(ENTERS)
def create(visit: Visit, org: str) -> Response:
    """Keep what was typed, or say what does not fit."""
    form = _offered(visit, SheetForm(visit.form))
    if not form.validate():
        return _first(visit, form, status=422)
    try:
        code, tried = _keyed(visit, form)
    except Refused as error:
        form.form_errors.append(say(error))
        return _first(visit, form, status=422)
    if code:
        return visit.go("import", org=org, code=code)
    return _first(visit, form, tried, status=422)


@open_to(ENTERS)
def again(visit: Visit, org: str, code: str) -> Response:
    """The same sheet for a second person, empty."""
    return _second(visit, _waiting(visit, code), AgainForm())


@open_to(ENTERS)
def create_again(visit: Visit, org: str, code: str) -> Response:
    """Compare; where both typed the same it counts."""
    it, form = imports.find(visit.session, visit.desk, code), AgainForm(visit.form)
    if not _offered_again(visit, form).validate():
        return _second(visit, it, form, status=422)
    rows = form.rows(visit.form)
    try:
        facts = (visit.session, visit.me, visit.desk, code, rows)
        differences, tried = keying.key_again(*facts, idem=visit.idem, now=visit.now)
    except Refused as error:
        form.form_errors.append(say(error))
        return _second(visit, it, form, status=422)
    if differences or tried.fault_count:
        return _second(visit, it, form, tried, differences=differences, status=422)
    return visit.go("import", org=org, code=code)


def _with_picture(visit: Visit, what: str) -> tuple[str, str]:
    """Return a fresh sheet's code, and a picture that leads to where it is typed."""
    code, base = keying.new_sheet(), visit.settings.base_url.rstrip("/")
    there = f"{base}/desk/{visit.desk.slug}/sheets/new?what={what}&sheet={code}"
    return code, picture_of(there)


def _keyed(visit: Visit, form: SheetForm) -> tuple[str | None, Tried]:
    assert form.row_count.data is not None and form.control.data is not None
    return keying.key(
        *(visit.session, visit.me, visit.desk, form.programme, form.sheet.data or ""),
        form.rows(visit.form),
        row_count=form.row_count.data,
        control=form.control.data,
        witness_id=witness_of(form.witness.data),
        reason=(form.reason.data or "").strip(),
        idem=visit.idem,
        now=visit.now,
    )


def _kinds(visit: Visit) -> Any:
    """Return what can stand on a sheet; what a meter says goes on a slip."""
    kinds = sheet_kinds.list_all(visit.session, visit.desk, sheet_kinds.EVERY, now=visit.now)
    return [one for one in kinds if one.code not in METERED]


def _waiting(visit: Visit, code: str) -> Any:
    it = imports.find(visit.session, visit.desk, code)
    if it.state != "keyed":
        raise NotFound
    return it


def _offered(visit: Visit, form: SheetForm) -> SheetForm:
    form.offer(_kinds(visit))
    return form.invite(evidence.list_at(visit.session, visit.desk.organisation_id, now=visit.now))


def _offered_again(visit: Visit, form: AgainForm) -> AgainForm:
    return form.offer(_kinds(visit))


def _first(
    visit: Visit, form: SheetForm, tried: Tried | None = None, status: int = 200
) -> Response:
    form = form if form.what.choices else _offered(visit, form)
    return _page(visit, form, tried, status, it=None, differences=[])


def _second(
    visit: Visit,
    it: Any,
    form: AgainForm,
    tried: Tried | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    form = form if form.what.choices else _offered_again(visit, form)
    return _page(visit, form, tried, status, **{"it": it, "differences": [], **more})


def _page(visit: Visit, form: AgainForm, tried: Tried | None, status: int, **more: Any) -> Response:
    faults = [(one.number, say(one.why)) for one in tried.faults] if tried else []
    repeated = tried.duplicate_lines if tried else []
    typed = {
        f"{name}-{n}": str(visit.form.get(f"{name}-{n}", ""))
        for n in range(1, MOST_ROWS + 1)
        for name in ("member", "quantity")
    }
    shown = {"typed": typed, "faults": faults, "repeated": repeated}
    rows = range(1, MOST_ROWS + 1)
    return visit.page(
        "imports/sheet.html", status=status, desk=visit.desk, form=form, rows=rows, **shown, **more
    )


routes = [
    Route("/desk/{org}/sheets", printing, name="sheets"),
    Route("/desk/{org}/sheets/new", new, name="new_sheet"),
    Route("/desk/{org}/sheets/new", create, methods=["POST"]),
    Route("/desk/{org}/imports/{code}/again", again, name="type_again"),
    Route("/desk/{org}/imports/{code}/again", create_again, methods=["POST"]),
]
