"""The cells: every route, method, actor and thing, asked of the application itself."""

import asyncio
import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from anyio import to_thread
from sqlalchemy import Engine, event
from sqlmodel import Session
from starlette.types import ASGIApp, Message

from db.engine import changes
from portal import files
from portal.transactions import Opener
from tests.habits.test_contract import routes
from tests.matrix.town import Things, token_of

OTHER_METHODS = ("PUT", "PATCH", "DELETE")
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
FORM = (  # plausible answers to every question, so that what may act does act
    b"idem=1&kind=appoint&answer=agree&act=suspend&reason=Because&roles=viewer&role=viewer"
    b"&email=a%40example.org&points=10&confirm=yes&document=X-1&payment=X-1&day=1&month=6&year=2027"
    b"&amount=1&when=today&for=home&language=en&name=Somebody&about=We+mend&registration=none"
    b"&column=SCHOOL%2Fwalk&sure=y&text=&from=wallet&adults_to_agree=1&state=bought&count=1&told=Thanks"
    b"&version=1&household_ceiling=400&enrolment_limit=20&least_amount=1&most_amount=2&evidence=D"
    b"&cap=1&cap_of=times&cap_period=week&cap_who=holder&audit_percent=5&percent=200"
    b"&starts_on=2026-07-20&ends_on=2026-07-26&activities=walk"
    b"&seed=dice&begins_on=2026-05-20&before=no&still=less"
)


@dataclass(frozen=True)
class Address:
    """One method on one address, and which things stand in it."""

    method: str
    path: str  # as the route has it
    things: tuple[tuple[str, str], ...]  # each parameter with the label of what stands there
    filled: str
    form: bytes = FORM

    @property
    def row(self) -> tuple[str, str, str]:
        """What finds its line in the table of verdicts."""
        return (self.method, self.path, " ".join(f"{name}={label}" for name, label in self.things))


@dataclass(frozen=True)
class Answer:
    """What came back: a verdict, how many rows were changed for good, and the page's own words."""

    status: int
    verdict: str
    changed: int
    told: str


class Undoing(Opener):
    """Opens sessions whose writes are counted when they are committed, and never stay."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.changed = 0

    def _open(self, *, writes: bool) -> Any:
        return self._undone() if writes else super()._open(writes=False)

    @contextmanager
    def _undone(self) -> Iterator[Session]:
        with self._writing.connect() as connection:
            outer = connection.begin()
            kept = {"expire_on_commit": False, "join_transaction_mode": "create_savepoint"}
            with Session(connection, **kept) as session:

                def note(_session: Session) -> None:
                    self.changed += changes(connection)

                event.listen(session, "after_commit", note)
                try:
                    yield session
                finally:
                    session.rollback()
                    outer.rollback()


def addresses(things: Things) -> list[Address]:
    """Return every method of every route with each thing in its address."""
    found: list[Address] = []
    for route in routes():
        for method in sorted(route.methods - {"HEAD"}):
            found += _filled(method, route.path, things)
    return list({at.row: at for at in found}.values())


def foreign(things: Things) -> list[Address]:
    """Return the methods no route has, on every address, with the first thing in it."""
    paths = dict.fromkeys(route.path for route in routes())
    return [next(iter(_filled(method, path, things))) for path in paths for method in OTHER_METHODS]


def _filled(method: str, path: str, things: Things) -> Iterator[Address]:
    names = PARAMETER.findall(path)
    offered = [things.choices(path, name) for name in names]
    for labels in itertools.product(*offered):
        values = {name: offered[at][labels[at]] for at, name in enumerate(names)}
        filled = PARAMETER.sub(lambda found, values=values: values[found[1]], path)
        yield Address(method, path, tuple(zip(names, labels, strict=True)), filled)


def ask_all(
    app: ASGIApp, sessions: Undoing, cookie: str, asked: Iterable[tuple[Address, str]]
) -> dict[tuple[Address, str], Answer]:
    """Ask every address as every actor, one after the other."""

    async def walk() -> dict[tuple[Address, str], Answer]:
        return {(at, who): await _ask(app, sessions, cookie, at, who) for at, who in asked}

    with _in_one_thread(), structlog.testing.capture_logs():
        return asyncio.run(walk())


@contextmanager
def _in_one_thread() -> Iterator[None]:
    """Let handlers run where they are called: handing twenty thousand over costs a minute.

    A photo whose deletion is undone stays on the shelf, too.
    """

    async def run_here(work: Any, *arguments: Any, **_how: Any) -> Any:
        return work(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(to_thread, "run_sync", run_here)
        patch.setattr(files.Shelf, "drop", lambda _shelf, _name: None)
        yield


async def _ask(app: ASGIApp, sessions: Undoing, cookie: str, at: Address, who: str) -> Answer:
    sent: list[Message] = []
    body = at.form if at.method != "GET" else b""
    headers = [
        (b"host", b"testserver"),
        (b"sec-fetch-site", b"same-origin"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", str(len(body)).encode()),
    ]
    if who != "nobody":
        headers.append((b"cookie", f"{cookie}={token_of(who)}".encode()))
    path = at.filled if at.filled.startswith(("/r/", "/log/tile")) else f"/en{at.filled}"
    scope = {
        **{
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "http",
        },
        **{"method": at.method, "path": path, "raw_path": path.encode(), "query_string": b""},
        **{"root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "state": {}},
        "server": ("testserver", 80),
    }

    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return left.pop() if left else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    sessions.changed = 0
    await app(scope, receive, send)
    return _read(sent, sessions.changed, at)


def _read(sent: list[Message], changed: int, at: Address) -> Answer:
    status = sent[0]["status"]
    headers = dict(sent[0]["headers"])
    page = b"".join(message.get("body", b"") for message in sent[1:]).decode(errors="replace")
    verdict = verdict_of(status, headers.get(b"location", b"").decode())
    return Answer(status, verdict, changed, _plain(page, at) if verdict == "none" else "")


def verdict_of(status: int, location: str) -> str:
    """Say in a word what an answer means for whoever asked."""
    if status == 401 or re.match(r"(/[\w-]+)?/sign-in(\?next=|/class-card$)", location):
        return "ask"
    words = {403: "no", 404: "none", 405: "method", 409: "refused"}
    return words.get(status, "in" if status < 500 else "broken")


def _plain(page: str, at: Address) -> str:
    """Return a page without what only says where one is."""
    page = page.replace(at.filled, "*")
    for value in sorted(at.filled.strip("/").split("/"), key=len, reverse=True):
        page = page.replace(value, "*") if len(value) > 3 else page
    return re.sub(r"[0-9a-f]{12,64}", "#", page)


def by_row(
    answers: dict[tuple[Address, str], Answer],
) -> dict[tuple[str, str, str], dict[str, str]]:
    """Gather verdicts by line of the table and actor."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for (at, who), answer in answers.items():
        found.setdefault(at.row, {})[who] = answer.verdict
    return found


def told_apart(answers: dict[tuple[Address, str], Answer]) -> list[str]:
    """Return where somebody could tell a thing that is not theirs from one that is not there."""
    pages: dict[tuple[str, str, str], set[str]] = {}
    for (at, who), answer in answers.items():
        if answer.verdict == "none":
            pages.setdefault((at.method, at.path, who), set()).add(answer.told)
    return [
        f"{method} {path} as {who}" for (method, path, who), told in pages.items() if len(told) > 1
    ]
