"""The ledger: acts, the lots they make, the postings that move points. Rows never change.

A stamp (`at`) is text of 27 characters and a day text of 10, so that both databases sort,
compare and hash the very same signs. No column can take a name, an address or a sentence.
"""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from db.columns import (
    choice,
    day,
    hexadecimal,
    ids,
    only_where,
    points,
    stamp,
    whole,
    within_programme,
)
from db.tables.books import LotKind, MoveKind, Reason

NO_HASH = "0" * 64  # what the first act of a book has before it
MOST_POSTINGS = 500  # of one act
_OF_KEYS = "0123456789abcdefghijklmnopqrstuvwxyz:-"  # no sentence and no address fits in
_UNDOING = "kind IN ('take_back', 'release', 'reverse')"


def _once(name: str, paper: str, *more: str) -> Index:
    """Say that a paper serves one act. An act without one costs nothing: it is not in the index."""
    where = only_where(f"{paper} IS NOT NULL")
    return Index(f"uq_txn_{name}_once", "programme_id", paper, *more, unique=True, **where)


class Txn(SQLModel, table=True):
    """One act of one person at one time, with the papers it rests on and its place in the chain."""

    __table_args__ = (
        UniqueConstraint("programme_id", "seq", "hash"),
        UniqueConstraint("programme_id", "seq", "kind", "last_n"),
        UniqueConstraint("programme_id", "idem", name="uq_txn_idem_once"),
        _once("fund", "top_up_id"),
        _once("award", "claim_code"),
        _once("voucher_step", "voucher_id", "kind"),
        _once("vote", "vote_id"),
        _once("settle", "statement_id"),
        CheckConstraint(
            f"length(idem) BETWEEN 16 AND 64 AND ltrim(lower(idem),'{_OF_KEYS}') = ''", name="idem"
        ),
        CheckConstraint(hexadecimal("request"), name="request"),
        CheckConstraint(hexadecimal("hash"), name="hash"),
        ids("actor_id", "second_id"),
        CheckConstraint(stamp("at"), name="at_stamp"),
        CheckConstraint(f"last_n BETWEEN 1 AND {MOST_POSTINGS}", name="size"),
        CheckConstraint("second_id IS NULL OR second_id <> actor_id", name="two"),
        CheckConstraint(
            "kind NOT IN ('settle', 'reverse') OR second_id IS NOT NULL", name="needs_two"
        ),
        CheckConstraint(
            "(reason IS NULL AND kind NOT IN ('release', 'reverse')) OR (reason IS NOT NULL AND ("
            "kind = 'release' AND reason IN ('person', 'provider', 'expired')"
            " OR kind = 'reverse' AND reason IN ('mistake', 'duplicate', 'fraud')))",
            name="gives_reason",
        ),
        CheckConstraint("(kind = 'fund') = (top_up_id IS NOT NULL)", name="top_up"),
        CheckConstraint("(kind = 'award') = (claim_code IS NOT NULL)", name="claim"),
        CheckConstraint(
            "(kind IN ('hold', 'release', 'redeem', 'goodwill')) = (voucher_id IS NOT NULL)",
            name="voucher",
        ),
        CheckConstraint("vote_id IS NULL OR kind = 'give'", name="vote"),
        CheckConstraint("(kind = 'settle') = (statement_id IS NOT NULL)", name="statement"),
        CheckConstraint(f"({_UNDOING}) = (undoes IS NOT NULL)", name="undoes"),
        CheckConstraint(
            f"(seq = 1 AND prev_seq IS NULL AND prev_hash = '{NO_HASH}')"
            " OR (seq > 1 AND prev_seq IS NOT NULL AND prev_seq = seq - 1)",
            name="chain",
        ),
        ForeignKeyConstraint(["programme_id"], ["book.programme_id"], name="fk_txn_book"),
        within_programme("fk_txn_previous", "prev_seq prev_hash", "txn", "seq hash"),
        within_programme("fk_txn_top_up", "top_up_id", "topup", "id"),
        within_programme("fk_txn_approval", "claim_code", "approval", "claim_code"),
        within_programme("fk_txn_voucher", "voucher_id", "voucher", "id"),
        within_programme("fk_txn_vote", "vote_id", "groupvote", "id"),
        within_programme("fk_txn_statement", "statement_id", "causestatement", "id"),
        within_programme("fk_txn_original", "undoes", "txn", "seq"),
        within_programme(  # an act is complete at commit: its last posting is there
            *("fk_txn_complete", "seq last_n", "posting", "seq n"),
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    kind: MoveKind = Field(sa_type=choice(MoveKind))
    idem: str  # the key of the form that asked for it
    request: str  # the hash of what it asked
    actor_id: UUID
    second_id: UUID | None = None
    reason: Reason | None = Field(default=None, sa_type=choice(Reason))
    top_up_id: UUID | None = None
    claim_code: str | None = None
    voucher_id: UUID | None = None
    vote_id: UUID | None = None
    statement_id: UUID | None = None
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    last_n: int = Field(sa_type=BigInteger)
    at: str
    prev_seq: int | None = Field(default=None, sa_type=BigInteger)
    prev_hash: str
    hash: str


class Lot(SQLModel, table=True):
    """Points that were made together; until when they are good never changes."""

    __table_args__ = (
        UniqueConstraint("programme_id", "id", "expires_on"),
        CheckConstraint(
            f"{day('expires_on')} AND {day('lapses_from')} AND lapses_from > expires_on",
            name="days",
        ),
        CheckConstraint(
            "(kind = 'funding' AND parent_lot IS NULL)"
            " OR (kind IN ('award', 'goodwill') AND parent_lot IS NOT NULL)",
            name="shape",
        ),
        whole("id"),
        within_programme("fk_lot_parent", "parent_lot", "lot", "id"),
    )

    programme_id: UUID = Field(primary_key=True)
    id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: LotKind = Field(sa_type=choice(LotKind))
    born_seq: int = Field(sa_type=BigInteger)
    parent_lot: int | None = Field(default=None, sa_type=BigInteger)
    expires_on: str  # the last day of use
    lapses_from: str


class Posting(SQLModel, table=True):
    """Points that moved from an account and lot to an account and lot: it balances by itself."""

    __table_args__ = (
        CheckConstraint(points("qty"), name="qty"),
        whole("qty"),
        CheckConstraint("n <= last_n", name="n"),
        CheckConstraint(
            "(n = 1 AND prev_n IS NULL) OR (n > 1 AND prev_n IS NOT NULL AND prev_n = n - 1)",
            name="order",
        ),
        CheckConstraint("from_account <> to_account", name="two_places"),
        CheckConstraint(
            "from_lot = to_lot OR kind IN ('award', 'goodwill', 'reverse')", name="same_lot"
        ),
        CheckConstraint(f"({_UNDOING}) = (undo_seq IS NOT NULL)", name="undo"),
        CheckConstraint("(undo_seq IS NULL) = (undo_n IS NULL)", name="undo_pair"),
        within_programme("fk_posting_txn", "seq kind last_n", "txn", "seq kind last_n"),
        within_programme("fk_posting_previous", "seq prev_n", "posting", "seq n"),
        within_programme("fk_posting_from", "from_account from_kind", "account", "id kind"),
        within_programme("fk_posting_to", "to_account to_kind", "account", "id kind"),
        within_programme("fk_posting_from_lot", "from_lot", "lot", "id"),
        ForeignKeyConstraint(
            ["kind", "from_kind", "to_kind"],
            ["move.kind", "move.from_kind", "move.to_kind"],
            name="fk_posting_move",
        ),
        Index("ix_posting_from", "from_account", "programme_id"),
        Index("ix_posting_to", "to_account", "programme_id"),
        Index(
            "ix_posting_undo",
            *("programme_id", "undo_seq", "undo_n"),
            **only_where("undo_seq IS NOT NULL"),
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    n: int = Field(primary_key=True, sa_type=BigInteger)
    prev_n: int | None = Field(default=None, sa_type=BigInteger)
    last_n: int = Field(sa_type=BigInteger)
    kind: str
    from_account: UUID
    from_kind: str
    from_lot: int = Field(sa_type=BigInteger)
    to_account: UUID
    to_kind: str
    to_lot: int = Field(sa_type=BigInteger)
    qty: int = Field(sa_type=BigInteger)
    undo_seq: int | None = Field(default=None, sa_type=BigInteger)
    undo_n: int | None = Field(default=None, sa_type=BigInteger)


class Holding(SQLModel, table=True):
    """What an account has of a lot. Kept by a trigger, made again by the audit."""

    __table_args__ = (
        within_programme("fk_holding_account", "account_id kind", "account", "id kind"),
        within_programme("fk_holding_lot", "lot_id expires_on", "lot", "id expires_on"),
        CheckConstraint("qty >= 0 OR kind = 'mint'", name="not_below_zero"),
        Index(
            "ix_holding_oldest",
            *("programme_id", "account_id", "expires_on", "lot_id"),
            sqlite_where=text("qty > 0"),  # PostgreSQL would write an entry at each change of qty
        ),
    )

    programme_id: UUID = Field(primary_key=True)
    account_id: UUID = Field(primary_key=True)
    lot_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    expires_on: str
    qty: int = Field(sa_type=BigInteger)


class QuotaUse(SQLModel, table=True):
    """How much of a limit was used in a period. Kept by a trigger."""

    __table_args__ = (CheckConstraint("used <= cap", name="cap"),)

    programme_id: UUID = Field(foreign_key="book.programme_id", primary_key=True)
    subject_id: UUID = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    used: int = Field(sa_type=BigInteger)
    cap: int = Field(sa_type=BigInteger)
