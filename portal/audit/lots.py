"""What stays of every lot while a book is read: four bytes, for many share the very same facts."""

from array import array
from typing import NamedTuple

from portal.audit.rows import Lot

__all__ = ["LotFacts", "Lots"]


class LotFacts(NamedTuple):
    """What must be known of a lot when its points move."""

    kind: str
    parent: int | None
    expires_on: str
    lapses_from: str
    born_on: str


class Lots:
    """The facts of lots by their numbers, which run without a gap unless somebody changed them."""

    def __init__(self) -> None:
        self._facts: list[LotFacts] = []
        self._places: dict[LotFacts, int] = {}  # of facts in that list
        self._numbered = array("I")  # of lots 1, 2, 3 and so on, where their facts are
        self._odd: dict[int, int] = {}  # the same of all other lots

    def keep(self, lot: Lot, born_on: str) -> None:
        """Remember a lot for as long as the book is read."""
        facts = LotFacts(lot.kind, lot.parent_lot, lot.expires_on, lot.lapses_from, born_on)
        place = self._places.setdefault(facts, len(self._facts))
        if place == len(self._facts):
            self._facts.append(facts)
        if lot.id == len(self._numbered) + 1:
            self._numbered.append(place)
        else:
            self._odd[lot.id] = place

    def __contains__(self, number: int) -> bool:
        """Whether there is such a lot."""
        return 0 < number <= len(self._numbered) or number in self._odd

    def __getitem__(self, number: int) -> LotFacts:
        """Return the facts of a lot; raises KeyError."""
        if number in self._odd:  # the later of two that share a number
            return self._facts[self._odd[number]]
        if not 0 < number <= len(self._numbered):
            raise KeyError(number)
        return self._facts[self._numbered[number - 1]]
