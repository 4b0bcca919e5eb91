"""/desk/{org}/imports : lists in files, what came in, and taking it back."""

import io
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.imports import sheets, slips
from pages.imports.forms import ListForm, witness_of
from pages.web import sent_lists
from pages.web.gates import at_desk, proved
from pages.web.refusing import say
from pages.web.sent_lists import SentList
from pages.web.visit import Visit, open_to
from portal import evidence, ids, importing, imports, keying, sheet_kinds, taking_back
from portal.desks import Role
from portal.entering import Tried
from portal.errors import Refused
from portal.importing import Source
from portal.permissions import may_enter

ENTERS = at_desk(Role.ORGANISER, Role.STEWARD)
UNDOES = at_desk(Role.ORGANISER, Role.STEWARD, Role.VERIFIER, Role.OWNER)


@open_to(ENTERS)
def index(visit: Visit, org: str) -> Response:
    """What came in lately."""
    found = imports.list_all(visit.session, visit.desk)
    return visit.page("imports/index.html", desk=visit.desk, imports=found)


@open_to(ENTERS)
def new(visit: Visit, org: str) -> Response:
    """Choose a list."""
    return _form(visit, ListForm())


@open_to(ENTERS)
def create(visit: Visit, org: str) -> Response:
    """Try it and show what it would do; or enter it, all or nothing."""
    form, is_trial = ListForm(visit.form), visit.form.get("act") != "enter"
    sent = sent_lists.read(visit.form)
    if not _is_good(form, sent):
        return _form(visit, form, status=422)
    try:
        code, tried = _bring(visit, form, sent, is_trial)
    except Refused as error:
        form.form_errors.append(say(error))
        return _form(visit, form, status=422)
    if code:
        return visit.go("import", org=org, code=code)
    return _told(visit, form, tried, sent)


@open_to(UNDOES)
def show(visit: Visit, org: str, code: str) -> Response:
    """One import: who typed it, what it became, and taking it back."""
    it = imports.find_to_undo(visit.session, visit.desk, code)
    mine = {
        "asked_by_me": it.undo_asked_by == visit.me.id,
        "typed_by_me": it.made_by == visit.me.id,
    }
    may = {"may_enter": may_enter(visit.desk.roles)}
    return visit.page("imports/show.html", desk=visit.desk, it=it, **mine, **may)


@open_to(proved(UNDOES))
def undo(visit: Visit, org: str, code: str) -> Response:
    """Take it back, or ask a second person to agree."""
    facts = (visit.session, visit.me, visit.desk, code)
    taking_back.undo(*facts, idem=visit.idem, now=visit.now)
    return visit.go("import", org=org, code=code)


@open_to(ENTERS)
def discard(visit: Visit, org: str, code: str) -> Response:
    """Throw away what was typed once."""
    keying.discard(visit.session, visit.me, visit.desk, code, now=visit.now)
    return visit.go("imports", org=org)


def _is_good(form: ListForm, sent: SentList) -> bool:
    """Check the fields, and that there is a list of a size we can take here."""
    is_good = form.validate()
    if sent.mistake:
        form.file.errors, is_good = [sent.mistake], False
    return is_good


def _told(visit: Visit, form: ListForm, tried: Tried, sent: SentList) -> Response:
    """Say what a list would do, or what is wrong with it; a good one is kept for the next press."""
    kept, status = ("", 422) if tried.fault_count else (sent.kept, 200)
    return _form(visit, form, tried, kept=kept, name=sent.name, status=status)


def _bring(
    visit: Visit, form: ListForm, sent: SentList, is_trial: bool
) -> tuple[str | None, Tried]:
    counted_by = witness_of(str(visit.form.get("witness", "")))
    reason = (form.reason.data or "").strip()
    source = Source(sent.name, ids.digest(sent.data.hex()), reason, witness_id=counted_by)
    return importing.bring_in(
        *(visit.session, visit.me, visit.desk, form.programme.data or ""),
        io.BytesIO(sent.data),
        source,
        is_trial=is_trial,
        idem=visit.idem,
        now=visit.now,
    )


def _form(
    visit: Visit, form: ListForm, tried: Tried | None = None, status: int = 200, **kept: Any
) -> Response:
    running = sheet_kinds.list_programmes(
        visit.session, visit.desk, sheet_kinds.EVERY, now=visit.now
    )
    able = evidence.list_at(visit.session, visit.desk.organisation_id, now=visit.now)
    form.offer(running, able)
    shown = {"tried": tried, "kept": "", "name": "", **kept}
    faults = [(one.number, say(one.why)) for one in tried.faults] if tried else []
    return visit.page(
        "imports/new.html", status=status, desk=visit.desk, form=form, faults=faults, **shown
    )


_ONE = "/desk/{org}/imports/{code}"
routes = [
    Route("/desk/{org}/imports", index, name="imports"),
    Route("/desk/{org}/imports", create, methods=["POST"]),
    Route("/desk/{org}/imports/new", new, name="new_import"),
    *sheets.routes,
    *slips.routes,
    Route(_ONE, show, name="import"),
    Route(f"{_ONE}/undo", show),
    Route(f"{_ONE}/undo", undo, name="undo_import", methods=["POST"]),
    Route(f"{_ONE}/discard", show),
    Route(f"{_ONE}/discard", discard, name="discard_import", methods=["POST"]),
]
