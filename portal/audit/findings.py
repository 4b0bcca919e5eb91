"""What an audit finds: breaches, counted all, kept as far as a person would read them."""

from collections import Counter
from typing import NamedTuple

__all__ = ["MOST_KEPT", "Breach", "Findings"]

MOST_KEPT = 1000


class Breach(NamedTuple):
    """One thing that is not as it must be. Number 0 means the book as a whole."""

    invariant: str
    programme: str
    seq: int
    told: str

    def __str__(self) -> str:
        """Say it in one line."""
        where = f" act {self.seq}" if self.seq else ""
        return f"{self.invariant} {self.programme or 'all'}{where}: {self.told}"


class Findings:
    """All breaches of one run."""

    def __init__(self) -> None:
        self.kept: list[Breach] = []
        self.counts: Counter[str] = Counter()  # by invariant

    def add(self, invariant: str, programme: str, seq: int, told: str) -> None:
        """Note a breach."""
        self.counts[invariant] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(Breach(invariant, programme, seq, told))

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counts.total()
