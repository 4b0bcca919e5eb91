"""Charts: the shapes come from the product's plain functions, so both sides pay for them."""

from django import template
from django.utils.translation import get_language_bidi

from pages.web import charts

register = template.Library()


@register.inclusion_tag("charts/columns.html")
def columns(
    id, values, title, desc, waiting=(), words=(), most=0, height=250, colour=1, small=False
):
    """A column for each period; None is a gap."""
    rtl = get_language_bidi()
    it = charts.columns(values, waiting, words, most=most, height=height, is_small=small, rtl=rtl)
    return {
        "id": id,
        "it": it,
        "grid": [(line, line.at - 5) for line in it.grid],
        "gap_top": it.base - 12,
        "marks_at": height - 6,
        "title": title,
        "desc": desc,
        "colour": colour,
        "waiting": any(waiting),
    }


@register.inclusion_tag("charts/stacked.html")
def stacked(id, parts, title, desc, height=64):
    """The parts of a whole: (value, colour, pattern or nothing)."""
    shapes = charts.stacked([part[0] for part in parts], rtl=get_language_bidi())
    drawn = [(shape, f"{id}{shape.place}", *parts[shape.place][1:3]) for shape in shapes]
    return {
        "id": id,
        "parts": drawn,
        "title": title,
        "desc": desc,
        "height": height,
        "inner": height - 4,
    }


@register.inclusion_tag("charts/swatch.html")
def swatch(colour, kind="", id=""):
    """A small square that says which colour and pattern a word has."""
    return {"colour": colour, "kind": kind, "id": id}


@register.inclusion_tag("charts/range.html")
def range_cell(counted, most, colour=1):
    """An estimate with its ends."""
    ends = (max(end, 0) for end in (counted.low, counted.central, counted.high))
    return {"it": charts.range_row(*ends, most, rtl=get_language_bidi()), "colour": colour}


@register.inclusion_tag("charts/axis.html")
def axis_cell(most):
    """The scale above a column of ranges."""
    return {"marks": charts.axis(most, rtl=get_language_bidi())}


@register.inclusion_tag("charts/picture.html")
def picture(id, shape, delivered, bought, needed, title, desc):
    """A picture that counts real things."""
    it = charts.picture(delivered, bought, needed, across=14, rtl=get_language_bidi())
    size = {"width": it.width * 1.4, "height": it.height * 1.4}
    return {"id": id, "shape": shape, "it": it, "title": title, "desc": desc, **size}


@register.inclusion_tag("charts/river.html")
def river(id, strands, marks, title, desc):
    """A strand for each programme: (name, colour, totals); marks are (period, word)."""
    totals, at = [strand[2] for strand in strands], [mark[0] for mark in marks]
    bed = charts.river(totals, at, rtl=get_language_bidi())
    told = [(shape, *strand) for shape, strand in zip(bed.strands, strands, strict=True)]
    words = [(x, mark[1]) for x, mark in zip(bed.marks, marks, strict=True)]
    return {
        "id": id,
        "bed": bed,
        "strands": told,
        "marks": words,
        "mouth": charts.MOUTH,
        "title": title,
        "desc": desc,
    }
