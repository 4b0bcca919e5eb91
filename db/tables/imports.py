"""Imports: acts that come from paper or from a file, entered together and taken back together."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import ExactNumber, Lines, LinesColumn, UtcDateTime, choice, hexadecimal


class ImportKind(StrEnum):
    """Where the acts were written down."""

    FILE = "file"  # a partner's list
    SHEET = "sheet"  # paper, typed twice


class ImportState(StrEnum):
    """Where an import is in its life. Trying one out leaves nothing behind."""

    KEYED = "keyed"  # typed once; a second person types it again
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"


class Import(SQLModel, table=True):
    """Acts that were entered together. `typed` is what the first person typed, until it is used."""

    __table_args__ = (
        CheckConstraint("(applied_by IS NULL) = (applied_at IS NULL)", name="applied"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
        CheckConstraint(
            "kind <> 'sheet' OR applied_by IS NULL OR applied_by <> made_by", name="typed_by_two"
        ),
        CheckConstraint("row_count >= 0", name="counted"),
        CheckConstraint(hexadecimal("digest"), name="digest"),
        Index("ix_import_code", "code"),
    )

    programme_id: UUID = Field(foreign_key="programme.id", primary_key=True)
    code: str = Field(primary_key=True)
    kind: ImportKind = Field(sa_type=choice(ImportKind))
    state: ImportState = Field(sa_type=choice(ImportState))
    name: str  # of the file, or the code of the sheet
    digest: str  # of what was handed in
    row_count: int
    control: Decimal = Field(sa_type=ExactNumber)  # all amounts, added up
    typed: Lines = Field(sa_type=LinesColumn)
    reason: str | None = None  # why so late
    witness_id: UUID | None = Field(default=None, foreign_key="person.id")  # who signed the paper
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    applied_by: UUID | None = Field(default=None, foreign_key="person.id")
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undo_asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ImportLine(SQLModel, table=True):
    """One act of an import, and the claim it became. Gone when the import is undone."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "import_code"], ["import.programme_id", "import.code"]
        ),
        ForeignKeyConstraint(["programme_id", "claim_code"], ["claim.programme_id", "claim.code"]),
        UniqueConstraint("programme_id", "external_id"),
    )

    programme_id: UUID = Field(primary_key=True)
    import_code: str = Field(primary_key=True)
    number: int = Field(primary_key=True)  # of its line
    external_id: str  # what who wrote it calls it: counted once in a programme
    claim_code: str
