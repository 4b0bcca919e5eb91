"""Editions: the figures of a period that is over, as they were published, and counted again."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice, hexadecimal


class EditionOf(StrEnum):
    """What a report is about."""

    ALL = "all"  # every programme; its id is nil
    PROGRAMME = "programme"
    ORGANISATION = "organisation"


class EditionReason(StrEnum):
    """Why the figures were counted."""

    CLOSED = "closed"  # the period was over: the first edition
    DATA_SET = "data-set"  # other factors
    METHOD = "method"  # other rules of counting
    CORRECTED = "corrected"  # acts or looks of the period changed after it was closed


class Edition(SQLModel, table=True):
    """A report as it was once published. It never changes; a later edition stands beside it."""

    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(number = 1) = (reason = 'closed')", name="first"),
        CheckConstraint(hexadecimal("digest"), name="digest"),
    )

    about: EditionOf = Field(primary_key=True, sa_type=choice(EditionOf))
    about_id: UUID = Field(primary_key=True)  # a programme, an organisation, or nil
    period: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    reason: EditionReason = Field(sa_type=choice(EditionReason))
    data_set: str = Field(foreign_key="dataset.version")
    method: str  # the version of docs/method.md
    is_hidden: bool  # its figures would tell of too few people
    body: str  # the whole report, see portal/frozen.py
    digest: str  # SHA-256 of the body
