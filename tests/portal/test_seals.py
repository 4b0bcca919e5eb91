"""The daily seal: what it covers, that it can be repeated, and that a changed past shows."""

import stat
import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlmodel import Session

from db.engine import open_session
from db.tables.ledger import Txn
from db.tables.seals import ClockOk, Leaf, LogKey, LogNode, TreeHead
from portal import clock, heads, keys, ledger, merkle, notes, seals, tiles
from portal.errors import ClockJumped, NotFound
from portal.files import open_shelf
from portal.jobs import JOBS, JobName
from portal.letters import Written
from portal.merkle import Span
from portal.notes import Note
from portal.transactions import opener
from portal.work import Crew, run_due
from tests.db.ledger_world import ACTS, MAY, named
from tests.portal.test_merkle import Tree

KEYS = keys.make("https://log.example")
DAY = timedelta(days=1)


def sealed(world, now=None, key=KEYS):
    return seals.seal(world.session, now=now or world.now, key=key)


def acts_in_order(world):
    rows = select(Txn.hash).order_by(Txn.programme_id, Txn.seq)
    return [one.encode() for one in world.session.scalars(rows)]


def proof(world, spans):
    return tiles.roots(world.session, spans)


def many(world, count):
    """Post as many small top-ups at once."""
    acts = [world.top_up(f"more-{world.key()}", 1) for _ in range(count)]
    outcomes = ledger.post_many(world.session, world.programme, acts, now=world.now)
    assert all(outcome.seq for outcome in outcomes)


def test_a_seal_covers_every_act_in_the_order_of_book_and_number(world):
    head = sealed(world)
    assert head.size == len(ACTS) == len(acts_in_order(world))
    assert head.root == Tree(acts_in_order(world)).root()
    assert head.day == "2026-05-01"
    assert head.origin == "log.example/log"
    places = world.session.execute(select(Leaf.place, Leaf.seq).order_by(Leaf.place)).all()
    assert places == [(number, number + 1) for number in range(len(ACTS))]


def test_its_signature_holds_and_no_other_text_has_it(world):
    note = sealed(world).note
    assert list(notes.verified(Note.read(str(note)), KEYS.log.verifier)) == [KEYS.log.verifier]
    bent = Note.read(str(note).replace("2026-05-01", "2026-05-02"))
    with pytest.raises(notes.NotSigned):
        notes.verified(bent, KEYS.log.verifier)
    with pytest.raises(notes.NotSigned):
        notes.verified(note, keys.make("https://log.example").log.verifier)


def test_a_second_seal_of_the_same_day_finds_nothing_new(world):
    first = sealed(world)
    assert sealed(world, world.now + timedelta(hours=3)) == first
    assert len(world.session.scalars(select(TreeHead.number)).all()) == 1


def test_a_day_without_acts_has_its_seal_too(world):
    first = sealed(world)
    second = sealed(world, world.now + DAY)
    assert (second.number, second.size, second.root) == (2, first.size, first.root)
    assert second.day == "2026-05-02"


def test_what_is_new_is_added_behind_what_was_there(world):
    first = sealed(world)
    world.post(gift(world))
    second = sealed(world)
    assert second.size == first.size + 1
    steps = proof(world, merkle.steps(first.size, second.size))
    assert merkle.grown(first.size, second.size, first.root, second.root, steps)


def gift(world):
    return world.give("anna", "oak", "r1", 3)


def test_a_clock_that_fell_back_seals_the_day_it_had(world):
    sealed(world)
    world.post(gift(world))
    assert sealed(world, world.now - 5 * DAY).day == "2026-05-01"


