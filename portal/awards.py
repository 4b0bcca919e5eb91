"""Awards: approved claims get their points, whoever waits longest first, while the budget lasts."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, select, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.columns import UtcDateTime
from db.statement import Statement, pick
from db.tables.claims import Approval, Claim, ClaimState, Verification
from db.tables.programmes import Programme, RuleSet, Season
from portal import ledger, twins
from portal.ledger import AccountKind, NothingLeft, Reason
from portal.programmes import local_day

__all__ = ["award_queued", "has_budget", "months_later", "take_back"]

_MONTHS_A_YEAR = 12
WAITING_FOR = (ledger.NotEnough, ledger.DailyLimit)  # tomorrow, or the next top-up, may change it

QUEUED = Statement(
    pick(
        Claim.code,
        Claim.holder_id,
        Claim.holder_kind,
        Claim.person_id,
        Claim.points,
        Verification.verifier_id,
        Season.expiry_months,
        Programme.time_zone,
    )
    .select_from(Claim)
    .join(
        Verification,
        and_(
            col(Verification.programme_id) == Claim.programme_id,
            col(Verification.claim_code) == Claim.code,
            col(Verification.revision) == Claim.revision,
        ),
    )
    .join(Programme, col(Programme.id) == Claim.programme_id)
    .join(
        RuleSet,
        and_(
            col(RuleSet.programme_id) == Claim.programme_id, col(RuleSet.version) == Claim.version
        ),
    )
    .join(
        Season,
        and_(col(Season.programme_id) == Claim.programme_id, col(Season.code) == RuleSet.season),
    )
    .where(
        col(Claim.programme_id) == bindparam("programme_id"),
        col(Claim.state) == ClaimState.QUEUED,
    )
    .order_by(col(Claim.submitted_at), col(Claim.code))
    .limit(500)
)
_before = aliased(Claim)
ROOM = Statement(  # what the budget has, less what waits for it up to this one
    pick(
        ledger.held_by(bindparam("budget_id"), bindparam("programme_id"))
        - select(func.coalesce(func.sum(_before.points), 0))
        .where(
            col(_before.programme_id) == bindparam("programme_id"),
            col(_before.state) == ClaimState.QUEUED,
            tuple_(col(_before.submitted_at), col(_before.code))
            <= tuple_(bindparam("submitted_at", type_=UtcDateTime), bindparam("code")),
        )
        .scalar_subquery()
    )
)
AWARDED = Statement(
    update(Claim)
    .where(
        col(Claim.programme_id) == bindparam("programme_id_"), col(Claim.code) == bindparam("code_")
    )
    .values(state=ClaimState.AWARDED, award_seq=bindparam("seq_"))
)


def award_queued(session: Session, programme_id: UUID, *, now: datetime) -> list[str]:
    """Give approved claims their points, oldest first, as far as the budget goes; return whose.

    Nobody jumps the queue: what does not fit keeps everything behind it waiting.
    """
    session.flush()
    ledger.lock(session, programme_id)
    budget = ledger.single(programme_id, AccountKind.BUDGET)
    left = ledger.balance(session, programme_id, budget)
    rows = list(_affordable(QUEUED.all(session, programme_id=programme_id), left)) if left else []
    if not rows:
        return []
    acts = _awards(session, programme_id, rows, now)
    outcomes = ledger.post_many(session, programme_id, acts, now=now)
    given = [
        {"programme_id_": programme_id, "code_": row.code, "seq_": outcome.seq}
        for row, outcome in zip(rows, outcomes, strict=True)
        if _is_given(outcome)
    ]
    if given:
        AWARDED.run(session, *given)
        session.expire_all()
    return [str(facts["code_"]) for facts in given]


def has_budget(session: Session, claim: Row[Any]) -> bool:
    """Tell whether the budget has points for a queued claim: then a limit of its day waits."""
    where = {"programme_id": claim.programme_id, "code": claim.code}
    where["budget_id"] = ledger.single(claim.programme_id, AccountKind.BUDGET)
    return bool(ROOM.value(session, **where, submitted_at=claim.submitted_at) >= 0)


def take_back(
    session: Session,
    programme_id: UUID,
    claims: Sequence[Claim],
    *,
    by: tuple[UUID, UUID],
    key: str,
    now: datetime,
) -> None:
    """Post the mirror of each award, signed by two: who began it and who agrees.

    Points come back as far as they are held; what was given or used is written down as shortfall.
    """
    acts = [
        ledger.reverse(
            claim.award_seq or 0,
            reason=Reason.MISTAKE,
            actor_id=by[0],
            second_id=by[1],
            key=f"{key}:{claim.code}",
        )
        for claim in claims
    ]
    outcomes = ledger.post_many(session, programme_id, acts, now=now) if acts else []
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome.refusal and not isinstance(outcome.refusal, NothingLeft):
            raise outcome.refusal
        claim.state, claim.shortfall = ClaimState.REVERSED, claim.points - outcome.points


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _affordable(rows: Iterable[Row[Any]], left: int) -> Iterable[Row[Any]]:
    for row in rows:
        left -= row.points
        if left < 0:
            return
        yield row


def _awards(
    session: Session, programme_id: UUID, rows: Sequence[Row[Any]], now: datetime
) -> list[ledger.Act]:
    photos = twins.photos_of(session, programme_id, [row.code for row in rows])
    return [
        ledger.award(
            Approval(
                programme_id=programme_id,
                claim_code=row.code,
                account_id=row.holder_id,
                account_kind=row.holder_kind,
                claimant_id=row.person_id,
                verifier_id=row.verifier_id,
                points=row.points,
                evidence_tag=twins.evidence_tag(photos, row.code),
            ),
            expires_on=months_later(local_day(row.time_zone, now), row.expiry_months),
            key=f"claim:{row.code}",
        )
        for row in rows
    ]


def _is_given(outcome: ledger.Outcome) -> bool:
    """Tell whether the points moved; a limit of the day or the budget lets the claim wait on."""
    if outcome.refusal and not isinstance(outcome.refusal, WAITING_FOR):
        raise outcome.refusal
    return outcome.refusal is None
