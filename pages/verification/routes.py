"""/desk/{org}/claims : the queue, one form of radio buttons; what was decided together."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from pages.verification.forms import QueueForm
from pages.web import earning
from pages.web.gates import at_desk, proved
from pages.web.photos import answer_with_photo, shelf
from pages.web.visit import Visit, open_to
from pages.words import label, message
from portal import assignments, backlog, batches, fates, queues, readings, verification
from portal.assignments import Turn
from portal.desks import Role
from portal.errors import NotFound
from portal.permissions import may_undo
from portal.queues import Flag
from portal.savings import METERED
from portal.told import Replaced
from portal.verification import Decision, Result, Verdict

CHECKS = at_desk(Role.VERIFIER, Role.ORGANISER)
UNDOES = at_desk(Role.VERIFIER, Role.ORGANISER, Role.OWNER)
LAST_PAGE = 10_000


@open_to(CHECKS)
def queue(visit: Visit, org: str) -> Response:
    """Claims that wait, oldest first, ten a page."""
    return _queue_page(visit, QueueForm())


@open_to(CHECKS)
def decide(visit: Visit, org: str) -> Response:
    """Take every decision that was made; the rest stays. htmx gets the queue as it is then."""
    form = QueueForm.read(visit.form)
    if "switch" in visit.form or not form.validate():
        return _queue_page(visit, form, status=422)
    programme = _programme(visit, list(form.typed))
    if programme is None:
        raise NotFound
    result = verification.decide(
        *(visit.session, visit.me, visit.desk, programme.programme_id, list(form.typed.values())),
        idem=visit.idem,
        now=visit.now,
    )
    return visit.go_to(_after(visit, programme.code, result))


@open_to(CHECKS)
def photo(visit: Visit, org: str, code: str) -> Response:
    """The photo of a claim, for those who check it."""
    name = queues.find_photo(visit.session, visit.me, visit.desk, code, now=visit.now)
    return answer_with_photo(shelf(visit).read(name))


@open_to(UNDOES)
def batch(visit: Visit, org: str, code: str) -> Response:
    """What was decided together, and whether it can be taken back."""
    it = batches.find(visit.session, visit.desk, code)
    rows = fates.list_all(visit.session, it.programme_id, batch=it.code)
    return visit.page(
        "verification/batch.html",
        desk=visit.desk,
        it=it,
        fates=[row for row in rows if row.batch == it.code],
        message=message,
        may_undo=may_undo(visit.desk.roles),
        undo_until=(it.undo_asked_at or it.made_at) + batches.UNDO_WITHIN,
    )


@open_to(proved(UNDOES))
def undo(visit: Visit, org: str, code: str) -> Response:
    """Take it back, or ask a second person to agree."""
    facts = (visit.session, visit.me, visit.desk, code)
    batches.undo(*facts, idem=visit.idem, now=visit.now)
    return visit.go("batch", org=org, code=code)


def _queue_page(visit: Visit, form: QueueForm, status: int = 200) -> Response:
    turn, waiting = _waiting(visit)
    programme = _chosen(waiting, visit.query.get("programme", ""))
    flag = next((one for one in Flag if one == visit.query.get("flag")), None)
    number = _page_number(visit.query.get("page", ""))
    here = (visit.session, visit.me, programme, turn)
    page = programme and queues.show(*here, flag=flag, number=number, now=visit.now)
    rows = [(row, queues.flags_of(row)) for row in page.rows] if page else []
    seen = {"page": page, "rows": rows, "form": _preset(visit, form, rows), "flag": flag}
    of_desk = {"desk": visit.desk, "waiting": waiting, "programme": programme, "turn": turn}
    facts = {**of_desk, **seen, **_words(), **_done(visit, programme)}
    facts |= {"clear_count": sum(is_clear(flags) for _, flags in rows)}
    facts |= {"readings": readings.read_behind(visit.session, page.rows) if page else {}}
    return visit.page("verification/queue.html", status=status, **facts)


def _waiting(visit: Visit) -> tuple[Turn, Any]:
    """Return what is this person's to check, and the programmes where it waits."""
    turn = assignments.turn_of(visit.me, visit.desk, now=visit.now)
    return turn, backlog.list_waiting(visit.session, visit.me, visit.desk, turn)


def _words() -> dict[str, Any]:
    """Return what the queue says of flags, journeys, meters and rules."""
    modes = {one.value: label(one) for one in Replaced}
    most = backlog.MOST_COUNTED
    return {"flags": list(Flag), "modes": modes, "units": METERED, "most": most, "earning": earning}


def _preset(visit: Visit, form: QueueForm, rows: list[tuple[Any, list[Flag]]]) -> QueueForm:
    """Approve beforehand what nothing warns of, where that was asked for and nothing is typed."""
    if visit.query.get("preset") != Decision.APPROVE or form.typed:
        return form
    return QueueForm({row.code: _approval(row) for row, flags in rows if is_clear(flags)})


def is_clear(flags: list[Flag]) -> bool:
    """Tell whether nothing about the claim itself warns; waiting long is ours."""
    return not set(flags) - {Flag.LATE}


def _approval(row: Any) -> Verdict:
    return Verdict(row.code, Decision.APPROVE, row.revision)


def _done(visit: Visit, programme: Any) -> dict[str, Any]:
    """Return what was just decided, for the notice: it is in the address, so Back shows it too."""
    done, missed = visit.query.get("done", ""), visit.query.getlist("missed")
    if not programme or not (done or missed):
        return {"done": "", "decided": [], "missed": [], "undo_until": visit.now}
    rows = fates.list_all(visit.session, programme.programme_id, batch=done, codes=missed)
    decided = [row for row in rows if done and row.batch == done]
    return {
        "done": done if decided else "",
        "decided": decided,
        "missed": [row for row in rows if row.code in missed and row not in decided],
        "undo_until": decided[0].decided_at + batches.UNDO_WITHIN if decided else visit.now,
    }


def _after(visit: Visit, programme: str, result: Result) -> str:
    facts = [("programme", programme)]
    facts += [("done", result.batch)] if result.batch else []
    facts += [("missed", code) for code in result.missed]
    return f"{visit.url('queue', org=visit.desk.slug)}?{urlencode(facts)}#done"


def _programme(visit: Visit, codes: list[str]) -> Any:
    """Return the programme the form is about: the address says so, or else its first claim."""
    _, waiting = _waiting(visit)
    if wanted := visit.query.get("programme"):
        return _chosen(waiting, wanted)
    of_claim = queues.programme_of(visit.session, codes)
    return next((row for row in waiting if row.programme_id == of_claim), _chosen(waiting, ""))


def _chosen(waiting: Any, code: str) -> Any:
    return next(
        (row for row in waiting if row.code == code.upper()), waiting[0] if waiting else None
    )


def _page_number(typed: str) -> int:
    return min(max(int(typed), 1), LAST_PAGE) if typed.isdecimal() and len(typed) < 10 else 1  # noqa: PLR2004


routes = [
    Route("/desk/{org}/claims", queue, name="queue"),
    Route("/desk/{org}/claims", decide, methods=["POST"]),
    Route("/desk/{org}/claims/{code}/photo", photo, name="queue_photo"),
    Route("/desk/{org}/batches/{code}", batch, name="batch"),
    Route("/desk/{org}/batches/{code}", undo, methods=["POST"]),
]
