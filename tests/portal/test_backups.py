"""Backups: whole while others write, refused when damaged, never half there, and restored."""

import os
import random
import signal
import subprocess
import sys
import threading
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from db.engine import connect, open_session
from db.tables.people import Person
from db.tables.programmes import Programme
from db.tables.seals import TreeHead
from portal import archives, backups, erasures, heads, keys, restores, seals, traces
from portal.backups import PARTIAL, Damaged, Impossible
from portal.stamps import stamp
from tests.databases import as_owner, migrated
from tests.db.ledger_world import ACTS, MAY, World, named
from tests.drills.giving import Giver, numbers
from tests.drills.judge import NOT_KEPT
from tests.habits.tree import ROOT

KEYS = keys.make("https://log.example")


def unheard(_done, _total):
    """Listen to no beat."""


@pytest.fixture
def empty(engine, request, tmp_path):
    """The address of an empty database of the same kind."""
    if engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.db'}"
        return
    server = request.getfixturevalue("postgresql_copies")
    url = server.copy("nothing", lambda engine: None)
    yield as_owner(url)
    server.drop(url)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup.zip"


@pytest.fixture
def sealed(world):
    """The small programme, sealed."""
    seals.seal(world.session, now=MAY, key=KEYS)
    world.session.commit()
    return world


def backed_up(engine, file, beat=unheard, **more):
    return backups.make(engine, file, beat=beat, now=MAY, **more)


def restored(file, url, **more):
    """Restore; return what was found, but for the totals that the small programme does without."""
    done = restores.restore(file, url, beat=unheard, now=MAY, **more)
    return done, [one for one in done.found.breaches if one.invariant not in NOT_KEPT]


def numbers_at(url):
    engine = connect(url)
    found = numbers(engine)
    engine.dispose()
    return found


class Writing:
    """A thread that gives and gives, and remembers the number of each act after its commit."""

    def __init__(self, engine):
        self.told = []
        self._giver, self._stop = Giver(engine, random.Random(1)), threading.Event()
        self._thread = threading.Thread(target=self._write)

    def _write(self):
        while not self._stop.is_set():
            self.told.append(self._giver.next())

    def __enter__(self):
        self._thread.start()
        self.wait_for_more(3)
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def wait_for_more(self, count=1):
        """Return when it has written more, which it could not if somebody kept it waiting."""
        wanted, patience = len(self.told) + count, 500
        while len(self.told) < wanted:
            patience -= 1
            assert patience and self._thread.is_alive(), "the writer waits"
            self._stop.wait(0.02)


def test_what_was_acknowledged_before_a_backup_is_in_it_whoever_writes_meanwhile(
    engine, sealed, file, empty
):
    with Writing(engine) as writing:
        before = set(writing.told)
        manifest = backed_up(engine, file, beat=lambda *_: writing.wait_for_more())
        after = len(writing.told)
    assert after > len(before)
    done, wrong = restored(file, empty)
    there = numbers_at(empty)
    assert wrong == []
    assert before | set(range(1, len(ACTS) + 1)) <= there
    assert there == set(range(1, len(there) + 1))
    assert manifest.act_count == done.found.acts == len(there)


def test_a_backup_says_what_is_in_it(engine, sealed, file):
    erased = [named("somebody")]
    manifest = backed_up(engine, file, erased=erased)
    assert archives.read(file) == manifest
    code = sealed.session.get(Programme, sealed.programme).code
    assert {book: newest.number for book, newest in manifest.books.items()} == {code: len(ACTS)}
    assert manifest.newest_at == stamp(MAY)
    assert manifest.migration == "0001"
    assert manifest.erased == erased
    with open_session(engine, writes=False) as session:
        assert manifest.checkpoint == str(heads.newest(session).note)


def test_nobody_else_may_read_it(engine, sealed, file):
    backed_up(engine, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir() if one.name.startswith(PARTIAL)] == []


def test_a_backup_is_replaced_only_when_that_was_asked_for(engine, sealed, file):
    backed_up(engine, file)
    first = file.read_bytes()
    with pytest.raises(Impossible, match="there already"):
        backed_up(engine, file)
    assert file.read_bytes() == first
    sealed.post(sealed.top_up("more", 5))
    sealed.session.commit()
    assert backed_up(engine, file, replace=True).act_count == len(ACTS) + 1
    assert archives.read(file).act_count == len(ACTS) + 1


def unpacked(file):
    """What a file holds, or None: it is damaged."""
    try:
        with zipfile.ZipFile(file) as whole:
            return [whole.read(name) for name in whole.namelist()]
    except (zipfile.BadZipFile, zlib.error):
        return None


