"""Random histories: what the ledger accepts and where points then lie, a plain model says too."""

from collections import Counter

from db.engine import connect, open_session
from tests.conftest import posted
from tests.db.ledger_world import World
from tests.drills.judge import breaches
from tests.drills.scale import keep, seeds, sizes, sown
from tests.portal.ledger_history import History

STEPS = 90  # of one history; the next begins in a fresh book


def live(copies, chance, wishes):
    """Live history after history until there were so many wishes; count what became of them."""
    done = Counter()
    while done["wishes"] < wishes:
        url = copies.copy("world", posted)
        engine = connect(url)
        with open_session(engine, writes=True) as session:
            history = History(World(session), chance.getrandbits(60))
            done["accepted"] += sum(history.step() for _ in range(STEPS))
            done["wishes"] += history.number
            done["sent_again"] += history.again_count
            session.commit()
        assert breaches(engine) == []
        done["histories"] += 1
        engine.dispose()
        copies.drop(url)
    return done


def drilled(drill, copies, size):
    for seed in seeds(drill):
        with sown(drill, seed) as chance:
            done = live(copies, chance, size)
            assert done["accepted"] > size // 4 and done["sent_again"] > size // 50
            keep(drill, **done, mismatches=0, breaches=0)


@sizes(everyday=60_000, full=1_000_000, parts=3)
def test_histories_on_sqlite_are_those_of_the_model(sqlite_copies, size):
    drilled("histories-sqlite", sqlite_copies, size)


@sizes(everyday=12_000, full=200_000, parts=2)
def test_histories_on_postgresql_are_those_of_the_model(postgresql_copies, size):
    drilled("histories-postgresql", postgresql_copies, size)
