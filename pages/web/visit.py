"""A visit: one person asking for one page, and all a handler needs to answer."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Message, Receive

from pages.web.render import address, render_page
from portal import ids
from portal.desks import Desk
from portal.errors import Trouble
from portal.people import Member, find_signed_in_or_none
from portal.settings import Settings
from portal.transactions import Insistence, commit

BODY = 1024 * 1024  # bytes a form may have
BODY_WITH_PHOTO = 12 * 1024 * 1024
BODY_SECONDS = 20
MOST_FIELDS = 200
NUL = "\x00"  # a sign nobody types and PostgreSQL cannot keep

Handler = Callable[..., Response]
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
    is_kept: bool = False  # commit even though the answer is a mistake: a wrong password counts

    @property
    def me(self) -> Member:
        """The signed-in person; the gate has made sure there is one."""
        assert self.person is not None
        return self.person

    @property
    def desk(self) -> Desk:
        """The organisation whose desk this is; the gate has made sure of it."""
        assert self.desk_or_none is not None
        return self.desk_or_none

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


def open_to(gate: Gate, *, body: int = BODY, is_text: bool = False) -> Callable[[Handler], Handler]:
    """Turn a plain function of a visit into an endpoint, in one transaction, behind `gate`.

    What a machine sends as plain text (`is_text`) is the one field `text` of its form.
    """
    read = _read_text if is_text else _read_form

    def wrap(handler: Handler) -> Handler:
        def attempt(request: Request, form: FormData) -> Response:
            _rewind(form)
            with request.app.state.sessions(request.method == "POST") as session:
                visit = _begin(request, session, form)
                response = gate(visit) or handler(visit, **request.path_params)
                if response.status_code < 400 or visit.is_kept:  # noqa: PLR2004
                    commit(session)
                return response

        def answer(request: Request, form: FormData) -> Response:
            return _insisted(request, form, lambda: attempt(request, form))

        async def endpoint(request: Request) -> Response:
            if getattr(request.state, "foreign", False):
                raise HTTPException(403, "foreign")
            if NUL in request.scope["path"] or b"%00" in request.scope["query_string"]:
                raise HTTPException(404)
            if request.method != "POST":
                return await run_in_threadpool(answer, request, FormData())
            async with asyncio.timeout(BODY_SECONDS):
                form = await read(request, body)
            try:
                return await run_in_threadpool(answer, request, form)
            finally:
                await form.close()

        endpoint.gate = gate  # type: ignore[attr-defined]
        endpoint.handler = handler  # type: ignore[attr-defined]
        endpoint.__name__ = handler.__name__
        endpoint.__doc__ = handler.__doc__
        return endpoint  # type: ignore[return-value]

    return wrap


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
    token = request.cookies.get(request.app.state.settings.cookie, "")
    person = find_signed_in_or_none(session, token, now=now) if token else None
    request.state.person = person
    visit = Visit(request, session, form, person, now)
    if form:
        request.state.key = visit.idem
    return visit


async def _read_form(request: Request, limit: int) -> FormData:
    """Read the form, but never more of it than `limit` bytes."""
    form = await _at_most(request, limit).form(max_files=1, max_fields=MOST_FIELDS)
    return FormData([(_clean(name), _clean(value)) for name, value in form.multi_items()])


async def _read_text(request: Request, limit: int) -> FormData:
    sent = await _at_most(request, limit).body()
    try:
        return FormData([("text", sent.decode())])
    except UnicodeDecodeError:
        raise HTTPException(400) from None


def _at_most(request: Request, limit: int) -> Request:
    declared = request.headers.get("Content-Length", "0")
    if not declared.isdecimal() or int(declared) > limit:
        raise HTTPException(413)
    return Request(request.scope, _limited(request.receive, limit))


def _clean(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


def _limited(receive: Receive, limit: int) -> Receive:
    left = limit

    async def next_message() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413)
        return message

    return next_message


def read_clock() -> datetime:
    """Return this instant: the edge of the web is one of the two places that look."""
    return datetime.now(UTC)
