"""Samples: which approvals a second person looks at. A seed chooses; nobody can tell beforehand.

A month has one seed. Its hash is public from the first day, the seed itself when the month (of
UTC) is over: then anybody can choose again and must find the same claims.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim
from db.tables.samples import Finding, Ruling, Sample, SampleSeed
from portal import ids, impact

__all__ = ["Month", "Rate", "choose", "commitment", "is_chosen", "list_months", "rate_of"]

_OUT_OF = 1 << 64
_Z = Decimal("1.96")

KEEP_SEED = Statement(
    insert(SampleSeed).on_conflict_do_nothing(index_elements=["programme_id", "month"])
)
SEED = Statement(
    pick(col(SampleSeed.seed)).where(
        col(SampleSeed.programme_id) == bindparam("programme_id"),
        col(SampleSeed.month) == bindparam("month"),
    )
)
MONTHS = Statement(
    pick(
        SampleSeed.month,
        SampleSeed.seed,
        func.count(col(Sample.claim_code)).label("chosen"),
        func.count(col(Sample.checked_by)).label("checked"),
        func.count()
        .filter(
            col(Sample.finding) == Finding.DIFFERS,
            func.coalesce(Sample.ruling, Ruling.FALLS) == Ruling.FALLS,
        )
        .label("wrong"),
    )
    .outerjoin(
        Sample,
        (col(Sample.programme_id) == SampleSeed.programme_id)
        & (col(Sample.month) == SampleSeed.month),
    )
    .where(col(SampleSeed.programme_id) == bindparam("programme_id"))
    .group_by(col(SampleSeed.month), col(SampleSeed.seed))
    .order_by(col(SampleSeed.month).desc())
    .limit(36)
)


class Month(NamedTuple):
    """What became of the samples of one month; the seed is "" until the month is over."""

    month: str
    commitment: str  # SHA-256 of the seed
    seed: str
    chosen: int
    checked: int
    wrong: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def error_rate(self) -> Decimal | None:
        """Return the share of second looks that found a mistake."""
        return impact.error_rate(self.checked, self.wrong)


class Rate(NamedTuple):
    """How often second looks found a mistake, and between what the true share likely lies."""

    checked: int
    wrong: int
    rate: Decimal | None
    low: Decimal
    high: Decimal


def rate_of(months: Iterable[Month]) -> Rate:
    """Add months up; the interval is Wilson's, for 95 in 100 (z = 1.96)."""
    each = list(months)
    checked, wrong = sum(one.checked for one in each), sum(one.wrong for one in each)
    return Rate(checked, wrong, impact.error_rate(checked, wrong), *_interval(checked, wrong))


def _interval(checked: int, wrong: int) -> tuple[Decimal, Decimal]:
    if not checked:
        return Decimal(0), Decimal(1)
    n, share, z2 = Decimal(checked), Decimal(wrong) / checked, _Z * _Z
    middle = share + z2 / (2 * n)
    reach = _Z * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
    ends = ((middle - reach) / (1 + z2 / n), (middle + reach) / (1 + z2 / n))
    low, high = (min(max(end, Decimal(0)), Decimal(1)).quantize(impact.SIX) for end in ends)
    return low, high


def is_chosen(seed: str, code: str, percent: int) -> bool:
    """Tell whether a claim is a sample: the first 8 bytes of SHA-256 of "seed:code" decide."""
    number = int(ids.digest(f"{seed}:{code}")[:16], 16)
    return number * 100 < percent * _OUT_OF


def commitment(seed: str) -> str:
    """Return what is public of a seed before its month is over."""
    return ids.digest(seed)


def choose(
    session: Session,
    programme_id: UUID,
    approved: Iterable[tuple[Claim, int]],
    *,
    verifier_id: UUID,
    now: datetime,
) -> int:
    """Choose samples among claims just approved, each with its activity's share in percent.

    Returns how many there are.
    """
    month = f"{now.astimezone(UTC):%Y-%m}"
    seed = _seed_of(session, programme_id, month, now)
    samples = [
        Sample(
            programme_id=programme_id,
            claim_code=claim.code,
            revision=claim.revision,
            month=month,
            version=claim.version,
            done_on=claim.done_on,
            verifier_id=verifier_id,
            chosen_at=now,
        )
        for claim, percent in approved
        if is_chosen(seed, claim.code, percent)
    ]
    session.add_all(samples)
    session.flush()
    return len(samples)


def list_months(session: Session, programme_id: UUID, *, now: datetime) -> list[Month]:
    """Return what became of each month's samples, newest first; everybody may read it."""
    this = f"{now.astimezone(UTC):%Y-%m}"
    rows = MONTHS.all(session, programme_id=programme_id)
    return [_told(row, is_over=row.month < this) for row in rows]


def _told(row: Row[Any], *, is_over: bool) -> Month:
    seed = row.seed if is_over else ""
    return Month(row.month, commitment(row.seed), seed, row.chosen, row.checked, row.wrong)


def _seed_of(session: Session, programme_id: UUID, month: str, now: datetime) -> str:
    key = {"programme_id": programme_id, "month": month}
    found = SEED.value(session, **key)
    if found is None:
        KEEP_SEED.run(session, {**key, "seed": ids.digest(ids.new_token()), "made_at": now})
        found = SEED.value(session, **key)
    return str(found)
