"""What can be asked of the ledger: one function for each act, each returning an `Act`. Pure.

A new paper (an approval, a statement, a voucher) is best handed over unsaved: then it is written
with its act, or not at all.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import SQLModel

from db.tables.books import Account
from db.tables.budgets import TopUp
from db.tables.claims import Approval
from db.tables.giving import CauseStatement
from db.tables.rewards import Voucher
from portal.accounts import cause_account, single
from portal.moves import AccountKind, MoveKind, Reason

__all__ = [
    "Act",
    "award",
    "fund",
    "give",
    "goodwill",
    "hold",
    "lapse",
    "redeem",
    "release",
    "reverse",
    "settle",
    "take_back",
]

CLOCK = UUID(int=0)  # who lets points lapse: nobody but time
FOREVER = "9999-12-30"  # the last day of funding lots


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """A wish. `asked` is what another request with the same key would say differently."""

    kind: MoveKind
    key: str
    actor_id: UUID
    asked: tuple[object, ...]
    points: int = 0
    sources: tuple[UUID, ...] = ()  # drawn on in this order
    target: UUID | None = None
    second_id: UUID | None = None
    third_id: UUID | None = None
    reason: Reason | None = None
    expires_on: str | None = None
    undoes: int | None = None
    top_up_id: UUID | None = None
    claim_code: str | None = None
    voucher_id: UUID | None = None
    vote_id: UUID | None = None
    statement_id: UUID | None = None
    papers: tuple[SQLModel, ...] = ()
    once: tuple[object, ...] = ()  # what no other act of this kind may name


def fund(top_up: TopUp, *, actor_id: UUID, second_id: UUID, key: str) -> Act:
    """Make the points of an approved top-up."""
    programme_id = top_up.programme_id
    return Act(
        kind=MoveKind.FUND,
        key=key,
        actor_id=actor_id,
        second_id=second_id,
        third_id=top_up.second_by,
        asked=(top_up.id, top_up.target, top_up.points),
        points=top_up.points,
        sources=(single(programme_id, AccountKind.MINT),),
        target=single(programme_id, AccountKind(top_up.target)),
        expires_on=FOREVER,
        top_up_id=top_up.id,
        papers=(top_up,),
        once=(top_up.id,),
    )


def award(approval: Approval, *, expires_on: date, key: str) -> Act:
    """Give points for a checked claim, out of the season's budget."""
    return Act(
        kind=MoveKind.AWARD,
        key=key,
        actor_id=approval.verifier_id,
        asked=(approval.claim_code, approval.account_id, approval.points),
        points=approval.points,
        sources=(single(approval.programme_id, AccountKind.BUDGET),),
        target=approval.account_id,
        expires_on=expires_on.isoformat(),
        claim_code=approval.claim_code,
        papers=(approval,),
        once=(approval.claim_code, approval.evidence_tag),
    )


def give(
    *,
    giver_id: UUID,
    cause_id: UUID,
    round_id: UUID,
    points: int,
    actor_id: UUID,
    key: str,
    second_id: UUID | None = None,
    vote_id: UUID | None = None,
) -> Act:
    """Give points of a household or group to a cause, oldest first."""
    return Act(
        kind=MoveKind.GIVE,
        key=key,
        actor_id=actor_id,
        second_id=second_id,
        asked=(giver_id, cause_id, round_id, points),
        points=points,
        sources=(giver_id,),
        target=cause_account(cause_id, round_id),
        vote_id=vote_id,
        once=(vote_id,) if vote_id else (),
    )


def take_back(gift_seq: int, *, actor_id: UUID, key: str, second_id: UUID | None = None) -> Act:
    """Undo a gift while its round is open."""
    return _undo(MoveKind.TAKE_BACK, gift_seq, actor_id, key, second_id=second_id)


def settle(statement: CauseStatement, *, key: str) -> Act:
    """Let a closed round's points leave the cause, with a statement of exactly so many."""
    cause_id, round_id = statement.cause_id, statement.round_id
    return Act(
        kind=MoveKind.SETTLE,
        key=key,
        actor_id=statement.prepared_by,
        second_id=statement.approved_by,
        asked=(cause_id, round_id, statement.part, statement.points),
        points=statement.points,
        sources=(cause_account(cause_id, round_id), cause_account(cause_id)),
        target=single(statement.programme_id, AccountKind.SETTLED),
        statement_id=statement.id,
        papers=(statement,),
    )


def hold(voucher: Voucher, *, actor_id: UUID, key: str, second_id: UUID | None = None) -> Act:
    """Set points aside for a voucher; the account that holds them bears its id."""
    held = Account(programme_id=voucher.programme_id, id=voucher.id, kind=AccountKind.HELD)
    return Act(
        kind=MoveKind.HOLD,
        key=key,
        actor_id=actor_id,
        second_id=second_id,
        asked=(voucher.reward_id, voucher.wallet_id, voucher.points),
        points=voucher.points,
        sources=(voucher.wallet_id,),
        target=voucher.id,
        voucher_id=voucher.id,
        papers=(held, voucher),
    )


def release(voucher: Voucher, *, hold_seq: int, reason: Reason, actor_id: UUID, key: str) -> Act:
    """End a voucher that was not used: the same points come back with their old dates."""
    act = _undo(MoveKind.RELEASE, hold_seq, actor_id, key, reason=reason)
    return replace(act, voucher_id=voucher.id, papers=(voucher,))


def redeem(voucher: Voucher, *, actor_id: UUID, key: str) -> Act:
    """Use a voucher up."""
    return Act(
        kind=MoveKind.REDEEM,
        key=key,
        actor_id=actor_id,
        asked=(voucher.id,),
        points=voucher.points,
        sources=(voucher.id,),
        target=single(voucher.programme_id, AccountKind.REDEEMED),
        voucher_id=voucher.id,
        papers=(voucher,),
    )


def goodwill(voucher: Voucher, *, expires_on: date, actor_id: UUID, key: str) -> Act:
    """Thank a household whose reward the provider withdrew, out of the sponsor's reserve."""
    return Act(
        kind=MoveKind.GOODWILL,
        key=key,
        actor_id=actor_id,
        asked=(voucher.id,),
        points=voucher.goodwill,
        sources=(single(voucher.programme_id, AccountKind.RESERVE),),
        target=voucher.wallet_id,
        expires_on=expires_on.isoformat(),
        voucher_id=voucher.id,
        papers=(voucher,),
        once=(voucher.id,),
    )


def lapse(account_id: UUID, *, cause_id: UUID, key: str) -> Act:
    """Let what is past its date and grace go to a cause's standing account."""
    return Act(
        kind=MoveKind.LAPSE,
        key=key,
        actor_id=CLOCK,
        asked=(account_id, cause_id),
        sources=(account_id,),
        target=cause_account(cause_id),
    )


def reverse(seq: int, *, reason: Reason, actor_id: UUID, second_id: UUID, key: str) -> Act:
    """Undo an award, a goodwill or a top-up made by mistake, as far as it is still there."""
    return _undo(MoveKind.REVERSE, seq, actor_id, key, second_id=second_id, reason=reason)


def _undo(
    kind: MoveKind,
    seq: int,
    actor_id: UUID,
    key: str,
    *,
    second_id: UUID | None = None,
    reason: Reason | None = None,
) -> Act:
    return Act(
        kind=kind,
        key=key,
        actor_id=actor_id,
        second_id=second_id,
        reason=reason,
        asked=(seq,),
        undoes=seq,
    )
