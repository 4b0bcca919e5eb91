"""Measures: an amount in the unit an activity is counted in. Pure; what is unknown is refused."""

from decimal import Decimal

from portal.errors import Refused

__all__ = ["UnknownUnit", "in_unit"]

# How much one of each is in the unit that activities use.
SAME: dict[str, dict[str, str]] = {
    "km": {"m": "0.001", "mi": "1.609344", "mile": "1.609344", "miles": "1.609344"},
    "kg": {"g": "0.001", "t": "1000", "lb": "0.45359237", "lbs": "0.45359237", "jin": "0.5"},
    "litre": {"l": "1", "liter": "1", "litres": "1", "ml": "0.001", "m3": "1000"},
    "kwh": {"wh": "0.001", "mwh": "1000", "mj": "0.277777777778"},
    "item": {"items": "1", "piece": "1", "pieces": "1", "pcs": "1"},
}
_MOST_PLACES = 6


class UnknownUnit(Refused):
    """This is no unit in which `wanted` can be counted: `unit`."""


def in_unit(amount: Decimal, unit: str, wanted: str) -> Decimal:
    """Return an amount in another unit, to a millionth; an empty unit is the wanted one."""
    given, own = unit.strip().casefold(), wanted.casefold()
    if given in {"", own, f"{own}s"}:
        return amount
    factor = SAME.get(own, {}).get(given)
    if factor is None:
        raise UnknownUnit(unit=unit, wanted=wanted)
    return round(amount * Decimal(factor), _MOST_PLACES).normalize() + 0
