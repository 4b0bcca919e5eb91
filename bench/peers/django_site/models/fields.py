"""Columns of the product that Django has no field for: each is text or a number underneath."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import models

STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


class JsonText(models.TextField):
    """Words by language, or the lines of a sum: JSON, kept as text."""

    def from_db_value(self, value, _expression, _connection):
        return None if value is None else json.loads(value)


class ExactField(models.TextField):
    """A decimal kept as text."""

    def from_db_value(self, value, _expression, _connection):
        return None if value is None else Decimal(value)


class MillionthsField(models.BigIntegerField):
    """A decimal kept as a whole number of millionths."""

    def from_db_value(self, value, _expression, _connection):
        return None if value is None else Decimal(int(value)).scaleb(-6)


class StampField(models.TextField):
    """An instant of the ledger, kept as text that sorts as time does."""

    def from_db_value(self, value, _expression, _connection):
        return None if value is None else datetime.strptime(value, STAMP).replace(tzinfo=UTC)

    def get_prep_value(self, value):
        return value.astimezone(UTC).strftime(STAMP) if isinstance(value, datetime) else value


class DayField(models.TextField):
    """A day of the ledger, kept as text."""

    def from_db_value(self, value, _expression, _connection):
        return None if value is None else date.fromisoformat(value)


def same(model, own, others="", **more):
    """Return a join over several columns: most keys here begin with the programme."""
    mine, theirs = own.split(), (others or own).split()
    more.setdefault("related_name", "+")
    return models.ForeignObject(
        model, models.DO_NOTHING, from_fields=mine, to_fields=theirs, null=True, **more
    )
