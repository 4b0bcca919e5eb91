"""Numbers, days and amounts in the reader's language, always with the digits 0 to 9."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, wraps
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers, units

from pages.speech import gettext, language, locale, ngettext

__all__ = ["FILTERS", "colon", "in_coins", "in_money", "is_currency"]

BRITISH = Locale("en", "GB")
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
MOST_KEPT = 10_000  # of each kind, in all languages together
Number = int | Decimal | str  # a decimal may come as text, as reports write it
MEASURES = {  # units that are the same thing everywhere: their words come with Babel
    "kg": "mass-kilogram",
    "t": "mass-tonne",
    "km": "length-kilometer",
    "litre": "volume-liter",
    "l": "volume-liter",
    "kwh": "energy-kilowatt-hour",
    "m3": "volume-cubic-meter",
}
# Units that are words: each by number, so that every language can use its own plurals.
COUNTED: dict[str, Callable[[int], str]] = {
    "item": lambda n: ngettext("%(count)s item", "%(count)s items", n),
    "use": lambda n: ngettext("%(count)s use", "%(count)s uses", n),
    "pupil": lambda n: ngettext("%(count)s pupil", "%(count)s pupils", n),
    "week": lambda n: ngettext("%(count)s week", "%(count)s weeks", n),
    "month": lambda n: ngettext("%(count)s month", "%(count)s months", n),
    "meal": lambda n: ngettext("%(count)s meal", "%(count)s meals", n),
    "trip": lambda n: ngettext("%(count)s trip", "%(count)s trips", n),
    "order": lambda n: ngettext("%(count)s order", "%(count)s orders", n),
    "step": lambda n: ngettext("%(count)s step", "%(count)s steps", n),
    "cup": lambda n: ngettext("%(count)s cup", "%(count)s cups", n),
    "bill": lambda n: ngettext("%(count)s bill", "%(count)s bills", n),
    "sheet": lambda n: ngettext("%(count)s sheet", "%(count)s sheets", n),
    "tree_year": lambda n: ngettext("%(count)s tree for a year", "%(count)s trees for a year", n),
    "credit": lambda n: ngettext("%(count)s credit", "%(count)s credits", n),
}
SPANS: tuple[tuple[timedelta, Callable[[int], str]], ...] = (
    (timedelta(days=2), lambda n: ngettext("%(count)s day", "%(count)s days", n)),
    (timedelta(hours=2), lambda n: ngettext("%(count)s hour", "%(count)s hours", n)),
    (timedelta(0), lambda n: ngettext("%(count)s minute", "%(count)s minutes", n)),
)
STEPS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))


def number(value: Number) -> str:
    """1,376: a number as it is, in groups of three."""
    return numbers.format_decimal(Decimal(value), "#,##0.######", _habits())


def decimal(value: Number, places: int = 1) -> str:
    """17.5: rounded half up, once, to so many places."""
    pattern = "#,##0" + "." * (places > 0) + "0" * places
    return numbers.format_decimal(_rounded(value, places), pattern, _habits())


def signed(value: Number) -> str:
    """+14, -40 and 0: what came in and what went out, with a real minus sign."""
    pattern = "+#,##0.######;−#,##0.######" if Decimal(value) else "0"
    return _mark() + numbers.format_decimal(Decimal(value), pattern, _habits())


def percent(share: Number, places: int = 0) -> str:
    """38 %, of a share from 0 to 1."""
    return numbers.format_percent(
        _rounded(share, places + 2), locale=_habits(), decimal_quantization=False
    )


def money(cents: int, currency: str) -> str:
    """£1,250.00: a recorded sum, never a worth of points."""
    return numbers.format_currency(in_money(cents, currency), currency, locale=_habits()) + _mark()


def in_money(cents: int, currency: str) -> Decimal:
    """Return a sum of smallest coins as people write it: yen have no smaller ones."""
    return Decimal(cents).scaleb(-numbers.get_currency_precision(currency))


def in_coins(amount: Decimal, currency: str) -> int | None:
    """Return a sum people wrote in the smallest coin; None where there is no coin so small."""
    coins = amount.scaleb(numbers.get_currency_precision(currency))
    return int(coins) if coins == coins.to_integral_value() else None


def is_currency(code: str) -> bool:
    """Tell whether there is such a currency."""
    return bool(numbers.is_currency(code, "en"))


def round_money(cents: int, currency: str) -> str:
    """£1,250, or £1,250.50 where it is not a whole amount: for a sentence or a headline."""
    digits = numbers.get_currency_precision(currency)
    if cents % 10**digits:
        return money(cents, currency)
    pattern = _habits().currency_formats["standard"].pattern.replace(".00", "")
    sum_of_money = numbers.format_currency(
        in_money(cents, currency), currency, pattern, _habits(), currency_digits=False
    )
    return sum_of_money + _mark()


def day(value: date | str) -> str:
    """20 May 2026, of a day or of "2026-05-20"."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return dates.format_date(value, "long", _habits())


def weekday(value: date) -> str:
    """Wednesday 20 May: a day near enough to need no year."""
    return dates.format_skeleton("MMMMEEEEd", value, locale=_habits(), fuzzy=True)


