"""Drawings: a chart is a pure function of plain values, so the latest of each are kept.

Half of the first page is its river and its pictures, and they are the same for everybody until the
next approval. A key holds the type of each value, so that safe text and text are never mixed up.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from babel.support import LazyProxy
from markupsafe import Markup

__all__ = ["drawings"]

MOST = 200  # of each kind and language
DRAWN = ("columns", "multiples", "picture", "range_cell", "axis_cell", "river", "stacked", "swatch")
Macro = Callable[..., Markup]


def drawings(module: Any) -> SimpleNamespace:
    """Return the macros of layout/chart.html; those that only draw keep what they drew."""
    macros: dict[str, Macro] = {
        name: macro for name, macro in vars(module).items() if callable(macro)
    }
    return SimpleNamespace(**macros | {name: _kept(macros[name]) for name in DRAWN})


def _kept(macro: Macro) -> Macro:
    drawn: dict[Any, Markup] = {}

    def draw(*facts: Any, **more: Any) -> Markup:
        key = _key(facts), _key(tuple(more.items()))
        found = drawn.get(key)
        if found is None:
            if len(drawn) >= MOST:
                drawn.clear()
            found = drawn[key] = macro(*facts, **more)
        return found

    return draw


def _key(value: Any) -> Any:
    """Return what is equal only where it would be drawn the same."""
    kind = type(value)
    if kind is list or kind is tuple:
        return tuple(map(_key, value))
    return (kind, value.value) if kind is LazyProxy else (kind, value)
