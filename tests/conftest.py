"""Fixtures named after what they give you. Real databases, no mocks of our own code.

`engine`     a migrated database with reference data; each test has its own, on both databases.
             It is opened as the application opens it, and may do no more than db/rights.py says
`session`    a writing session on it; commit before you look at a page, SQLite has one writer
`every_right` it may do everything, as whoever migrates it
`owner`      the same database as whoever migrates it opens it; `alter` changes what is past there
`town`       the small cast of tests/people.py and its programme are in it
`world`      the ledger's small programme is in it, with an act of every kind
`willowford` a small demo district is in it, whose clock stands at noon too
`visit_as`   visit_as("rosa") is a browser signed in as rosa, visit_as() one of a stranger
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from db.engine import connect, connect_as_owner, open_session
from tests.clocks import Clock
from tests.databases import (
    Fill,
    PostgresCopies,
    SqliteCopies,
    as_owner,
    migrated,
    quick_folder,
)
from tests.postgres import Server, binaries

if TYPE_CHECKING:
    from portal.settings import Settings
    from tests.db.ledger_world import World

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SERVER = pytest.StashKey[Server]()
SERVER_URL = "TALLYBROOK_TEST_SERVER"  # set by the first process for those that share its work
MISSING = "needs PostgreSQL's programs initdb and postgres: `make test` brings them"

settings.register_profile(  # a busy machine is no fault of what is tested
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def short_traces() -> None:
    """Show a fault of the site as plain lines."""
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Hash passwords at the lowest cost there is: tests make many, and nobody attacks them."""
    from portal import passwords  # noqa: PLC0415

    passwords.hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


@pytest.fixture(scope="session", autouse=True)
def patient_press() -> None:
    """Give a PDF two minutes: a busy machine is no fault of the page either."""
    from pages.web import papers  # noqa: PLC0415

    papers.SECONDS = 120


def pytest_configure(config: pytest.Config) -> None:
    """Start the one server of this run where several processes will share it."""
    is_first = not hasattr(config, "workerinput")
    if is_first and getattr(config.option, "numprocesses", None) and (programs := binaries()):
        config.stash[SERVER] = server = Server(programs, where=quick_folder())
        os.environ[SERVER_URL] = server.url()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it."""
    if server := config.stash.get(SERVER, None):
        os.environ.pop(SERVER_URL, None)
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it in the end."""
    items.sort(key=lambda item: (item.get_closest_marker("browser") is None, not _is_drill(item)))


def _is_drill(item: pytest.Item) -> bool:
    return item.nodeid.startswith("tests/drills/")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """At the gate nothing is skipped: what could not run has failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI skips nothing: {report.longrepr}"
    return report


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "none", str(folder)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["/usr/bin/umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The suite's own PostgreSQL, started when the first test asks for it."""
    if given := os.environ.get(SERVER_URL):
        yield given
        return
    if not (programs := binaries()):
        pytest.skip(MISSING)
    server = Server(programs, where=quick_folder())
    yield server.url()
    server.stop()


@pytest.fixture(scope="session")
def shared_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, the same for all who test at once."""
    mine = tmp_path_factory.getbasetemp()
    return mine.parent if hasattr(request.config, "workerinput") else mine


@pytest.fixture(scope="session")
def settings(shared_folder: Path) -> "Settings":
    """How the site of the tests is set up: photos go to a folder of this run."""
    from portal.settings import Settings  # noqa: PLC0415

    return Settings(files_url=f"file:{shared_folder / 'files'}")


@pytest.fixture(scope="session")
def sqlite_copies(shared_folder: Path) -> Iterator[SqliteCopies]:
    with tempfile.TemporaryDirectory(prefix="tallybrook-", dir=quick_folder()) as folder:
        yield SqliteCopies(Path(folder), shared_folder)


@pytest.fixture(scope="session")
def postgresql_copies(server_url: str, worker_id: str) -> PostgresCopies:
    return PostgresCopies(server_url, worker_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A fresh database; with a cast in it for whoever also asks for `town`, or else."""
    copies = request.getfixturevalue(f"{request.param}_copies")
    casts: dict[str, Fill] = {
        "willowford": partial(lived, settings=request.getfixturevalue("settings")),
        "world": posted,
        "town": settled,
    }
    wanted = [name for name in casts if name in request.fixturenames]
    url = copies.copy(wanted[0], casts[wanted[0]]) if wanted else copies.copy("bare", migrated)
    is_owners = "every_right" in request.fixturenames
    engine = connect_as_owner(as_owner(url)) if is_owners else connect(url)
    yield engine
    engine.dispose()
    copies.drop(url)


