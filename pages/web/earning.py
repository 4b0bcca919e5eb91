"""What an action earns and how often, in words: for the rules table, a receipt, a statement."""

from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pages.speech import gettext, lazy, ngettext
from pages.web.formats import FILTERS
from portal.programmes import CapOf, CapPeriod, CapWho
from portal.rules import Why

__all__ = ["counted_points", "evidence", "least", "limit", "points", "why"]

PROOF = {
    "A": lazy("a partner’s record"),
    "B": lazy("a witness"),
    "C": lazy("a photo"),
    "D": lazy("your word"),
}
PERIODS = {  # how a limit ends; the limit itself is the placeholder
    CapPeriod.DAY: lazy("%(limit)s a day"),
    CapPeriod.WEEK: lazy("%(limit)s a week"),
    CapPeriod.MONTH: lazy("%(limit)s a month"),
    CapPeriod.SEASON: lazy("%(limit)s a season"),
    CapPeriod.YEAR: lazy("%(limit)s a year"),
    CapPeriod.EVER: lazy("%(limit)s, once and for all"),
}


def points(it: Any) -> str:
    """5 points; 10 points for 1 item; 10 points for each full 1 kg."""
    earned = counted_points(it.points)
    if it.per_amount is None:
        return earned
    full = gettext("%(points)s for each full %(amount)s")
    words = gettext("%(points)s for %(amount)s") if it.whole else full
    return words % {"points": earned, "amount": FILTERS["amount"](it.per_amount, it.unit)}


def least(it: Any) -> str:
    """From 0.4 km; nothing where the least is one thing or one step."""
    if it.least_amount in (1, it.per_amount):
        return ""
    return gettext("from %(amount)s") % {"amount": FILTERS["amount"](it.least_amount, it.unit)}


def evidence(it: Any) -> str:
    """A photo or a witness."""
    return FILTERS["joined"]([str(PROOF[one]) for one in it.evidence], "or")


def limit(it: Any) -> str:
    """4 times a day, for each person."""
    match it.cap_of:
        case CapOf.TIMES:
            most = ngettext("%(count)s time", "%(count)s times", it.cap)
            most %= {"count": FILTERS["number"](it.cap)}
        case CapOf.AMOUNT:
            most = FILTERS["amount"](it.cap, it.unit)
        case _:
            most = counted_points(it.cap)
    words = str(PERIODS[it.cap_period]) % {"limit": most}
    if it.cap_who is CapWho.PERSON:
        return gettext("%(limit)s, for each person") % {"limit": words}
    return words


def counted_points(number: int) -> str:
    """10 points."""
    words = ngettext("%(count)s point", "%(count)s points", number)
    return words % {"count": FILTERS["number"](number)}


def why(lines: Sequence[dict[str, Any]], unit: str) -> list[str]:
    """Say how the points of a claim were worked out, a sentence for each line of the sum."""
    return [_sentence(line, unit) for line in lines]


def _sentence(line: dict[str, Any], unit: str) -> str:
    amount, facts = FILTERS["amount"], line["facts"]
    less = {"points": counted_points(abs(line["points"]))}
    match line["why"]:
        case Why.PER_AMOUNT:
            much, per = Decimal(facts["amount"]), Decimal(facts["per"])
            told = {"amount": amount(much, unit), "per": amount(per, unit)}
            told["each"] = counted_points(facts["each"])
            full = gettext("%(amount)s, with %(each)s for each full %(per)s: %(points)s.")
            even = gettext("%(amount)s, with %(each)s for %(per)s: %(points)s.")
            return (full if much % per else even) % {**told, **less}
        case Why.FLAT:
            return gettext("%(points)s for each time.") % less
        case Why.TOO_LITTLE:
            told = {"least": amount(Decimal(facts["least"]), unit)}
            return gettext("Points begin at %(least)s.") % told
        case Why.CAMPAIGN:
            return gettext("%(points)s more, because it was a theme week.") % less
        case Why.LIMIT:
            rule = {**facts, "cap_who": CapWho(facts["cap_who"]), "unit": unit}
            told = {"limit": limit(SimpleNamespace(**rule))}
            return gettext("%(points)s less, because the limit is %(limit)s.") % {**told, **less}
        case _:
            told = {"ceiling": counted_points(facts["ceiling"])}
            words = gettext("%(points)s less, because a household can get %(ceiling)s a season.")
            return words % {**told, **less}
