"""Somebody with every right takes all guards away and changes one thing. Does the audit notice?"""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import insert, text, update
from sqlmodel import SQLModel, select

from db.engine import connect_as_owner, open_session
from db.tables.claims import Claim, ClaimState
from db.tables.ledger import Txn
from db.tables.seals import Cosignature
from portal import keys, notes, seals, totals
from portal.audit import acts, audit, kept, open_database, recount, run
from portal.audit.seals import Log
from portal.audit.source import POSTGRESQL, SQLITE, Source
from portal.keys import Keys
from portal.ledger import stamp
from tests.databases import as_owner, migrated
from tests.db import ledger_world
from tests.db.ledger_world import MAY, World
from tests.drills.scale import keep, seeds, sizes, sown
from tests.drills.tampering import LEFT, SPARED, changes, tables, unguard

FEWEST = 300  # kinds of tampering
KEYS, NEXT = keys.make("https://log.example"), keys.make("https://log.example")
WITNESS = keys.make("https://witness.example").witness


def eventful(engine):
    """Fill a database with an act of every kind, awarded claims, their totals, and a sealed log."""
    migrated(engine)
    with open_session(engine, writes=True) as session:
        ledger_world.build(session)
        world = World(session, "more")
        world.post(world.take_back("r1"))
        world.post(world.reverse("c4"))
        _count_claims(session)
        _seal(world)
        session.commit()


def _count_claims(session):
    """Let every claim know its award, and count it for reports."""
    for code, seq in session.execute(select(Txn.claim_code, Txn.seq).where(Txn.kind == "award")):
        facts = {"state": ClaimState.AWARDED, "award_seq": seq}
        session.execute(update(Claim).where(Claim.code == code).values(facts))
    session.expire_all()
    for claim in session.scalars(select(Claim)).all():
        totals.count(session, claim.programme_id, before=[], after=[totals.facts(claim)])


def _seal(world):
    """Seal three days: one by an old key, one by both, and a full tile in between."""
    head = seals.seal(world.session, now=MAY, key=KEYS)
    row = {"head": 1, "vkey": str(WITNESS.verifier), "at": stamp(MAY)}
    row["line"] = notes.cosign(head.text, WITNESS, now=MAY)
    world.session.connection().execute(insert(Cosignature), row)
    both = Keys(NEXT.log, NEXT.witness, old=KEYS.log)
    for day, key in enumerate((both, NEXT), 1):
        for _ in range(120):
            world.post(world.top_up(f"more-{world.key()}", 1))
        seals.seal(world.session, now=MAY + timedelta(day), key=key)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request):
    """A connection to that database, with no guard left."""
    copies = request.getfixturevalue(f"{request.param}_copies")
    url = copies.copy("eventful", eventful)
    with open_database(url) as source:
        assert audit(source).breaches == []
    engine = connect_as_owner(as_owner(url))
    with engine.connect() as connection:
        unguard(connection)
        connection.commit()
        yield connection
    engine.dispose()
    copies.drop(url)


@contextmanager
def spoilt(connection, change):
    """Make a change, look, and take it back."""
    with connection.begin() as transaction:
        change.make(connection)
        yield
        transaction.rollback()


def found(connection):
    """What the audit says, reading through this very connection."""
    driver = connection.connection.driver_connection
    tongue = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    return audit(Source("drill", tongue, driver.execute))


def all_changes(connection):
    with connection.begin():
        return list(changes(connection))


def missed(connection, chosen):
    """Yield the changes that the audit does not notice."""
    for change in chosen:
        with spoilt(connection, change):
            if found(connection).is_clean:
                yield change.name


def test_what_is_left_out_exists_and_has_a_reason():
    known = SQLModel.metadata.tables
    assert set(LEFT) <= set(known)
    assert {name for name, column in SPARED if column in known[name].columns} == {
        name for name, _ in SPARED
    }
    assert all([*LEFT.values(), *SPARED.values()])
    assert len(tables()) > 20


@sizes(everyday=300, full=10_000)
def test_every_single_change_is_noticed(bare, size):
    for seed in seeds("tampering"):
        with sown("tampering", seed) as chance:
            every = all_changes(bare)
            assert len(every) >= FEWEST
            chosen = chance.sample(every, min(size, len(every)))
            quiet = list(missed(bare, chosen))
            assert quiet == [], "\n".join(quiet)
            by_table = Counter(change.name.partition(".")[0].split()[0] for change in chosen)
            keep(
                f"tampering-{bare.dialect.name}",
                kinds=len(every),
                tried=len(chosen),
                missed=len(quiet),
                tables=len(by_table),
            )


CONTROLS = {  # a rule that is taken out, and the change that only it notices
    "hash": "txn.request row 0",
    "holdings": "holding.qty row 0",
    "quotas": "quotause.used row 0",
    "points": "pointtotal.points row 0",
    "recount": "acttotal.amount row 0",
    "log": "treehead.root row 0",
    "once": "approval row 0 twice",
}


def silence(monkeypatch, rule):
    def nothing(*_facts):
        return None

    places = {
        "holdings": (kept, "_holdings"),
        "quotas": (kept, "_quotas"),
        "points": (kept, "_points"),
        "recount": (recount, "check"),
        "log": (Log, "check"),
    }
    if rule == "hash":
        looks = tuple(look for look in acts.LOOKS if look.__name__ != "_hash")
        monkeypatch.setattr(acts, "LOOKS", looks)
    elif rule == "once":
        monkeypatch.setattr(run, "ONCE", ())
    else:
        monkeypatch.setattr(*places[rule], nothing)


@pytest.mark.parametrize("bare", ["sqlite"], indirect=True)
@pytest.mark.parametrize("rule", CONTROLS)
def test_an_audit_with_a_rule_taken_out_misses_what_only_that_rule_sees(bare, rule, monkeypatch):
    """The control: a drill that could not fail would prove nothing."""
    [change] = [change for change in all_changes(bare) if change.name == CONTROLS[rule]]
    assert list(missed(bare, [change])) == []
    silence(monkeypatch, rule)
    assert list(missed(bare, [change])) == [change.name]


def test_the_guards_are_really_gone(bare):
    with bare.begin() as transaction:
        bare.execute(text("INSERT INTO txn SELECT * FROM txn WHERE seq = 1"))
        bare.execute(text("DELETE FROM posting"))
        transaction.rollback()
