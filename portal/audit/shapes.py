"""Does a row make sense? Each value has the type and the look that its column promises."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from portal.audit.rows import TABLES

__all__ = ["Column", "columns", "sounder"]


class Column(NamedTuple):
    """A column: how a driver must be asked for it, and what comes."""

    name: str
    kind: str  # id, whole, text, day or instant
    types: frozenset[type]
    look: str


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return the columns of a table."""
    hints = get_type_hints(TABLES[table], include_extras=True)
    return tuple(_column(name, hint) for name, hint in hints.items())


def sounder(table: str) -> Callable[[Sequence[Any]], bool]:
    """Return what tells whether a row is what its table promises."""
    wanted = columns(table)
    look = re.compile("\t".join(column.look for column in wanted), re.ASCII).fullmatch
    known: set[tuple[type, ...]] = set()  # mixtures of types that were seen and are sound

    def is_sound(row: Sequence[Any]) -> bool:
        given = tuple(map(type, row))
        if given not in known:
            if not _fits(wanted, given):
                return False
            known.add(given)
        return look("\t".join(map(str, row))) is not None

    return is_sound


def _fits(wanted: tuple[Column, ...], given: tuple[type, ...]) -> bool:
    return len(given) == len(wanted) and all(
        one in column.types for one, column in zip(given, wanted, strict=True)
    )


def _column(name: str, hint: Any) -> Column:
    options = get_args(hint)
    is_optional = NoneType in options
    of, kind, look = get_args(options[0] if is_optional else hint)
    if is_optional:
        return Column(name, kind, frozenset({of, NoneType}), f"(?:{look}|None)")
    return Column(name, kind, frozenset({of}), look)
