"""Ways in besides a password. Nothing here lets anybody in who only reads it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import Facts, FactsColumn, UtcDateTime, choice


class LinkPurpose(StrEnum):
    """What a link by letter is for."""

    SIGN_IN = "sign_in"
    PASSWORD = "password"
    JOIN = "join"
    EMAIL = "email"  # be written to at another address from now on


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

    __table_args__ = (
        CheckConstraint("(purpose = 'email') = (address IS NOT NULL)", name="address"),
    )

    token_hash: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    purpose: LinkPurpose = Field(sa_type=choice(LinkPurpose))
    address: str | None = None  # that its use makes theirs
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TimeCode(SQLModel, table=True):
    """A person's app for six digits that change every half minute."""

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    sealed: str  # the shared secret, encrypted under a key that is not in the database
    last_step: int = Field(sa_type=BigInteger)  # half minutes since 1970; each is believed once
    made_at: datetime = Field(sa_type=UtcDateTime)


class CodePurpose(StrEnum):
    """What a recovery code is good for."""

    SECOND = "second"  # in place of the second step
    PAPER = "paper"  # a way in by itself, for somebody without e-mail


class RecoveryCode(SQLModel, table=True):
    """A code of eighty random bits on paper, good once. Only its hash is kept."""

    __table_args__ = (
        CheckConstraint("(purpose = 'paper') = (made_by IS NOT NULL)", name="made_by"),
    )

    code_hash: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    purpose: CodePurpose = Field(sa_type=choice(CodePurpose))
    made_by: UUID | None = Field(default=None, foreign_key="person.id")  # who printed it
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Passkey(SQLModel, table=True):
    """A key that a person's device or key ring keeps; here is only its public half."""

    id: str = Field(primary_key=True)  # as the device names it, in base64url
    person_id: UUID = Field(foreign_key="person.id", index=True)
    public_key: str  # COSE, in base64url
    uses: int = Field(sa_type=BigInteger)  # as the device counts them; 0 where it does not
    name: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TicketKind(StrEnum):
    """What somebody went away to do."""

    NEW_PASSKEY = "new_passkey"
    PASSKEY = "passkey"


class Ticket(SQLModel, table=True):
    """Something begun here that comes back once, within minutes, with a proof from elsewhere."""

    token_hash: str = Field(primary_key=True)
    kind: TicketKind = Field(sa_type=choice(TicketKind))
    facts: Facts = Field(sa_type=FactsColumn)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class SchoolAccount(SQLModel, table=True):
    """An account at a school that signs a person in. Only the hash of what names it is kept."""

    subject_hash: str = Field(primary_key=True)  # of the issuer and its own name for the person
    person_id: UUID = Field(foreign_key="person.id", index=True)
    school: str  # its code in the settings
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
