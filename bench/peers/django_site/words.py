"""Words for what the tables hold: rules, sums, measures."""

from datetime import date
from decimal import Decimal

from babel import lists, units
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pages.speech import LANGUAGES, NEXT_BEST

BABEL = {**LANGUAGES, "en": "en_GB"}
MEASURES = {
    "kg": "mass-kilogram",
    "t": "mass-tonne",
    "km": "length-kilometer",
    "litre": "volume-liter",
    "l": "volume-liter",
    "kwh": "energy-kilowatt-hour",
}
COUNTED = {
    "item": ("%(count)s item", "%(count)s items"),
    "use": ("%(count)s use", "%(count)s uses"),
    "pupil": ("%(count)s pupil", "%(count)s pupils"),
    "week": ("%(count)s week", "%(count)s weeks"),
    "month": ("%(count)s month", "%(count)s months"),
    "meal": ("%(count)s meal", "%(count)s meals"),
    "trip": ("%(count)s trip", "%(count)s trips"),
    "order": ("%(count)s order", "%(count)s orders"),
    "step": ("%(count)s step", "%(count)s steps"),
    "cup": ("%(count)s cup", "%(count)s cups"),
    "bill": ("%(count)s bill", "%(count)s bills"),
    "sheet": ("%(count)s sheet", "%(count)s sheets"),
    "tree_year": ("%(count)s tree for a year", "%(count)s trees for a year"),
    "credit": ("%(count)s credit", "%(count)s credits"),
}
PROOF = {"A": _("a partner’s record"), "B": _("a witness"), "C": _("a photo"), "D": _("your word")}
PERIODS = {
    "day": _("%(limit)s a day"),
    "week": _("%(limit)s a week"),
    "month": _("%(limit)s a month"),
    "season": _("%(limit)s a season"),
    "year": _("%(limit)s a year"),
    "ever": _("%(limit)s, once and for all"),
}
UNITS = {"co2e_kg": "kg", "waste_kg": "kg", "water_l": "litre", "energy_kwh": "kwh"}
IMPACTS = {
    ("co2e_kg", "avoided"): _("CO₂e avoided"),
    ("co2e_kg", "removal-exante"): _("CO₂e that trees may take up in ten years"),
    ("co2e_kg", "offset"): _("CO₂e of retired credits"),
    ("waste_kg", "diverted"): _("Waste kept out of the bin"),
    ("water_l", "resource"): _("Tap water saved"),
    ("water_l", "embodied-water"): _("Water that new things would have needed"),
    ("energy_kwh", "resource"): _("Energy saved"),
}
EVIDENCE = {
    "A": _("Measured by a meter or a partner"),
    "B": _("Seen by a helper"),
    "C": _("Shown by a photo or paper"),
    "D": _("Stated by the person"),
}
FLAGS = {
    "fallback": _("No factor for this place: one of a wider region is used."),
    "backcast": _("The act is older than the oldest factor."),
    "unattested": _("Nobody asked what the trip replaced: a car is assumed."),
    "removal-exante": _("Expected, not yet happened. Never added to CO₂e avoided."),
    "offset": _("A credit, not a saving. Never added to CO₂e avoided."),
    "embodied-water": _("Never added to tap water."),
}
REPLACED = {
    "": "",
    "car": _("instead of a car"),
    "taxi": _("instead of a taxi"),
    "motorbike": _("instead of a motorbike"),
    "bus": _("instead of a bus"),
    "coach": _("instead of a coach"),
    "train": _("instead of a train"),
    "metro": _("instead of a metro"),
    "tram": _("instead of a tram"),
    "ebike": _("instead of an e-bike"),
    "cycle": _("instead of a bicycle"),
    "walk": _("instead of walking or cycling"),
    "none": _("instead of not going"),
}
KINDS = {
    "season": _("Seasons"),
    "year": _("Years"),
    "month": _("Months"),
    "week": _("Weeks"),
}


