"""When the database cannot: the fault itself, what the person reads, and that it counts once."""

import contextlib
import os
import re
import resource
import threading
import time
from pathlib import Path

import psycopg
import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import event
from sqlmodel import func, select
from starlette.testclient import TestClient

from db import engine as opening
from db import rights
from db.engine import connect, open_session
from db.tables.claims import Claim
from db.tables.receipts import Receipt
from pages.app import create_app
from portal.transactions import Insistence, opener
from tests import line, postgres
from tests.conftest import NOON, settled, signed_in
from tests.databases import as_owner
from tests.people import PASSWORD

CYCLE = "/en/log/RIVER/cycle"
KEY = "k" * 64
RIDE = {"amount": "2.5", "when": "today", "replaced": "car", "for": "home", "idem": KEY}
NOTHING = "Nothing was taken"
SHORT = 150  # milliseconds: a lock that is waited for in vain is waited for as long as you like


def hasty():
    return Insistence(sleep=lambda _seconds: None)


@pytest.fixture
def on_sqlite(engine):
    return engine.dialect.name == "sqlite"


@pytest.fixture
def impatient(engine, on_sqlite):
    """Every new connection waits for locks only a moment."""
    words = f"PRAGMA busy_timeout={SHORT}" if on_sqlite else f"SET lock_timeout = {SHORT}"
    at_connect(engine, words)


def at_connect(engine, words):
    def say(connection, _record):
        if is_watched := hasattr(connection, "set_authorizer"):  # such words are not its own
            connection.set_authorizer(None)
        connection.cursor().execute(words)
        if is_watched:
            connection.set_authorizer(rights.watcher(sqlite))
        connection.commit()

    event.listen(engine, "connect", say)
    engine.dispose()
    return say


def forget(engine, listener):
    event.remove(engine, "connect", listener)
    engine.dispose()


@pytest.fixture
def rosa(visit_as, impatient, engine, settings):
    """Rosa's browser, on a site that does not pause between its tries."""
    known = visit_as("rosa").cookies
    site = create_app(opener(engine), settings, clock=lambda: NOON, insistence=hasty())
    return TestClient(site, headers={"Sec-Fetch-Site": "same-origin"}, cookies=known)


