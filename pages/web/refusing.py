"""Refusals whose facts are days and numbers, as the reader writes them."""

from datetime import date
from decimal import Decimal

from pages.web.formats import FILTERS
from pages.words import refusal
from portal.errors import Refused

__all__ = ["say", "shown"]


def say(error: Refused) -> str:
    """Say a refusal with its days and numbers as the reader writes them."""
    return refusal(type(error)(**{name: shown(value) for name, value in error.facts.items()}))


def shown(value: object) -> object:
    """Return a fact as the reader writes it."""
    if isinstance(value, date):
        return FILTERS["day"](value)
    return FILTERS["number"](value) if isinstance(value, Decimal | int) else value
