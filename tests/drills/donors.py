"""Ten thousand households with points and a browser each, and a cause that all may give to.

They are written into the tables, because joining is not what is tried; their points are awards of
the ledger, so that the audit finds a paper behind each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel

from db.engine import open_session
from db.tables.claims import Approval, Claim, ClaimState, Decision, HolderKind, Verification
from db.tables.giving import Gift
from db.tables.households import Household, HouseholdMember
from db.tables.people import Person, SignIn
from db.tables.programmes import Enrolment
from portal import codes, ids, ledger, programmes, progress, timetable
from portal.ledger import AccountKind
from tests import giving, people
from tests.db.ledger_world import filled
from tests.people import NOON

AT_ONCE = 500  # awards of a batch
A_PAPER = 100_000  # points that two people may put into a budget


@dataclass(frozen=True)
class Donor:
    """A household of one, signed in; it holds less than twice what it means to give."""

    household_id: UUID
    person_id: UUID
    token: str
    points: int  # that it means to give
    held: int


@dataclass(frozen=True)
class Crowd:
    """Everybody, and the one cause that they give to."""

    programme_id: UUID
    round_id: UUID
    cause: str  # its address
    donors: list[Donor]


def gather(engine: Engine, count: int, *, now: datetime) -> Crowd:
    """Let so many join RIVER with points, and open a round for one cause of a pot."""
    donors = [_donor(number) for number in range(count)]
    with open_session(engine, writes=True) as session:
        river = programmes.find(session, "RIVER", now=NOON).programme_id
        _move_in(session, river, donors, now)
        _award(session, river, donors, now)
        code = giving.open_round(session, "warm-quilts", closes_at=now + timedelta(days=30))
        cause = giving.cause(session, "warm-quilts")
        round_id = timetable.find(session, code, now=now).round_id
        session.commit()
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")  # as a server does by itself within a minute
    return Crowd(river, round_id, f"/en/causes/{cause.slug}-{cause.code}", donors)


def let_give(engine: Engine, crowd: Crowd, some: Sequence[Donor], *, now: datetime) -> None:
    """Let these give what they mean to, many in one act of the ledger's lock."""
    with open_session(engine, writes=True) as session:
        cause_id = giving.cause(session, "warm-quilts").cause_id
        for start in range(0, len(some), AT_ONCE):
            _give(session, crowd, cause_id, some[start : start + AT_ONCE], now)
        session.commit()


def _give(
    session: Session, crowd: Crowd, cause_id: UUID, some: Sequence[Donor], now: datetime
) -> None:
    key = {"programme_id": crowd.programme_id, "cause_id": cause_id, "round_id": crowd.round_id}
    gifts = [Gift(**key, **_gift(one), given_at=now) for one in some]
    acts = [
        ledger.give(
            giver_id=gift.giver_id,
            cause_id=cause_id,
            round_id=crowd.round_id,
            points=gift.points,
            actor_id=gift.person_id,
            key=f"gift:{gift.code}:once",
        )
        for gift in gifts
    ]
    done = ledger.post_many(session, crowd.programme_id, acts, now=now)
    for gift, outcome in zip(gifts, done, strict=True):
        gift.txn_seq = outcome.seq
    session.add_all(gifts)
    session.flush()
    for gift in gifts:
        progress.count(session, gift, +1)


def _gift(one: Donor) -> dict[str, Any]:
    who = {"giver_id": one.household_id, "person_id": one.person_id, "adult_id": one.person_id}
    return {**who, "code": codes.new_code("D"), "points": one.points}


def _donor(number: int) -> Donor:
    points = 10 + number % 7
    return Donor(uuid4(), uuid4(), f"donor{number}", points, points + number % 10)


def _move_in(session: Session, river: UUID, donors: list[Donor], now: datetime) -> None:
    put(session, Person, ({"id": one.person_id, "joined_at": now} for one in donors))
    homes = ({"id": one.household_id, "code": codes.new_code("H")} for one in donors)
    put(session, Household, homes)
    lives = ({"household_id": one.household_id, "person_id": one.person_id} for one in donors)
    put(session, HouseholdMember, lives)
    put(session, SignIn, (_signed_in(one, now) for one in donors))
    takes_part = ({"programme_id": river, "holder_id": one.household_id} for one in donors)
    put(session, Enrolment, takes_part)
    for one in donors:
        ledger.open_account(session, river, one.household_id, AccountKind.WALLET)


def _signed_in(one: Donor, now: datetime) -> dict[str, Any]:
    times = dict.fromkeys(("began_at", "seen_at", "proved_at"), now)
    key = {"token_hash": ids.digest(one.token), "id": uuid4(), "person_id": one.person_id}
    return {**key, **times, "ends_at": now + timedelta(days=1)}


def _award(session: Session, river: UUID, donors: list[Donor], now: datetime) -> None:
    """Give everybody their points, each for a checked claim."""
    for _ in range(sum(one.held for one in donors) // A_PAPER + 1):
        people.fund(session, "RIVER", A_PAPER)
    vera = people.find(session, "vera").id
    claims = {codes.new_code("A"): one for one in donors}
    put(session, Claim, (_claim(river, code, one, now) for code, one in claims.items()))
    checks = {"programme_id": river, "decision": Decision.APPROVE, "verifier_id": vera}
    put(session, Verification, ({**checks, "claim_code": code} for code in claims))
    expires_on = (now + timedelta(days=700)).date()
    papers = [_paper(river, code, one, vera) for code, one in claims.items()]
    for start in range(0, len(papers), AT_ONCE):
        acts = [
            ledger.award(paper, expires_on=expires_on, key=f"award:{paper.claim_code}")
            for paper in papers[start : start + AT_ONCE]
        ]
        assert all(done.seq for done in ledger.post_many(session, river, acts, now=now))


def _claim(river: UUID, code: str, one: Donor, now: datetime) -> dict[str, Any]:
    whose = {"holder_kind": HolderKind.WALLET, "holder_id": one.household_id}
    facts = {"activity": "volunteer-hour", "state": ClaimState.AWARDED, "done_on": now.date()}
    return {"programme_id": river, "code": code, "person_id": one.person_id, **whose, **facts}


def _paper(river: UUID, code: str, one: Donor, vera: UUID) -> Approval:
    return Approval(
        programme_id=river,
        claim_code=code,
        account_id=one.household_id,
        account_kind="wallet",
        claimant_id=one.person_id,
        verifier_id=vera,
        points=one.held,
        evidence_tag=ids.digest(code),
    )


def put(session: Session, table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
    """Write rows; what they leave out is something that fits."""
    whole = [filled(table.__table__, **row) for row in rows]  # type: ignore[attr-defined]
    session.connection().execute(insert(table), whole)
