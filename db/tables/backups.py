"""Backups: when one was made, when one was restored to see whether it can be, and how it went."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime, choice


class BackupStep(StrEnum):
    """What was done."""

    MADE = "made"
    RESTORED = "restored"  # into a database of its own, checked and thrown away


class BackupRun(SQLModel, table=True):
    """One time that a backup was made or restored."""

    __table_args__ = (
        CheckConstraint("act_count >= 0 AND size >= 0 AND milliseconds >= 0", name="counts"),
        Index("ix_backuprun_began_at", "step", "began_at"),
    )

    id: UUID = Field(primary_key=True)
    step: BackupStep = Field(sa_type=choice(BackupStep))
    file: str  # its name, without the folder
    began_at: datetime = Field(sa_type=UtcDateTime)
    milliseconds: int = Field(sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)  # of the file, in bytes
    act_count: int = Field(sa_type=BigInteger)
    fault: str  # a sentence for the operator; empty where all was well
