"""/ : the district's river, its numbers, its tasks, and what points became."""

from itertools import accumulate

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils import timezone

from bench.peers.django_site import weeks
from bench.peers.django_site.models import Delivery, RoundCause, RuleSet, SettlementShare
from bench.peers.django_site.templatetags.site import short_month
from bench.peers.django_site.words import said
from portal.shares import whole_units

OPEN_SHOWN = 3
MARKS = 4
KEY = {name: OuterRef(name) for name in ("programme_id", "round_id", "cause_id")}


def show(request):
    """The first page."""
    now = timezone.now()
    rules = weeks.with_weeks(RuleSet.objects.in_force(now).order_by("programme__code"), now)
    rules = list(rules)
    today = now.date()
    since = min((rule.season.starts_on for rule in rules), default=today)
    counted = find_counted(now)
    context = {
        "river": add_up(rules, weeks.mondays(min(since, today), today)),
        "since": since,
        "open_now": [rule for rule in rules if rule.season.ends_on >= today][:OPEN_SHOWN],
        "programme_count": len(rules),
        "told": find_told(),
        "counted": counted,
        "progress": progress_of(counted) if counted else None,
    }
    return render(request, "home.html", context)


def add_up(rules, days):
    """Turn weekly totals into strands that only grow."""
    found = [weeks.of_programme(rule.programme, days) for rule in rules]
    strands = [
        (
            said(rule.programme.name),
            at % 5 + 1,
            tuple(accumulate(week["checked"] for week in of_one)),
        )
        for at, (rule, of_one) in enumerate(zip(rules, found, strict=True))
    ]
    firsts = [
        (at, short_month(day))
        for at, day in enumerate(days)
        if at and day.month != days[at - 1].month
    ]
    return {
        "strands": strands,
        "marks": firsts[-MARKS:],
        "weeks": len(days),
        "checked": sum(totals[-1] for _name, _colour, totals in strands),
        "last_week": sum(of_one[-2]["checked"] for of_one in found if len(of_one) > 1),
        "waiting": sum(week["waiting"] for of_one in found for week in of_one),
    }


def find_told():
    """Return the newest word of a charity, with the last step of its share."""
    steps = Delivery.objects.filter(**KEY).order_by("-number")
    newest = steps.exclude(state="accepted").values("number")[:1]
    found = (
        Delivery.objects.filter(number=Subquery(newest))
        .select_related("cause__charity")
        .annotate(last_step=Subquery(steps.values("state")[:1]))
        .order_by("-happened_on", "-round__opens_at")
    )
    return next((row for row in found if row.told), None)


def find_counted(now):
    """Return the newest unit pledge whose round has opened."""
    delivered = Delivery.objects.filter(**KEY, state="delivered").order_by()
    carried = SettlementShare.objects.filter(
        programme_id=OuterRef("programme_id"),
        cause_id=OuterRef("cause_id"),
        units__isnull=False,
        settlement__signed_at__isnull=False,
    ).order_by("-settlement__signed_at")
    told = Delivery.objects.filter(**KEY).exclude(state="accepted").order_by("-number")
    has_opened = Q(opening__round_id__isnull=False, round__opens_at__lte=now)
    return (
        RoundCause.objects.filter(
            has_opened | Q(settlement__signed_at__isnull=False), pledge__kind="unit"
        )
        .select_related("cause__charity", "round", "pledge", "settlement", "share")
        .annotate(
            delivered=Coalesce(
                Subquery(delivered.values("cause_id").annotate(all=Sum("count")).values("all")), 0
            ),
            carried=Subquery(carried.values("points_left")[:1]),
            told_on=Subquery(told.values("happened_on")[:1]),
        )
        .order_by(F("told_on").desc(), "-round__opens_at")
        .first()
    )


def progress_of(row):
    """Work out how many things the points of a cause stand for."""
    is_signed = row.settlement and row.settlement.signed_at
    share = row.share if is_signed else None
    covered = share.units if share else None
    if covered is None:
        carried = share.points_carried if share else row.carried or 0
        pledge, own = row.pledge, {row.cause_id: row.points + carried}
        covered = whole_units(pledge.points_per_unit, pledge.unit_limit, own)[row.cause_id]
    return {
        "covered": covered,
        "whole": row.pledge.unit_limit,
        "needed": row.pledge.unit_limit - covered,
        "waiting": max(covered - row.delivered, 0),
    }
