"""I21: the public log. Leaves are the acts, heads are their roots, signatures hold."""

from datetime import date, timedelta

from portal.audit.book import Reader
from portal.audit.log_rows import Clock, Head, Leaf, LogKey
from portal.audit.signatures import Checkpoint, cosigned, head_text, signers
from portal.audit.trees import Tree

__all__ = ["Log", "last_day"]

SLACK = 3  # days past the newest confirmed one on which points move
SEAL_SLACK = 14  # days past it that a seal may confirm by itself
NEVER = ""


class Log:
    """The log of an installation, read in order. `heads` and `days` are there from the start."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.heads: list[Head] = list(reader.rows("treehead", order="number"))
        self.days: list[Clock] = list(reader.rows("clockok", order="number"))
        self._keys: list[LogKey] = list(reader.rows("logkey", order="number"))

    @property
    def newest_day(self) -> str:
        """The newest day known to have come, or nothing."""
        return max([head.day for head in self.heads] + [row.day for row in self.days], default="")

    def check(self, kept: Checkpoint | None) -> None:
        """Check everything, and compare it with a checkpoint from outside."""
        self._numbers()
        self._clock()
        self._signatures()
        wanted = {head.size for head in self.heads} | ({kept.size} if kept else set())
        roots = self._leaves(wanted)
        for head in self.heads:
            if roots.get(head.size) != head.root:
                self._breach(f"head {head.number} is not the root of its {head.size} leaves")
        self._cosignatures()
        if kept:
            self._against(kept, roots)

    def _breach(self, told: str, invariant: str = "I21") -> None:
        self._reader.findings.add(invariant, "", 0, told)

    def _numbers(self) -> None:
        """Rows without gaps, sizes and days that never fall, one name."""
        for name, rows in (("head", self.heads), ("key", self._keys), ("day", self.days)):
            if [(row.number, row.prev_number) for row in rows] != _counted(len(rows)):
                self._breach(f"the {name}s are not numbered without a gap")
        if [head.size for head in self.heads] != sorted(head.size for head in self.heads):
            self._breach("a head is smaller than the one before it")
        if [head.day for head in self.heads] != sorted(head.day for head in self.heads):
            self._breach("a head is older than the one before it")
        if len({head.origin for head in self.heads}) > 1:
            self._breach("the log changed its name")

    def _clock(self) -> None:
        """I19: no day confirms itself; every one but the first is said by two people."""
        for row in self.days:
            people = {row.first_by, row.second_by} - {None}
            if len(people) != (0 if row.number == 1 else 2):
                self._breach(f"day {row.day} was not confirmed by two people", "I19")
        said = max((row.day for row in self.days), default=NEVER)
        for before, head in zip([None, *self.heads], self.heads, strict=False):
            known = max(said, before.day if before else NEVER)
            if head.day > last_day(known, SEAL_SLACK):
                self._breach(f"head {head.number} confirms a day that had not come", "I19")

    def _signatures(self) -> None:
        """Each head by the key of its time; a new key's first one by the old key too.

        Where the old key was lost, two people vouch for the new one instead.
        """
        for key in self._keys:
            if {key.first_by, key.second_by} != {None} and not key.is_put_in:
                self._breach(f"key {key.number} was not put in by two people")
        keys, current = [key.vkey for key in self._keys], 0
        for head in self.heads:
            found = sorted(signers(head_text(head), head.signatures, keys))
            if found == [current, current + 1] or (
                found == [current + 1] and self._keys[current + 1].is_put_in
            ):
                current += 1
            elif found != [current]:
                self._breach(f"head {head.number} is not signed by the key of its time")

    def _leaves(self, wanted: set[int]) -> dict[int, str]:
        """Walk through the leaves; return the roots at the wanted sizes."""
        tree, last = Tree(), dict[str, int]()
        sealed = {head.size for head in self.heads} | {0}
        roots = {0: tree.root()}
        before: Leaf | None = None
        for leaf, act_hash in self._reader.leaves():
            self._place(leaf, act_hash, tree.size, last)
            if before and (before.programme_id, before.seq) > (leaf.programme_id, leaf.seq):
                self._breach(f"leaf {leaf.place} is not in its order")
            tree.add(leaf.hash.encode())
            before = None if tree.size in sealed else leaf
            if tree.size in wanted:
                roots[tree.size] = tree.root()
        self._ends(tree, max(sealed))
        return roots

    def _place(self, leaf: Leaf, act_hash: str | None, size: int, last: dict[str, int]) -> None:
        if (leaf.place, leaf.prev_place) != (size, size - 1 if size else None):
            self._breach(f"leaf {leaf.place} is not in its place")
        seq = last.get(leaf.programme_id, 0) + 1
        if (leaf.seq, leaf.prev_seq) != (seq, seq - 1 or None):
            self._breach(f"leaf {leaf.place} leaves out an act of its book")
        if leaf.hash != act_hash:
            self._breach(f"leaf {leaf.place} is not its act")
        last[leaf.programme_id] = leaf.seq

    def _ends(self, tree: Tree, sealed: int) -> None:
        if tree.size != sealed:
            self._breach(f"the newest head covers {sealed} of {tree.size} leaves")
        stored = sorted((row.level, row.number, row.hash) for row in self._reader.rows("lognode"))
        if stored != sorted((*place, made) for place, made in tree.tiles.items()):
            self._breach("the tiles are not what their leaves are")

    def _cosignatures(self) -> None:
        by_number = {head.number: head for head in self.heads}
        seen = set()
        for row in self._reader.rows("cosignature"):
            head = by_number.get(row.head)
            if head is None or not cosigned(row, head):
                self._breach(f"a witness did not sign head {row.head}")
            if (row.head, row.vkey) in seen:
                self._breach(f"a witness signed head {row.head} twice")
            seen.add((row.head, row.vkey))

    def _against(self, kept: Checkpoint, roots: dict[int, str]) -> None:
        """Is what somebody kept still the beginning of what is here?"""
        if -1 in (signers(kept.text, kept.signatures, [key.vkey for key in self._keys]) or [-1]):
            self._breach("the checkpoint is signed by a key this log does not know")
        if any(head.origin != kept.origin for head in self.heads):
            self._breach("the checkpoint is of another log")
        if kept.size not in roots:
            self._breach(f"acts are missing: the checkpoint covers {kept.size} of them")
        elif roots[kept.size] != kept.root:
            self._breach(f"one of the first {kept.size} acts was changed after the checkpoint")


def last_day(known: str, slack: int = SLACK) -> str:
    """Return the last day that may be stamped when a day is known to have come."""
    return (date.fromisoformat(known) + timedelta(slack)).isoformat() if known else NEVER


def _counted(count: int) -> list[tuple[int, int | None]]:
    return [(number, number - 1 or None) for number in range(1, count + 1)]
