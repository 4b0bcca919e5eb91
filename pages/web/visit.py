"""A visit: one person asking for one page, and all a handler needs to answer."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pages.web import bodies, vigil
from pages.web.bodies import NUL
from pages.web.crew import crew_of
from pages.web.pace import Pace
from pages.web.render import address, render_page
from portal import devices, ids, sign_ins
from portal.card_sign_ins import Card
from portal.desks import Desk
from portal.errors import NotAllowed, NotFound, Trouble
from portal.people import Member
from portal.settings import Settings
from portal.sign_ins import Here
from portal.tills import Taker
from portal.transactions import Insistence, commit, reads_at_once

BODY = 1024 * 1024  # bytes a form may have
BODY_WITH_PHOTO = 12 * 1024 * 1024

Handler = Callable[..., Response]
Ahead = Callable[["Visit"], Any]
Sessions = Callable[[bool], AbstractContextManager[Session]]


@dataclass
class Visit:
    """Everything about this request."""

    request: Request
    session: Session
    form: FormData
    person: Member | None
    now: datetime
    desk_or_none: Desk | None = None
    is_kept: bool = False  # commit although the answer is a mistake: whoever came was not believed
    here_or_none: Here | None = None  # the sign-in of this browser
    known: Any = None  # what was found ahead, if the route looks ahead
    card_or_none: Card | None = None  # the class card this browser has shown
    taker_or_none: Taker | None = None  # who takes vouchers here: a person, or a till
    welcomed: object = None  # who came in by this visit: an id, or the word for a card or a till

    @property
    def me(self) -> Member:
        """The signed-in person; the gate has made sure there is one."""
        assert self.person is not None
        return self.person

    @property
    def here(self) -> Here:
        """The sign-in of this browser; the gate has made sure there is one."""
        assert self.here_or_none is not None
        return self.here_or_none

    @property
    def desk(self) -> Desk:
        """The organisation whose desk this is; the gate has made sure of it."""
        assert self.desk_or_none is not None
        return self.desk_or_none

    @property
    def taker(self) -> Taker:
        """Who takes vouchers here; the gate has made sure there is one."""
        assert self.taker_or_none is not None
        return self.taker_or_none

    @property
    def query(self) -> QueryParams:
        """What stands behind the question mark."""
        return self.request.query_params

    @property
    def settings(self) -> Settings:
        """How this installation is set up."""
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def network(self) -> str:
        """Where on the net the browser is."""
        client = self.request.client
        return client.host if client else ""

    @property
    def device(self) -> str:
        """What the browser calls itself, in our words."""
        return devices.name_of(self.request.headers.get("User-Agent", ""))

    @property
    def token(self) -> str:
        """What this browser has shown."""
        return self.request.cookies.get(self.settings.cookie, "")

    @property
    def path(self) -> str:
        """The address without its language."""
        return self.request.url.path.removeprefix(self.request.scope.get("root_path", ""))

    @cached_property
    def idem(self) -> str:
        """The key of the form that was sent, bound to the person and the address.

        Nobody else can choose it, and the same page in another language is the same act.
        """
        typed = str(self.form.get("idem") or ids.new_token())
        return ids.digest(f"{self.person.id if self.person else ''}|{self.path}|{typed}")

    def url(self, name: str, **path: Any) -> str:
        """Return the path of a page, in the language of this visit."""
        return address(self.request, name, **path)

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Answer with a page, or with just the block htmx is aiming at.

        A form sent only to be read in another language is shown again, and is no mistake.
        """
        status = 200 if "switch" in self.form else status
        return render_page(self.request, template, {"visit": self, **context}, status)

    def go(self, name: str, **path: Any) -> Response:
        """Send the person on after a POST."""
        return self.go_to(self.url(name, **path))

    def go_to(self, target: str) -> Response:
        """Send the person on to a path of ours.

        Back to the page they are on, htmx follows and swaps its block; elsewhere, the browser
        moves, so that address, title, history and focus are those of a real page.
        """
        here = urlsplit(self.request.headers.get("HX-Current-URL", "")).path
        if "HX-Request" in self.request.headers and here != target.partition("?")[0]:
            return Response(status_code=204, headers={"HX-Redirect": target})
        return RedirectResponse(target, status_code=303)


Gate = Callable[[Visit], Response | None]


