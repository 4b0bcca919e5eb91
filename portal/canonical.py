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


def id_text(id_: UUID) -> str:
    """Return an id as 36 characters; a batch names the same few again and again."""
    return _text_of(id_.int)


@lru_cache(maxsize=10_000)
def _text_of(number: int) -> str:
    """Return the text of an id's number, which is found sooner: an id is hashed in Python."""
    return str(UUID(int=number))


def written(thing: object) -> str:
    """Return what is hashed of a thing; raises TypeError where it has no such writing."""
    return _WRITERS[type(thing)](thing)


def _list(things: Iterable[object]) -> str:
    return f"[{','.join([_WRITERS[type(thing)](thing) for thing in things])}]"


def _object(facts: Mapping[str, object]) -> str:
    told = [f"{quoted(name)}:{written(facts[name])}" for name in sorted(facts)]
    return f"{{{','.join(told)}}}"


class _Writers(dict[type, Callable[[Any], str]]):
    """How things of each type are written; a choice of words is found once and kept."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, StrEnum):
            raise TypeError(f"{kind.__name__} has no place in a hash")
        self[kind] = quoted
        return quoted


_WRITERS = _Writers(
    {
        type(None): lambda _: "null",
        UUID: lambda id_: f'"{_text_of(id_.int)}"',
        date: lambda day: f'"{day.isoformat()}"',
        dict: _object,
        int: str,
        list: _list,
        str: quoted,
        tuple: _list,
    }
)