@contextlib.contextmanager
def locked(engine):
    """Another program holds what every new claim needs."""
    if engine.dialect.name == "sqlite":
        other = sqlite.connect(engine.url.database, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
    else:
        url = as_owner(engine.url.render_as_string(False).replace("+psycopg", ""))
        other = psycopg.connect(url)
        other.execute("LOCK TABLE claim IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def claims(engine):
    with open_session(engine, writes=False) as session:
        return session.exec(select(func.count()).select_from(Claim)).one()


def hidden(answer):
    """The form a page hands back, as the browser would send it."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text))


def send(browser, **facts):
    return browser.post(CYCLE, data={**RIDE, **facts}, follow_redirects=False)


def test_a_locked_database_hands_the_form_back_with_its_key_and_its_words(engine, rosa):
    with locked(engine):
        answer = send(rosa, amount="7,5 <km>")
        assert rosa.get("/en/log").status_code == 200, "reading goes on"
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert NOTHING in answer.text and "no-store" in answer.headers["Cache-Control"]
    assert hidden(answer) == {**RIDE, "amount": "7,5 &lt;km&gt;"}
    assert claims(engine) == 0
    again = rosa.post(CYCLE, data={**hidden(answer), "amount": "2.5"}, follow_redirects=False)
    assert again.status_code == 303 and claims(engine) == 1


def test_a_lock_that_goes_away_in_time_is_not_noticed(engine, rosa):
    with locked(engine) as _, contextlib.ExitStack() as later:
        thread = threading.Thread(target=lambda: later.push(answers.append(send(rosa))))
        answers = []
        thread.start()
        time.sleep(0.25)  # longer than one try waits, shorter than all
    thread.join()
    assert [answer.status_code for answer in answers] == [303] and claims(engine) == 1


def test_without_a_key_nothing_is_tried_twice(engine, rosa):
    tried = []
    event.listen(engine, "begin", tried.append)
    with locked(engine):
        answer = rosa.post(CYCLE, data={**RIDE, "idem": ""})
    assert answer.status_code == 503 and len(tried) <= 1 and claims(engine) == 0


def test_a_photo_outlives_the_trouble(engine, rosa):
    from tests.claiming import sent_photo  # noqa: PLC0415

    repair = "/en/log/RIVER/repair-clothing"
    facts = {"amount": "1", "when": "today", "for": "home", "idem": KEY}
    with locked(engine):
        sent = {"photo": ("coat.jpg", sent_photo(), "image/jpeg")}
        answer = rosa.post(repair, data=facts, files=sent)
    assert answer.status_code == 503 and "photo-kept" in hidden(answer)
    again = rosa.post(repair, data=hidden(answer), follow_redirects=False)
    assert again.status_code == 303 and claims(engine) == 1


def test_a_password_is_never_written_into_a_page(engine, rosa):
    with locked(engine):
        if engine.dialect.name == "postgresql":
            with psycopg.connect(engine.url.render_as_string(False).replace("+psycopg", "")) as own:
                own.execute("LOCK TABLE signin IN EXCLUSIVE MODE")
                answer = rosa.post("/en/sign-in", data=signing_in())
        else:
            answer = rosa.post("/en/sign-in", data=signing_in())
    assert answer.status_code == 503 and PASSWORD not in answer.text
    assert hidden(answer)["email"] == "rosa@demo.test"


def signing_in():
    return {"email": "rosa@demo.test", "password": PASSWORD, "idem": KEY}


def test_when_every_connection_is_taken_the_portal_is_busy(engine, visit_as, monkeypatch, settings):
    known = visit_as("rosa").cookies
    monkeypatch.setitem(opening.POOL, "pool_timeout", SHORT / 1000)
    crowded = connect(engine.url.render_as_string(False))
    site = create_app(opener(crowded), settings, clock=lambda: NOON, insistence=hasty())
    rosa = TestClient(site, headers={"Sec-Fetch-Site": "same-origin"}, cookies=known)
    taken = [crowded.connect() for _ in range(opening.POOL["pool_size"])]
    for answer in (send(rosa), rosa.get("/en/me")):
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    for one in taken:
        one.close()
    assert send(rosa).status_code == 303 and claims(engine) == 1
    crowded.dispose()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_full_database_says_that_nothing_can_be_saved(engine, rosa):
    full = at_connect(engine, "PRAGMA max_page_count=1")  # it is longer already: none may be added
    answer, number = send(rosa), 0
    while answer.status_code == 303 and number < 500:
        number += 1
        answer = send(rosa, idem=f"{number}" + "k" * 64)
    before = claims(engine)
    assert answer.status_code == 503 and before == number
    assert "We cannot save at the moment. Nothing was taken." in answer.text
    assert rosa.get("/en/log").status_code == 200
    forget(engine, full)
    assert rosa.post(CYCLE, data=hidden(answer), follow_redirects=False).status_code == 303
    assert claims(engine) == before + 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_write_that_fails_says_that_nothing_can_be_saved(engine, rosa):
    rosa.get("/en/log")
    with no_file_longer_than(2048):
        answer = send(rosa)
        page = rosa.get("/en/log")
    assert answer.status_code == 503 and page.status_code == 200
    assert "We cannot save at the moment. Nothing was taken." in answer.text
    assert send(rosa).status_code == 303 and claims(engine) == 1


@contextlib.contextmanager
def no_file_longer_than(size):
    """The system refuses every write beyond this, as a failing disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_that_may_not_be_written_is_still_read(engine, rosa, shared_folder):
    rosa.get("/en/log"), rosa.get("/readyz")
    file = Path(engine.url.database)
    with without_rights(engine, file, shared_folder):
        answer, page, ready = send(rosa), rosa.get("/en/log"), rosa.get("/readyz")
    assert answer.status_code == 503 and NOTHING in answer.text and page.status_code == 200
    assert (ready.status_code, ready.text) == (503, "the database cannot be written\n")
    assert rosa.get("/healthz").status_code == 200
    assert send(rosa).status_code == 303 and rosa.get("/readyz").status_code == 200


@contextlib.contextmanager
def without_rights(engine, file, photos):
    """The file belongs to somebody else and may only be read; root would write it all the same."""
    engine.dispose()
    folder, me = file.parent, os.geteuid()
    before = file.stat().st_mode, folder.stat().st_mode
    above = {*folder.parents, photos, *photos.parents}
    opened = [p for p in above if not p.stat().st_mode & 0o001]
    modes = [(p, p.stat().st_mode) for p in opened]
    for path, mode in modes:
        path.chmod(mode | 0o011)
    folder.chmod(0o777)
    file.chmod(0o444)
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)
        engine.dispose()
        file.chmod(before[0])
        folder.chmod(before[1])
        for path, mode in modes:
            path.chmod(mode)


def test_a_schema_that_is_too_old_is_not_ready(owner, rosa):
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = rosa.get("/readyz")
    assert answer.status_code == 503 and "the schema is at 0000" in answer.text
    assert rosa.get("/healthz").status_code == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_disk_that_is_nearly_full_is_not_ready(engine, rosa, settings, small_disk):
    site = create_app(
        opener(engine), settings.model_copy(update={"files_url": f"file:{small_disk}"})
    )
    small = TestClient(site)
    assert small.get("/readyz").status_code == 200
    (small_disk / "filler").write_bytes(bytes(4 * 1024 * 1024 - 65536))
    answer = small.get("/readyz")
    assert answer.status_code == 503 and answer.text == "the disk of photos is nearly full\n"
    assert small.get("/healthz").status_code == 200


@pytest.fixture
def durable():
    """A server of our own that can be stopped, with the town in it."""
    server = postgres.Server(postgres.binaries(), postgres.DURABLE)
    engine = connect(server.url())
    settled(engine)
    yield server, engine
    engine.dispose()
    server.stop()


@contextlib.contextmanager
def rosa_at(url, settings):
    """Rosa's browser, on a site whose database has this address."""
    engine = connect(url)
    known = {settings.cookie: signed_in(engine, "rosa")}
    site = create_app(opener(engine), settings, clock=lambda: NOON, insistence=hasty())
    yield TestClient(site, headers={"Sec-Fetch-Site": "same-origin"}, cookies=known)
    engine.dispose()


def test_postgresql_that_is_away_comes_back_without_a_restart_of_ours(durable, settings):
    server, engine = durable
    with rosa_at(server.url(), settings) as rosa:
        assert rosa.get("/en/log").status_code == 200
        server.kill()
        answer = send(rosa)
        assert answer.status_code == 503 and NOTHING in answer.text and hidden(answer) == RIDE
        assert rosa.get("/en/log").status_code == 503
        ready = rosa.get("/readyz")
        assert ready.status_code == 503 and "does not answer" in ready.text
        assert rosa.get("/healthz").status_code == 200
        server.start()
        engine.dispose()  # the test's own lines were cut too
        assert rosa.post(CYCLE, data=hidden(answer), follow_redirects=False).status_code == 303
        assert rosa.get("/readyz").status_code == 200 and claims(engine) == 1


@pytest.mark.parametrize("is_done", [False, True])
def test_a_lost_answer_to_a_commit_is_found_out_by_the_key(durable, settings, is_done):
    """The line is cut at the commit, before or after the server did it, and stays cut."""
    server, engine = durable
    with line.Line(server.folder) as cut, rosa_at(cut.url(), settings) as rosa:
        assert rosa.get("/en/log").status_code == 200
        cut.at_commit(after=is_done, for_ever=True)
        answer = send(rosa)
        assert answer.status_code == 503 and "We do not know yet" in answer.text
        assert NOTHING not in answer.text and hidden(answer) == RIDE
        [link] = re.findall(r'href="(/en/outcome/[0-9a-f]{64})"', answer.text)
        assert rosa.get(link).status_code == 503, "it cannot be known yet"
        cut.mend()
        found = rosa.get(link)
        assert found.status_code == 200 and claims(engine) == int(is_done)
        assert ("It was done" in found.text) == is_done
        assert ("It has not been done so far" in found.text) != is_done
        assert send(rosa).status_code == 303 and claims(engine) == 1


@pytest.mark.parametrize("is_done", [False, True])
def test_a_line_cut_once_at_the_commit_is_not_noticed(durable, settings, is_done):
    server, engine = durable
    with line.Line(server.folder) as cut, rosa_at(cut.url(), settings) as rosa:
        rosa.get("/en/log")
        cut.at_commit(after=is_done)
        assert send(rosa).status_code == 303 and claims(engine) == 1 and cut.cuts == 1
        with open_session(engine, writes=False) as session:
            assert session.exec(select(func.count()).select_from(Receipt)).one() == 1


def test_an_outcome_nobody_asked_for_has_not_been_done(rosa):
    answer = rosa.get("/en/outcome/" + "0" * 64)
    assert answer.status_code == 200 and "It has not been done so far" in answer.text


def test_the_pauses_grow_are_random_and_end(engine, visit_as, impatient, settings):
    pauses, numbers = [], iter([0.5, 1.0, 0.25, 1.0, 1.0])
    insistence = Insistence(sleep=pauses.append, chance=lambda: next(numbers), clock=lambda: 0.0)
    known = visit_as("rosa").cookies
    site = create_app(opener(engine), settings, clock=lambda: NOON, insistence=insistence)
    with locked(engine):
        browser = TestClient(site, headers={"Sec-Fetch-Site": "same-origin"}, cookies=known)
        assert send(browser).status_code == 503
    assert pauses == [0.025, 0.1, 0.05, 0.4, 0.8], "six tries"


def test_a_broken_rule_is_an_answer_and_not_tried_again(engine, rosa):
    begun = []
    event.listen(engine, "begin", begun.append)
    answer = send(rosa, amount="900000")
    assert answer.status_code == 422 and len(begun) == 1
