"""What drills do all day: anna gives a few points to a cause, then takes them back."""

import random
from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, exists
from sqlmodel import col

from db.engine import open_session
from db.statement import Statement, pick, tied
from db.tables.ledger import Posting, Txn
from portal import ledger
from portal.moves import MoveKind
from tests.db.ledger_world import World, named

NUMBERS = Statement(
    pick(Txn.seq).where(
        col(Txn.programme_id) == bindparam("programme_id"), col(Txn.seq) >= bindparam("since")
    )
)

STILL_GIVEN = Statement(
    pick(Txn.seq).where(
        col(Txn.programme_id) == bindparam("programme_id"),
        col(Txn.kind) == MoveKind.GIVE,
        col(Txn.idem).like("drill-%"),
        ~exists().where(tied(Posting, Txn, "programme_id undo_seq", "programme_id seq")),
    )
)


@dataclass
class Giver:
    """One who never runs out: every second act brings the points home."""

    engine: Engine
    chance: random.Random
    given: int = 0  # the number of the gift to take back
    act: ledger.Act | None = None

    def next(self) -> int:
        """Post the next act; return its number, after the commit. `act` is what was tried."""
        with open_session(self.engine, writes=True) as session:
            world = World(session)
            self.act = self._wanted(world)
            seq = world.post(self.act).seq
            session.commit()
        assert seq
        self.given = 0 if self.given else seq
        return seq

    def again(self) -> int:
        """Post the act that was tried last once more, with its key."""
        assert self.act
        with open_session(self.engine, writes=True) as session:
            world = World(session)
            seq = world.post(self.act).seq
            session.commit()
        assert seq
        self.given = 0 if self.given else seq
        return seq

    def _wanted(self, world: World) -> ledger.Act:
        key = _key(self.chance)
        if self.given:
            return ledger.take_back(self.given, actor_id=named("p-anna"), key=key)
        return world.give("anna", "oak", "r1", self.chance.randint(1, 3), key=key)


def numbers(engine: Engine, since: int = 0) -> set[int]:
    """Return the numbers of the acts there are."""
    with open_session(engine, writes=False) as session:
        return set(NUMBERS.values(session, programme_id=named("programme"), since=since))


def bring_home(engine: Engine, chance: random.Random) -> None:
    """Take back the gifts of those who were killed before they did, or anna runs out of points."""
    with open_session(engine, writes=True) as session:
        world = World(session)
        for seq in STILL_GIVEN.values(session, programme_id=named("programme")):
            world.post(ledger.take_back(seq, actor_id=named("p-anna"), key=_key(chance)))
        session.commit()


def _key(chance: random.Random) -> str:
    return f"drill-{chance.getrandbits(120):030x}"