def open_to(
    gate: Gate,
    *,
    body: int = BODY,
    is_text: bool = False,
    is_slow: bool = False,
    ahead: Ahead | None = None,
) -> Callable[[Handler], Handler]:
    """Turn a plain function of a visit into an endpoint, in one transaction, behind `gate`.

    `ahead` is slow work, done by two at a time and before a writer's turn is taken: comparing
    passwords takes memory, and must not hold up those who log or read.
    What a machine sends as plain text (`is_text`) is the one field `text` of its form.
    A read that `is_slow` is never answered where others would have to wait for it.
    """
    read = bodies.read_text if is_text else bodies.read_form

    def wrap(handler: Handler) -> Handler:
        answer, pace = _Answer(gate, handler, ahead), Pace()

        async def endpoint(request: Request) -> Response:
            if getattr(request.state, "foreign", False):
                vigil.foreign(request)
                raise HTTPException(403, "foreign")
            if NUL in request.scope["path"] or b"%00" in request.scope["query_string"]:
                raise HTTPException(404)
            if request.method != "POST":
                at_once = not is_slow and reads_at_once(request.app.state.sessions)
                once = partial(answer.once, request)
                patiently = partial(answer, request, FormData())
                return await pace.answer(once, patiently, at_once=at_once)
            async with asyncio.timeout(bodies.SECONDS):
                form = await read(request, body)
            try:
                with crew_of(request, ahead).place() if ahead else nullcontext() as limiter:
                    return await to_thread.run_sync(answer, request, form, limiter=limiter)
            finally:
                await form.close()

        endpoint.gate = gate  # type: ignore[attr-defined]
        endpoint.handler = handler  # type: ignore[attr-defined]
        endpoint.__name__ = handler.__name__
        endpoint.__doc__ = handler.__doc__
        return endpoint  # type: ignore[return-value]

    return wrap


@dataclass(frozen=True)
class _Answer:
    """How a route answers: look ahead, then try, and try again where that helps."""

    gate: Gate
    handler: Handler
    ahead: Ahead | None

    def once(self, request: Request) -> Response:
        """Answer a reader, or say at once that the database could not."""
        return self._attempt(request, FormData(), None)

    def __call__(self, request: Request, form: FormData) -> Response:
        """Answer in any case; call it where waiting harms nobody else."""
        known = self._look(request, form) if request.method == "POST" else None
        return _insisted(request, form, lambda: self._attempt(request, form, known))

    def _attempt(self, request: Request, form: FormData, known: Any) -> Response:
        _rewind(form)
        writes = request.method == "POST"
        with request.app.state.sessions(writes) as session:
            visit = _begin(request, session, form)
            visit.known = known
            response = self._answered(visit)
            is_mistake = response.status_code >= 400  # noqa: PLR2004
            if writes and (not is_mistake or visit.is_kept):
                commit(session)
        _keep_vigil(visit, is_mistake)
        _note_use(visit, response)
        return response

    def _answered(self, visit: Visit) -> Response:
        try:
            return self.gate(visit) or self.handler(visit, **visit.request.path_params)
        except (NotAllowed, NotFound):
            if visit.person:
                vigil.kept_out(visit.request)
            raise

    def _look(self, request: Request, form: FormData) -> Any:
        if self.ahead is None:
            return None
        with request.app.state.sessions(False) as session:
            visit = _begin(request, session, form)
            return None if self.gate(visit) else self.ahead(visit)


def _keep_vigil(visit: Visit, is_mistake: bool) -> None:
    """Write down, once it is committed, who came in, or that somebody was not believed."""
    if visit.welcomed:
        vigil.welcomed(visit.request, visit.welcomed)
    elif is_mistake and visit.is_kept and visit.request.method == "POST":
        vigil.not_believed(visit.request)


def _note_use(visit: Visit, response: Response) -> None:
    """Write down that this sign-in was used, after the answer is sent and not for every page."""
    here = visit.here_or_none
    if visit.person is None or here is None or not here.is_stale(visit.now):
        return
    sessions: Sessions = visit.request.app.state.sessions

    def write() -> None:
        with suppress(Trouble), sessions(True) as session:
            sign_ins.touch(session, here, now=visit.now)
            commit(session)

    response.background = BackgroundTask(write)


def _insisted(request: Request, form: FormData, attempt: Callable[[], Response]) -> Response:
    """Try once more where that may help; say so where it did not."""
    insistence: Insistence = request.app.state.insistence
    has_key = request.method != "POST" or bool(form.get("idem"))
    try:
        return insistence.insist(attempt, has_key=has_key)
    except Trouble as trouble:
        response: Response = request.app.state.troubled(request, trouble, form)
        return response


def _rewind(form: FormData) -> None:
    """Let a file be read from its beginning, also by the second try."""
    for _, value in form.multi_items():
        if isinstance(value, UploadFile):
            value.file.seek(0)


def _begin(request: Request, session: Session, form: FormData) -> Visit:
    now: datetime = request.app.state.clock()
    visit = Visit(request, session, form, None, now)
    here = sign_ins.find_or_none(session, visit.token, now=now)
    visit.here_or_none = here
    visit.person = request.state.person = here.member if here and here.is_live(now) else None
    request.state.is_shared = bool(visit.person and here and here.is_shared)
    if form:
        request.state.key = visit.idem
    return visit


def read_clock() -> datetime:
    """Return this instant: the edge of the web is one of the two places that look."""
    return datetime.now(UTC)
