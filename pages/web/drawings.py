"""Drawings: a chart is a pure function of plain values, so the latest of each are kept.

Half of the first page is its river and its pictures, and they are the same for everybody until the
next approval. So are the tables of a report. A key holds the type of each value, so that safe text
and text are never mixed up.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from babel.support import LazyProxy
from markupsafe import Markup

__all__ = ["drawings", "keeper"]

MOST = 200  # of each kind and language
DRAWN = ("columns", "multiples", "picture", "range_cell", "axis_cell", "river", "stacked", "swatch")
Macro = Callable[..., Markup]


class Shelf(dict[Any, Markup]):
    """What was written lately, by the facts it says; cleared when it is full."""

    def find(self, key: Any, write: Callable[[], Markup]) -> Markup:
        """Return what was written for these facts, or write it now."""
        found = self.get(key)
        if found is None:
            if len(self) >= MOST:
                self.clear()
            found = self[key] = write()
        return found


def drawings(module: Any) -> SimpleNamespace:
    """Return the macros of layout/chart.html; those that only draw keep what they drew."""
    macros: dict[str, Macro] = {
        name: macro for name, macro in vars(module).items() if callable(macro)
    }
    return SimpleNamespace(**macros | {name: _kept(macros[name]) for name in DRAWN})


def keeper() -> Macro:
    """Return `once`, for `{% call once("name of the part", facts…) %}…{% endcall %}`.

    What stands between may say these facts and our words, and nothing else that changes.
    """
    shelves: dict[str, Shelf] = {}

    def once(part: str, *facts: Any, caller: Macro) -> Markup:
        return shelves.setdefault(part, Shelf()).find(_key(facts), caller)

    return once


def _kept(macro: Macro) -> Macro:
    drawn = Shelf()

    def draw(*facts: Any, **more: Any) -> Markup:
        key = _key(facts), _key(tuple(more.items()))
        return drawn.find(key, lambda: macro(*facts, **more))

    return draw


def _key(value: Any) -> Any:
    """Return what is equal only where it would be drawn the same."""
    kind = type(value)
    if kind is list or kind is tuple:
        return tuple(map(_key, value))
    return (kind, value.value) if kind is LazyProxy else (kind, value)
