"""The audit and the public log: heads and signatures hold, and a checkpoint kept outside is obeyed.

Somebody with every right can rewrite the whole past so that it agrees with itself. What they
cannot do is change a head that others hold.
"""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from db.tables.ledger import Holding, Posting, Txn
from db.tables.seals import Cosignature, Leaf, LogKey, LogNode, TreeHead
from portal import keys, notes, seals
from portal.audit import Unreadable, audit, open_database
from portal.keys import Keys
from portal.ledger import stamp
from tests.db.ledger_world import MAY, named

KEYS = keys.make("https://log.example")
DAY = timedelta(days=1)


@pytest.fixture
def found(engine, session):
    """What the audit says of the log, now."""

    def look(against=""):
        session.commit()
        with open_database(engine.url.render_as_string(hide_password=False)) as source:
            result = audit(source, against=str(against))
        return [one.told for one in result.breaches if one.invariant in {"I19", "I21"}]

    return look


@pytest.fixture
def by_force(session, world, every_right):
    """Run a statement past every trigger and key, as somebody who owns the database can."""

    def run(statement, **facts):
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(text(asked)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        return connection.execute(statement, facts)

    return run


def grow(world, count=3):
    for _ in range(count):
        world.post(world.give("anna", "oak", "r1", 1))


def seal(world, days=0, key=KEYS):
    return seals.seal(world.session, now=MAY + days * DAY, key=key)


def test_a_log_that_only_grew_agrees_with_every_head_that_was_kept(world, found):
    heads = [seal(world)]
    for day in (1, 2):
        grow(world)
        heads.append(seal(world, day))
    assert heads[0].size < heads[1].size < heads[2].size
    assert [found(head.note) for head in heads] == [[], [], []]


def test_a_new_key_is_vouched_for_by_the_old_one(world, found):
    first = seal(world)
    fresh = keys.make("https://log.example")
    grow(world)
    seal(world, 1, Keys(fresh.log, fresh.witness, old=KEYS.log))
    grow(world)
    last = seal(world, 2, fresh)
    assert found(first.note) == found(last.note) == []


def test_a_key_in_the_place_of_a_lost_one_is_vouched_for_by_two_people(world, found, by_force):
    first, fresh = seal(world), keys.make("https://log.example")
    grow(world)
    with pytest.raises(seals.KeyMissing):
        seal(world, 1, fresh)
    by_force(
        insert(LogKey).values(
            {
                **{"number": 2, "prev_number": 1, "vkey": str(fresh.log.verifier)},
                **{"at": stamp(MAY), "first_by": named("theo"), "second_by": named("olive")},
            }
        )
    )
    last = seal(world, 1, fresh)
    assert found(first.note) == found(last.note) == []
    nobody = {"first_by": None, "second_by": None}
    by_force(update(LogKey).values(nobody).where(LogKey.number == 2))
    assert found() == [f"head {last.number} is not signed by the key of its time"]


def test_a_head_that_a_stranger_signed_is_found(world, by_force, found):
    head = seal(world)
    forged = notes.sign(head.text, keys.make("https://log.example").log).signatures
    by_force(update(TreeHead).values(signatures=forged))
    assert found() == ["head 1 is not signed by the key of its time"]


def test_a_past_rewritten_whole_agrees_with_itself_but_not_with_what_others_kept(
    world, by_force, found
):
    """The thief has the key too: everything is made anew, and only the old head tells."""
    grow(world)
    kept = seal(world).note
    for table in (TreeHead, Leaf, LogKey, LogNode):
        by_force(delete(table))
    forget_newest(world, by_force)
    world.post(world.give("anna", "elm", "r1", 1))
    again = seal(world)
    assert found() == []
    [told] = found(kept)
    assert again.size == int(kept.text.split("\n")[1])
    assert "was changed after the checkpoint" in told


def test_acts_cut_off_at_the_end_are_missed_by_whoever_kept_a_head(world, by_force, found):
    grow(world)
    kept = seal(world).note
    for table in (TreeHead, Leaf, LogKey, LogNode):
        by_force(delete(table))
    forget_newest(world, by_force)
    seal(world)
    assert found() == []
    assert found(kept) == [f"acts are missing: the checkpoint covers {len(world.acts) + 3} of them"]


def forget_newest(world, by_force):
    """Take the newest act, a gift of one point, out of the book with what was kept of it."""
    world.session.flush()
    mine = Txn.programme_id == world.programme
    [seq] = by_force(select(func.max(Txn.seq)).where(mine)).one()
    act = (Posting.programme_id == world.programme, Posting.seq == seq)
    [line] = by_force(select(Posting.__table__).where(*act)).all()
    for account, lot, points in (
        (line.from_account, line.from_lot, 1),
        (line.to_account, line.to_lot, -1),
    ):
        there = (Holding.account_id == account, Holding.lot_id == lot)
        by_force(update(Holding).where(*there).values(qty=Holding.qty + points))
    for table in (Posting, Txn):
        gone = (table.programme_id == world.programme, table.seq == seq)
        by_force(delete(table).where(*gone))


def test_a_checkpoint_of_a_key_nobody_knows_is_not_believed(world, found):
    head = seal(world)
    other = keys.make("https://elsewhere.example")
    strange = notes.sign(head.text, other.log)
    assert found(strange) == ["the checkpoint is signed by a key this log does not know"]


@pytest.mark.parametrize(
    "note", ["hello", "a\nb\nc\n\n", "log.example/log\n3\n***\n\n\u2014 x y\n"]
)
def test_what_is_no_checkpoint_cannot_be_read(world, found, note):
    with pytest.raises(Unreadable):
        found(note)


def test_a_witness_who_saw_another_head_is_found(world, by_force, found):
    first, witness = seal(world), keys.make("https://witness.example").witness
    line = notes.cosign(first.text, witness, now=MAY)
    row = {"head": 1, "vkey": str(witness.verifier), "line": line, "at": stamp(MAY)}
    by_force(insert(Cosignature), **row)
    assert found() == []
    grow(world)
    seal(world, 1)
    by_force(update(Cosignature).values(head=2))
    assert found() == ["a witness did not sign head 2"]


def test_acts_of_a_day_that_nobody_confirmed_are_found(world, by_force, found):
    by_force(text("DELETE FROM clockok WHERE number > 1"))
    assert "is of a day that nobody confirmed" in found()
