"""When the database is away, everybody still reads what a stranger read last, and is told so."""

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from db.engine import connect
from pages.app import create_app
from pages.web.snapshots import Shelf
from portal.transactions import Insistence, opener
from tests import postgres
from tests.conftest import NOON, settled, signed_in

AS_OF = "This page is as of"
HASTY = Insistence(sleep=lambda _seconds: None)


@pytest.fixture
def server():
    """A PostgreSQL of our own that can be stopped, with the town in it."""
    server = postgres.Server(postgres.binaries(), postgres.DURABLE)
    engine = connect(server.url())
    settled(engine)
    engine.dispose()
    yield server
    server.stop()


@pytest.fixture
def site(server, settings):
    engine = connect(server.url())
    yield create_app(opener(engine), settings, clock=lambda: NOON, insistence=HASTY)
    engine.dispose()


def rosa_at(site, server, settings):
    engine = connect(server.url())
    cookies = {settings.cookie: signed_in(engine, "rosa")}
    engine.dispose()
    return TestClient(site, cookies=cookies)


def test_public_pages_are_read_from_memory_while_the_database_is_away(server, site, settings):
    stranger, rosa = TestClient(site), rosa_at(site, server, settings)
    before = stranger.get("/en/programmes").text
    assert AS_OF not in before
    assert "rosa" in rosa.get("/en/causes").text.lower()
    assert rosa.get("/en/me").status_code == 200
    server.kill()
    for reader in (stranger, rosa):
        answer = reader.get("/en/programmes")
        assert answer.status_code == 200 and AS_OF in answer.text and "12:00" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src" in answer.headers["Content-Security-Policy"]
        assert "rosa" not in answer.text.lower(), "it is a stranger's page"
    assert stranger.get("/en/causes").status_code == 503, "only Rosa has seen it"
    assert stranger.get("/en/programmes?theme=travel").status_code == 503, "nobody has seen it"
    assert stranger.get("/zh-hans/programmes").status_code == 503, "nobody has seen it in Chinese"
    assert rosa.get("/en/me").status_code == 503
    server.start()
    assert stranger.get("/en/programmes").text == before


def test_the_shelf_keeps_only_so_much_and_the_newest():
    shelf, now = Shelf(most=10), datetime(2026, 6, 1, tzinfo=UTC)
    for name in ("a", "b", "a", "c"):
        shelf.keep((name, b""), name.encode() * 4, now)
    assert shelf.find_or_none(("b", b"")) is None, "the longest unseen went first"
    assert shelf.find_or_none(("a", b"")) == (now, b"aaaa")
    shelf.keep(("d", b""), b"d" * 11, now)
    assert shelf.find_or_none(("d", b"")) is None, "what is larger than the shelf is not kept"
