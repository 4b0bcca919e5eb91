"""Audits: when the ledger was checked by the independent audit, and what that found."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import Lines, LinesColumn, UtcDateTime, choice


class AuditSource(StrEnum):
    """What was read."""

    DATABASE = "database"
    BACKUP = "backup"  # restored, which proves the backup too


class AuditRun(SQLModel, table=True):
    """One run, whole or not at all. Of many breaches only the first are kept here."""

    __table_args__ = (
        CheckConstraint("act_count >= 0 AND milliseconds >= 0", name="counts"),
        CheckConstraint("breach_count >= 0", name="breach_count"),
        CheckConstraint("(head_size IS NULL) = (head_root IS NULL)", name="head"),
        Index("ix_auditrun_began_at", "began_at"),
    )

    id: UUID = Field(primary_key=True)
    source: AuditSource = Field(sa_type=choice(AuditSource))
    began_at: datetime = Field(sa_type=UtcDateTime)
    milliseconds: int = Field(sa_type=BigInteger)
    act_count: int = Field(sa_type=BigInteger)
    breach_count: int = Field(sa_type=BigInteger)
    breaches: Lines = Field(sa_type=LinesColumn)  # invariant, programme, seq, told
    sums: Lines = Field(sa_type=LinesColumn)  # what each book adds up to
    head_size: int | None = Field(default=None, sa_type=BigInteger)  # of the newest sealed head
    head_root: str | None = None
