"""The charts of a report, each as a picture to take away, with its finding as the title."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pages.reports import findings
from pages.speech import gettext, ngettext, said
from pages.web import kinds
from pages.web.formats import FILTERS
from pages.web.plates import Bars, Parts, Plate, Ranges, Small
from portal.errors import NotFound
from portal.figures import Report

__all__ = ["NAMES", "each_programme", "find", "title", "weeks_told", "which"]

Credit = list[str]
ZERO = Decimal()
FEW = 2  # weeks a chart of weeks needs
EVIDENCE = (("A", 1, ""), ("B", 2, "dots"), ("C", 3, "hatch"), ("D", 4, "grid"))


def which(report: Report) -> list[str]:
    """Return the names of the charts there are; of what is hidden there is none."""
    return [name for name, (is_there, _) in NAMES.items() if is_there(report)]


def find(report: Report, name: str, *, today: date, credit: Credit) -> Plate:
    """Return one chart; raises NotFound where the report has none of that name."""
    if name not in which(report):
        raise NotFound
    return NAMES[name][1](report, today, credit)


def title(report: Report) -> str:
    """Return what a report is called: its time, and what it is about."""
    period = report.season_name
    time = said(period) if period else FILTERS["period"](report.period.code)
    place = report.programme or report.organisation
    return FILTERS["beside"](time, said(place.name) if place else gettext("All programmes"))


def _weekly(report: Report, today: date, credit: Credit) -> Plate:
    found = {
        findings.Trend.MORE: gettext(
            "More actions were checked in the later weeks than in the earlier ones"
        ),
        findings.Trend.FEWER: gettext(
            "Fewer actions were checked in the later weeks than in the earlier ones"
        ),
        findings.Trend.STEADY: gettext(
            "About as many actions were checked in the later weeks as in the earlier ones"
        ),
    }
    trend, weeks = findings.trend(report.weeks, today), report.weeks
    values = [week.checked for week in weeks]
    words = [
        FILTERS["short_month"](week.monday)
        if not place or week.monday.month != weeks[place - 1].monday.month
        else ""
        for place, week in enumerate(weeks)
    ]
    return Plate(
        name="weekly",
        title=found[trend] if trend else gettext("Checked actions each week"),
        unit=gettext(
            "Checked actions per week. Hatched: waiting for a check. Dotted: fewer than 10 people, not shown."  # noqa: E501
        ),
        desc=gettext(
            "From %(first)s to %(last)s. The most in one week: %(most)s. All numbers are in the table below."  # noqa: E501
        )
        % {
            "first": FILTERS["day"](weeks[0].monday),
            "last": FILTERS["day"](weeks[-1].monday),
            "most": FILTERS["number"](max((one or 0 for one in values), default=0)),
        },
        body=Bars(values, [week.waiting for week in weeks], words),
        credit=credit,
    )


def each_programme(report: Report) -> list[tuple[str, list[int | None], str]]:
    """Return each programme: what was checked week by week, and what that comes to, in words."""
    rows = []
    for place, programme in enumerate(report.programmes):
        values = [week.by_programme[place] for week in report.weeks]
        rows.append((said(programme.name), values, weeks_told(values)))
    return rows


def _each(report: Report, _today: date, credit: Credit) -> Plate:
    rows = each_programme(report)
    most = max(one or 0 for _, values, _ in rows for one in [1, *values])
    return Plate(
        name="each",
        title=gettext("Each programme on the same scale"),
        unit=gettext("Checked actions each week"),
        desc="; ".join(f"{name}: {line}" for name, _, line in rows),
        body=Small(rows, most),
        credit=credit,
    )


def weeks_told(values: list[int | None]) -> str:
    """Say how many were checked in all weeks, or in those shown; a gap is never told as nought."""
    whole = sum(one or 0 for one in values)
    if None not in values:
        found = ngettext("%(number)s checked", "%(number)s checked", whole)
    elif whole:
        found = ngettext(
            "%(number)s checked in the weeks shown",
            "%(number)s checked in the weeks shown",
            whole,
        )
    else:
        return gettext("Not shown, to protect fewer than 10 people.")
    return found % {"number": FILTERS["number"](whole)}


def _effect(report: Report, _today: date, credit: Credit) -> Plate:
    effect = findings.effect(report.workings)
    rows = []
    for row in effect.rows:
        name = said(row.kind.name) if row.kind else gettext("All other actions")
        it = row.counted
        low, best, high = (max(end, ZERO) for end in (it.low, it.central, it.high))
        ends = f"{kinds.rounded(it.low)}–{kinds.rounded(it.high)}"
        rows.append((name, low, best, high, f"{kinds.rounded(it.central)} ({ends})"))
    first = rows[0][0]
    is_found = effect.total.central > 0 and effect.rows[0].kind
    return Plate(
        name="effect",
        title=gettext("Saved the most CO₂e: %(most)s") % {"most": first}
        if is_found
        else gettext("CO₂e avoided, by action"),
        unit=gettext("Kilograms of CO₂e avoided, counted. Dot: best estimate. Band: likely range."),
        desc="; ".join(f"{name}: {words}" for name, *_, words in rows),
        body=Ranges(rows, effect.most),
        credit=credit,
    )


def _evidence(report: Report, _today: date, credit: Credit) -> Plate:
    whole = sum(report.mix.values())
    mix = {rank.value: count for rank, count in report.mix.items()}
    words = {
        rank: f"{rank} · {kinds.EVIDENCE[rank]}: {_share(count, whole)}"
        for rank, count in mix.items()
    }
    share = FILTERS["percent"]((whole - mix["D"]) / whole)
    return Plate(
        name="evidence",
        title=gettext("%(share)s of the checked actions rest on more than somebody’s word")
        % {"share": share},
        unit=gettext("Checked actions by what supports them."),
        desc="; ".join(words.values()),
        body=Parts([(mix[rank], colour, kind, words[rank]) for rank, colour, kind in EVIDENCE]),
        credit=credit,
    )


def _points(report: Report, _today: date, credit: Credit) -> Plate:
    it = report.points
    assert it is not None  # `which` has seen some
    parts = [
        (it.given, 3, "", gettext("Given to causes")),
        (it.redeemed, 5, "dots", gettext("Used for rewards")),
        (it.held, 1, "hatch", gettext("Still held")),
        (it.lapsed, 2, "wave", gettext("Lapsed to causes")),
        (it.reversed, 4, "grid", gettext("Withdrawn after a review")),
    ]
    rows = [
        (value, colour, kind, f"{words}: {_share(value, it.issued)}")
        for value, colour, kind, words in parts
    ]
    return Plate(
        name="points",
        title=gettext("Where the points went"),
        unit=ngettext(
            "%(number)s point was given out in this time.",
            "%(number)s points were given out in this time.",
            it.issued,
        )
        % {"number": FILTERS["number"](it.issued)},
        desc="; ".join(words for *_, words in rows),
        body=Parts(rows),
        credit=credit,
    )


def _share(part: int, whole: int) -> str:
    number = FILTERS["number"](part)
    return f"{number} ({FILTERS['percent'](part / whole)})" if part else number


def _has_weeks(report: Report) -> bool:
    return len(report.weeks) >= FEW and any(week.checked for week in report.weeks)


Maker = Callable[[Report, date, Credit], Plate]
NAMES: Mapping[str, tuple[Callable[[Report], bool], Maker]] = MappingProxyType(
    {
        "weekly": (_has_weeks, _weekly),
        "each": (lambda it: _has_weeks(it) and len(it.programmes) > 1, _each),
        "effect": (lambda it: bool(findings.effect(it.workings).rows), _effect),
        "evidence": (lambda it: bool(sum(it.mix.values())), _evidence),
        "points": (lambda it: bool(it.points and it.points.issued), _points),
    }
)
