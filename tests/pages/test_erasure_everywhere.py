"""After an erasure none of what was planted is found: in no file, log, export or restored backup.

The control finds each of them first, so that looking is known to find.
"""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from starlette.testclient import TestClient

from db.engine import connect, connect_as_owner, open_session
from pages.app import create_app
from portal import audit, audits, erasures, files, forgetting, restores, safekeeping
from portal.audits import AuditSource
from portal.settings import Settings
from portal.stamps import stamp
from portal.transactions import opener
from tests import planted
from tests.databases import as_owner
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
NEVER_KEPT = {  # what a browser says besides, and what is hidden in a photo
    "user agent": b"Mozilla/5.0 (Wrenix; planted) Quillbrowser/7731",
    "network": b"203.0.113.77",
}


def unheard(_done, _total):
    """Listen to no beat."""


@pytest.fixture
def site(engine, tmp_path):
    """A site whose photos lie in a folder of this test."""
    settings = Settings(files_url=f"file:{tmp_path / 'files'}")
    app = create_app(opener(engine), settings, clock=lambda: NOON)
    return settings, app


@pytest.fixture
def left(engine, site, tmp_path):
    """Somebody has left something everywhere."""
    settings, _ = site
    shelf = files.open_shelf(settings.files_url, settings.secret_key)
    with open_session(engine, writes=True) as session:
        made = planted.plant(session, shelf, tmp_path / "files")
        session.commit()
    assert len(made.strings) >= 20
    return made


def everything(engine, folder):
    """Return the bytes of a database, of its log of writes, and of every file of a folder."""
    if engine.dialect.name == "sqlite":
        place = Path(engine.url.database)
        yield from (file.read_bytes() for file in place.parent.glob(f"{place.name}*"))
    else:  # its files belong to a server; what it says of every row is what a dump holds
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                for row in connection.execute(text(f'SELECT t::text FROM "{table}" t')):
                    yield row[0].encode()
    yield from (file.read_bytes() for file in folder.rglob("*") if file.is_file())


def raw(engine):
    """Return the bytes of the files a database lies in, whatever its rows say."""
    if engine.dialect.name == "sqlite":
        place = Path(engine.url.database)
        return [file.read_bytes() for file in place.parent.glob(f"{place.name}*")]
    with engine.connect() as connection:
        asked = "SELECT oid FROM pg_database WHERE datname = current_database()"
        oid = connection.execute(text(asked)).scalar_one()
    tables = Path(engine.url.query["host"]) / f"data/base/{oid}"
    return [file.read_bytes() for file in tables.iterdir() if file.is_file()]


def by_owner(engine, *statements):
    """Do what only the owner of a database may, each on its own."""
    owner = connect_as_owner(as_owner(engine.url.render_as_string(hide_password=False)))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))
    owner.dispose()


def found(strings, haystack):
    """Return what of it is anywhere."""
    hay = list(haystack)
    return {what for what, needle in strings.items() if any(needle in one for one in hay)}


def erase(site, left):
    """Read the pages and press the button, as the person."""
    settings, app = site
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": NEVER_KEPT["user agent"].decode()}
    browser = TestClient(app, headers=headers, client=("203.0.113.77", 7731))
    browser.cookies.set(settings.cookie, left.token)
    assert browser.get("/en/me/data").status_code == 200
    sent = {"sure": "y", "idem": "planted"}
    done = browser.post("/en/me/erasure", data=sent, follow_redirects=False)
    assert done.status_code == 303 and "/erasures/E-" in done.headers["location"]
    return browser.get(done.headers["location"])


def exported(engine, folder):
    """Return everything that leaves: the ledger, reports, what others take along of theirs."""
    file = folder / "ledger.txt"
    url = engine.url.render_as_string(hide_password=False)
    with audit.open_database(url) as source:
        audit.write(source, file, stamp(NOON))
    return file.read_bytes()


def test_everything_that_was_planted_can_be_found_before(engine, left, tmp_path):
    assert found(left.strings, everything(engine, tmp_path / "files")) == set(left.strings)


def test_after_erasure_nothing_is_found_anywhere(engine, site, left, tmp_path, capfd):
    page = erase(site, left)
    forgetting.scrub_since(opener(engine), None)
    strings = {**left.strings, **NEVER_KEPT}
    told = capfd.readouterr()
    logs = (told.out + told.err).encode()
    hay = [*everything(engine, tmp_path / "files"), logs, page.content]
    assert found(strings, [*hay, exported(engine, tmp_path)]) == set()
    result = audits.check(opener(engine), source=AuditSource.DATABASE, now=NOON)
    assert result.acts > 0 and result.breaches == []


def test_what_is_left_for_others_tells_nothing_either(engine, site, left, visit_as):
    erase(site, left)
    strings = {**left.strings, **NEVER_KEPT}
    for name, path in (
        ("olga", "/en/desk/riverside-neighbours/people"),
        ("op", "/en/admin/people"),
        ("op", "/en/admin/letters"),
        ("vera", "/en/desk/riverside-neighbours/claims"),
        (None, "/en/reports/2026-06.json"),
        (None, "/dev/letters"),
    ):
        page = visit_as(name).get(path)
        assert page.status_code == 200, path
        assert found(strings, [page.content]) == set(), path


def test_a_backup_from_before_gives_back_nobody(engine, site, left, request, tmp_path):
    folder, now = tmp_path / "backups", NOON
    folder.mkdir()
    safekeeping.back_up(opener(engine), folder, beat=unheard, now=now)
    page = erase(site, left)
    forgetting.keep_list(opener(engine), folder)
    [file] = folder.glob("*.zip")
    url, done_with = _empty(engine, request, tmp_path)
    done = restores.restore(file, url, beat=unheard, now=now)
    assert done.again == [left.person_id] and done.is_sound
    again = connect(url)
    assert found(left.strings, everything(again, folder / "none")) == set()
    with open_session(again, writes=False) as session:
        [entry] = erasures.read(folder)
        assert erasures.find(session, entry.code).code in page.text
    again.dispose()
    done_with()


def _empty(engine, request, tmp_path):
    """Return the address of an empty database of the same kind, and how to be done with it."""
    if engine.dialect.name == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.db'}", lambda: None
    server = request.getfixturevalue("postgresql_copies")
    url = server.copy("nothing", lambda engine: None)
    return as_owner(url), lambda: server.drop(url)


def test_what_is_gone_from_rows_is_gone_from_files_once_they_are_written_anew(engine, site, left):
    """A night's job does it for a file, its owner for a server: docs/privacy.md."""
    kept = {*left.strings} - {"photo"}
    if engine.dialect.name != "sqlite":
        by_owner(engine, "CHECKPOINT")
    assert found(left.strings, raw(engine)) == kept
    erase(site, left)
    if engine.dialect.name != "sqlite":
        by_owner(engine, "VACUUM", "CHECKPOINT")
    assert found(left.strings, raw(engine)), "then nothing has to be written anew"
    forgetting.scrub_since(opener(engine), None)
    if engine.dialect.name != "sqlite":
        by_owner(engine, "VACUUM FULL", "CHECKPOINT")
    assert found(left.strings, raw(engine)) == set()
