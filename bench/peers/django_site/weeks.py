"""Weekly totals of programmes, as charts and tables want them."""

from datetime import timedelta

from django.db.models import Prefetch

from bench.peers.django_site.models import PeriodTotal
from bench.peers.django_site.templatetags.site import short_month

A_WEEK = timedelta(weeks=1)
SEEN = timedelta(weeks=53)


def with_weeks(rules, now):
    """Read each programme's weekly totals with it."""
    weekly = PeriodTotal.objects.filter(
        period__gte=f"{now - SEEN:%G-W%V}",
        period__contains="-W",
        counted__in=["approved", "waiting"],
    )
    return rules.prefetch_related(
        Prefetch("programme__period_totals", queryset=weekly, to_attr="weekly")
    )


def mondays(first, last):
    """Return the Monday of every week from the one `first` lies in to the one of `last`."""
    monday = first - timedelta(days=first.weekday())
    return [monday + A_WEEK * at for at in range((last - monday) // A_WEEK + 1)]


def of_programme(programme, days):
    """Return (Monday, checked, waiting) for these weeks."""
    totals = {(row.period, row.counted): row.total for row in programme.weekly}
    return [
        {
            "monday": monday,
            "checked": totals.get((f"{monday:%G-W%V}", "approved"), 0),
            "waiting": totals.get((f"{monday:%G-W%V}", "waiting"), 0),
        }
        for monday in days
    ]


def marks(days):
    """Return a word for the first week of each month, and nothing for the others."""
    before = [None, *days[:-1]]
    return [
        short_month(day) if last is None or day.month != last.month else ""
        for day, last in zip(days, before, strict=True)
    ]
