"""A small programme with every kind of act in it, for tests to push against.

Wallets anna and ben (gwen is ben's guardian), groups class4 and class5, causes oak and elm.
Round r0 was open in March and is closed, r1 is open until the end of June, r2 opens in September.
Beside it another programme with zoe's wallet, and one whose book nobody has opened. Columns nobody
cares about here hold what fits.
"""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Enum, Integer, Table, Uuid, bindparam, insert
from sqlmodel import Session, SQLModel, col

from db.columns import ExactNumber, LinesColumn, UtcDateTime, WordsColumn
from db.statement import Statement, pick
from db.tables.budgets import TopUp, TopUpTarget
from db.tables.claims import Approval, Claim, Decision, HolderKind, Verification
from db.tables.giving import Cause, CauseStatement, Round, RoundOpening
from db.tables.groups import Group, GroupVote
from db.tables.households import Household, HouseholdMember
from db.tables.ledger import Holding
from db.tables.organisations import Organisation
from db.tables.people import Guardianship, Person
from db.tables.programmes import Activity, Programme, RuleSet, Season
from db.tables.rewards import Reward, Voucher
from portal import ids, ledger
from portal.ledger import AccountKind, Reason
from tests import clocks

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
LONG = date(2026, 12, 31)  # good until the end of the year
SHORT = date(2026, 3, 20)  # past its date in May
ROUNDS = {
    "r0": (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
    "r1": (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC)),
    "r2": (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
}

HELD = Statement(
    pick(Holding.account_id, Holding.lot_id, Holding.qty).where(
        col(Holding.programme_id) == bindparam("programme_id"), col(Holding.qty) != 0
    )
)

ACTS = (  # in the order in which they were posted: the first has number 1
    *("f1", "f2", "c1", "c2", "c3", "c4", "r0", "ben", "class4", "w1", "w2", "w3", "w4"),
    *("redeemed", "released", "again", "goodwill", "lapse", "s1", "r1", "class"),
)


@lru_cache(maxsize=10_000)
def named(name: str) -> UUID:
    """The id of whoever or whatever bears this name."""
    return ids.derived(UUID(int=1), name)


def filled(table: Table, **given: Any) -> dict[str, Any]:
    """A row with what is given, and in every other column that needs it something that fits."""
    needed = (
        c for c in table.columns if not c.nullable and c.name not in given and c.default is None
    )
    return {**{column.name: _fitting(column) for column in needed}, **given}


@lru_cache(maxsize=10_000)
def _account(programme: UUID, name: str) -> UUID:
    if name in set(map(str, AccountKind)):
        return ledger.single(programme, AccountKind(name))
    cause, _, round_name = name.partition("/")
    return ledger.cause_account(named(cause), named(round_name) if round_name else None)


_numbers = itertools.count(1)


def _fitting(column: Any) -> Any:
    kind = type(column.type)
    if kind is Enum:
        return next(iter(column.type.enum_class))
    fitting = {
        UtcDateTime: MARCH,
        WordsColumn: {"en": "x"},
        LinesColumn: [],
        ExactNumber: Decimal(1),
        Date: date(2026, 1, 1),
        Uuid: named("somebody"),
        Boolean: False,
        Integer: 1,
        BigInteger: 1,
    }
    return fitting[kind] if kind in fitting else f"x{next(_numbers)}"


class World:
    """The programme, its verbs with short names, and the acts that tests come back to."""

    def __init__(self, session: Session, maker: str = "tests") -> None:
        self.session, self._maker = session, maker
        self.programme, self.other = named("programme"), named("other")
        self.now = MAY
        self.acts = {name: number for number, name in enumerate(ACTS, 1)}
        self._keys = itertools.count(1)

    # What is there

    def put(self, table: type[SQLModel], **given: Any) -> None:
        """Write a row past every verb, so that only the database can object."""
        self.session.connection().execute(insert(table), filled(table.__table__, **given))

    def balance(self, name: str) -> int:
        """The points of an account."""
        return ledger.balance(self.session, self.programme, self.account(name))

    def account(self, name: str) -> UUID:
        """The id of an account: anna, budget, oak (its standing account), oak/r1."""
        return _account(self.programme, name)

    def held(self) -> dict[tuple[UUID, int], int]:
        """Everything that is not zero: points by account and lot."""
        rows = HELD.all(self.session, programme_id=self.programme)
        return {(account, lot): qty for account, lot, qty in rows}

    def key(self) -> str:
        """A key nobody used."""
        return f"{self._maker}-{next(self._keys):012}"

    # Verbs

    def post(self, act: ledger.Act) -> ledger.Outcome:
        """Post one act now."""
        return ledger.post(self.session, self.programme, act, now=self.now)

    def top_up(self, name: str, points: int, **more: Any) -> ledger.Act:
        facts = {
            "target": TopUpTarget.BUDGET,
            "funder_id": named("funder"),
            "requested_by": named("theo"),
            "approved_by": named("olive"),
            **more,
        }
        paper = TopUp(programme_id=self.programme, id=named(name), points=points, **facts)
        signers = {"actor_id": named("theo"), "second_id": named("olive")}
        return ledger.fund(paper, **signers, key=self.key())

    def claim(self, code: str, holder: str, *, checked_by: str = "vera", **more: Any) -> None:
        """A claim that somebody approved, by the first member of its household or group."""
        kind = HolderKind.GROUP if holder.startswith("class") else HolderKind.WALLET
        facts = {"holder_kind": kind, "holder_id": named(holder), "person_id": named(f"p-{holder}")}
        key = {"programme_id": self.programme, "code": code, "activity": "cycle"}
        self.put(Claim, **key, **{**facts, **more})
        decided = {"decision": Decision.APPROVE, "verifier_id": named(checked_by)}
        self.put(Verification, programme_id=self.programme, claim_code=code, **decided)

    def approval(self, code: str, holder: str, points: int, **more: Any) -> Approval:
        facts = {
            "account_id": named(holder),
            "account_kind": "group" if holder.startswith("class") else "wallet",
            "claimant_id": named(f"p-{holder}"),
            "verifier_id": named("vera"),
            "evidence_tag": ids.digest(code),
            **more,
        }
        return Approval(programme_id=self.programme, claim_code=code, points=points, **facts)

    def award(
        self, code: str, holder: str, points: int, *, good_until: date = LONG, **more: Any
    ) -> ledger.Act:
        """The award of a fresh claim."""
        self.claim(code, holder)
        paper = self.approval(code, holder, points, **more)
        return ledger.award(paper, expires_on=good_until, key=self.key())

    def give(self, giver: str, cause: str, round_name: str, points: int, **more: Any) -> ledger.Act:
        places = {"cause_id": named(cause), "round_id": named(round_name)}
        facts = {"giver_id": named(giver), "actor_id": named(f"p-{giver}"), "key": self.key()}
        return ledger.give(points=points, **places, **{**facts, **more})

    def vote(self, name: str, group: str, cause: str) -> UUID:
        facts = {"group_id": named(group), "cause_id": named(cause)}
        self.put(GroupVote, programme_id=self.programme, id=named(name), **facts)
        return named(name)

    def take_back(self, name: str, **more: Any) -> ledger.Act:
        facts = {"actor_id": named("p-anna"), "key": self.key(), **more}
        return ledger.take_back(self.acts[name], **facts)

    def statement(
        self, name: str, cause: str, round_name: str, points: int, **more: Any
    ) -> ledger.Act:
        facts = {"prepared_by": named("theo"), "approved_by": named("olive"), **more}
        places = {"cause_id": named(cause), "round_id": named(round_name)}
        paper = CauseStatement(
            programme_id=self.programme, id=named(name), points=points, **places, **facts
        )
        return ledger.settle(paper, key=self.key())

    def voucher(
        self, name: str, wallet: str = "anna", points: int = 5, goodwill: int = 2
    ) -> Voucher:
        return Voucher(
            programme_id=self.programme,
            id=named(name),
            code=f"V-{name}",
            reward_id=named("seedling"),
            wallet_id=named(wallet),
            points=points,
            goodwill=goodwill,
            made_at=self.now,
        )

    def hold(self, name: str, **more: Any) -> ledger.Act:
        return ledger.hold(self.voucher(name, **more), actor_id=named("p-anna"), key=self.key())

    def release(self, name: str, reason: Reason = Reason.PERSON) -> ledger.Act:
        paper = self.session.get_one(Voucher, (self.programme, named(name)))
        facts = {"hold_seq": self.acts[name], "actor_id": named("sol"), "key": self.key()}
        return ledger.release(paper, reason=reason, **facts)

    def redeem(self, name: str) -> ledger.Act:
        paper = self.session.get_one(Voucher, (self.programme, named(name)))
        return ledger.redeem(paper, actor_id=named("till"), key=self.key())

    def goodwill(self, name: str) -> ledger.Act:
        paper = self.session.get_one(Voucher, (self.programme, named(name)))
        facts = {"actor_id": named("sol"), "key": self.key()}
        return ledger.goodwill(paper, expires_on=date(2027, 5, 1), **facts)

    def lapse(self, holder: str, cause: str) -> ledger.Act:
        return ledger.lapse(named(holder), cause_id=named(cause), key=self.key())

    def reverse(self, name: str, **more: Any) -> ledger.Act:
        facts = {"actor_id": named("olive"), "second_id": named("theo"), "key": self.key()}
        return ledger.reverse(self.acts[name], reason=Reason.MISTAKE, **{**facts, **more})


def build(session: Session) -> None:
    """Fill a database with all this."""
    world = World(session, "built")
    begin(world)
    clocks.confirm(session)
    posted = []
    for month, acts in ((MARCH, _march), (MAY, _may)):
        world.now = month
        for name, act in acts(world).items():
            world.post(act)
            posted.append(name)
    assert tuple(posted) == ACTS


def begin(world: World) -> None:
    """Let people and programmes be there, without an act; the clock is confirmed for March 1."""
    _people(world)
    _programmes(world)


def _people(world: World) -> None:
    for name in ("somebody", "p-anna", "p-ben", "p-class4", "p-class5", "p-zoe", "vera", "gwen"):
        world.put(Person, id=named(name), name=name)
    world.put(Guardianship, guardian_id=named("gwen"), child_id=named("p-ben"))
    for name in ("anna", "ben", "zoe"):
        world.put(Household, id=named(name))
        world.put(HouseholdMember, household_id=named(name), person_id=named(f"p-{name}"))
    world.put(Organisation, id=named("somebody"))
    for name in ("class4", "class5"):
        world.put(Group, id=named(name), organisation_id=named("somebody"))


def _programmes(world: World) -> None:
    for programme in (world.programme, world.other, named("planned")):
        world.put(Programme, id=programme, organisation_id=named("somebody"), region="GB")
        world.put(Season, programme_id=programme, code="2026", ends_on=date(2026, 12, 1))
        signers = {"written_by": named("somebody"), "approved_by": named("vera")}
        world.put(RuleSet, programme_id=programme, season="2026", **signers)
    for programme in (world.programme, world.other):
        world.put(Activity, programme_id=programme, code="cycle")
        ledger.open_book(
            world.session, programme, two_person_over=5000, award_cap_day=1000, now=MARCH
        )
    for name in ("anna", "ben"):
        ledger.open_account(world.session, world.programme, named(name), AccountKind.WALLET)
    for name in ("class4", "class5"):
        ledger.open_account(world.session, world.programme, named(name), AccountKind.GROUP)
    ledger.open_account(world.session, world.other, named("zoe"), AccountKind.WALLET)
    _causes(world)


def _causes(world: World) -> None:
    key = {"programme_id": world.programme}
    for cause in ("oak", "elm"):
        world.put(Cause, **key, id=named(cause), charity_id=named("somebody"))
        _open(world, cause, None)
    for name, (opens_at, closes_at) in ROUNDS.items():
        stamps = {"opens_at": ledger.stamp(opens_at), "closes_at": ledger.stamp(closes_at)}
        world.put(Round, **key, id=named(name), opens_at=opens_at, closes_at=closes_at)
        world.put(RoundOpening, **key, round_id=named(name), **stamps)
        for cause in ("oak", "elm"):
            _open(world, cause, name)
    offered = {**key, "provider_id": named("somebody"), "points": 9}
    world.put(Reward, **offered, id=named("seedling"), stock=9)
    world.put(Reward, **offered, id=named("tray"), stock=1)


def _open(world: World, cause: str, round_name: str | None) -> None:
    round_id = named(round_name) if round_name else None
    account = ledger.cause_account(named(cause), round_id)
    places = {"cause_id": named(cause), "round_id": round_id}
    ledger.open_account(world.session, world.programme, account, AccountKind.CAUSE, **places)


def _march(world: World) -> dict[str, ledger.Act]:
    """Budget, awards, gifts into the round that will be closed, vouchers."""
    votes = {name: world.vote(name, "class4", "oak") for name in ("v1", "v2", "v3")}
    return {
        "f1": world.top_up("f1", 2000),
        "f2": world.top_up("f2", 300, target=TopUpTarget.RESERVE),
        "c1": world.award("c1", "anna", 100),
        "c2": world.award("c2", "anna", 40, good_until=SHORT),
        "c3": world.award("c3", "ben", 60, good_until=SHORT),
        "c4": world.award("c4", "class4", 50),
        "r0": world.give("anna", "oak", "r0", 20),
        "ben": world.give("ben", "elm", "r0", 15),
        "class4": world.give("class4", "oak", "r0", 10, vote_id=votes["v1"]),
        **{name: world.hold(name) for name in ("w1", "w2", "w3", "w4")},
    }


def _may(world: World) -> dict[str, ledger.Act]:
    """Vouchers ended, goodwill, a lapse, a settlement, gifts that can still be taken back."""
    return {
        "redeemed": world.redeem("w2"),
        "released": world.release("w1", Reason.PROVIDER),
        "again": world.release("w4", Reason.PROVIDER),
        "goodwill": world.goodwill("w1"),
        "lapse": world.lapse("anna", "oak"),
        "s1": world.statement("s1", "oak", "r0", 30),
        "r1": world.give("anna", "oak", "r1", 9),
        "class": world.give("class4", "oak", "r1", 5, vote_id=named("v2")),
    }