@pytest.mark.parametrize("rounds", [(1, 300, 700, 5)])
def test_full_tiles_are_kept_and_every_proof_is_made_from_them(world, rounds):
    before = sealed(world)
    known = [before]
    for count in rounds:
        many(world, count)
        known.append(sealed(world))
    literal = Tree(acts_in_order(world))
    head = known[-1]
    assert head.size == len(literal.leaves) > 4 * tiles.WIDTH
    assert head.root == literal.root()
    nodes = world.session.execute(select(LogNode.level, LogNode.number, LogNode.hash)).all()
    assert [bytes.fromhex(node.hash) for node in sorted(nodes)] == [
        literal.root(tiles.WIDTH * number, tiles.WIDTH * (number + 1))
        for number in range(head.size // tiles.WIDTH)
    ]
    for place in (0, 255, 256, 511, 767, head.size - 1):
        way = proof(world, merkle.path(place, head.size))
        assert merkle.included(literal.leaves[place], place, head.size, way, head.root)
    for one in known:
        steps = proof(world, merkle.steps(one.size, head.size))
        assert merkle.grown(one.size, head.size, one.root, head.root, steps)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_levels_above_the_first_are_kept_too(engine, every_right):
    """Leaves of acts that nobody did: only their hashes count here."""
    count = tiles.WIDTH**2 + 300
    leaves = [f"{number:064x}" for number in range(count)]
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with Session(connection) as session:
            rows = [
                {"place": n, "prev_place": n - 1 if n else None, "seq": n + 1, "hash": leaf}
                | {"programme_id": named("programme"), "prev_seq": n or None}
                for n, leaf in enumerate(leaves)
            ]
            session.connection().execute(insert(Leaf), rows)
            for old, size in ((0, 700), (700, 40_000), (40_000, count)):
                tiles.complete(session, old, size)
            kept = Counter(session.scalars(select(LogNode.level)))
            assert kept == {1: tiles.WIDTH + 1, 2: 1}
            [root] = tiles.roots(session, [Span(0, count)])
            hashes = [merkle.leaf_hash(leaf.encode()) for leaf in leaves]
            assert root == merkle.fold(hashes)
            for place in (0, 65_535, 65_536, count - 1):
                way = tiles.roots(session, merkle.path(place, count))
                assert merkle.included(hashes[place], place, count, way, root)


def test_two_who_seal_at_once_make_one_head(world, engine):
    world.session.commit()
    made, ready = [], threading.Barrier(2)

    def one():
        ready.wait()
        with open_session(engine, writes=True) as session:
            made.append(seals.seal(session, now=MAY, key=KEYS))
            session.commit()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made[0] == made[1]
    assert len(world.session.scalars(select(TreeHead.number)).all()) == 1


def test_before_the_first_book_there_is_nothing_to_seal(session):
    assert seals.seal(session, now=MAY, key=KEYS) is None
    assert heads.newest(session) is None


def test_a_rewritten_past_contradicts_the_head_that_was_published(world, every_right):
    """Somebody with every right over the database rewrites one act, its leaf and all heads."""
    published = sealed(world)
    world.post(gift(world))
    for table in ("txn", "leaf"):
        on = "" if world.session.get_bind().dialect.name == "sqlite" else f" ON {table}"
        world.session.execute(text(f"DROP TRIGGER {table}_no_update{on}"))
    if world.session.get_bind().dialect.name == "sqlite":
        world.session.commit()
        world.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    else:
        world.session.execute(text("SET session_replication_role = replica"))
    for table in (Txn, Leaf):
        world.session.execute(update(table).where(table.seq == 3).values(hash="e" * 64))
    forged = seals.seal(world.session, now=MAY, key=KEYS)
    steps = proof(world, merkle.steps(published.size, forged.size))
    assert not merkle.grown(published.size, forged.size, published.root, forged.root, steps)
    world.session.rollback()


def test_heads_are_found_by_day_and_by_size(world):
    first = sealed(world)
    world.post(gift(world))
    second = sealed(world)
    third = sealed(world, world.now + DAY)
    assert heads.newest(world.session) == third
    assert heads.find(world.session, day="2026-05-01") == second
    assert heads.find(world.session, size=first.size) == first
    assert [one.number for one in heads.list_newest(world.session)] == [3, 2, 1]
    with pytest.raises(NotFound):
        heads.find(world.session, day="2026-04-01")
    with pytest.raises(NotFound):
        heads.find(world.session, size=3)


# The keys


def test_keys_are_made_once_for_nobody_else_to_read(tmp_path):
    folder = tmp_path / "keys"
    made = keys.open_keys(folder, "https://here.example/portal/")
    assert keys.open_keys(folder, "https://elsewhere.example") == made
    assert made.log.verifier.name == "here.example/portal/log"
    assert made.witness.verifier.name == "here.example/portal/witness"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["log.key", "witness.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_new_key_signs_its_first_head_together_with_the_old_one(world, tmp_path):
    old = keys.open_keys(tmp_path, "https://log.example")
    sealed(world, key=old)
    new = keys.rotate(tmp_path, "https://log.example", sealed_by=str(old.log.verifier))
    both = sealed(world, world.now + DAY, key=new)
    signed = notes.verified(both.note, old.log.verifier, new.log.verifier)
    assert list(signed) == [old.log.verifier, new.log.verifier]
    after = sealed(world, world.now + 2 * DAY, key=new)
    assert list(notes.verified(after.note, old.log.verifier, new.log.verifier)) == [
        new.log.verifier
    ]
    known = [row.vkey for row in heads.keys(world.session)]
    assert known == [str(old.log.verifier), str(new.log.verifier)]


def test_keys_are_not_changed_twice_before_a_seal(world, tmp_path):
    old = keys.open_keys(tmp_path, "https://log.example")
    sealed(world, key=old)
    vkey = str(old.log.verifier)
    keys.rotate(tmp_path, "https://log.example", sealed_by=vkey)
    with pytest.raises(keys.NotAlone):
        keys.rotate(tmp_path, "https://log.example", sealed_by=vkey)


def test_an_old_key_that_is_no_longer_needed_is_deleted(world, tmp_path):
    old = keys.open_keys(tmp_path, "https://log.example")
    sealed(world, key=old)
    keys.rotate(tmp_path, "https://log.example", sealed_by=str(old.log.verifier))
    keys.retire(tmp_path)
    assert keys.open_keys(tmp_path, "https://log.example").old is None


def test_a_key_nobody_vouches_for_seals_nothing(world):
    sealed(world)
    with pytest.raises(seals.KeyMissing):
        sealed(world, world.now + DAY, key=keys.make("https://log.example"))
    assert len(world.session.scalars(select(LogKey.number)).all()) == 1


# The clock


def test_a_seal_does_not_confirm_a_day_far_past_the_newest_known(session, world):
    far = clock.newest(session)
    assert far == "2030-01-01"
    late = MAY.replace(year=2030, month=1, day=15)
    assert sealed(world, late).day == "2030-01-15"
    with pytest.raises(ClockJumped):
        sealed(world, late + timedelta(days=15))
    assert clock.newest(session) == "2030-01-15"
    assert len(world.session.scalars(select(ClockOk.number)).all()) == 2


# The job


def test_the_day_is_sealed_by_itself(world, engine):
    world.session.commit()
    crew = Crew(
        sessions=opener(engine),
        clock=lambda: MAY,
        shelf=open_shelf("memory:", "secret"),
        render=lambda kind, language, facts: Written("", "", ""),
        post_office=None,
        sender_name="Willowford",
        language="en",
        jobs=[job for job in JOBS if job.name == JobName.SEAL],
        keys=lambda: KEYS,
    )
    assert run_due(crew) == 1
    assert heads.newest(world.session).size == len(ACTS)
    assert run_due(crew) == 0
