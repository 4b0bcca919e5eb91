"""What the audit reads: every table it vouches for, column by column, in its own words."""

from typing import Any, NamedTuple

from portal.audit.log_rows import Clock, Cosignature, Head, Leaf, LogKey, Node
from portal.audit.looks import (
    Code,
    Day,
    DayText,
    Hash,
    Id,
    Instant,
    Key,
    Stamp,
    Whole,
    Word,
)
from portal.audit.report_rows import (
    ActTotal,
    Claim,
    PeriodTotal,
    PointTotal,
    Presence,
    Rules,
    Sample,
)

__all__ = ["TABLES", "Row"]


class Programme(NamedTuple):
    """A programme, by the code people know it by."""

    id: Id
    code: Code


class Member(NamedTuple):
    """Who lived in which household from when on."""

    household_id: Id
    person_id: Id
    joined_at: Instant


class Guardian(NamedTuple):
    """Who answers for which child, from when on."""

    guardian_id: Id
    child_id: Id
    since: Instant


class Move(NamedTuple):
    """One line of the closed list."""

    kind: Word
    from_kind: Word
    to_kind: Word


class Book(NamedTuple):
    """A book and its limits."""

    programme_id: Id
    two_person_over: Whole
    award_cap_day: Whole
    opened_on: DayText


class Account(NamedTuple):
    """A place for points."""

    programme_id: Id
    id: Id
    kind: Word
    cause_id: Id | None
    round_id: Id | None


class Opening(NamedTuple):
    """From when to when a round counts."""

    programme_id: Id
    round_id: Id
    opens_at: Stamp
    closes_at: Stamp


class TopUp(NamedTuple):
    """The paper of a funding."""

    programme_id: Id
    id: Id
    target: Word
    points: Whole
    funder_id: Id
    requested_by: Id
    approved_by: Id
    second_by: Id | None


class Approval(NamedTuple):
    """The paper of an award."""

    programme_id: Id
    claim_code: Code
    account_id: Id
    account_kind: Word
    claimant_id: Id
    verifier_id: Id
    points: Whole
    evidence_tag: Hash


class Voucher(NamedTuple):
    """The paper of a hold and of what ends it."""

    programme_id: Id
    id: Id
    reward_id: Id
    wallet_id: Id
    points: Whole
    goodwill: Whole


class Vote(NamedTuple):
    """The paper of a group's gift."""

    programme_id: Id
    id: Id
    group_id: Id
    cause_id: Id
    voter_count: Whole
    recorded_by: Id
    held_on: Day


class Statement(NamedTuple):
    """The paper of a settlement."""

    programme_id: Id
    id: Id
    cause_id: Id
    round_id: Id
    part: Whole
    points: Whole
    prepared_by: Id
    approved_by: Id


class Txn(NamedTuple):
    """An act."""

    programme_id: Id
    seq: Whole
    kind: Word
    idem: Key
    request: Hash
    actor_id: Id
    second_id: Id | None
    reason: Word | None
    top_up_id: Id | None
    claim_code: Code | None
    voucher_id: Id | None
    vote_id: Id | None
    statement_id: Id | None
    undoes: Whole | None
    last_n: Whole
    at: Stamp
    prev_seq: Whole | None
    prev_hash: Hash
    hash: Hash


class Lot(NamedTuple):
    """Points that were made together."""

    programme_id: Id
    id: Whole
    kind: Word
    born_seq: Whole
    parent_lot: Whole | None
    expires_on: DayText
    lapses_from: DayText


class Line(NamedTuple):
    """A posting."""

    programme_id: Id
    seq: Whole
    n: Whole
    prev_n: Whole | None
    last_n: Whole
    kind: Word
    from_account: Id
    from_kind: Word
    from_lot: Whole
    to_account: Id
    to_kind: Word
    to_lot: Whole
    qty: Whole
    undo_seq: Whole | None
    undo_n: Whole | None


class Holding(NamedTuple):
    """What an account has of a lot, as it was kept."""

    programme_id: Id
    account_id: Id
    lot_id: Whole
    kind: Word
    expires_on: DayText
    qty: Whole


class Quota(NamedTuple):
    """What was used of a limit, as it was kept."""

    programme_id: Id
    subject_id: Id
    rule: Code
    period: Code
    used: Whole
    cap: Whole


Row = tuple[Any, ...]
TABLES: dict[str, type[Any]] = {  # by the name of the table, in the order of an export
    "programme": Programme,
    "householdmember": Member,
    "guardianship": Guardian,
    "move": Move,
    "book": Book,
    "account": Account,
    "roundopening": Opening,
    "topup": TopUp,
    "approval": Approval,
    "voucher": Voucher,
    "groupvote": Vote,
    "causestatement": Statement,
    "txn": Txn,
    "lot": Lot,
    "posting": Line,
    "holding": Holding,
    "quotause": Quota,
    "ruleset": Rules,
    "claim": Claim,
    "sample": Sample,
    "acttotal": ActTotal,
    "periodtotal": PeriodTotal,
    "presence": Presence,
    "pointtotal": PointTotal,
    "leaf": Leaf,
    "lognode": Node,
    "logkey": LogKey,
    "treehead": Head,
    "cosignature": Cosignature,
    "clockok": Clock,
}
