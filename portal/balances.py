"""What is in the accounts of the ledger, and what came and went. Nothing here moves a point."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import DayText, StampText
from db.statement import Statement, pick, tied
from db.tables.books import Account
from db.tables.ledger import MOST_POSTINGS, Holding, Lot, Posting, Txn
from portal.moves import AccountKind

__all__ = [
    "ENDING",
    "ENTRIES",
    "LAPSING",
    "OUTSTANDING",
    "balance",
    "entries",
    "held_at",
    "held_by",
    "held_in",
    "lots",
    "statement_parts",
    "wallets",
]


def _total(points: Any) -> Any:
    """Add up to a whole number; PostgreSQL's sums are decimals."""
    return cast(func.coalesce(func.sum(points), 0), BigInteger)


_points = _total(col(Holding.qty)).label("points")
_theirs = tied(Holding, Account, "programme_id account_id", "programme_id id")
_other = aliased(Account)


def _side(own: Any, lot: Any, other: Any, points: Any) -> Select[Any]:
    """Return what one side of its postings did to an account; each side has its own index."""
    return (
        pick(
            *(Posting.programme_id, Posting.seq),
            *(lot.label("lot_id"), other.label("other_id"), points.label("points")),
        )
        .join(Account, tied(Account, Posting, "programme_id"))
        .where(col(Account.id) == bindparam("account_id"), own == bindparam("account_id"))
    )


_moved = union_all(
    _side(
        *(col(Posting.to_account), col(Posting.to_lot)),
        *(col(Posting.from_account), col(Posting.qty)),
    ),
    _side(
        *(col(Posting.from_account), col(Posting.from_lot)),
        *(col(Posting.to_account), -col(Posting.qty)),
    ),
).subquery("moved")

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
    .join(Lot, tied(Lot, Holding, "programme_id id", "programme_id lot_id"))
    .join(Txn, tied(Txn, Lot, "programme_id seq", "programme_id born_seq"))
    .where(
        col(Holding.programme_id) == bindparam("programme_id"),
        col(Holding.account_id) == bindparam("account_id"),
        col(Holding.qty) > 0,
    )
    .order_by(col(Holding.expires_on), col(Holding.lot_id))
)
ENTRIES = Statement(
    pick(
        *(Txn.programme_id, Txn.seq, Txn.kind, Txn.reason),
        *(Txn.claim_code, Txn.voucher_id, Txn.undoes, _other.cause_id, _other.round_id),
        type_coerce(col(Txn.at), StampText).label("at"),
        _total(_moved.c.points).label("points"),
        type_coerce(func.min(Lot.expires_on), DayText).label("expires_on"),
        type_coerce(func.min(Lot.lapses_from), DayText).label("lapses_from"),
    )
    .select_from(_moved)
    .join(Txn, tied(Txn, _moved.c, "programme_id seq"))
    .join(Lot, tied(Lot, _moved.c, "programme_id id", "programme_id lot_id"))
    .join(_other, tied(_other, _moved.c, "programme_id id", "programme_id other_id"))
    .where(
        col(Txn.at) >= bindparam("since", type_=StampText),
        col(Txn.at) < bindparam("until", type_=StampText),
    )
    .group_by(col(Txn.programme_id), col(Txn.seq), col(_other.cause_id), col(_other.round_id))
    .order_by(col(Txn.at).desc(), col(Txn.seq).desc())
    .limit(1000)
)


def _ageing(last: Any) -> Subquery:
    """Return what households and groups hold of days that are not after `until`, day by day."""
    return (
        pick(
            *(Holding.programme_id, Holding.account_id, Holding.kind),
            type_coerce(col(Holding.expires_on), DayText).label("expires_on"),
            type_coerce(func.max(Lot.lapses_from), DayText).label("lapses_from"),
            func.count().label("pieces"),
            _points,
        )
        .join(Lot, tied(Lot, Holding, "programme_id id", "programme_id lot_id"))
        .where(
            col(Holding.programme_id).in_(bindparam("programme_ids", expanding=True)),
            col(Holding.kind).in_([AccountKind.WALLET, AccountKind.GROUP]),
            col(Holding.qty) > 0,
            last <= bindparam("until", type_=DayText),
        )
        .group_by(
            *(col(Holding.programme_id), col(Holding.account_id)),
            *(col(Holding.kind), col(Holding.expires_on)),
        )
        .subquery()
    )


ENDING = _ageing(col(Holding.expires_on))  # can be used until then, or no longer
LAPSING = _ageing(col(Lot.lapses_from))  # will have lapsed by then


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


def held_by(account_id: Any, programme_id: Any = None, *, good_on: str = "") -> ScalarSelect[int]:
    """Return the points in the account of another query's row, as a column for it.

    `good_on` names the fact that says on which day they must still be good.
    """
    held = select(_points).select_from(Account).join(Holding, _theirs)
    held = held.where(col(Account.id) == account_id)
    if programme_id is not None:
        held = held.where(col(Account.programme_id) == programme_id)
    if good_on:
        held = held.where(col(Holding.expires_on) >= bindparam(good_on, type_=DayText))
    return held.correlate_except(Account, Holding).scalar_subquery()


def held_at(account_id: Any, programme_id: Any, instant: str) -> ColumnElement[int]:
    """Return the points an account had at an instant, as a column; `instant` names the fact."""
    came, went = (
        select(_total(col(Posting.qty)))
        .select_from(Posting)
        .join(Txn, tied(Txn, Posting, "programme_id seq"))
        .where(
            col(Posting.programme_id) == programme_id,
            side == account_id,
            col(Txn.at) < bindparam(instant, type_=StampText),
        )
        .correlate_except(Posting, Txn)
        .scalar_subquery()
        for side in (col(Posting.to_account), col(Posting.from_account))
    )
    return came - went


def held_in(programme_id: Any, kind: AccountKind) -> ScalarSelect[int]:
    """Return the points in the single account of a kind, as a column for another query's row."""
    single = (
        pick(Account.id)
        .where(col(Account.programme_id) == programme_id, col(Account.kind) == kind)
        .correlate_except(Account)
        .scalar_subquery()
    )
    held = select(_points).where(
        col(Holding.programme_id) == programme_id, col(Holding.account_id) == single
    )
    return held.correlate_except(Holding).scalar_subquery()


_WITH_PEOPLE = (AccountKind.WALLET, AccountKind.GROUP, AccountKind.HELD)
OUTSTANDING = (  # what households and classes of a programme hold, vouchers among it
    select(_points)
    .join(Account, _theirs)
    .where(
        col(Holding.programme_id) == bindparam("programme_id"),
        col(Account.kind).in_(_WITH_PEOPLE),
    )
    .scalar_subquery()
)
