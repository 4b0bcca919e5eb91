"""The public log, column by column: leaves, tiles, keys, heads, witnesses, confirmed days."""

from typing import NamedTuple

from portal.audit.looks import DayText, Hash, Id, Origin, Signed, Stamp, Verifier, Whole

__all__ = ["Clock", "Cosignature", "Head", "Leaf", "LogKey", "Node"]


class Leaf(NamedTuple):
    """The place of an act in the log."""

    place: Whole
    prev_place: Whole | None
    programme_id: Id
    seq: Whole
    prev_seq: Whole | None
    hash: Hash


class Node(NamedTuple):
    """The hash of a full tile."""

    level: Whole
    number: Whole
    hash: Hash


class LogKey(NamedTuple):
    """A key that signs heads."""

    number: Whole
    prev_number: Whole | None
    vkey: Verifier
    at: Stamp
    first_by: Id | None
    second_by: Id | None

    @property
    def is_put_in(self) -> bool:
        """Whether two people vouch for it, because the key before was lost."""
        return len({self.first_by, self.second_by} - {None}) == 2 and self.number > 1  # noqa: PLR2004


class Head(NamedTuple):
    """A seal: how large the log was on a day, its root, and who signed that."""

    number: Whole
    prev_number: Whole | None
    origin: Origin
    size: Whole
    root: Hash
    day: DayText
    signatures: Signed


class Cosignature(NamedTuple):
    """A witness saw a head."""

    head: Whole
    vkey: Verifier
    line: Signed
    at: Stamp


class Clock(NamedTuple):
    """A day that is known to have come."""

    number: Whole
    prev_number: Whole | None
    day: DayText
    first_by: Id | None
    second_by: Id | None
