"""Seals: the public log of the installation, its signed heads, and the days known to have come.

Everything here belongs to the installation, not to a programme, and is never changed. What the
texts in it look like is in docs/ledger.md.
"""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db.columns import day, stamp, whole

WIDTH = 256  # hashes in a full tile of the log
SLACK = 3  # days past the newest confirmed one on which points may still move
SEAL_SLACK = 14  # days past the newest confirmed one that a seal may still confirm by itself


def _one_after(column: str, first: int) -> str:
    """What a CHECK says of numbers without gaps, each naming the one before."""
    return (
        f"({column} = {first} AND prev_{column} IS NULL) OR"
        f" ({column} > {first} AND prev_{column} IS NOT NULL AND prev_{column} = {column} - 1)"
    )


class Leaf(SQLModel, table=True):
    """The place of an act in the log; what is hashed there is the 64 signs of the act's hash."""

    __table_args__ = (
        UniqueConstraint("programme_id", "seq", name="uq_leaf_act"),
        CheckConstraint(_one_after("place", 0), name="place"),
        CheckConstraint(_one_after("seq", 1), name="seq"),
        whole("place"),
        ForeignKeyConstraint(["prev_place"], ["leaf.place"], name="fk_leaf_previous"),
        ForeignKeyConstraint(
            ["programme_id", "prev_seq"], ["leaf.programme_id", "leaf.seq"], name="fk_leaf_order"
        ),
        ForeignKeyConstraint(
            ["programme_id", "seq", "hash"],
            ["txn.programme_id", "txn.seq", "txn.hash"],
            name="fk_leaf_act",
        ),
    )

    place: int = Field(primary_key=True, sa_type=BigInteger)
    prev_place: int | None = Field(default=None, sa_type=BigInteger)
    programme_id: UUID
    seq: int = Field(sa_type=BigInteger)
    prev_seq: int | None = Field(default=None, sa_type=BigInteger)
    hash: str


class LogNode(SQLModel, table=True):
    """The hash of a full tile: of 256 leaves at level 1, of 256 nodes of the level below above."""

    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 7", name="level"),
        CheckConstraint("number >= 0", name="number"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
    )

    level: int = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    hash: str


class LogKey(SQLModel, table=True):
    """A public key that signs the heads, from `at` on; the newest is in use.

    The key before vouches for it in one head, or, where that was lost, two people do.
    """

    __table_args__ = (
        CheckConstraint(_one_after("number", 1), name="number"),
        CheckConstraint(stamp("at"), name="at_stamp"),
        CheckConstraint(
            "(first_by IS NULL AND second_by IS NULL) OR (number > 1"
            " AND first_by IS NOT NULL AND second_by IS NOT NULL AND first_by <> second_by)",
            name="two",
        ),
        ForeignKeyConstraint(["prev_number"], ["logkey.number"], name="fk_logkey_previous"),
    )

    number: int = Field(primary_key=True)
    prev_number: int | None = None
    vkey: str = Field(unique=True)  # name+hash+key, as a signed note's verifier knows it
    at: str
    first_by: UUID | None = None
    second_by: UUID | None = None


class TreeHead(SQLModel, table=True):
    """A seal: how large the log was at the end of a day, its root, and the signatures of both."""

    __table_args__ = (
        UniqueConstraint("size", "day", name="uq_treehead_once"),
        CheckConstraint(_one_after("number", 1), name="number"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(root) = 64", name="root_length"),
        CheckConstraint(day("day"), name="day"),
        CheckConstraint("length(signatures) > 0", name="signed"),
        whole("size"),
        ForeignKeyConstraint(["prev_number"], ["treehead.number"], name="fk_treehead_previous"),
        Index("ix_treehead_day", "day"),
    )

    number: int = Field(primary_key=True)
    prev_number: int | None = None
    origin: str  # the name of the log, for ever
    size: int = Field(sa_type=BigInteger)
    root: str
    day: str
    signatures: str  # the lines of the log's own keys, each ending with a newline


class Cosignature(SQLModel, table=True):
    """A witness has seen a head and found that the log only grew."""

    __table_args__ = (
        CheckConstraint(stamp("at"), name="at_stamp"),
        CheckConstraint("length(line) > 0", name="signed"),
        ForeignKeyConstraint(["head"], ["treehead.number"], name="fk_cosignature_head"),
    )

    head: int = Field(primary_key=True)
    vkey: str = Field(primary_key=True)  # of the witness
    line: str  # its signature line, ending with a newline
    at: str


class ClockOk(SQLModel, table=True):
    """A day that has come: the first by the installation itself, every other by two people."""

    __table_args__ = (
        CheckConstraint(_one_after("number", 1), name="number"),
        CheckConstraint(day("day"), name="day"),
        CheckConstraint(
            "(number = 1 AND first_by IS NULL AND second_by IS NULL) OR (number > 1"
            " AND first_by IS NOT NULL AND second_by IS NOT NULL AND first_by <> second_by)",
            name="two",
        ),
        ForeignKeyConstraint(["prev_number"], ["clockok.number"], name="fk_clockok_previous"),
        Index("ix_clockok_day", "day"),
    )

    number: int = Field(primary_key=True)
    prev_number: int | None = None
    day: str
    first_by: UUID | None = None
    second_by: UUID | None = None


class KnownLog(SQLModel, table=True):
    """Another installation's log that may ask us to witness it, by one of its keys."""

    vkey: str = Field(primary_key=True)
    origin: str = Field(index=True)


class Witnessed(SQLModel, table=True):
    """A head of another log that we have cosigned; the largest is what its next must grow from."""

    __table_args__ = (
        UniqueConstraint("origin", "prev_size", name="uq_witnessed_next"),
        CheckConstraint("prev_size >= 0 AND size > prev_size", name="grows"),
        CheckConstraint("length(root) = 64", name="root_length"),
        CheckConstraint(stamp("at"), name="at_stamp"),
    )

    origin: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger)
    prev_size: int = Field(sa_type=BigInteger)
    root: str
    at: str
