"""Accounts of the ledger: opening them, and reading what is in them. Nothing here moves a point."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Row,
    ScalarSelect,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import DayText, StampText
from db.statement import Statement, pick
from db.tables.books import Account, Book, BookLock
from db.tables.ledger import MOST_POSTINGS, Holding, Lot, Posting, Txn
from portal import ids
from portal.moves import AccountKind

__all__ = [
    "balance",
    "cause_account",
    "entries",
    "held_at",
    "held_by",
    "held_in",
    "lots",
    "open_account",
    "open_book",
    "single",
    "statement_parts",
    "wallets",
]

_points = cast(func.coalesce(func.sum(col(Holding.qty)), 0), BigInteger).label("points")
_here = and_(
    col(Account.programme_id) == bindparam("programme_id"), col(Account.id) == bindparam("id")
)
_theirs = and_(
    col(Holding.programme_id) == Account.programme_id, col(Holding.account_id) == Account.id
)
_is_in = col(Posting.to_account) == Account.id
_other = aliased(Account)

OPEN = Statement(
    insert(Account).from_select(
        ["programme_id", "id", "kind", "cause_id", "round_id"],
        select(
            *(
                bindparam(name, type_=getattr(Account, name).type)
                for name in ("programme_id", "id", "kind", "cause_id", "round_id")
            )
        ).where(~exists().where(_here)),
    )
)
BALANCE = Statement(
    select(_points).where(
        col(Holding.programme_id) == bindparam("programme_id"),
        col(Holding.account_id) == bindparam("account_id"),
        col(Holding.expires_on) >= bindparam("good_on", type_=DayText),
    )
)
WALLETS = Statement(
    pick(Account.programme_id, _points)
    .outerjoin(Holding, _theirs)
    .where(col(Account.id) == bindparam("account_id"))
    .group_by(col(Account.programme_id))
)
LOTS = Statement(
    pick(
        Holding.lot_id,
        col(Holding.qty).label("points"),
        Lot.kind,
        type_coerce(col(Lot.expires_on), DayText).label("expires_on"),
        type_coerce(col(Lot.lapses_from), DayText).label("lapses_from"),
        type_coerce(col(Txn.at), StampText).label("made_at"),
        Txn.claim_code,
    )
    .join(Lot, and_(col(Lot.programme_id) == Holding.programme_id, col(Lot.id) == Holding.lot_id))
    .join(Txn, and_(col(Txn.programme_id) == Lot.programme_id, col(Txn.seq) == Lot.born_seq))
    .where(
        col(Holding.programme_id) == bindparam("programme_id"),
        col(Holding.account_id) == bindparam("account_id"),
        col(Holding.qty) > 0,
    )
    .order_by(col(Holding.expires_on), col(Holding.lot_id))
)
ENTRIES = Statement(
    pick(
        Txn.programme_id,
        Txn.seq,
        type_coerce(col(Txn.at), StampText).label("at"),
        Txn.kind,
        Txn.reason,
        Txn.claim_code,
        Txn.voucher_id,
        Txn.undoes,
        _other.cause_id,
        _other.round_id,
        cast(func.sum(case((_is_in, col(Posting.qty)), else_=-col(Posting.qty))), BigInteger).label(
            "points"
        ),
        type_coerce(func.min(Lot.expires_on), DayText).label("expires_on"),
        type_coerce(func.min(Lot.lapses_from), DayText).label("lapses_from"),
    )
    .select_from(Account)
    .join(
        Posting,
        and_(
            col(Posting.programme_id) == Account.programme_id,
            or_(_is_in, col(Posting.from_account) == Account.id),
        ),
    )
    .join(Txn, and_(col(Txn.programme_id) == Posting.programme_id, col(Txn.seq) == Posting.seq))
    .join(
        Lot,
        and_(
            col(Lot.programme_id) == Posting.programme_id,
            col(Lot.id) == case((_is_in, Posting.to_lot), else_=Posting.from_lot),
        ),
    )
    .join(
        _other,
        and_(
            _other.programme_id == Posting.programme_id,
            _other.id == case((_is_in, Posting.from_account), else_=Posting.to_account),
        ),
    )
    .where(
        col(Account.id) == bindparam("account_id"),
        col(Txn.at) >= bindparam("since", type_=StampText),
        col(Txn.at) < bindparam("until", type_=StampText),
    )
    .group_by(
        *(col(Txn.programme_id), col(Txn.seq), _other.cause_id, _other.round_id),
    )
    .order_by(col(Txn.at).desc(), col(Txn.seq).desc())
    .limit(1000)
)


def single(programme_id: UUID, kind: AccountKind) -> UUID:
    """Return the id of the one account of its kind: mint, budget, reserve, redeemed, settled."""
    return ids.derived(programme_id, kind)


def cause_account(cause_id: UUID, round_id: UUID | None = None) -> UUID:
    """Return the id of a cause's account in a round, or of its standing account."""
    return ids.derived(cause_id, round_id) if round_id else cause_id


