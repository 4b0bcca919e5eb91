"""Travel: what a kilometre saves by the way it replaced. Pure sums.

The answer to "What would you have used instead?" decides: the mode replaced minus the mode used,
both of one region and year, because national values are not comparable with each other.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from portal.factors import Numbers

__all__ = ["CAR", "SAVES_NOTHING", "USED", "Saving", "saving"]

USED = {  # how one travels when one does this; a shared car has no value of its own
    "walk": "walk",
    "cycle": "cycle",
    "ebike": "ebike",
    "bus": "bus",
    "coach": "coach",
    "metro": "metro",
    "tram": "tram",
    "train": "train",
    "carpool": "",
}
CAR = "car"  # what the ordinary factors compare with
OWN_STRENGTH = {"walk": Decimal(), "cycle": Decimal()}  # where no source counts the bicycle
SAVES_NOTHING = {"walk", "cycle", "none"}  # the trip replaced emitted nothing, or was not made


class Saving(NamedTuple):
    """Kilograms a kilometre, where and when both values were published."""

    region: str
    year: int
    kg_per_km: Decimal
    is_backcast: bool


def saving(
    numbers: Numbers, activity: str, replaced: str, *, region: str, year: int
) -> Saving | None:
    """Return the mode replaced minus the mode used; None where no region has both."""
    for place in numbers.upwards(region):
        found = {
            when: kg
            for when, modes in numbers.modes.get(place, {}).items()
            if (kg := _difference({**OWN_STRENGTH, **modes}, replaced, USED[activity])) is not None
        }
        if found:
            past = [when for when in found if when <= year]
            chosen = max(past) if past else min(found)
            return Saving(place, chosen, found[chosen], not past)
    return None


def _difference(modes: Mapping[str, Decimal], replaced: str, used: str) -> Decimal | None:
    known = replaced in modes and used in modes
    return modes[replaced] - modes[used] if known else None
