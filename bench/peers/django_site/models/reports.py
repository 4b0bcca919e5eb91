"""Kept totals, which reports read, and the reference numbers they are multiplied with."""

from django.db import models

from bench.peers.django_site.models.fields import ExactField, MillionthsField
from bench.peers.django_site.models.programmes import Programme


class ActTotal(models.Model):
    """Approved acts of one activity in one period."""

    pk = models.CompositePrimaryKey(
        "programme_id", "period", "activity", "replaced", "year", "evidence_class"
    )
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    period = models.TextField()
    activity = models.TextField()
    replaced = models.TextField()
    year = models.IntegerField()
    evidence_class = models.TextField()
    act_count = models.BigIntegerField()
    amount = MillionthsField()

    class Meta:
        managed = False
        db_table = "acttotal"


class PeriodTotal(models.Model):
    """How many of one thing there are in one period."""

    pk = models.CompositePrimaryKey("programme_id", "period", "counted")
    programme = models.ForeignKey(Programme, models.DO_NOTHING, related_name="period_totals")
    period = models.TextField()
    counted = models.TextField()
    total = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "periodtotal"


class Presence(models.Model):
    """Who took part in a period."""

    pk = models.CompositePrimaryKey("programme_id", "period", "kind", "subject_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    period = models.TextField()
    kind = models.TextField()
    subject_id = models.UUIDField()
    act_count = models.BigIntegerField()
    group = models.ForeignObject(
        "Group",
        models.DO_NOTHING,
        from_fields=["subject_id"],
        to_fields=["id"],
        related_name="+",
    )

    class Meta:
        managed = False
        db_table = "presence"


class PointTotal(models.Model):
    """What became of the points that were awarded on one day."""

    pk = models.CompositePrimaryKey("programme_id", "awarded_on", "move")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    awarded_on = models.DateField()
    move = models.TextField()
    points = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "pointtotal"


class Region(models.Model):
    """A place factors are published for."""

    code = models.TextField(primary_key=True)
    parent = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "region"


class Factor(models.Model):
    """The benefit of one unit of an activity, in a region and year."""

    id = models.TextField(primary_key=True)
    activity = models.TextField()
    region = models.TextField()
    year = models.IntegerField()
    metric = models.TextField()
    value = ExactField()
    low = ExactField(null=True)
    high = ExactField(null=True)
    impact_class = models.TextField()
    grade = models.TextField()
    retired_in = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "factor"


class TravelMode(models.Model):
    """What one kilometre by a mode of travel emits."""

    pk = models.CompositePrimaryKey("region", "year", "mode")
    region = models.TextField()
    year = models.IntegerField()
    mode = models.TextField()
    kg_per_km = ExactField()

    class Meta:
        managed = False
        db_table = "travelmode"


class EvidenceWeight(models.Model):
    """How much of a reported amount is counted."""

    pk = models.CompositePrimaryKey("evidence_class", "year")
    evidence_class = models.TextField()
    year = models.IntegerField()
    weight = ExactField()

    class Meta:
        managed = False
        db_table = "evidenceweight"
