"""The ledger: accounts, lots, acts, postings, and what every account holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bench.peers.django_site.models.fields import DayField, StampField, same
from bench.peers.django_site.models.giving import Cause
from bench.peers.django_site.models.programmes import Claim, Programme


class MoveKind(models.TextChoices):
    """What an act does with points."""

    FUND = "fund", _("Budget added")
    AWARD = "award", _("Checked")
    GIVE = "give", _("Given")
    TAKE_BACK = "take_back", _("Taken back")
    HOLD = "hold", _("Set aside for a reward")
    RELEASE = "release", _("Returned from a reward")
    REDEEM = "redeem", _("Used")
    GOODWILL = "goodwill", _("With apologies")
    LAPSE = "lapse", _("Passed on to a cause")
    SETTLE = "settle", _("Settled")
    REVERSE = "reverse", _("Check undone")


class Account(models.Model):
    """A place for points."""

    pk = models.CompositePrimaryKey("programme_id", "id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    id = models.UUIDField()
    kind = models.TextField()
    cause_id = models.UUIDField(null=True)
    cause = same(Cause, "programme_id cause_id", "programme_id id")

    class Meta:
        managed = False
        db_table = "account"


class Lot(models.Model):
    """Points that were made together."""

    pk = models.CompositePrimaryKey("programme_id", "id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    id = models.BigIntegerField()
    expires_on = DayField()

    class Meta:
        managed = False
        db_table = "lot"


class Txn(models.Model):
    """One act of one person at one time."""

    pk = models.CompositePrimaryKey("programme_id", "seq")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    seq = models.BigIntegerField()
    kind = models.TextField(choices=MoveKind.choices)
    claim_code = models.TextField(null=True)
    undoes = models.BigIntegerField(null=True)
    at = StampField()
    claim = same(Claim, "programme_id claim_code", "programme_id code")

    class Meta:
        managed = False
        db_table = "txn"


class Posting(models.Model):
    """Points that moved from an account and lot to an account and lot."""

    pk = models.CompositePrimaryKey("programme_id", "seq", "n")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    seq = models.BigIntegerField()
    n = models.BigIntegerField()
    from_account = models.UUIDField()
    from_lot = models.BigIntegerField()
    to_account = models.UUIDField()
    to_lot = models.BigIntegerField()
    qty = models.BigIntegerField()
    txn = same(Txn, "programme_id seq")
    giver = same(Account, "programme_id from_account", "programme_id id")
    taker = same(Account, "programme_id to_account", "programme_id id")
    lot_taken = same(Lot, "programme_id from_lot", "programme_id id")
    lot_made = same(Lot, "programme_id to_lot", "programme_id id")

    class Meta:
        managed = False
        db_table = "posting"


class Holding(models.Model):
    """What an account has of a lot."""

    pk = models.CompositePrimaryKey("programme_id", "account_id", "lot_id")
    programme = models.ForeignKey(Programme, models.DO_NOTHING)
    account_id = models.UUIDField()
    lot_id = models.BigIntegerField()
    kind = models.TextField()
    qty = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "holding"
