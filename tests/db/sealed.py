"""One row in each table of the log, written past the verbs."""

from typing import Any

from sqlalchemy import select

from db.tables.ledger import Txn
from db.tables.seals import Cosignature, KnownLog, Leaf, LogKey, LogNode, TreeHead, Witnessed
from portal.ledger import stamp
from tests.db.ledger_world import MAY, World, named

A, B = "a" * 64, "b" * 64
T = stamp(MAY)
LEAF: dict[str, Any] = {"place": 0, "programme_id": named("programme"), "seq": 1}
NODE = {"level": 1, "number": 0, "hash": A}
KEY = {"number": 1, "vkey": "one", "at": T}
HEAD = {
    "number": 1,
    "origin": "here/log",
    "size": 1,
    "root": A,
    "day": "2026-05-01",
    "signatures": "\u2014 here/log abc\n",
}
COSIGNED = {"head": 1, "vkey": "one", "line": "\u2014 there/witness abc\n", "at": T}
CLOCK = {"day": "2026-05-09", "first_by": named("first"), "second_by": named("second")}
WITNESSED = {"origin": "there/log", "size": 7, "prev_size": 0, "root": A, "at": T}
KNOWN = {"vkey": "a", "origin": "a/log"}


def write(world: World) -> None:
    """Seal the first act of the world by hand."""
    [made] = world.session.execute(
        select(Txn.hash).where(Txn.programme_id == world.programme, Txn.seq == 1)
    ).one()
    rows = (
        (Leaf, {**LEAF, "hash": made}),
        (LogNode, NODE),
        (LogKey, KEY),
        (TreeHead, HEAD),
        (Cosignature, COSIGNED),
        (KnownLog, KNOWN),
        (Witnessed, WITNESSED),
    )
    for table, given in rows:
        world.put(table, **given)