def open_book(
    session: Session, programme_id: UUID, *, two_person_over: int, award_cap_day: int
) -> None:
    """Open a programme's book with its single accounts; the list of moves is closed from now on."""
    session.add(
        Book(
            programme_id=programme_id, two_person_over=two_person_over, award_cap_day=award_cap_day
        )
    )
    session.flush()
    session.add(BookLock(programme_id=programme_id))
    kinds = ("mint", "budget", "reserve", "redeemed", "settled")
    for kind in map(AccountKind, kinds):
        session.add(Account(programme_id=programme_id, id=single(programme_id, kind), kind=kind))
    session.flush()


def open_account(
    session: Session,
    programme_id: UUID,
    account_id: UUID,
    kind: AccountKind,
    *,
    cause_id: UUID | None = None,
    round_id: UUID | None = None,
) -> None:
    """Open an account; harmless when it is open."""
    session.flush()
    OPEN.run(
        session,
        {
            "programme_id": programme_id,
            "id": account_id,
            "kind": kind,
            "cause_id": cause_id,
            "round_id": round_id,
        },
    )


def balance(
    session: Session, programme_id: UUID, account_id: UUID, *, good_on: date = date.min
) -> int:
    """Return the points in an account, or those that are still good on a day."""
    return int(
        BALANCE.value(session, programme_id=programme_id, account_id=account_id, good_on=good_on)
    )


def wallets(session: Session, account_id: UUID) -> Sequence[Row[Any]]:
    """Return what a household or group has in each programme: programme_id, points."""
    return WALLETS.all(session, account_id=account_id)


def lots(session: Session, programme_id: UUID, account_id: UUID) -> Sequence[Row[Any]]:
    """Return what an account has of each lot, in the order in which it is spent."""
    return LOTS.all(session, programme_id=programme_id, account_id=account_id)


def entries(
    session: Session, account_id: UUID, *, since: datetime, until: datetime
) -> Sequence[Row[Any]]:
    """Return an account's statement, newest act first; points that left are below zero."""
    return ENTRIES.all(session, account_id=account_id, since=since, until=until)


def statement_parts(session: Session, programme_id: UUID, account_id: UUID) -> list[int]:
    """Return the points of each statement a cause needs: an act has only so many postings."""
    points = [lot.points for lot in lots(session, programme_id, account_id)]
    return [sum(points[at : at + MOST_POSTINGS]) for at in range(0, len(points), MOST_POSTINGS)]


def held_by(account_id: Any, programme_id: Any = None) -> ScalarSelect[int]:
    """Return the points in the account of another query's row, as a column for it."""
    held = select(_points).select_from(Account).join(Holding, _theirs)
    held = held.where(col(Account.id) == account_id)
    if programme_id is not None:
        held = held.where(col(Account.programme_id) == programme_id)
    return held.correlate_except(Account, Holding).scalar_subquery()


def held_at(account_id: Any, programme_id: Any, instant: str) -> ScalarSelect[int]:
    """Return the points an account had at an instant, as a column; `instant` names the fact."""
    signed = case((col(Posting.to_account) == account_id, col(Posting.qty)), else_=-Posting.qty)
    is_of_book = and_(col(Txn.programme_id) == Posting.programme_id, col(Txn.seq) == Posting.seq)
    return (
        select(cast(func.coalesce(func.sum(signed), 0), BigInteger))
        .select_from(Posting)
        .join(Txn, is_of_book)
        .where(
            col(Posting.programme_id) == programme_id,
            or_(col(Posting.to_account) == account_id, col(Posting.from_account) == account_id),
            col(Txn.at) < bindparam(instant, type_=StampText),
        )
        .correlate_except(Posting, Txn)
        .scalar_subquery()
    )


def held_in(programme_id: Any, kind: AccountKind) -> ScalarSelect[int]:
    """Return the points in the single account of a kind, as a column for another query's row."""
    held = select(_points).select_from(Account).join(Holding, _theirs)
    held = held.where(col(Account.programme_id) == programme_id, col(Account.kind) == kind)
    return held.correlate_except(Account, Holding).scalar_subquery()
