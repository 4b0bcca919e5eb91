"""The one way in which the ledger writes a thing down before it is hashed.

It is JSON in ASCII without spaces, the keys of an object in order. What would have two writings
(a number with a fraction, an instant) has none.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any
from uuid import UUID

__all__ = ["id_text", "quoted", "written"]

quoted = encode_basestring_ascii


@lru_cache(maxsize=10_000)
def id_text(id_: UUID) -> str:
    """Return an id as 36 characters; a batch names the same few again and again."""
    return str(id_)


def written(thing: object) -> str:
    """Return what is hashed of a thing; raises TypeError where it has no such writing."""
    if thing is None:
        return "null"
    write = _WRITERS.get(type(thing))
    if write is None:
        if isinstance(thing, StrEnum):
            return quoted(thing)
        raise TypeError(f"{type(thing).__name__} has no place in a hash")
    return write(thing)


def _list(things: Iterable[object]) -> str:
    return f"[{','.join([written(thing) for thing in things])}]"


def _object(facts: Mapping[str, object]) -> str:
    told = [f"{quoted(name)}:{written(facts[name])}" for name in sorted(facts)]
    return f"{{{','.join(told)}}}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    UUID: lambda id_: f'"{id_text(id_)}"',
    date: lambda day: f'"{day.isoformat()}"',
    dict: _object,
    int: str,
    list: _list,
    str: quoted,
    tuple: _list,
}
