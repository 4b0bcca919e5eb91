"""Jobs: what the portal does by itself. A row a job and programme: when it is due, who is at it."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.columns import UtcDateTime


class Job(SQLModel, table=True):
    """A job of a programme, or of the whole installation (then `programme` is empty).

    Who works at it holds the lease and renews it with every step, in the step's own transaction.
    """

    __table_args__ = (
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease"),
        CheckConstraint("continued >= 0 AND steps >= 0 AND tries >= 0", name="counts"),
    )

    name: str = Field(primary_key=True)
    programme: str = Field(primary_key=True)  # its code
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    continued: int = 0  # how often another process went on with this run
    step: str = ""  # the last one that was done
    steps: int = 0  # done in this run
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0  # of this run that failed
    fault: str = ""  # the kind of the last failure, without its words
