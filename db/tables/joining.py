"""Joining: links that were written to people who are not here yet."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime


class JoinLink(SQLModel, table=True):
    """A link that was written to an address nobody here has: whoever has it may join, once."""

    token_hash: str = Field(primary_key=True)
    address: str
    name: str  # what they want to be called; they may still change their mind
    language: str  # of the page they asked on
    home_code: str = ""  # of a household that expects them
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
