"""A report read with the ORM. Its sums and its rule of ten people are the product's own functions.

They are plain Python without a framework, so both sides pay the same for them.
"""

from collections import Counter
from types import SimpleNamespace

from django.db.models import Count, F, Q, Sum

from bench.peers.django_site import numbers
from bench.peers.django_site.models import ActTotal, PeriodTotal, PointTotal, Presence, Season
from portal import cells, reports, workings
from portal.cells import Cell
from portal.figures import Acts, Claims, EvidenceClass, Report
from portal.periods import parse
from portal.scopes import Scope
from portal.suppression import is_small
from portal.tallies import Tallies

SEATS = "seats"


def read(code, now):
    """Return the report of all programmes in a year, a month or a week, and its scope."""
    runs = [_run(season) for season in _seasons()]
    scope = Scope(parse(code), None, None, runs, runs)
    kept = _tallies(scope)
    is_hidden = kept.hidden.covers(scope.ids, code, is_all=True)
    found = _report(scope, kept, now)
    return (reports._closed_off(found) if is_hidden else found), scope


def _seasons():
    return (
        Season.objects.exclude(programme__state="draft")
        .select_related("programme__organisation")
        .order_by("programme__code", "starts_on")
    )


def _run(season):
    programme, organisation = season.programme, season.programme.organisation
    return SimpleNamespace(
        id=programme.id,
        code=programme.code,
        slug=programme.slug,
        name=programme.name,
        time_zone=programme.time_zone,
        organisation_id=organisation.id,
        organisation_slug=organisation.slug,
        organisation_name=organisation.name,
        season=season.code,
        season_name=season.name,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        log_back_days=season.log_back_days,
    )


def _tallies(scope):
    period, seasons = scope.period, sorted({run.season for run in scope.every_run})
    near = Q(period__gte=f"{period.years[0]}", period__lte=f"{period.years[-1]}-W99")
    near = Q(programme__in=scope.ids) & (near | Q(period__in=seasons))
    asked = Q(period=period.code) | Q(counted__in=["approved", "waiting", "people"])
    rows = PeriodTotal.objects.filter(near & asked)
    totals = {(row.programme_id, row.period, row.counted): row.total for row in rows}
    seats = (
        Presence.objects.filter(near, kind="groups", act_count__gt=0)
        .values("programme_id", "period")
        .annotate(seats=Sum("group__slot_count"))
    )
    totals |= {(row["programme_id"], row["period"], SEATS): row["seats"] for row in seats}
    people = Counter()
    for (programme_id, code, counted), total in totals.items():
        if counted in {"people", SEATS}:
            people[Cell(programme_id, code)] += total
    return Tallies(totals, cells.hide(people, period.years, seasons))


def _acts(scope):
    depends_on = ("activity", "replaced", "year", "evidence_class")
    rows = (
        ActTotal.objects.filter(programme__in=scope.ids, period=scope.period.code, act_count__gt=0)
        .values(*depends_on, region=F("programme__region"))
        .annotate(acts=Sum("act_count"), all=Sum("amount"))
    )
    return tuple(
        Acts(
            row["region"],
            row["activity"],
            row["replaced"],
            row["year"],
            EvidenceClass(row["evidence_class"]),
            row["acts"],
            row["all"],
        )
        for row in rows
    )


def _who_and_points(scope):
    period = scope.period
    who = (
        Presence.objects.filter(programme__in=scope.ids, period=period.code, act_count__gt=0)
        .values("kind")
        .annotate(number=Count("subject_id", distinct=True))
    )
    points = (
        PointTotal.objects.filter(
            programme__in=scope.ids, awarded_on__range=(period.first, period.last)
        )
        .values("move")
        .annotate(number=Sum("points"))
    )
    found = {row["kind"]: row["number"] for row in who}
    return Counter(found | {row["move"]: row["number"] for row in points})


def _report(scope, kept, now):
    known, period = numbers.read(), scope.period
    standings = {one.value: kept.sum(scope.ids, period.code, one) for one in reports.STANDINGS}
    claims, acts, number = Claims(**standings), _acts(scope), _who_and_points(scope)
    too_few = is_small(number["people"])
    return Report(
        period=period,
        season_name=None,
        programme=None,
        organisation=None,
        generated_at=now,
        is_closed=not (claims.waiting or scope.can_still_be_logged(now)),
        method_version=known.version,
        people=None if too_few else number["people"],
        households=None if too_few else number["households"],
        groups=number["groups"],
        suppressed=("people", "households") if too_few else (),
        claims=claims,
        workings=workings.work_out(acts, known, claims.audit_error_rate),
        points=workings.points_of(number),
        weeks=tuple(reports._weeks(scope, kept, now)),
        programmes=scope.programmes,
    )
