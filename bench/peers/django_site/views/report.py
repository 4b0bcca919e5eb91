"""/reports/{period} : what was done together, how sure we are, and where the points went."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bench.peers.django_site import report, weeks, words
from pages.reports import findings
from pages.web.kinds import factor_place

TRENDS = {
    "more": "More actions were checked in the later weeks than in the earlier ones",
    "fewer": "Fewer actions were checked in the later weeks than in the earlier ones",
    "steady": "About as many actions were checked in the later weeks as in the earlier ones",
    None: "Checked actions each week",
}
MOSTLY = {
    "held": "More than half of the points are still held",
    "given": "More than half of the points were given to causes",
    "redeemed": "More than half of the points were used for rewards",
    "lapsed": "More than half of the points lapsed to causes",
    "reversed": "More than half of the points were withdrawn",
    "": "Where the points went",
}
PATTERNS = {"A": (1, ""), "B": (2, "dots"), "C": (3, "hatch"), "D": (4, "grid")}


def show(request, period):
    """One report."""
    now = timezone.now()
    found, scope = report.read(period, now)
    effect = findings.effect(found.workings)
    context = {
        "report": found,
        "scope": scope,
        "period": period,
        "choices": choices_of(scope, now),
        "effect": effect,
        "headline": headline(effect),
        "lines": [(line, *factor_place(line.factor)) for line in found.lines],
        "factor_count": len(found.lines),
        "impacts": [it for it in found.impacts if it.is_main or it.reported],
        **(weekly(found, scope.today(now)) if found.weeks else {}),
        **(evidence(found.mix) if found.mix else {}),
        **(points(found.points) if found.points else {}),
    }
    return render(request, "report.html", context)


def choices_of(scope, now):
    """Return the periods that can be asked for, by their kind."""
    offered = scope.periods(now)
    kinds = ("season", "year", "month", "week")
    return [(kind, [it for it in offered if it.kind == kind]) for kind in kinds]


def headline(effect):
    """Say what saved the most, and what is the least certain."""
    first = effect.rows[0].kind if effect.rows else None
    if effect.total.central <= 0 or not first:
        return _("CO₂e avoided, by action")
    told = {"most": words.said(first.name)}
    if effect.least_certain and effect.least_certain != first:
        told["wide"] = words.said(effect.least_certain.name)
        return _("Saved the most CO₂e: %(most)s. The least certain: %(wide)s") % told
    return _("Saved the most CO₂e: %(most)s") % told


def weekly(found, today):
    """Return what the charts of weeks need: all together, then each programme."""
    shown = [week.checked for week in found.weeks if week.checked is not None]
    each = []
    for at, programme in enumerate(found.programmes):
        values = [week.by_programme[at] for week in found.weeks]
        known = [value for value in values if value is not None]
        peak = max(known, default=0)
        each.append((words.said(programme.name), at % 5 + 1, values, sum(known), peak))
    return {
        "trend": _(TRENDS[findings.trend(found.weeks, today)]),
        "checked": [week.checked for week in found.weeks],
        "waiting": [week.waiting for week in found.weeks],
        "last_monday": found.weeks[-1].monday,
        "marks": weeks.marks([week.monday for week in found.weeks]),
        "busiest": max(shown, default=0),
        "each": each,
        "peak": max([1, *(row[4] for row in each)]),
    }


def evidence(mix):
    """Return how many acts are supported how well, with colours and shares."""
    whole = sum(mix.values())
    parts = [
        (rank, mix[rank], mix[rank] / whole if whole else 0, words.EVIDENCE[rank], *look)
        for rank, look in PATTERNS.items()
    ]
    return {
        "mix": parts,
        "mix_bar": [(count, *look) for _rank, count, _share, _words, *look in parts],
        "mix_whole": whole,
        "mix_of": {rank: mix[rank] for rank in PATTERNS},
        "firm": (whole - mix["D"]) / whole if whole else 0,
    }


def points(it):
    """Return what became of the points, with colours and shares."""
    parts = [
        (it.given, 3, "", _("Given to causes")),
        (it.redeemed, 5, "dots", _("Used for rewards")),
        (it.held, 1, "hatch", _("Still held")),
        (it.lapsed, 2, "wave", _("Lapsed to causes")),
        (it.reversed, 4, "grid", _("Withdrawn after a review")),
    ]
    return {
        "points_of": parts,
        "points_shares": [(*part, part[0] / it.issued if it.issued else 0) for part in parts],
        "mostly": _(MOSTLY[findings.mostly(it)]),
    }
