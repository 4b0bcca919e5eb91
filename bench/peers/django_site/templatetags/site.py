"""Filters: words, amounts, and figures as they are shown."""

from babel import dates
from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import get_language

from bench.peers.django_site import words

register = template.Library()
register.filter("said", words.said)
register.filter("number", words.number)
register.filter("amount", words.amount)
register.filter("period", words.period)
register.filter("joined", words.joined)

HUNDRED = 100
NAME, LEEWAY = 28, 2  # characters of a name beside the river


@register.filter
def short_month(day):
    """Sept: Django's own short names of months are American."""
    return dates.format_date(day, "MMM", words.BABEL[get_language()])


@register.filter
def shortened(name):
    """Walk and Wheel to Bridge...: whole words only, which Django's own filter does not do."""
    if len(name) <= NAME + LEEWAY:
        return name
    return name[: NAME - 3].rsplit(" ", 1)[0] + "..."


@register.filter
def unit(name):
    """The word alone, beside a figure: kg, litres."""
    return words.amount(HUNDRED, name).replace(words.number(HUNDRED), "").strip()


@register.filter
def signed(points):
    """+14, 0, and what went out with a real minus sign."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{words.number(abs(points))}"


@register.filter
def percent(share, places=0):
    """38%, of a share from 0 to 1."""
    return f"{floatformat(share * HUNDRED, places)}%"


@register.filter
def rounded(value):
    """24.9, 1,376 and 0.042: to as many places as mean something."""
    size = abs(value)
    places = 0 if size >= HUNDRED or not size else 1 if size >= 1 else 3
    return floatformat(value, f"{places}g")


@register.filter
def exact(value):
    """0.16591: every digit as it is in the data."""
    shown = f"{value:f}"
    return (shown.rstrip("0").rstrip(".") or "0") if "." in shown else shown


@register.filter
def measure(it):
    """The unit of an impact or a factor: kg, l, kWh."""
    return unit(words.UNITS[it.metric])


@register.filter
def impact(it):
    """What an impact or a factor measures."""
    return words.IMPACTS[it.metric, it.impact_class]


@register.filter
def flag(name):
    """What a reader must know of a line."""
    return words.FLAGS[name]


@register.filter
def replaced(mode):
    """What a trip stood in for."""
    return words.REPLACED.get(mode, "")


@register.filter
def kind(name):
    """What a kind of period is called."""
    return words.KINDS[name]
