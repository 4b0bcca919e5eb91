"""/programmes/{slug}-{code} : how to take part, the rules, the budget, the weeks."""

from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from bench.peers.django_site import weeks, words
from bench.peers.django_site.models import Activity, Claim, Holding, RuleSet, TopUp

SHOWN, MOST_SHOWN = 5, 8
WAITS = ["submitted", "asked", "queued"]
SAME = ("points", "per_amount", "least_amount", "evidence")
SAME_LIMIT = ("cap", "cap_of", "cap_period", "cap_who", "cap_group")


def show(request, key):
    """One programme."""
    now = timezone.now()
    rules = find_rules(key, now)
    today = now.astimezone(ZoneInfo(rules.programme.time_zone)).date()
    season = rules.season
    until = min(max(today, season.starts_on), season.ends_on)
    found = weeks.of_programme(rules.programme, weeks.mondays(season.starts_on, until))
    activities = list(
        Activity.objects.filter(programme=rules.programme, version=rules.version).select_related(
            "kind"
        )
    )
    context = {
        "it": rules,
        "programme": rules.programme,
        "season": season,
        "steps": [step for step in words.said(rules.programme.steps).splitlines() if step],
        "lines": list(lines_of(activities)),
        "budget": budget_of(rules),
        "today": today,
        "weeks": found,
        "checked": sum(week["checked"] for week in found),
        "busiest": max(found, key=lambda week: week["checked"]),
        "values": [week["checked"] for week in found],
        "waiting": [week["waiting"] for week in found],
        "marks": weeks.marks([week["monday"] for week in found]),
    }
    return render(request, "programme.html", context)


def find_rules(key, now):
    """Return the programme's rules in force with its budget and its weekly totals."""
    of_programme = {"programme": OuterRef("programme")}
    top_ups = TopUp.objects.filter(**of_programme, target="budget").order_by()
    claims = Claim.objects.filter(**of_programme, state__in=WAITS).order_by()
    held = Holding.objects.filter(**of_programme, kind="budget").order_by()
    rules = RuleSet.objects.in_force(now).annotate(
        funded=_sum(top_ups, "points"), waiting=_sum(claims, "points"), left=_sum(held, "qty")
    )
    found = weeks.with_weeks(rules, now).filter(programme__code=key.rpartition("-")[2].upper())
    if rule := found.first():
        return rule
    raise Http404


def _sum(rows, column):
    summed = rows.values("programme").annotate(all=Sum(column)).values("all")
    return Coalesce(Subquery(summed), 0)


def lines_of(activities):
    """Put neighbours with the same rule into one line of the table, in words."""
    for _rule, found in groupby(activities, key=_same):
        group = list(found)
        first = group[0]
        shown = group if len(group) <= MOST_SHOWN else group[:SHOWN]
        limit = {name: getattr(first, name) for name in SAME_LIMIT[:-1]}
        shared = [
            other
            for other in activities
            if other.cap_group == first.cap_group and other not in group
        ]
        yield {
            "shown": shown,
            "others": group[len(shown) :],
            "points": words.earned(first),
            "least": words.least(first),
            "proof": words.joined([words.PROOF[one] for one in first.evidence], "or"),
            "limit": words.limit(**limit, unit=first.kind.unit),
            "shared": [words.said(other.kind.name) for other in shared],
        }


def budget_of(rules):
    """Return what was given, what waits and what is left, and the parts of the bar."""
    given, waiting = rules.funded - rules.left, min(rules.waiting, rules.left)
    parts = [(given, 1, ""), (waiting, 1, "hatch"), (rules.left - waiting, 4, "grid")]
    return {"given": given, "parts": parts}


def _same(activity):
    return (
        *(getattr(activity, name) for name in (*SAME, *SAME_LIMIT)),
        activity.kind.unit,
    )
