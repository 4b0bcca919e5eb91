"""Top-ups, causes, rounds with their papers, gifts, and what was delivered."""

from django.db import models

from bench.peers.django_site.models.fields import JsonText, same
from bench.peers.django_site.models.programmes import Organisation, Programme

OF_ROUND = "programme_id round_id"
KEY = "programme_id round_id cause_id"


class TopUp(models.Model):
    """The paper a funding rests on."""

    pk = models.CompositePrimaryKey("programme_id", "id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    id = models.UUIDField()
    target = models.TextField()
    points = models.IntegerField()

    class Meta:
        managed = False
        db_table = "topup"


class Cause(models.Model):
    """What points are given to."""

    pk = models.CompositePrimaryKey("programme_id", "id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    id = models.UUIDField()
    code = models.TextField()
    slug = models.TextField()
    charity = models.ForeignKey(Organisation, models.DO_NOTHING)
    name = JsonText()

    class Meta:
        managed = False
        db_table = "cause"

    @property
    def key(self):
        return f"{self.slug}-{self.code}"


class Round(models.Model):
    """A period in which gifts are counted."""

    pk = models.CompositePrimaryKey("programme_id", "id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    id = models.UUIDField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "round"


class RoundOpening(models.Model):
    """From when to when a round counts."""

    pk = models.CompositePrimaryKey("programme_id", "round_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    round_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "roundopening"


class Pledge(models.Model):
    """What a sponsor promised for a round."""

    pk = models.CompositePrimaryKey("programme_id", "round_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    round_id = models.UUIDField()
    kind = models.TextField()
    unit_name = JsonText(null=True)
    unit_shape = models.TextField(null=True)
    points_per_unit = models.IntegerField(null=True)
    unit_limit = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "pledge"


class Settlement(models.Model):
    """A closed round divided."""

    pk = models.CompositePrimaryKey("programme_id", "round_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    round_id = models.UUIDField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "settlement"


class SettlementShare(models.Model):
    """What one cause gets of a settled round."""

    pk = models.CompositePrimaryKey("programme_id", "round_id", "cause_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    round_id = models.UUIDField()
    cause_id = models.UUIDField()
    points_carried = models.IntegerField()
    units = models.IntegerField(null=True)
    points_left = models.IntegerField()
    settlement = same(Settlement, OF_ROUND)

    class Meta:
        managed = False
        db_table = "settlementshare"


class RoundCause(models.Model):
    """A cause in a round, with the kept totals of its gifts."""

    pk = models.CompositePrimaryKey("programme_id", "round_id", "cause_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    round_id = models.UUIDField()
    cause_id = models.UUIDField()
    points = models.IntegerField()
    cause = same(Cause, "programme_id cause_id", "programme_id id")
    round = same(Round, OF_ROUND, "programme_id id")
    opening = same(RoundOpening, OF_ROUND)
    pledge = same(Pledge, OF_ROUND)
    settlement = same(Settlement, OF_ROUND)
    share = same(SettlementShare, KEY)

    class Meta:
        managed = False
        db_table = "roundcause"


class Gift(models.Model):
    """Points a household or group gave to a cause in a round."""

    pk = models.CompositePrimaryKey("programme_id", "code")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    code = models.TextField()
    giver_id = models.UUIDField()
    txn_seq = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "gift"


class Delivery(models.Model):
    """One step of what became of a settled share."""

    pk = models.CompositePrimaryKey("programme_id", "round_id", "cause_id", "number")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    round_id = models.UUIDField()
    cause_id = models.UUIDField()
    number = models.IntegerField()
    state = models.TextField()
    count = models.IntegerField(null=True)
    told = JsonText()
    happened_on = models.DateField()
    cause = same(Cause, "programme_id cause_id", "programme_id id")
    round = same(Round, OF_ROUND, "programme_id id")

    class Meta:
        managed = False
        db_table = "delivery"
