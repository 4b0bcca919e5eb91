"""/desk/{org}/programmes : what runs here, what is being written, and one draft with everything."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pages.drafts import answers, rules
from pages.drafts.forms import QUESTIONS, BeginForm
from pages.speech import said
from pages.web import earning, findings
from pages.web.gates import at_desk, proved
from pages.web.visit import Visit, open_to
from pages.words import refusal
from portal import catalogue, drafts, programmes, publishing, steps
from portal import permissions as may
from portal.catalogue import Catalogue
from portal.desks import Role
from portal.drafts import Found
from portal.errors import NotFound, Refused

READS = at_desk(Role.ORGANISER, Role.OWNER, Role.TREASURER)


@open_to(READS)
def index(visit: Visit, org: str) -> Response:
    """Every programme and every draft of this desk."""
    return visit.page(
        "drafts/index.html",
        desk=visit.desk,
        programmes=(running := steps.list_at_desk(visit.session, visit.desk, now=visit.now)),
        drafts=drafts.list_at_desk(visit.session, visit.desk),
        form=BeginForm().offer(running, programmes.list_all(visit.session, now=visit.now)),
        may=may,
        today=visit.now.date(),
    )


@open_to(at_desk(Role.ORGANISER))
def begin(visit: Visit, org: str) -> Response:
    """Begin a new programme, with or without the rules of another, or the next season of one."""
    how, _, which = str(visit.form.get("of", "")).partition(":")
    code = drafts.begin(
        *(visit.session, visit.me, visit.desk),
        of=which if how == "of" else "",
        like=which if how == "like" else "",
        idem=visit.idem,
        now=visit.now,
    )
    return visit.go("draft", org=org, draft=code)


@open_to(READS)
def show(visit: Visit, org: str, draft: str) -> Response:
    """All answers, what the linter says of them, how the season may go, and what comes next."""
    return _page(visit, drafts.find(visit.session, visit.desk, draft))


@open_to(proved(READS))
def act(visit: Visit, org: str, draft: str) -> Response:
    """Do what the pressed button says, and show the draft again."""
    verb = ACTS.get(str(visit.form.get("act")))
    if verb is None:
        raise NotFound
    try:
        verb(visit, draft)
    except Refused as error:
        found = drafts.find(visit.session, visit.desk, draft)
        return _page(visit, found, refusal(error), 422)
    return visit.go("draft", org=org, draft=draft)


@open_to(READS)
def preview(visit: Visit, org: str, draft: str) -> Response:
    """The programme as residents will see it."""
    found = drafts.find(visit.session, visit.desk, draft)
    return visit.page(
        "drafts/preview.html",
        desk=visit.desk,
        it=found,
        lines=_lines(catalogue.read(visit.session), found),
        earning=earning,
    )


def _ask(visit: Visit, draft: str) -> None:
    publishing.ask(
        visit.session, visit.me, visit.desk, draft, version=_version(visit), now=visit.now
    )


def _approve(visit: Visit, draft: str) -> None:
    publishing.approve(
        *(visit.session, visit.me, visit.desk, draft),
        version=_version(visit),
        languages=visit.settings.languages,
        now=visit.now,
    )


def _back(visit: Visit, draft: str) -> None:
    reason = str(visit.form.get("reason", ""))
    publishing.send_back(visit.session, visit.me, visit.desk, draft, reason=reason, now=visit.now)


def _withdraw(visit: Visit, draft: str) -> None:
    drafts.withdraw(visit.session, visit.me, visit.desk, draft, now=visit.now)


WORDS = {"found": findings, "earning": earning, "questions": QUESTIONS, "may": may}

ACTS: dict[str, Callable[[Visit, str], None]] = {
    "ask": _ask,
    "approve": _approve,
    "back": _back,
    "withdraw": _withdraw,
}


def _version(visit: Visit) -> int:
    typed = str(visit.form.get("version", ""))
    return int(typed) if typed.isdecimal() else 0


def _page(visit: Visit, found: Found, mistake: str = "", status: int = 200) -> Response:
    known, languages = catalogue.read(visit.session), visit.settings.languages
    review = publishing.look(visit.session, found, languages, known=known.known, now=visit.now)
    told = {"desk": visit.desk, "it": found, "review": review, "mistake": mistake, **WORDS}
    is_mine = found.row.asked_by == visit.me.id
    return visit.page(
        "drafts/show.html", status=status, is_mine=is_mine, **told, **_names(known, found)
    )


def _names(known: Catalogue, found: Found) -> dict[str, Any]:
    """Return what the codes in a draft are called."""
    return {
        "lines": _lines(known, found),
        "names": rules.names_of(known),
        "regions": {row.code: said(row.name) for row in known.regions},
    }


def _lines(known: Catalogue, found: Found) -> list[Any]:
    """Return the lines of the rules with the words that tables need."""
    kinds = {row.code: row for row in known.kinds}
    shown = []
    for line in found.plan.activities:
        kind = kinds.get(line.code)
        words = {"kind_name": kind.name if kind else {"en": line.code}}
        facts = {name: getattr(line, name) for name in line.__dataclass_fields__}
        shown.append(SimpleNamespace(**facts, **words, unit=kind.unit if kind else "use"))
    return shown


_DRAFT = "/desk/{org}/programmes/drafts/{draft}"
routes = [
    Route("/desk/{org}/programmes", index, name="desk_programmes"),
    Route("/desk/{org}/programmes", begin, methods=["POST"]),
    Route(_DRAFT, show, name="draft"),
    Route(_DRAFT, act, methods=["POST"]),
    Route(f"{_DRAFT}/preview", preview, name="draft_preview"),
    *rules.routes,
    *answers.routes,
]
