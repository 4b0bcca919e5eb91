"""Organisations, their programmes with seasons and rules, and what was claimed under them."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bench.peers.django_site.models.fields import ExactField, JsonText, same
from bench.peers.django_site.models.people import Person


class Organisation(models.Model):
    """A school, community, charity, sponsor or the district office."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField()
    slug = models.TextField()
    name = JsonText()

    class Meta:
        managed = False
        db_table = "organisation"


class Membership(models.Model):
    """A person's role in an organisation, from one instant to another."""

    pk = models.CompositePrimaryKey("organisation_id", "person_id", "role")
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING)
    person = models.ForeignKey(Person, models.DO_NOTHING)
    role = models.TextField()
    until = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "membership"


class Mode(models.TextChoices):
    """Who earns."""

    HOUSEHOLD = "household", _("Households")
    CLASS = "class", _("School classes")


class Programme(models.Model):
    """A set of activities that an organisation runs."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField()
    slug = models.TextField()
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING)
    name = JsonText()
    summary = JsonText()
    steps = JsonText()
    mode = models.TextField(choices=Mode.choices)
    state = models.TextField()
    region = models.TextField()
    time_zone = models.TextField()

    class Meta:
        managed = False
        db_table = "programme"

    @property
    def key(self):
        return f"{self.slug}-{self.code}"


class Season(models.Model):
    """A programme's dated run."""

    pk = models.CompositePrimaryKey("programme_id", "code")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    code = models.TextField()
    name = JsonText()
    starts_on = models.DateField()
    ends_on = models.DateField()
    household_ceiling = models.IntegerField()
    log_back_days = models.IntegerField()
    check_days = models.IntegerField()
    expiry_months = models.IntegerField()

    class Meta:
        managed = False
        db_table = "season"


class RuleSetQuerySet(models.QuerySet):
    """Rules, by when they hold."""

    def in_force(self, now):
        """Return the newest rules of each published programme, with all that goes with them."""
        begun = RuleSet.objects.filter(programme=models.OuterRef("programme"), begins_at__lte=now)
        newest = begun.order_by("-version").values("version")[:1]
        return (
            self.exclude(programme__state="draft")
            .filter(version=Coalesce(models.Subquery(newest), 1))
            .select_related("programme__organisation", "season")
        )


class RuleSet(models.Model):
    """One version of a programme's rules."""

    pk = models.CompositePrimaryKey("programme_id", "version")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    version = models.IntegerField()
    season_code = models.TextField(db_column="season")
    begins_at = models.DateTimeField()
    season = same(Season, "programme_id season_code", "programme_id code")
    objects = RuleSetQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ruleset"


class ActivityKind(models.Model):
    """A kind of green act."""

    code = models.TextField(primary_key=True)
    name = JsonText()
    category = models.TextField()
    unit = models.TextField()

    class Meta:
        managed = False
        db_table = "activitykind"


class Activity(models.Model):
    """What one may do in a programme under one version of its rules."""

    pk = models.CompositePrimaryKey("programme_id", "version", "kind_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    version = models.IntegerField()
    kind = models.ForeignKey(ActivityKind, models.DO_NOTHING, db_column="code")
    place = models.IntegerField()
    points = models.IntegerField()
    per_amount = ExactField(null=True)
    least_amount = ExactField()
    whole = models.BooleanField()
    evidence = models.TextField()
    cap = models.IntegerField()
    cap_of = models.TextField()
    cap_period = models.TextField()
    cap_who = models.TextField()
    cap_group = models.TextField()

    class Meta:
        managed = False
        db_table = "activity"
        ordering = ("place",)


class Enrolment(models.Model):
    """A household or class that takes part in a programme."""

    pk = models.CompositePrimaryKey("programme_id", "holder_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    holder_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "enrolment"


class Claim(models.Model):
    """A statement: I did this much of that, then."""

    pk = models.CompositePrimaryKey("programme_id", "code")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    code = models.TextField()
    version = models.IntegerField()
    kind = models.ForeignKey(ActivityKind, models.DO_NOTHING, db_column="activity")
    holder_id = models.UUIDField()
    person = models.ForeignKey(Person, models.DO_NOTHING)
    amount = ExactField()
    state = models.TextField()
    points = models.IntegerField()
    why = JsonText()

    class Meta:
        managed = False
        db_table = "claim"
