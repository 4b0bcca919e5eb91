"""The tree of the log (RFC 6962), as plain arithmetic.

A root or a proof is a list of spans of leaves; whoever keeps hashes says what the root of a span
is. Spans are made of blocks, the complete subtrees, so that little has to be kept or read.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

__all__ = [
    "EMPTY",
    "Block",
    "Span",
    "blocks",
    "fold",
    "grown",
    "included",
    "leaf_hash",
    "node_hash",
    "path",
    "root_of",
    "steps",
]

EMPTY = hashlib.sha256().digest()  # the root of no leaves


class Span(NamedTuple):
    """Leaves from `start` up to, not including, `end`."""

    start: int
    end: int


class Block(NamedTuple):
    """A complete subtree of 2 ** height leaves, the `number`-th of its size."""

    height: int
    number: int


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return hashlib.sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over neighbours of equal size, of which there may be any number."""
    if not hashes:
        return EMPTY
    level = list(hashes)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in pairs] + odd
    return level[0]


def blocks(span: Span) -> list[Block]:
    """Return the blocks of a span, from the left: what is kept of it."""
    found, start = [], span.start
    while start < span.end:
        height = (span.end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        found.append(Block(height, start >> height))
        start += 1 << height
    return found


def root_of(span: Span, kept: Callable[[Block], bytes]) -> bytes:
    """Return the root of a span that begins where a tree would split, from its blocks."""
    hashes = [kept(block) for block in blocks(span)]
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes)) if hashes else EMPTY


def path(place: int, size: int) -> list[Span]:
    """Return the spans beside the way from a leaf up to the root (RFC 6962, 2.1.1)."""
    beside: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if place < middle:
            beside.append(Span(middle, end))
            end = middle
        else:
            beside.append(Span(start, middle))
            start = middle
    return beside[::-1]


def steps(old: int, size: int) -> list[Span]:
    """Return the spans that prove that a tree grew out of an older one (RFC 6962, 2.1.2)."""
    if not 0 < old < size:
        return []
    beside: list[Span] = []
    start, end = 0, size
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            beside.append(Span(middle, end))
            end = middle
        else:
            beside.append(Span(start, middle))
            start = middle
    return ([Span(start, end)] if start else []) + beside[::-1]


def included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a leaf hash stands at a place of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, made = place, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            made = node_hash(one, made)
            at, last = _past_single(at, last)
        else:
            made = node_hash(made, one)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root


def grown(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a tree begins with an older one and only grew since (RFC 9162, 2.1.4.2)."""
    if old in (0, size):
        return not proof and (old_root == root if old else old_root == EMPTY)
    if not proof or not 0 < old < size:
        return False
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    at, last = old - 1, size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            at, last = _past_single(at, last)
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _past_single(at: int, last: int) -> tuple[int, int]:
    """Climb past the levels on which a right edge has no neighbour."""
    while at and at % 2 == 0:
        at, last = at >> 1, last >> 1
    return at, last


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1
