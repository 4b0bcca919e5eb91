"""A programme whose book is posted into: two hundred households, one cause, an open round."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session, SQLModel

from db.engine import open_session
from db.tables.budgets import TopUp, TopUpTarget
from db.tables.claims import (
    Approval,
    Claim,
    ClaimState,
    Decision,
    HolderKind,
    Verification,
)
from db.tables.giving import Cause, Round, RoundOpening
from db.tables.households import Household
from db.tables.ledger import Txn
from db.tables.organisations import Organisation
from db.tables.people import Person
from db.tables.programmes import Activity, Programme, RuleSet, Season
from portal import ids, ledger
from portal.ledger import AccountKind, Act
from portal.postings import decide
from portal.reading import open_for
from tests.databases import migrated
from tests.db.ledger_world import filled, named

HOUSEHOLDS = 200
PROGRAMME, CAUSE, ROUND = named("programme"), named("oak"), named("r1")
PLENTY = 10**9  # points
AWARDED, GIVEN = 5, 4  # so that one gift in some takes from two lots
Rows = dict[str, list[dict[str, Any]]]


class Book:
    """The programme in one database, and acts nobody has posted yet."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self.engine, self.now = engine, now
        self._numbers = itertools.count()
        self._good_until = (now + timedelta(days=200)).date()
        migrated(engine)
        with open_session(engine, writes=True) as session:
            _people(session)
            _programme(session, now)
            self._top_up(session)
            everybody = 2 * HOUSEHOLDS
            self.post(session, self.batch(session, everybody, kinds=("award",)))
            session.commit()

    def post(self, session: Session, acts: Sequence[Act]) -> None:
        """Post acts nothing can speak against."""
        outcomes = ledger.post_many(session, PROGRAMME, acts, now=self.now)
        assert all(one.seq and not one.replayed for one in outcomes), outcomes

    def count(self, session: Session) -> int:
        """Return how many acts there are."""
        return session.execute(select(func.count()).select_from(Txn)).scalar_one()

    def batch(
        self, session: Session, count: int, kinds: Sequence[str] = ("award", "give")
    ) -> list[Act]:
        """Return acts, two for each household in turn; those of awards have checked claims."""
        numbers = list(itertools.islice(self._numbers, count))
        made = {number: kinds[number % len(kinds)] for number in numbers}
        if awards := [number for number, kind in made.items() if kind == "award"]:
            session.connection().execute(insert(Claim), [_claim(number) for number in awards])
            checks = [_check(number) for number in awards]
            session.connection().execute(insert(Verification), checks)
        makers = {"award": partial(_award, good_until=self._good_until), "give": _give}
        return [makers[kind](number) for number, kind in made.items()]

    def rows(self, session: Session, acts: Sequence[Act]) -> Rows:
        """Return the very rows that posting these acts would write, by table, hashes and all."""
        opened = open_for(session, PROGRAMME, acts, self.now)
        for act in acts:
            opened.enter(act, decide(opened.books, act))
        papers = [paper for act in acts for paper in act.papers]
        return {
            "approval": [paper.model_dump() for paper in papers],
            "txn": opened.chain.txns,
            "lot": opened.chain.lots,
            "posting": opened.chain.postings,
            "pointtotal": [
                {"programme_id": PROGRAMME, "awarded_on": day, "move": kind, "points": points}
                for (day, kind), points in opened.books.totals.items()
            ],
        }

    def _top_up(self, session: Session) -> None:
        paper = TopUp(
            programme_id=PROGRAMME,
            id=named("f1"),
            points=PLENTY,
            target=TopUpTarget.BUDGET,
            funder_id=named("funder"),
            requested_by=named("theo"),
            approved_by=named("olive"),
            second_by=named("omar"),
        )
        signers = {"actor_id": named("theo"), "second_id": named("olive")}
        self.post(session, [ledger.fund(paper, **signers, key="the-first-top-up")])


def _put(session: Session, table: type[SQLModel], *rows: dict[str, Any]) -> None:
    filled_rows = [filled(table.__table__, **row) for row in rows]  # type: ignore[attr-defined]
    session.connection().execute(insert(table), filled_rows)


def _people(session: Session) -> None:
    somebody = named("somebody")
    _put(session, Person, {"id": somebody}, *({"id": named(f"p{n}")} for n in range(HOUSEHOLDS)))
    _put(session, Household, *({"id": named(f"h{n}")} for n in range(HOUSEHOLDS)))
    _put(session, Organisation, {"id": somebody})


def _programme(session: Session, now: datetime) -> None:
    key = {"programme_id": PROGRAMME}
    facts = {"id": PROGRAMME, "organisation_id": named("somebody"), "region": "GB"}
    _put(session, Programme, facts)
    _put(session, Season, {**key, "code": "2026", "ends_on": date(2026, 12, 1)})
    signers = {"written_by": named("somebody"), "approved_by": named("p0")}
    _put(session, RuleSet, {**key, "season": "2026", **signers})
    _put(session, Activity, {**key, "code": "cycle"})
    ledger.open_book(session, PROGRAMME, two_person_over=1000, award_cap_day=PLENTY, now=now)
    for number in range(HOUSEHOLDS):
        ledger.open_account(session, PROGRAMME, named(f"h{number}"), AccountKind.WALLET)
    opens, closes = now - timedelta(days=30), now + timedelta(days=30)
    stamps = {"opens_at": ledger.stamp(opens), "closes_at": ledger.stamp(closes)}
    _put(session, Cause, {**key, "id": CAUSE, "charity_id": named("somebody")})
    _put(session, Round, {**key, "id": ROUND, "opens_at": opens, "closes_at": closes})
    _put(session, RoundOpening, {**key, "round_id": ROUND, **stamps})
    account = ledger.cause_account(CAUSE, ROUND)
    ledger.open_account(
        session, PROGRAMME, account, AccountKind.CAUSE, cause_id=CAUSE, round_id=ROUND
    )


def _claim(number: int) -> dict[str, Any]:
    holder = _holder(number)
    return filled(
        Claim.__table__,  # type: ignore[attr-defined]
        programme_id=PROGRAMME,
        code=f"c{number}",
        activity="cycle",
        state=ClaimState.WITHDRAWN,  # so that it stands in no report, which are not measured here
        holder_kind=HolderKind.WALLET,
        holder_id=named(f"h{holder}"),
        person_id=named(f"p{holder}"),
    )


def _check(number: int) -> dict[str, Any]:
    return filled(
        Verification.__table__,  # type: ignore[attr-defined]
        programme_id=PROGRAMME,
        claim_code=f"c{number}",
        decision=Decision.APPROVE,
        verifier_id=named("somebody"),
    )


def _award(number: int, good_until: date) -> Act:
    holder = _holder(number)
    paper = Approval(
        programme_id=PROGRAMME,
        claim_code=f"c{number}",
        account_id=named(f"h{holder}"),
        account_kind="wallet",
        claimant_id=named(f"p{holder}"),
        verifier_id=named("somebody"),
        points=AWARDED,
        evidence_tag=ids.digest(f"c{number}"),
    )
    return ledger.award(paper, expires_on=good_until, key=_key(number))


def _give(number: int) -> Act:
    holder = _holder(number)
    return ledger.give(
        giver_id=named(f"h{holder}"),
        cause_id=CAUSE,
        round_id=ROUND,
        points=GIVEN,
        actor_id=named(f"p{holder}"),
        key=_key(number),
    )


def _holder(number: int) -> int:
    return number // 2 % HOUSEHOLDS


def _key(number: int) -> str:
    return f"bench-{number:026}"