def bad(file):
    """Yield the ways in which a file can be damaged: each is a file."""
    whole = file.read_bytes()
    for number, at in enumerate(random.Random(1).sample(range(200, len(whole) - 2000), 6)):
        spoilt = file.with_name(f"bit-{number}.zip")
        spoilt.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if unpacked(spoilt) != unpacked(file):  # zeros copied from elsewhere are the same zeros
            yield spoilt
    for name, data in (("cut", whole[: len(whole) // 2]), ("none", b""), ("text", b"hello")):
        spoilt = file.with_name(f"{name}.zip")
        spoilt.write_bytes(data)
        yield spoilt


def test_a_damaged_file_is_refused_and_nothing_is_restored(engine, sealed, file, empty):
    backed_up(engine, file)
    for spoilt in bad(file):
        with pytest.raises(Damaged):
            restores.restore(spoilt, empty, beat=unheard, now=MAY)
        assert is_empty(empty), spoilt


def test_a_copy_that_was_put_in_from_elsewhere_is_refused(engine, sealed, file, empty):
    backed_up(engine, file)
    other = file.with_name("other.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        target.writestr("manifest.json", source.read("manifest.json"))
        target.writestr("database", source.read("database") + b"\0")
    with pytest.raises(Damaged, match="not the one that was made"):
        restores.restore(other, empty, beat=unheard, now=MAY)
    assert is_empty(empty)


def is_empty(url):
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return True
    engine = connect(url)
    tables = inspect(engine).get_table_names()
    engine.dispose()
    return not tables


def test_a_database_that_holds_something_is_left_alone(engine, sealed, file):
    backed_up(engine, file)
    sealed.post(sealed.top_up("more", 5))
    sealed.session.commit()
    url = engine.url.render_as_string(hide_password=False)
    with pytest.raises(Impossible, match="not empty"):
        restores.restore(file, url, beat=unheard, now=MAY)
    assert len(numbers(engine)) == len(ACTS) + 1


def test_the_log_of_a_lost_file_is_not_taken_for_the_restored_ones(sqlite_copies, file):
    engine = connect(sqlite_copies.copy("bare", migrated))
    backed_up(engine, file)
    engine.dispose()
    place = file.with_name("portal.db")
    left = file.with_name("portal.db-wal")
    left.write_bytes(b"what was written last")
    with pytest.raises(Impossible, match="left over"):
        restores.restore(file, f"sqlite:///{place}", beat=unheard, now=MAY)
    assert (left.read_bytes(), place.exists()) == (b"what was written last", False)


@pytest.mark.parametrize("when", ["first", "last"])
@pytest.mark.parametrize("there", [False, True], ids=["new", "replacing"])
def test_a_kill_in_the_middle_leaves_no_half_file(engine, sealed, file, when, there):
    before = b"an older backup" if there else None
    if there:
        file.write_bytes(before)
    program = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from db.engine import connect
from portal import backups
url, file, when = sys.argv[1:]
def die(done, total):
    if when == "first" or done == total > 0 and list(Path(file).parent.glob(".partial-*/whole")):
        os.kill(os.getpid(), signal.SIGKILL)
backups.make(connect(url), Path(file), replace=True, beat=die, now=datetime(2026, 5, 1, tzinfo=UTC))
"""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", program, url, str(file), when]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert (file.read_bytes() if file.exists() else None) == before
    assert list(file.parent.glob(f"{PARTIAL}*")), "it was killed before it began"


def test_a_restore_shows_which_acts_are_missing_since_a_checkpoint(engine, sealed, file, empty):
    backed_up(engine, file)
    kept = str(heads.newest(sealed.session).note)
    sealed.post(sealed.top_up("more", 5))
    seals.seal(sealed.session, now=MAY + timedelta(days=1), key=KEYS)
    sealed.session.commit()
    later = str(heads.newest(sealed.session).note)
    done, wrong = restored(file, empty, against=later)
    assert [one.told for one in wrong] == ["acts are missing: the checkpoint covers 22 of them"]
    assert not done.is_sound
    assert kept == done.manifest.checkpoint != later


def test_a_restore_agrees_with_the_checkpoint_it_was_made_at(engine, sealed, file, empty):
    backed_up(engine, file)
    _, wrong = restored(file, empty, against=str(heads.newest(sealed.session).note))
    assert wrong == []


def test_who_was_erased_since_is_erased_once_more(engine, sealed, file, empty):
    backed_up(engine, file)
    gone, stranger = named("p-anna"), named("never here")
    listed = f"{gone} E-7K3F-22QX-M4C 2026-05-01T12:00:00+00:00\n{stranger}\n"
    (file.parent / erasures.LIST).write_text(listed, encoding="utf-8")
    done, wrong = restored(file, empty)
    assert (done.again, wrong) == ([gone], [])
    assert f"was here again, and is erased once more: {gone}" in done.told
    there = connect(empty)
    with open_session(there, writes=False) as session:
        assert session.get_one(Person, gone).name == traces.NOBODY
        receipt = erasures.find(session, "e7k3f22qxm4c")
        assert receipt.erased_at.isoformat() == "2026-05-01T12:00:00+00:00"
    there.dispose()


def test_a_backup_of_another_kind_of_database_or_of_a_newer_program_is_refused(
    engine, sealed, file, empty
):
    manifest = backed_up(engine, file)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest.database]
    for change, says in (({"database": other}, "backup of"), ({"migration": "9999"}, "newer")):
        changed = file.with_name(f"{says}.zip")
        with zipfile.ZipFile(file) as source, zipfile.ZipFile(changed, "w") as target:
            target.writestr("database", source.read("database"))
            told = manifest.model_copy(update=change).model_dump_json()
            target.writestr("manifest.json", told)
        with pytest.raises(Impossible, match=says):
            restores.restore(changed, empty, beat=unheard, now=MAY)
        assert is_empty(empty)


def test_a_database_that_was_never_migrated_is_not_backed_up(empty, file):
    engine = connect(empty)
    with pytest.raises(Impossible, match="portal migrate"):
        backed_up(engine, file)
    engine.dispose()
    assert not file.exists()


def test_a_restored_database_takes_new_acts_and_seals(engine, sealed, file, empty):
    backed_up(engine, file)
    restored(file, empty)
    there = connect(empty)
    with open_session(there, writes=True) as session:
        world = World(session, maker="later")
        assert world.post(world.top_up("more", 5)).seq == len(ACTS) + 1
        head = seals.seal(session, now=MAY + timedelta(days=1), key=KEYS)
        session.commit()
        assert head.size == len(ACTS) + 1
        assert session.get(TreeHead, 2).prev_number == 1
    there.dispose()
