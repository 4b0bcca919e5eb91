"""A disk in memory that forgets at a power cut what was not synced, and can fail on demand.

Per file it knows what is safe, what a reader sees, and the writes in between. At a cut any subset
of the sectors on their way may have arrived; a file that was never synced may be gone.
"""

import random
from collections.abc import Mapping

SECTOR = 512


class DiskError(Exception):
    """The power is off, or the disk reports an error."""


class Disk:
    """Files by name; `cut_at` is the write at which the power fails, `error_chance` of one act."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._safe: dict[str, bytearray] = {}
        self._seen: dict[str, bytearray] = {}
        self._coming: dict[str, list[tuple[int, bytes | None]]] = {}
        self.writes = self.errors = 0
        self.cut_at: int | None = None
        self.error_chance = 0.0
        self.reads_left: int | None = None  # before reading fails for ever
        self.is_dead = False

    def load(self, files: Mapping[str, bytes]) -> None:
        """Begin with these files, all of them safe, and power on."""
        self._safe = {name: bytearray(data) for name, data in files.items()}
        self._power_on()

    def crash(self) -> None:
        """Lose what was on its way, by chance, and turn the power on again."""
        for name, coming in self._coming.items():
            safe = self._safe.get(name)
            if safe is None and self._chance.random() < 0.5:
                continue
            safe = self._safe.setdefault(name, bytearray())
            for at, data in coming:
                self._arrive(safe, at, data)
        self._power_on()

    def _arrive(self, safe: bytearray, at: int, data: bytes | None) -> None:
        if data is None:
            if self._chance.random() < 0.5:
                del safe[at:]
            return
        for start in range(0, len(data), SECTOR):
            if self._chance.random() < 0.5:
                _put(safe, at + start, data[start : start + SECTOR])

    def _power_on(self) -> None:
        self._seen = {name: bytearray(data) for name, data in self._safe.items()}
        self._coming = {name: [] for name in self._safe}
        self.is_dead, self.cut_at, self.writes = False, None, 0

    def _touch(self) -> None:
        """Count a change to the disk; raises when it is the last one before the cut."""
        self.writes += 1
        if self.is_dead or (self.cut_at is not None and self.writes >= self.cut_at):
            self.is_dead = True
            raise DiskError
        self._stumble()

    def _stumble(self) -> None:
        if self.error_chance and self._chance.random() < self.error_chance:
            self.errors += 1
            raise DiskError

    # What a file system does

    def is_there(self, name: str) -> bool:
        return bool(self._seen.get(name))

    def open(self, name: str) -> None:
        self._seen.setdefault(name, bytearray())
        self._coming.setdefault(name, [])

    def size(self, name: str) -> int:
        return len(self._seen[name])

    def read(self, name: str, amount: int, at: int) -> bytes:
        if self.is_dead:
            raise DiskError
        self._stumble()
        if self.reads_left is not None:
            self.reads_left -= 1
            if self.reads_left < 0:
                raise DiskError
        return bytes(self._seen[name][at : at + amount])

    def write(self, name: str, data: bytes, at: int) -> None:
        self._touch()
        _put(self._seen[name], at, data)
        self._coming[name].append((at, data))

    def truncate(self, name: str, size: int) -> None:
        self._touch()
        del self._seen[name][size:]
        self._coming[name].append((size, None))

    def sync(self, name: str) -> None:
        self._touch()
        safe = self._safe.setdefault(name, bytearray())
        for at, data in self._coming[name]:
            if data is None:
                del safe[at:]
            else:
                _put(safe, at, data)
        self._coming[name] = []

    def delete(self, name: str) -> None:
        self._touch()
        for files in (self._safe, self._seen, self._coming):
            files.pop(name, None)


def _put(data: bytearray, at: int, new: bytes) -> None:
    """Write into a bytearray as into a file."""
    if len(data) < at:
        data.extend(bytes(at - len(data)))
    data[at : at + len(new)] = new
