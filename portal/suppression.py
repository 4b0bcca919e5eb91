"""Suppression: fewer than ten people are never shown, nor can they be worked out from the rest.

A figure is about the people who took part in it: a programme in a month, say. Figures form lines
in which one is the sum of the others (the months and their year, the programmes and all of them);
where a single one of a line is hidden it could be worked out, so another one is hidden with it.
"""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

__all__ = ["FEWEST", "hide", "is_small"]

FEWEST = 10  # people a figure must be about

Cell = TypeVar("Cell", bound=Hashable)


def is_small(people: int) -> bool:
    """Tell whether a figure is about somebody, but too few; about nobody it gives nothing away."""
    return 0 < people < FEWEST


def hide(people: Mapping[Cell, int], lines: Collection[Collection[Cell]]) -> frozenset[Cell]:
    """Return the cells not to show, given how many people each is about.

    A line is a sum with its parts. What is hidden in a line is at least two cells, and together
    at least ten people; the smallest are taken first, and of equals the first in the line. A cell
    that is in no mapping, or is about nobody, is shown: everybody may know that it is empty.
    """
    hidden = {cell for cell, count in people.items() if is_small(count)}
    grows = True
    while grows:
        grows = False
        for line in lines:
            there = [cell for cell in line if people.get(cell)]
            dark = [cell for cell in there if cell in hidden]
            lit = [cell for cell in there if cell not in hidden]
            if dark and lit and (len(dark) == 1 or sum(people[cell] for cell in dark) < FEWEST):
                hidden.add(min(lit, key=people.__getitem__))
                grows = True
    return frozenset(hidden)
