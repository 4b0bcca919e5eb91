"""Rewards and vouchers for tests, made through the verbs.

The shelter's chen offers them, Riverside's olive approves; rosa's Linden and fay's Fennel have
points; pip is Linden's child.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from db.tables.books import AccountKind
from db.tables.rewards import Redemption, Reward
from portal import ledger, offer_changes, offers, redeeming, rewards, tills, voucher_ends
from portal.budgets import TopUpTarget
from portal.offers import Offer
from portal.programmes import find as find_programme
from portal.rewards import Offered, RewardKind, RewardState
from tests import giving, people
from tests.giving import SHELTER, desk
from tests.people import NOON

PRICE = 60
LAST = (NOON + timedelta(days=60)).date()


def offer(session: Session, **given: Any) -> Offer:
    """Return a bus pass, or what is told otherwise."""
    shelter = people.place(session, SHELTER).id
    words = {"name": "Bus day pass", "about": "A day on every bus.", "where": "All buses."}
    facts: dict[str, Any] = {
        **{name: {"en": text, "zh-hans": "公交一日票"} for name, text in words.items()},
        "slug": "bus-day-pass",
        "kind": RewardKind.TRAVEL,
        "access": {"en": "All buses have a ramp."},
        "points": PRICE,
        "stock": 3,
        "offered_until": LAST,
        "payer_id": shelter,
        "each_household": 2,
    }
    return Offer(**{**facts, **given})


def declared(session: Session, *, now: datetime = NOON, idem: str = "declare", **given: Any) -> str:
    """Let the shelter promise a reward; return its code."""
    me, at = people.find(session, "chen"), desk(session, "chen", SHELTER)
    return offers.declare(session, me, at, "RIVER", offer(session, **given), idem=idem, now=now)


def offered(
    session: Session,
    *,
    now: datetime = NOON,
    idem: str = "declare",
    reserve: int = 1_000,
    **given: Any,
) -> str:
    """Let it be approved, too, with a reserve for goodwill; return its key."""
    code = declared(session, now=now, idem=idem, **given)
    change(session, code, RewardState.OFFERED, now=now)
    if reserve:
        people.fund(session, "RIVER", reserve, target=TopUpTarget.RESERVE)
    return f"{given.get('slug', 'bus-day-pass')}-{code}"


def change(
    session: Session, code: str, state: RewardState, reason: str = "", now: datetime = NOON
) -> None:
    """Let olive, who organises, change an offer."""
    olive = people.find(session, "olive")
    facts = (session, olive, desk(session, "olive"), code, state)
    offer_changes.change(*facts, reason=reason, now=now)


def award(session: Session, home: str = "Linden", points: int = 200, **when: Any) -> None:
    """Give a household points."""
    giving.award(session, people.home(session, home), points, **when)


def redeem(
    session: Session,
    key: str,
    who: str = "rosa",
    *,
    points: int = PRICE,
    idem: str = "redeem",
    now: datetime = NOON,
) -> str:
    """Use points for a reward; return the voucher's code."""
    me = people.find(session, who)
    return redeeming.redeem(session, me, key, points=points, idem=idem, now=now)


def accept(
    session: Session, code: str, who: str = "chen", idem: str = "till", now: datetime = NOON
) -> None:
    """Take a voucher at the till."""
    taker = tills.somebody(session, people.find(session, who), now=now)
    tills.accept(session, taker, code, idem=idem, now=now)


def end_all(session: Session, *, now: datetime) -> int:
    """Let time do what it does with vouchers."""
    from portal.work import PROGRAMMES  # noqa: PLC0415  (only this one needs it)

    [river] = [row for row in PROGRAMMES.all(session) if row.code == "RIVER"]
    return voucher_ends.end_some(session, river, now=now)


def seen(session: Session, key: str, now: datetime = NOON) -> Offered:
    """Return a reward as everybody sees it."""
    return rewards.find(session, key, now=now)


def left(session: Session, key: str, now: datetime = NOON) -> int:
    """Return how many everybody sees."""
    return seen(session, key, now).left


def redemption(session: Session, code: str) -> Redemption:
    """Return what became of a voucher."""
    session.flush()
    found = select(Redemption).where(Redemption.code == code)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def wallet(session: Session, home: str = "Linden") -> int:
    """Return what a household holds of RIVER."""
    return ledger.balance(session, river(session), people.home(session, home))


def account(session: Session, kind: AccountKind) -> int:
    """Return what lies in a single account of RIVER."""
    return ledger.balance(session, river(session), ledger.single(river(session), kind))


def river(session: Session) -> Any:
    """Return the programme's id."""
    return find_programme(session, "RIVER", now=NOON).programme_id


def count(session: Session) -> int:
    """Return how many rewards there are."""
    return session.scalars(select(func.count()).select_from(Reward)).one()