def short_day(value: date) -> str:
    """20 May."""
    return dates.format_skeleton("MMMd", value, locale=_habits(), fuzzy=True)


def clock(instant: datetime, time_zone: str) -> str:
    """14:05, there."""
    return _there(instant, time_zone).strftime("%H:%M")


def moment(instant: datetime, time_zone: str | None = None) -> str:
    """20 May 2026, 14:05, there; without a place it says that it is UTC."""
    there = _there(instant, time_zone or "UTC")
    shown = f"{there:%H:%M}" if time_zone else f"{there:%H:%M} UTC"
    return FILTERS["minute"](there.date(), shown)


def minute(on: date, shown: str) -> str:
    """20 May 2026, 14:05: kept, where its moment hardly ever comes again."""
    return str(_habits().datetime_formats["medium"]).format(shown, day(on))


def since(instant: datetime, time_zone: str) -> str:
    """20 May 2026 for its first instant, else 20 May 2026, 14:05."""
    there = _there(instant, time_zone)
    return moment(instant, time_zone) if there.time() > time() else day(there.date())


def until(instant: datetime, time_zone: str) -> str:
    """19 May 2026 for the midnight that ends it, else 20 May 2026, 14:05."""
    there = _there(instant, time_zone)
    is_midnight = there.time() == time()
    return day(there.date() - timedelta(days=1)) if is_midnight else moment(instant, time_zone)


def month(value: date | str) -> str:
    """May 2026, of a day or of "2026-05"."""
    first = date.fromisoformat(f"{value}-01") if isinstance(value, str) else value
    return dates.format_skeleton("yMMMM", first, locale=_habits(), fuzzy=True)


def short_month(value: date) -> str:
    """May: a mark on a chart."""
    return dates.format_date(value, "MMM", _habits())  # LLL mixes languages up in Babel 2.18


def week(value: date | str) -> str:
    """Week 20 of 2026, of a day or of "2026-W20"."""
    code = value if isinstance(value, str) else f"{value:%G-W%V}"
    return gettext("Week %(week)s of %(year)s") % {"week": int(code[6:]), "year": code[:4]}


def period(code: str) -> str:
    """2026, May 2026, Week 20 of 2026, 14 May 2026; else it is a season's code and stays."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", code):
        return day(code)
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", code):
        return month(code)
    return week(code) if re.fullmatch(r"\d{4}-W\d{2}", code) else code


def joined(words: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """A, B and C; with "or": A, B or C."""
    return lists.format_list([str(word) for word in words], style, locale=_habits())


def beside(*words: object) -> str:
    """A, B: facts one after the other, with the comma of the language; nothing for an empty one."""
    comma = {"zh": "，", "ar": "، "}.get(locale().language, ", ")
    return comma.join(str(word) for word in words if word)


def colon() -> str:
    """Return what stands between a thing and what is said of it; in Chinese no space follows."""
    return "：" if locale().language == "zh" else ": "


def amount(quantity: Number, unit: str) -> str:
    """12.5 km, 14 items."""
    if measure := MEASURES.get(unit.lower()):
        return units.format_unit(
            Decimal(quantity), measure, "short", "#,##0.######", locale=_habits()
        )
    words = COUNTED[unit](_form(quantity)) if unit in COUNTED else f"%(count)s {unit}"
    return words % {"count": number(quantity)}


def unit(name: str) -> str:
    """The word alone, beside a field: km, items."""
    return amount(100, name).replace(number(100), "").strip()


def span(length: timedelta) -> str:
    """40 minutes, 14 hours, 2 days: about how long."""
    words, step = next(
        (words, step) for (least, words), step in zip(SPANS, STEPS, strict=True) if length >= least
    )
    count = max(round(length / step), 1)
    return words(count) % {"count": number(count)}


def kept(shape: Callable[..., str]) -> Callable[..., str]:
    """Keep what was written lately: the same few numbers and days fill most pages."""

    @lru_cache(maxsize=MOST_KEPT)
    def in_language(_language: str, *facts: Any, **more: Any) -> str:
        return shape(*facts, **more)

    @wraps(shape)
    def again(*facts: Any, **more: Any) -> str:
        return in_language(language(), *facts, **more)

    return again


FILTERS: dict[str, Callable[..., str]] = {
    shape.__name__: kept(shape)
    for shape in (
        *(number, decimal, signed, percent, money, round_money, amount, unit),
        *(
            day,
            weekday,
            short_day,
            clock,
            minute,
            since,
            until,
            month,
            short_month,
            week,
            period,
            span,
        ),
    )
} | {"joined": joined, "beside": beside, "moment": moment}


def _habits() -> Locale:
    """Return how numbers and days are written; the English here is British: 20 May 2026."""
    spoken = locale()
    return BRITISH if spoken.language == "en" else spoken


def _mark() -> str:
    """Return what keeps a sign with its number, or £ with UK, among words from right to left."""
    return LEFT_TO_RIGHT if _habits().text_direction == "rtl" else ""


def _rounded(value: Number, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _form(quantity: Number) -> int:
    """Return the whole number whose plural a quantity takes: 1.5 items are many."""
    exact = Decimal(quantity)
    return int(exact) if exact == int(exact) else 100


def _there(instant: datetime, time_zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(time_zone))
