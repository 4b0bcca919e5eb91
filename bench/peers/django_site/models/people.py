"""People, who sign in with Django's own sessions, and the households that hold their points."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from bench.peers.django_site.models.fields import JsonText


class Person(AbstractBaseUser):
    """Anyone who can sign in. The table has no column for the last time they did."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    email = models.TextField(unique=True)
    password = models.TextField(db_column="password_hash")
    last_login = None
    objects = BaseUserManager()
    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "person"


class Household(models.Model):
    """People who share a home; its id is its wallet's."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "household"


class HouseholdMember(models.Model):
    """A person's time in a household."""

    pk = models.CompositePrimaryKey("household_id", "person_id", "joined_at")
    household = models.ForeignKey(Household, models.DO_NOTHING)
    person = models.ForeignKey(Person, models.DO_NOTHING)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "householdmember"


class Group(models.Model):
    """A class or club; its id is its account's."""

    id = models.UUIDField(primary_key=True)
    name = JsonText()
    slot_count = models.IntegerField()

    class Meta:
        managed = False
        db_table = "group"
