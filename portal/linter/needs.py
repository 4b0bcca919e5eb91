"""What an activity asks of somebody: money, legs, a grown-up. By its code in the data set."""

__all__ = ["IN_THE_DATA_SET", "for_grown_ups", "needs_buying", "needs_travelling"]

_BOUGHT = frozenset(
    {
        *("paper-recycled-content", "own-bag", "refuse-cutlery", "refuse-hotel-amenities"),
        *("reusable-cup", "paperless-bill", "surplus-food-bag", "carbon-offset"),
        *("led-bulb", "efficient-appliance", "efficient-clothes-washer"),
        *("water-saving-showerhead", "water-saving-toilet"),
        *("coach", "bus", "metro", "tram", "train", "bus-trip", "metro-trip", "ev-car", "ev-ride"),
        *("ebike", "school-bus"),
    }
)
_PASSED_ON = frozenset({"second-hand-book"})  # second-hand, and nobody pays
_TRAVELLED = frozenset(
    {
        *("walk", "walk-steps", "cycle", "cycle-unattested", "ebike", "carpool", "ev-car"),
        *("bus", "coach", "metro", "tram", "train", "bus-trip", "metro-trip", "ev-ride"),
        *("school-walk", "school-cycle", "school-bus", "school-carpool"),
        *("battery-recycling", "hazardous-waste", "e-waste", "litter-pick"),
        *("tree-planting", "tree-care", "volunteer-hour", "swap-event", "repair-cafe-volunteer"),
        *("library-of-things", "refuse-hotel-amenities"),
    }
)
_CARRIED = ("recycle-", "return-old-", "second-hand-")  # brought to, or fetched from, a place
_GROWN_UP = frozenset(
    {
        *("survey", "welcome", "carbon-offset", "hazardous-waste", "battery-recycling", "e-waste"),
        *("efficient-appliance", "efficient-clothes-washer", "ev-car", "ev-ride", "paperless-bill"),
    }
)
IN_THE_DATA_SET = _BOUGHT | _PASSED_ON | _TRAVELLED | _GROWN_UP


def needs_buying(code: str) -> bool:
    """Whether somebody has to pay for something to do it."""
    return code in _BOUGHT or (code.startswith("second-hand-") and code not in _PASSED_ON)


def needs_travelling(code: str) -> bool:
    """Whether somebody has to walk, travel or carry something somewhere."""
    return code in _TRAVELLED or (code.startswith(_CARRIED) and code not in _PASSED_ON)


def for_grown_ups(code: str) -> bool:
    """Whether a class of children has no business with it."""
    return code in _GROWN_UP
