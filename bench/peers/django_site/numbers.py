"""The reference numbers, read once and kept, as the product does."""

from collections import defaultdict
from functools import cache

from bench.peers.django_site.models import (
    ActivityKind,
    EvidenceWeight,
    Factor,
    Region,
    TravelMode,
)
from portal import factors
from portal.factors import DATA_SET_VERSION, Grade, ImpactClass, Kind, Metric, Numbers
from portal.figures import EvidenceClass


@cache
def read():
    """Return all numbers of the data set in the shape that the product's sums take."""
    found = defaultdict(tuple)
    for row in Factor.objects.filter(retired_in=None).order_by("year"):
        found[row.activity, Metric(row.metric), row.region] += (_factor(row),)
    modes = defaultdict(dict)
    for row in TravelMode.objects.all():
        modes[row.region].setdefault(row.year, {})[row.mode] = row.kg_per_km
    regions = list(Region.objects.all())
    return Numbers(
        version=DATA_SET_VERSION,
        parents={row.code: row.parent for row in regions},
        places={row.code: row.name for row in regions},
        kinds={
            row.code: Kind(row.code, row.name, row.category, row.unit)
            for row in ActivityKind.objects.all()
        },
        factors=dict(found),
        modes=dict(modes),
        weights={
            EvidenceClass(row.evidence_class): row.weight
            for row in EvidenceWeight.objects.order_by("year")
        },
        answers={},
    )


def _factor(row):
    return factors.Factor(
        id=row.id,
        activity=row.activity,
        region=row.region,
        year=row.year,
        metric=Metric(row.metric),
        value=row.value,
        low=row.low,
        high=row.high,
        impact_class=ImpactClass(row.impact_class),
        grade=Grade(row.grade),
    )
