"""Progress: how far a cause has come in a round, and the totals kept with each gift."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, case, exists, update
from sqlmodel import Session, col

from db.statement import Statement
from db.tables.giving import Gift, RoundCause
from portal.commons import counting
from portal.shares import likely_share, whole_units
from portal.timetable import PledgeKind, RoundState

__all__ = ["Progress", "count", "of"]


@dataclass(frozen=True)
class Progress:
    """How far a cause has come in one round. Cents and units are None where the other counts."""

    covered: int | None = None  # whole things its points stand for
    needed: int | None = None
    low_cents: int | None = None  # of the pot, while the round is open: a range, never a rate
    high_cents: int | None = None


_is_first = ~exists().where(  # of this giver, as far as it stands
    col(Gift.programme_id) == bindparam("in_programme"),
    col(Gift.round_id) == bindparam("in_round"),
    col(Gift.cause_id) == bindparam("of_cause"),
    col(Gift.giver_id) == bindparam("of_giver"),
    col(Gift.code) != bindparam("but_this"),
    col(Gift.txn_seq).is_not(None),
    col(Gift.ended_at).is_(None),
)
KEEP_TOTALS = Statement(
    update(RoundCause)
    .where(
        col(RoundCause.programme_id) == bindparam("in_programme"),
        col(RoundCause.round_id) == bindparam("in_round"),
        col(RoundCause.cause_id) == bindparam("of_cause"),
    )
    .values(
        points=RoundCause.points + bindparam("more_points"),
        giver_count=RoundCause.giver_count + case((_is_first, bindparam("sign")), else_=0),
    )
)


def of(row: Row[Any]) -> Progress:
    """Work out how far a cause has come in the round of this row."""
    if row.kind is PledgeKind.UNIT:
        own = {row.cause_id: counting(row) + row.points_carried}
        covered = row.share_units
        if covered is None:
            covered = whole_units(row.points_per_unit, row.unit_limit, own)[row.cause_id]
        return Progress(covered=covered, needed=row.unit_limit - covered)
    if row.kind is PledgeKind.POT and row.state is RoundState.OPEN:
        low, high = likely_share(row.amount_cents, counting(row), row.round_points) or (None, None)
        return Progress(low_cents=low, high_cents=high)
    return Progress()


def count(session: Session, gift: Gift, sign: int) -> None:
    """Add a gift to the totals of its cause in its round, or take it off them."""
    KEEP_TOTALS.run(
        session,
        {
            "in_programme": gift.programme_id,
            "in_round": gift.round_id,
            "of_cause": gift.cause_id,
            "of_giver": gift.giver_id,
            "but_this": gift.code,
            "more_points": sign * gift.points,
            "sign": sign,
        },
    )
