"""Power cuts: what was acknowledged is there afterwards. Without FULL it would not be."""

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from db.engine import connect_as_owner
from tests.drills.disk import Disk
from tests.drills.filesystem import FILE, URL, FileSystem
from tests.drills.giving import Giver, numbers
from tests.drills.judge import breaches
from tests.drills.scale import keep, seeds, sizes, sown

MOST_WRITES = (20, 100, 300)  # between two cuts: within an act, in the next ones, at a checkpoint
CUTS_A_FILE = 40  # then it begins again from the small file, so that each cut stays quick
WRITTEN = ("txn", "lot", "posting", "holding", "quotause", "pointtotal")  # by giving
QUICKLY = [f"quick_check({table})" for table in WRITTEN]  # the whole file is looked at in the end


class Trial:
    """A ledger on the forgetful disk, and what its people were told."""

    def __init__(self, small: bytes, chance, *, synchronous: str = "FULL") -> None:
        self.small, self.chance, self.synchronous = small, chance, synchronous
        self.disk = Disk(chance)
        self.system = FileSystem(self.disk)
        self.cuts = self.acknowledged = self.lost = self.corrupt = self.breaches = 0
        self.told: set[int] = set()

    def run(self, cuts: int) -> None:
        with self.system:
            engine = None
            for number in range(cuts):
                if number % CUTS_A_FILE == 0:
                    engine = self.rewind(engine)
                self.act_until_the_cut(engine)
                self.cuts += 1
                engine = self.after_the_cut(engine)
                self.look(engine, is_last=number % CUTS_A_FILE == CUTS_A_FILE - 1)
                if self.corrupt:
                    break
            engine.dispose()

    def rewind(self, engine: Engine | None) -> Engine:
        """Begin again from the small file."""
        if engine:
            engine.dispose()
        self.system.forget_memory()
        self.disk.load({FILE: self.small})
        engine = self.open()
        self.told = numbers(engine)
        return engine

    def open(self) -> Engine:
        """The product's own engine on the forgetful disk; it checkpoints more often."""
        engine = connect_as_owner(URL)
        hurried = ("wal_autocheckpoint=60", f"synchronous={self.synchronous}")
        for pragma in hurried if self.synchronous != "FULL" else hurried[:1]:
            event.listen(engine, "connect", _saying(f"PRAGMA {pragma}"))
        return engine

    def act_until_the_cut(self, engine: Engine) -> None:
        """Give and take back, each noted after its commit returned."""
        self.disk.writes, self.disk.cut_at = 0, self._next_cut()
        giver = Giver(engine, self.chance)
        while not self.disk.is_dead:
            try:
                self.told.add(giver.next())
                self.acknowledged += 1
            except DBAPIError:
                assert self.disk.is_dead

    def _next_cut(self) -> int:
        return self.chance.randint(1, self.chance.choice(MOST_WRITES))

    def after_the_cut(self, engine: Engine) -> Engine:
        """Start the program again."""
        engine.dispose()
        self.system.crash()
        return self.open()

    def look(self, engine: Engine, *, is_last: bool) -> None:
        """Is the file sound, is everything there that people were told?"""
        try:
            with engine.connect() as connection:
                said = [
                    connection.exec_driver_sql(f"PRAGMA {asked}").scalar()
                    for asked in (["integrity_check"] if is_last else QUICKLY)
                ]
            there = numbers(engine)
        except DBAPIError:
            self.corrupt += 1
            return
        self.corrupt += set(said) != {"ok"}
        self.lost += len(self.told - there)
        assert len(there - self.told) <= 1, "only the act that was cut may be there untold"
        self.told = there
        if is_last and not self.corrupt:
            self.breaches += len(breaches(engine))


def _saying(words: str):
    return lambda connection, _record: connection.execute(words)


@sizes(everyday=5_000, full=50_000, parts=4)
def test_after_a_power_cut_everything_acknowledged_is_there(small, size):
    for seed in seeds("power-cuts"):
        with sown("power-cuts", seed) as chance:
            trial = Trial(small, chance)
            trial.run(size)
            assert trial.acknowledged > size // 2
            assert (trial.lost, trial.corrupt, trial.breaches) == (0, 0, 0)
            keep("power-cuts", cuts=trial.cuts, acknowledged=trial.acknowledged, lost=0, corrupt=0)


@sizes(everyday=60, full=1_000)
def test_with_normal_acknowledged_acts_are_lost(small, size):
    """The control: a drill that cannot fail proves nothing."""
    with sown("power-cuts-normal", 1) as chance:
        trial = Trial(small, chance, synchronous="NORMAL")
        trial.run(size)
        assert trial.lost > 0 and trial.corrupt == 0
        keep("power-cuts-normal", cuts=trial.cuts, acknowledged=trial.acknowledged, lost=trial.lost)


@sizes(everyday=60, full=1_000)
def test_with_off_the_file_breaks(small, size):
    with sown("power-cuts-off", 1) as chance:
        trial = Trial(small, chance, synchronous="OFF")
        trial.run(size)
        assert trial.corrupt > 0
        keep("power-cuts-off", cuts=trial.cuts, corrupt=trial.corrupt)