@pytest.fixture
def every_right() -> None:
    """Ask for this, and `engine` is opened by the owner of the tables, whom no right stops."""


@pytest.fixture
def owner(engine: Engine) -> Iterator[Engine]:
    """The test's database, opened with more rights than the application has."""
    url = engine.url.render_as_string(hide_password=False)
    opened = connect_as_owner(as_owner(url))
    yield opened
    opened.dispose()


@pytest.fixture
def alter(session: Session, owner: Engine) -> Callable[[str], None]:
    """Make the past another one, which the application cannot: alter("UPDATE season SET …")."""

    def past(statement: str) -> None:
        session.commit()
        with owner.begin() as connection:
            connection.exec_driver_sql(statement)
        session.expire_all()

    return past


def settled(engine: Engine) -> None:
    """Fill a database with the small cast, by a seed, so that every copy has the same ids."""
    from portal import ids  # noqa: PLC0415  (only tests that want the town need its verbs)
    from tests import people  # noqa: PLC0415

    migrated(engine)
    with ids.seeded(1), open_session(engine, writes=True) as session:
        people.build(session, now=NOON)
        session.commit()


def lived(engine: Engine, settings: "Settings") -> None:
    """Fill a database with a small demo district, whose clock stands at the town's noon."""
    from tests import willowford  # noqa: PLC0415  (only who asks for it needs the demo)

    willowford.lived(engine, settings)


def posted(engine: Engine) -> None:
    """Fill a database with the ledger's small programme, which knows no verb but the ledger's."""
    from tests.db import ledger_world  # noqa: PLC0415  (only the ledger's own tests want it)

    migrated(engine)
    with open_session(engine, writes=True) as session:
        ledger_world.build(session)
        session.commit()


@pytest.fixture
def world(session: Session) -> "World":
    """The programme of tests/db/ledger_world.py, with an act of every kind in its book."""
    from tests.db.ledger_world import World  # noqa: PLC0415

    return World(session)


@pytest.fixture
def town() -> None:
    """Ask for this, and the small cast of tests/people.py lives in the database."""


@pytest.fixture
def willowford() -> None:
    """Ask for this, and a small demo district lives in the database."""


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with open_session(engine, writes=True) as session:
        yield session


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The site's clock: it stands at noon of the town's day until a test moves its `now`."""
    return Clock(NOON)


@pytest.fixture
def app(engine: Engine, settings: "Settings", clock: Callable[[], datetime]) -> ASGIApp:
    """The whole site on this test's database."""
    from pages.app import create_app  # noqa: PLC0415  (tests of db and portal need no pages)
    from portal.transactions import opener  # noqa: PLC0415

    return create_app(opener(engine), settings, clock=clock)


@pytest.fixture
def visit_as(
    engine: Engine, app: ASGIApp, settings: "Settings", town: None
) -> Callable[[str | None], TestClient]:
    """A browser, signed in as somebody; it says where it comes from, as browsers do."""

    def make(name: str | None = None) -> TestClient:
        client = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"})
        if name:
            client.cookies.set(settings.cookie, signed_in(engine, name))
        return client

    return make


def signed_in(engine: Engine, name: str) -> str:
    """Return the token of a browser in which `name` is signed in, as the sign-in page would."""
    from db.tables.people import Person, SignIn  # noqa: PLC0415
    from portal import ids  # noqa: PLC0415

    token = f"key of {name}"
    with open_session(engine, writes=False) as session:
        if session.get(SignIn, ids.digest(token)):
            return token
    with open_session(engine, writes=True) as session:
        asked = select(Person.id).where(col(Person.email) == f"{name}@demo.test")
        person_id = session.execute(asked).scalar_one()
        ahead = NOON + timedelta(days=3650)  # so that no test's day is too late for it
        same = dict.fromkeys(("began_at", "seen_at", "proved_at"), ahead)
        ended = {"ends_at": ahead + timedelta(days=1)}
        key = {"token_hash": ids.digest(token), "id": ids.derived(person_id, token)}
        session.add(SignIn(**key, person_id=person_id, device="firefox/linux", **same, **ended))
        session.commit()
    return token
