"""The doctor tells how long jobs and letters have waited."""

from datetime import timedelta

import pytest

from portal import doctor, leases, letters, seals
from portal.keys import open_keys
from portal.letters import LetterKind
from portal.settings import Settings
from tests import people
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(hours=30)


def told(engine, name, now, **settings):
    findings = doctor.examine(engine, Settings(**settings), now=now)
    [found] = [finding for finding in findings if finding.name == name]
    return found.is_sound, found.told


def test_a_job_that_waits_too_long_or_fails_is_told(engine, session):
    assert told(engine, "jobs", NOON) == (True, "0 known, the oldest due 0 minutes ago")
    leases.enlist(session, [("letters", ""), ("lapse", "RIVER")], now=NOON)
    session.commit()
    assert told(engine, "jobs", NOON + timedelta(minutes=9))[0]
    assert told(engine, "jobs", LATER) == (False, "2 known, the oldest due 30 hours ago")
    lease = leases.claim(session, "lapse", "RIVER", now=LATER)
    leases.fail(session, lease, "ValueError", now=LATER)
    other = leases.claim(session, "letters", "", now=LATER)
    leases.finish(session, other, again_at=LATER + timedelta(minutes=1), now=LATER)
    session.commit()
    is_sound, words = told(engine, "jobs", LATER)
    assert not is_sound and words.endswith("failing: lapse")


def test_letters_that_wait_are_told(engine, session):
    rosa = people.find(session, "rosa").id
    letters.write(session, LetterKind.LAPSE_NOTICE, [rosa], {}, now=NOON)
    session.commit()
    server = {"smtp_url": "smtp://mail.example"}
    assert told(engine, "letters", LATER, **server)[0] is False
    assert "1 wait, the oldest 30 hours" in told(engine, "letters", LATER, **server)[1]
    assert told(engine, "letters", NOON, **server)[0] is True
    assert told(engine, "letters", LATER)[0] is True
    real = {"mode": "production", "secret_key": "x" * 48}
    is_sound, words = told(engine, "letters", LATER, **real)
    assert not is_sound and "PORTAL_SMTP_URL is not set" in words


def test_a_key_that_is_lost_is_told_before_it_is_missed(engine, session, tmp_path):
    folder = {"keys_dir": str(tmp_path), "base_url": "https://log.example"}
    assert told(engine, "log key", NOON, **folder) == (True, "nothing was sealed yet")
    assert list(tmp_path.iterdir()) == [], "looking makes no key"
    seals.seal(session, now=NOON, key=open_keys(tmp_path, folder["base_url"]))
    session.commit()
    assert told(engine, "log key", NOON, **folder) == (True, "here")
    (tmp_path / "log.key").unlink()
    is_sound, words = told(engine, "log key", NOON, **folder)
    assert not is_sound and f"not in {tmp_path}" in words


def test_a_mail_server_that_cannot_be_read_refuses_to_start():
    with pytest.raises(ValueError, match="PORTAL_SMTP_URL must look like"):
        Settings(smtp_url="mail.example:25")


def test_pango_is_looked_for_and_its_lack_says_what_to_install(engine, monkeypatch):
    real = {"mode": "production", "secret_key": "x" * 48}
    monkeypatch.setattr("ctypes.util.find_library", lambda name: f"lib{name}.so")
    assert told(engine, "pango", NOON, **real) == (True, "here: reports can be PDF")
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    is_sound, words = told(engine, "pango", NOON, **real)
    assert not is_sound and words.startswith("pango-1.0, pangoft2-1.0 missing")
    assert "apt install libpango-1.0-0" in words and "brew install pango" in words
    assert told(engine, "pango", NOON)[0], "who only tries it out can do without paper"
