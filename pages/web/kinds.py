"""Words for the reference data: what is measured, what was replaced, what a reader must know."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pages.check_labels import CHECK_LABELS
from pages.speech import gettext, lazy
from pages.web.formats import FILTERS
from portal.factors import Factor, Grade, ImpactClass, Metric
from portal.habits import Before, Still

__all__ = [
    "ANSWERS",
    "ATTRIBUTIONS",
    "CATEGORIES",
    "EVIDENCE",
    "FLAGS",
    "GRADES",
    "MODES",
    "NAMES",
    "REPLACED",
    "UNITS",
    "by_own",
    "exact",
    "factor_place",
    "first_day",
    "last_day",
    "rounded",
    "signed",
]

CATEGORIES = {
    "community": lazy("Community"),
    "energy": lazy("Energy"),
    "food": lazy("Food"),
    "learning": lazy("Learning"),
    "nature": lazy("Nature"),
    "recycling": lazy("Recycling"),
    "school": lazy("School"),
    "second-hand": lazy("Second-hand and repair"),
    "transport": lazy("Travel"),
    "water": lazy("Water"),
}
UNITS = {
    Metric.CO2E_KG: "kg",
    Metric.WASTE_KG: "kg",
    Metric.WATER_L: "litre",
    Metric.ENERGY_KWH: "kwh",
}
NAMES = {  # what is measured, in one class; classes are never added to each other
    (Metric.CO2E_KG, ImpactClass.AVOIDED): lazy("CO₂e avoided"),
    (Metric.CO2E_KG, ImpactClass.REMOVAL_EXANTE): lazy("CO₂e that trees may take up in ten years"),
    (Metric.CO2E_KG, ImpactClass.OFFSET): lazy("CO₂e of retired credits"),
    (Metric.WASTE_KG, ImpactClass.DIVERTED): lazy("Waste kept out of the bin"),
    (Metric.WATER_L, ImpactClass.RESOURCE): lazy("Tap water saved"),
    (Metric.WATER_L, ImpactClass.EMBODIED_WATER): lazy("Water that new things would have needed"),
    (Metric.ENERGY_KWH, ImpactClass.RESOURCE): lazy("Energy saved"),
}
ANSWERS = {  # by question, as they are asked; whoever would rather not say gave none
    question: {
        **{one.value: lazy(words) for one, words in CHECK_LABELS[asked].items()},
        "": lazy("No answer"),
    }
    for question, asked in (("before", Before), ("still", Still))
}
EVIDENCE = {
    "A": lazy("Measured by a meter or a partner"),
    "B": lazy("Seen by a helper"),
    "C": lazy("Shown by a photo or paper"),
    "D": lazy("Stated by the person"),
}
GRADES = {
    Grade.OFFICIAL: lazy("read in an official publication"),
    Grade.EXTRACTED: lazy("official, through an extract or simple arithmetic"),
    Grade.TRANSFERRED: lazy("transferred from elsewhere, or a rough value"),
    Grade.PROGRAMME: lazy("from a company, a programme or a second hand"),
}
FLAGS = {
    "fallback": lazy("No factor for this place: one of a wider region is used."),
    "backcast": lazy("The act is older than the oldest factor."),
    "outside-band": lazy("Outside of all that the data set knows: not plausible as it is."),
    "unattested": lazy("Nobody asked what the trip replaced: a car is assumed."),
    "removal-exante": lazy("Expected, not yet happened. Never added to CO₂e avoided."),
    "offset": lazy("A credit, not a saving. Never added to CO₂e avoided."),
    "embodied-water": lazy("Never added to tap water."),
}
REPLACED = {  # what a trip stood in for
    "": "",
    "car": lazy("instead of a car"),
    "taxi": lazy("instead of a taxi"),
    "motorbike": lazy("instead of a motorbike"),
    "bus": lazy("instead of a bus"),
    "coach": lazy("instead of a coach"),
    "train": lazy("instead of a train"),
    "metro": lazy("instead of a metro"),
    "tram": lazy("instead of a tram"),
    "ebike": lazy("instead of an e-bike"),
    "cycle": lazy("instead of a bicycle"),
    "walk": lazy("instead of walking or cycling"),
    "none": lazy("instead of not going"),
}
MODES = {
    "bus": lazy("Bus"),
    "bus-electric": lazy("Electric bus"),
    "car": lazy("Car"),
    "car-diesel": lazy("Diesel car"),
    "car-electric": lazy("Electric car"),
    "car-petrol": lazy("Petrol car"),
    "coach": lazy("Coach"),
    "cycle": lazy("Bicycle"),
    "ebike": lazy("E-bike"),
    "light-truck": lazy("Light truck"),
    "metro": lazy("Metro"),
    "motorbike": lazy("Motorbike"),
    "suburban-rail": lazy("Suburban train"),
    "taxi": lazy("Taxi"),
    "train": lazy("Train"),
    "train-highspeed": lazy("High-speed train"),
    "train-intercity": lazy("Long-distance train"),
    "tram": lazy("Tram"),
}
ATTRIBUTIONS = (  # in the words that the licences ask for, hence in English
    "Contains public sector information licensed under the Open Government Licence v3.0 (DESNZ).",
    "Contains data of ADEME (Base Empreinte, Agribalyse, Impact CO2, Nos Gestes Climat).",
    "Contains data of the US Environmental Protection Agency (public domain).",
    "Contains data of Our World in Data, after Poore and Nemecek 2018 (CC BY 4.0).",
    "Contains data of Ember through CO2.js (CC BY-SA 4.0), in the rows marked so.",
)
_HUNDRED = 100


def rounded(value: Decimal) -> str:
    """24.9, 1,376 and 0.042: rounded once, to as many places as mean something."""
    return FILTERS["decimal"](value, _places(value))


def signed(value: Decimal) -> str:
    """+24.9 and -1,376: how much more or less, rounded in the same way."""
    smallest = Decimal(1).scaleb(-_places(value))
    return FILTERS["signed"](value.quantize(smallest, ROUND_HALF_UP))


def _places(value: Decimal) -> int:
    size = abs(value)
    return 0 if size >= _HUNDRED or not size else 1 if size >= 1 else 3


def exact(value: Decimal) -> str:
    """0.16591: every digit as it is in the data, for whoever calculates again."""
    shown = f"{value:f}"
    return (shown.rstrip("0").rstrip(".") or "0") if "." in shown else shown


def by_own(code: str) -> str:
    """Say that a sum rests on a programme's own factors."""
    return gettext("By the programme’s own factors, %(code)s: added to nothing else.") % {
        "code": code
    }


def first_day(year: int) -> date:
    """Return the day a year begins."""
    return date(year, 1, 1)


def last_day(year: int) -> date:
    """Return the day a year ends."""
    return date(year, 12, 31)


def factor_place(factor: Factor) -> tuple[str, str]:
    """Return on which page of the method a factor is explained, and where on it."""
    if factor.is_derived:
        return "travel", f"{factor.region}-{factor.year}"
    return factor.activity, factor.id
