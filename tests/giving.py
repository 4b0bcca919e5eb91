"""Causes, rounds and points for tests, made through the verbs."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, select

from db.tables.claims import (
    Approval,
    Claim,
    ClaimState,
    Decision,
    EvidenceClass,
    HolderKind,
    Verification,
)
from db.tables.giving import Cause, Round
from portal import causes, codes, desks, ids, ledger, pledges, programmes, rounds, settlement
from portal.desks import Desk
from portal.pledges import Pot, Units, UnitShape
from tests import people
from tests.people import NOON

OPENED = NOON - timedelta(days=10)
CLOSES = NOON + timedelta(days=20)
AFTER = CLOSES + timedelta(days=1)
RIVERSIDE, SCHOOL = "riverside-neighbours", "willowford-bridge-school"
SHELTER, SPONSOR = "osier-lane-shelter", "rushmill-cooperative"
POT = Pot(amount_cents=100_000, currency="GBP")
QUILTS = Units(
    unit_name={"en": "warm quilt", "zh-hans": "暖被"},
    unit_shape=UnitShape.QUILT,
    points_per_unit=160,
    unit_limit=4,
)


def desk(session: Session, name: str, slug: str = RIVERSIDE) -> Desk:
    """Return somebody's desk."""
    found = desks.find_or_none(session, people.find(session, name), slug, now=NOON)
    assert found, f"{name} has no desk at {slug}"
    return found


def cause(
    session: Session, slug: str, *, programme: str = "RIVER", is_common: bool = False
) -> Row[Any]:
    """Return a cause of the shelter, registered when it is asked for the first time."""
    if not session.scalars(select(Cause).where(Cause.slug == slug)).first():
        organiser, place = ("grace", SCHOOL) if programme == "SCHOOL" else ("olive", RIVERSIDE)
        causes.register(
            session,
            people.find(session, organiser),
            desk(session, organiser, place),
            programmes.find(session, programme, now=OPENED).programme_id,
            charity_id=people.place(session, SHELTER).id,
            slug=slug,
            name={"en": slug.replace("-", " ").capitalize(), "zh-hans": f"公益{slug}"},
            need={"en": f"We need help with {slug}.", "zh-hans": f"{slug}需要帮助。"},
            is_common=is_common,
            now=OPENED,
        )
    code = session.scalars(select(Cause.code).where(Cause.slug == slug)).one()
    return causes.find(session, f"{slug}-{code}")


def plan(
    session: Session,
    *slugs: str,
    programme: str = "RIVER",
    opens_at: datetime = OPENED,
    closes_at: datetime = CLOSES,
) -> str:
    """Plan a round without a pledge; returns its code."""
    organiser, place = ("grace", SCHOOL) if programme == "SCHOOL" else ("olive", RIVERSIDE)
    found = [cause(session, slug, programme=programme) for slug in slugs]
    row = rounds.plan(
        session,
        people.find(session, organiser),
        desk(session, organiser, place),
        found[0].programme_id,
        name={"en": "Spring round", "zh-hans": "春季捐赠"},
        opens_at=opens_at,
        closes_at=closes_at,
        smallest_gift=10,
        causes=[one.cause_id for one in found],
        now=opens_at - timedelta(days=1),
    )
    return row.code


def back(session: Session, code: str, terms: Pot | Units = POT, *, documented: bool = True) -> None:
    """Let the sponsor promise, and the treasurer write down the letter."""
    now = OPENED - timedelta(hours=1)
    sponsor = people.place(session, SPONSOR).id
    sol = people.find(session, "sol")
    pledges.promise(
        session, sol, desk(session, "sol", SPONSOR), code, sponsor_id=sponsor, terms=terms, now=now
    )
    if documented:
        treasurer, place = _treasurer(session, code)
        pledges.document(
            session,
            people.find(session, treasurer),
            desk(session, treasurer, place),
            code,
            document="RC-2026-04",
            now=now,
        )
        owner = "hana" if place == SCHOOL else "olga"
        second = people.find(session, owner)
        pledges.approve(session, second, desk(session, owner, place), code, now=now)


def open_round(
    session: Session,
    *slugs: str,
    terms: Pot | Units = POT,
    programme: str = "RIVER",
    opens_at: datetime = OPENED,
    closes_at: datetime = CLOSES,
) -> str:
    """Plan, back and open a round; returns its code."""
    code = plan(session, *slugs, programme=programme, opens_at=opens_at, closes_at=closes_at)
    back(session, code, terms)
    organiser, place = ("grace", SCHOOL) if programme == "SCHOOL" else ("olive", RIVERSIDE)
    rounds.begin(
        session, people.find(session, organiser), desk(session, organiser, place), code, now=OPENED
    )
    return code


def award(
    session: Session,
    holder_id: UUID,
    points: int,
    *,
    programme: str = "RIVER",
    days: int = 700,
    now: datetime = OPENED,
) -> None:
    """Give a household or class points for a checked claim, good for so many days."""
    is_class = programme == "SCHOOL"
    claimant = people.find(session, "grace" if is_class else "rosa")
    row = Claim(
        programme_id=programmes.find(session, programme, now=now).programme_id,
        code=codes.new_code("A"),
        version=1,
        activity="workshop" if is_class else "volunteer-hour",
        holder_kind=HolderKind.GROUP if is_class else HolderKind.WALLET,
        holder_id=holder_id,
        person_id=claimant.id,
        amount=Decimal(1),
        done_on=now.date(),
        evidence_class=EvidenceClass.WITNESSED,
        state=ClaimState.AWARDED,
        points=points,
        why=[],
        submitted_at=now,
        decided_at=now,
    )
    verifier_id = people.find(session, "vera").id
    session.add(row)
    session.flush()
    session.add(
        Verification(
            programme_id=row.programme_id,
            claim_code=row.code,
            revision=1,
            decision=Decision.APPROVE,
            verifier_id=verifier_id,
            batch="",
            decided_at=now,
        )
    )
    session.flush()
    approval = Approval(
        programme_id=row.programme_id,
        claim_code=row.code,
        account_id=holder_id,
        account_kind=row.holder_kind.value,
        claimant_id=claimant.id,
        verifier_id=verifier_id,
        points=points,
        evidence_tag=ids.new_token(),
    )
    act = ledger.award(
        approval, expires_on=(now + timedelta(days=days)).date(), key=f"award:{row.code}"
    )
    ledger.post(session, row.programme_id, act, now=now)


def _treasurer(session: Session, code: str) -> tuple[str, str]:
    from portal import timetable  # noqa: PLC0415  (only this one needs it)

    found = timetable.find(session, code, now=NOON)
    return ("ivan", SCHOOL) if found.programme_code == "SCHOOL" else ("theo", RIVERSIDE)


def codes_of_rounds(session: Session) -> list[str]:
    """Return the codes of all rounds, oldest first."""
    return list(session.scalars(select(Round.code).order_by(Round.opens_at)))


def settle(session: Session, code: str, *, now: datetime = CLOSES) -> None:
    """Divide and sign a closed round of RIVER."""
    for verb, who in ((settlement.prepare, "theo"), (settlement.sign, "olga")):
        verb(session, people.find(session, who), desk(session, who), code, idem=who + code, now=now)
