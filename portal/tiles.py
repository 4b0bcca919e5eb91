"""Tiles: what is kept of the log's tree, and every root and proof that is made from it.

Kept are the leaves, and the hash of each full tile of 256. A proof reads a few hundred of them in
two questions, however large the log is.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, or_
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.seals import WIDTH, Leaf, LogNode
from portal import merkle
from portal.merkle import Block, Span

__all__ = ["MOST", "WIDTH", "complete", "entries", "roots", "tile"]

MOST = 1 << 40  # tiles of a level: more than there will be
_LEVEL_HEIGHT = WIDTH.bit_length() - 1
_AT_ONCE = 64  # tiles

_RUNS = 2  # of numbers of a level in a proof: beside the way up, and at the right edge
_LEVELS = 5  # 256 ** 5 leaves are more than there will be

_Part = tuple[int, int]  # level and number; level 0 are the leaves


def _in_runs(column: Any, name: str) -> ColumnElement[bool]:
    """Say that a number lies in one of a few runs; `_facts` fills their ends in."""
    return or_(
        *(
            and_(
                col(column) >= bindparam(f"{name}_{run}_start"),
                col(column) < bindparam(f"{name}_{run}_end"),
            )
            for run in range(_RUNS)
        )
    )


LEAVES = Statement(pick(Leaf.place, Leaf.hash).where(_in_runs(Leaf.place, "of_0")))
NODES = Statement(
    pick(LogNode.level, LogNode.number, LogNode.hash).where(
        or_(
            *(
                and_(col(LogNode.level) == level, _in_runs(LogNode.number, f"of_{level}"))
                for level in range(1, _LEVELS)
            )
        )
    )
)
ROW_OF_LEAVES = Statement(
    pick(Leaf.hash)
    .where(col(Leaf.place) >= bindparam("start"), col(Leaf.place) < bindparam("end"))
    .order_by(col(Leaf.place))
)
ROW_OF_NODES = Statement(
    pick(LogNode.hash)
    .where(
        col(LogNode.level) == bindparam("level"),
        col(LogNode.number) >= bindparam("start"),
        col(LogNode.number) < bindparam("end"),
    )
    .order_by(col(LogNode.number))
)
KEEP = Statement(insert(LogNode))


def complete(session: Session, old: int, size: int) -> None:
    """Keep the hash of every tile that became full while the log grew from `old` to `size`."""
    level, before, after = 1, old // WIDTH, size // WIDTH
    while after > before:
        for start in range(before, after, _AT_ONCE):
            _keep(session, level, start, min(start + _AT_ONCE, after))
        level, before, after = level + 1, before // WIDTH, after // WIDTH


def _keep(session: Session, level: int, start: int, end: int) -> None:
    below = tile(session, level - 1, start * WIDTH, end * WIDTH)
    rows = [
        {
            "level": level,
            "number": start + place,
            "hash": merkle.fold(below[place * WIDTH : (place + 1) * WIDTH]).hex(),
        }
        for place in range(end - start)
    ]
    KEEP.run(session, *rows)


def roots(session: Session, spans: Sequence[Span]) -> list[bytes]:
    """Return the root of each span: what a tree head or a proof consists of."""
    wanted = {part for span in spans for block in merkle.blocks(span) for part in _parts(block)}
    kept = _read(session, wanted)
    return [merkle.root_of(span, lambda block: _root(block, kept)) for span in spans]


def tile(session: Session, level: int, start: int, end: int) -> list[bytes]:
    """Return the hashes from one number of a level to another: the leaves at level 0."""
    if level:
        kept = ROW_OF_NODES.values(session, level=level, start=start, end=end)
        return [bytes.fromhex(one) for one in kept]
    return [merkle.leaf_hash(data) for data in entries(session, start, end)]


def entries(session: Session, start: int, end: int) -> list[bytes]:
    """Return what is hashed at some places of the log."""
    return [data.encode() for data in ROW_OF_LEAVES.values(session, start=start, end=end)]


def _parts(block: Block) -> Iterable[_Part]:
    """Name what is kept of a block, by level and number."""
    level, height = divmod(block.height, _LEVEL_HEIGHT)
    start = block.number << height
    return ((level, number) for number in range(start, start + (1 << height)))


def _root(block: Block, kept: Mapping[_Part, bytes]) -> bytes:
    return merkle.fold([kept[part] for part in _parts(block)])


def _read(session: Session, wanted: Iterable[_Part]) -> dict[_Part, bytes]:
    numbers = defaultdict[int, set[int]](set)
    for level, number in wanted:
        numbers[level].add(number)
    leaves = LEAVES.all(session, **_facts(numbers, [0])) if numbers[0] else []
    kept = {(0, row.place): merkle.leaf_hash(row.hash.encode()) for row in leaves}
    if any(numbers[level] for level in range(1, _LEVELS)):
        nodes = NODES.all(session, **_facts(numbers, range(1, _LEVELS)))
        kept |= {(row.level, row.number): bytes.fromhex(row.hash) for row in nodes}
    return kept


def _facts(numbers: Mapping[int, set[int]], levels: Iterable[int]) -> dict[str, int]:
    return {
        f"of_{level}_{run}_{end}": value
        for level in levels
        for run, ends in enumerate(_runs(numbers[level]))
        for end, value in zip(("start", "end"), ends, strict=True)
    }


def _runs(numbers: Iterable[int]) -> list[Span]:
    """Return runs that hold these numbers and little else: the widest gaps are left out."""
    ordered = sorted(numbers)
    gaps = sorted(itertools.pairwise(ordered), key=lambda pair: pair[0] - pair[1])
    cuts = sorted(pair for pair in gaps[: _RUNS - 1] if pair[1] - pair[0] > 1)
    starts = [*ordered[:1], *(after for _, after in cuts)]
    ends = [*(before + 1 for before, _ in cuts), *(last + 1 for last in ordered[-1:])]
    found = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
    return found + [Span(0, 0)] * (_RUNS - len(found))
