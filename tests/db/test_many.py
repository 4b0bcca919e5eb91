"""Many rows at once arrive as they would one by one."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from db.many import Many
from db.tables.claims import Claim, ClaimState, HolderKind
from db.tables.households import Household
from db.tables.reports import ActTotal, Counted, EvidenceClass, Presence
from tests.db.ledger_world import MAY, filled, named

CLAIMS = Many(Claim)


def claims(world, *codes):
    """Rows of claims that use every kind of column."""
    facts = {
        "programme_id": world.programme,
        "activity": "cycle",
        "holder_kind": HolderKind.WALLET,
        "holder_id": named("anna"),
        "person_id": named("p-anna"),
        "amount": Decimal("3.25"),
        "done_on": date(2026, 4, 30),
        "why": [{"rule": "cycle", "text": "5 % more: ‘yes’"}],
        "submitted_at": MAY,
        "note": None,
        "state": ClaimState.SUBMITTED,
        "revision": 1,
        "shortfall": 0,
    }
    return [filled(Claim.__table__, code=code, **facts) for code in codes]


@pytest.mark.parametrize("count", [1, 2, 300])
def test_values_come_back_as_they_went_in(world, count):
    rows = claims(world, *(f"m{number:03}" for number in range(count)))
    CLAIMS.write(world.session, rows)
    found = select(Claim).where(col(Claim.code).like("m%")).order_by(col(Claim.code))
    kept = [claim.model_dump() for claim in world.session.execute(found).scalars()]
    assert [{name: one[name] for name in rows[0]} for one in kept] == rows


def test_what_is_no_column_is_not_written(world):
    [row] = claims(world, "m1")
    CLAIMS.write(world.session, [{**row, "said": "beside the point"}])
    assert world.session.execute(select(Claim.code).where(Claim.code == "m1")).scalar_one() == "m1"


def test_one_bad_row_leaves_none_of_them(world):
    rows = claims(world, "m1", "m2", "m1")
    world.session.commit()
    with pytest.raises(IntegrityError):
        CLAIMS.write(world.session, rows)
    world.session.rollback()
    found = select(Claim).where(col(Claim.code).in_(["m1", "m2"]))
    assert world.session.execute(found).all() == []


def test_what_a_row_leaves_out_is_not_made_up(world):
    homes = Many(Household)
    with pytest.raises(IntegrityError, match="adults_to_agree"):
        homes.write(
            world.session, [{"id": named("home"), "code": "M-1", "name": "x", "made_at": MAY}]
        )


def presence(world, count):
    """Rows of so many people, each there once more than the one before."""
    same = {"programme_id": world.programme, "period": "2026", "kind": Counted.PEOPLE}
    return [
        {**same, "subject_id": named(f"p{number}"), "act_count": number + 1}
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 300])
def test_what_is_added_is_told_as_it_then_is(world, count):
    adding = Many(Presence, "act_count", telling=("kind", "subject_id", "act_count"))
    rows = presence(world, count)
    first, second = (adding.write(world.session, rows) for _ in range(2))
    assert sorted(first) == sorted((Counted.PEOPLE, r["subject_id"], r["act_count"]) for r in rows)
    assert sorted(second) == sorted((kind, who, 2 * times) for kind, who, times in first)
    assert {type(value) for value in first[0]} == {Counted, UUID, int}


def test_a_table_that_tells_nothing_adds_all_the_same(world):
    adding = Many(ActTotal, "act_count", "amount")
    row = {"programme_id": world.programme, "period": "2026", "activity": "cycle", "replaced": ""}
    row |= {"year": 2026, "evidence_class": EvidenceClass.DECLARED, "act_count": 2}
    for amount in (Decimal("0.000001"), Decimal("1000000000")):
        assert adding.write(world.session, [{**row, "amount": amount}]) == []
    kept = world.session.execute(select(ActTotal.act_count, ActTotal.amount)).one()
    assert tuple(kept) == (4, Decimal("1000000000.000001"))