def said(words):
    """Return what somebody wrote, in the reader's language or the next best."""
    mine = get_language()
    in_order = (mine, *NEXT_BEST.get(mine, ()), "en", *words)
    return next((words[name] for name in in_order if words.get(name)), "")


def number(value):
    """1,376 and 12.5: without zeros that say nothing."""
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else value.normalize()
    return intcomma(value)


def amount(quantity, unit):
    """12.5 km, 14 items."""
    if measure := MEASURES.get(unit.lower()):
        locale = BABEL[get_language()]
        return units.format_unit(Decimal(quantity), measure, "short", "#,##0.######", locale)
    if unit not in COUNTED:
        return f"{number(quantity)} {unit}"
    exact = Decimal(quantity)
    form = int(exact) if exact == int(exact) else 100
    return ngettext(*COUNTED[unit], form) % {"count": number(quantity)}


def counted_points(points):
    """10 points."""
    return ngettext("%(count)s point", "%(count)s points", points) % {"count": number(points)}


def joined(words, style="standard"):
    """A, B and C; with "or": A, B or C."""
    return lists.format_list([str(word) for word in words], style, BABEL[get_language()])


def earned(it):
    """5 points; 10 points for 1 item; 10 points for each full 1 kg."""
    points = counted_points(it.points)
    if it.per_amount is None:
        return points
    full = gettext("%(points)s for each full %(amount)s")
    words = gettext("%(points)s for %(amount)s") if it.whole else full
    return words % {"points": points, "amount": amount(it.per_amount, it.kind.unit)}


def least(it):
    """From 0.4 km; nothing where the least is one thing or one step."""
    if it.least_amount in (1, it.per_amount):
        return ""
    return gettext("from %(amount)s") % {"amount": amount(it.least_amount, it.kind.unit)}


def limit(cap, cap_of, cap_period, cap_who, unit):
    """4 times a day, for each person."""
    if cap_of == "times":
        most = ngettext("%(count)s time", "%(count)s times", cap) % {"count": number(cap)}
    else:
        most = amount(cap, unit) if cap_of == "amount" else counted_points(cap)
    words = PERIODS[cap_period] % {"limit": most}
    return (
        gettext("%(limit)s, for each person") % {"limit": words} if cap_who == "person" else words
    )


def reason(line, unit):
    """Say one line of how the points of a claim were worked out."""
    facts, points = line["facts"], counted_points(abs(line["points"]))
    match line["why"]:
        case "per_amount":
            much, per = Decimal(facts["amount"]), Decimal(facts["per"])
            told = {"amount": amount(much, unit), "per": amount(per, unit)}
            told |= {"each": counted_points(facts["each"]), "points": points}
            full = gettext("%(amount)s, with %(each)s for each full %(per)s: %(points)s.")
            even = gettext("%(amount)s, with %(each)s for %(per)s: %(points)s.")
            return (full if much % per else even) % told
        case "flat":
            return gettext("%(points)s for each time.") % {"points": points}
        case "too_little":
            return gettext("Points begin at %(least)s.") % {"least": amount(facts["least"], unit)}
        case "limit":
            rule = {name: facts[name] for name in ("cap", "cap_of", "cap_period", "cap_who")}
            told = {"points": points, "limit": limit(**rule, unit=unit)}
            return gettext("%(points)s less, because the limit is %(limit)s.") % told
    told = {"points": points, "ceiling": counted_points(facts["ceiling"])}
    return gettext("%(points)s less, because a household can get %(ceiling)s a season.") % told


def period(code):
    """2026, May 2026, Week 20 of 2026; anything else is a season's code and stays."""
    year, _dash, rest = code.partition("-")
    if rest.startswith("W") and rest[1:].isdecimal():
        return gettext("Week %(week)s of %(year)s") % {"week": int(rest[1:]), "year": year}
    if year.isdecimal() and rest.isdecimal():
        return date_format(date(int(year), int(rest), 1), "YEAR_MONTH_FORMAT")
    return code
