"""Ways in besides a password. Nothing here lets anybody in who only reads it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.columns import Facts, FactsColumn, UtcDateTime, choice


class LinkPurpose(StrEnum):
    """What a link by letter is for."""

    SIGN_IN = "sign_in"
    PASSWORD = "password"
    JOIN = "join"


class LinkRequest(SQLModel, table=True):
    """Somebody asked for a link. A job looks whether the address is known, and deletes this."""

    id: UUID = Field(primary_key=True)
    address: str
    purpose: LinkPurpose = Field(sa_type=choice(LinkPurpose))
    language: str  # of the page
    facts: Facts = Field(sa_type=FactsColumn)  # what a newcomer said of themselves; else nothing
    asked_at: datetime = Field(sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """A link that was written to a person. Only the hash of its secret part is kept."""

    token_hash: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    purpose: LinkPurpose = Field(sa_type=choice(LinkPurpose))
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
