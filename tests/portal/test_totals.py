"""Kept totals: after whatever happens to claims they are what counting again would give."""

import re
from collections import Counter
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import event, select

from db.tables.claims import ClaimState, EvidenceClass, HolderKind
from db.tables.reports import ActTotal, Counted, PeriodTotal, Presence
from portal import programmes, totals
from portal.periods import codes_of_day
from portal.totals import ActKey, Facts, PresenceKey, Totals
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
ROSA, TOM, FAY = (UUID(int=number) for number in (1, 2, 3))
LINDEN, FENNEL, CLASS_3A = (UUID(int=number) for number in (11, 12, 13))
HOMES = {ROSA: LINDEN, TOM: LINDEN, FAY: FENNEL}
SEASONS = {1: "spring-2026"}


@pytest.fixture
def river(session) -> UUID:
    return programmes.find(session, "RIVER", now=NOON).programme_id


def act(person=ROSA, **facts) -> Facts:
    """A cycle ride of Rosa's, approved; or what `facts` say."""
    ride = {
        "version": 1,
        "state": ClaimState.AWARDED,
        "activity": "cycle",
        "amount": Decimal("12.5"),
        "replaced": "car",
        "done_on": date(2026, 5, 14),
        "evidence_class": EvidenceClass.DECLARED,
        "holder_kind": HolderKind.WALLET,
        "holder_id": HOMES.get(person, CLASS_3A),
        "person_id": person,
    }
    return Facts(**{**ride, **facts})


def kept(session, programme_id) -> Totals:
    """Read what is kept, in the shape of a count; what came to nothing is left out."""
    found = Totals(SEASONS)
    mine = {"programme_id": programme_id}
    for row in session.scalars(select(ActTotal).filter_by(**mine)):
        key = ActKey(row.period, row.activity, row.replaced, row.year, row.evidence_class)
        found.acts[key], found.amounts[key] = row.act_count, row.amount
    for row in session.scalars(select(PeriodTotal).filter_by(**mine)):
        found.totals[row.period, row.counted] = row.total
    for row in session.scalars(select(Presence).filter_by(**mine)):
        found.presence[PresenceKey(row.period, row.kind, row.subject_id)] = row.act_count
    return found


def content(found: Totals) -> dict[str, dict]:
    return {
        part.name: {key: number for key, number in getattr(found, part.name).items() if number}
        for part in fields(Totals)
        if part.name != "seasons"
    }


def keep(session, programme_id, *, before=(), after=()) -> dict[str, dict]:
    totals.count(session, programme_id, before=before, after=after)
    session.expire_all()
    return content(kept(session, programme_id))


def test_an_approved_act_counts_once_in_each_of_its_periods(session, river):
    found = keep(session, river, after=[act()])
    for period in ("2026", "2026-05", "2026-W20", "spring-2026"):
        key = ActKey(period, "cycle", "car", 2026, EvidenceClass.DECLARED)
        assert found["acts"][key] == 1
        assert found["amounts"][key] == Decimal("12.5")
        assert found["totals"][period, Counted.APPROVED] == 1
        assert found["totals"][period, Counted.PEOPLE] == 1
        assert found["totals"][period, Counted.HOUSEHOLDS] == 1
    assert len(found["acts"]) == 4


def test_two_people_of_one_household_are_two_people_and_one_household(session, river):
    found = keep(session, river, after=[act(ROSA), act(TOM), act(ROSA)])
    assert found["totals"]["2026", Counted.PEOPLE] == 2
    assert found["totals"]["2026", Counted.HOUSEHOLDS] == 1
    assert found["totals"]["2026", Counted.APPROVED] == 3


def test_a_class_counts_as_a_group_and_its_teacher_not_as_a_person(session, river):
    lesson = act(holder_kind=HolderKind.GROUP, holder_id=CLASS_3A)
    found = keep(session, river, after=[lesson, lesson])
    assert found["totals"]["2026-05", Counted.GROUPS] == 1
    assert ("2026-05", Counted.PEOPLE) not in found["totals"]


@pytest.mark.parametrize("state", [ClaimState.SUBMITTED, ClaimState.ASKED])
def test_a_claim_that_waits_is_no_act_yet(session, river, state):
    found = keep(session, river, after=[act(state=state)])
    assert found["totals"]["2026", Counted.WAITING] == 1
    assert not found["acts"]
    assert not found["presence"]


@pytest.mark.parametrize("state", [ClaimState.QUEUED, ClaimState.UNAWARDED])
def test_without_points_an_approved_act_still_counts(session, river, state):
    assert keep(session, river, after=[act(state=state)])["totals"]["2026", Counted.APPROVED] == 1


def test_what_is_withdrawn_leaves_no_trace(session, river):
    waiting = act(state=ClaimState.SUBMITTED)
    keep(session, river, after=[waiting])
    gone = waiting._replace(state=ClaimState.WITHDRAWN)
    assert not any(keep(session, river, before=[waiting], after=[gone]).values())


def test_what_is_reversed_is_declined_and_its_maker_no_longer_there(session, river):
    ride = act()
    keep(session, river, after=[ride])
    undone = ride._replace(state=ClaimState.REVERSED)
    found = keep(session, river, before=[ride], after=[undone])
    assert found["totals"] == {
        (period, Counted.DECLINED): 1 for period in codes_of_day(ride.done_on, "spring-2026")
    }
    assert not found["acts"]
    assert not found["amounts"]


def test_somebody_with_another_act_stays_when_one_is_reversed(session, river):
    ride, other = act(), act(activity="bus")
    keep(session, river, after=[ride, other])
    undone = ride._replace(state=ClaimState.REVERSED)
    found = keep(session, river, before=[ride], after=[undone])
    assert found["totals"]["2026", Counted.PEOPLE] == 1


def test_a_changed_day_moves_a_claim_to_its_new_month_and_week(session, river):
    waiting = act(state=ClaimState.SUBMITTED, done_on=date(2026, 5, 31))
    keep(session, river, after=[waiting])
    later = waiting._replace(done_on=date(2026, 6, 1))
    found = keep(session, river, before=[waiting], after=[later])["totals"]
    assert ("2026-05", Counted.WAITING) not in found
    assert found["2026-06", Counted.WAITING] == found["2026", Counted.WAITING] == 1


def test_a_change_that_changes_nothing_writes_nothing(engine, session, river):
    totals.count(session, river, before=[act()], after=[act()])
    assert not any(content(kept(session, river)).values())


def test_amounts_add_to_the_last_millionth(session, river):
    third = act(amount=Decimal("0.333333"))
    found = keep(session, river, after=[third, third, third])
    assert set(found["amounts"].values()) == {Decimal("0.999999")}


def test_an_amount_finer_than_a_millionth_is_refused(session, river):
    with pytest.raises(ValueError, match="finer than a millionth"):
        keep(session, river, after=[act(amount=Decimal("0.0000001"))])


def test_programmes_are_counted_apart(session, river):
    school = programmes.find(session, "SCHOOL", now=NOON).programme_id
    keep(session, river, after=[act()])
    assert not any(content(kept(session, school)).values())


def test_many_claims_cost_one_read_and_a_writing_a_table(engine, session, river):
    seen = []
    listen = (engine, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
    event.listen(*listen)
    totals.count(session, river, before=[], after=[act(person) for person in HOMES] * 50)
    event.remove(*listen)
    writes = Counter(found[0] for one in seen if (found := re.match(r"INSERT INTO \w+", one)))
    reads = [one for one in seen if one.startswith("SELECT")]
    assert len(reads) == 1
    assert set(writes) == {f"INSERT INTO {one}" for one in ("acttotal", "periodtotal", "presence")}
    assert max(writes.values()) <= len(bin(10 * len(HOMES)))  # SQLite takes portions of 2, 4, 8 …


@pytest.mark.parametrize("seed", range(3))
def test_after_random_acts_what_is_kept_is_what_counting_again_gives(session, river, seed):
    random, claims = Random(seed), []
    for _ in range(30):
        before = random.sample(claims, k=min(len(claims), random.randrange(4)))
        for one in before:
            claims.remove(one)
        after = [random_change(random, one) for one in before]
        after += [random_act(random) for _ in range(random.randrange(4))]
        claims += after
        totals.count(session, river, before=before, after=after)
    again = totals.add_up(claims, SEASONS)
    assert content(kept(session, river)) == content(again)
    assert content(again)["acts"]


def random_act(random: Random) -> Facts:
    is_class = random.random() < 0.2
    return act(
        random.choice([ROSA, TOM, FAY]),
        state=random.choice(list(ClaimState)),
        activity=random.choice(["cycle", "bus", "recycle-glass"]),
        amount=Decimal(random.randrange(1, 10**8)).scaleb(-6),
        replaced=random.choice(["", "car", "bus"]),
        done_on=date(2025, 12, 1) + timedelta(days=random.randrange(60)),
        evidence_class=random.choice(list(EvidenceClass)),
        **({"holder_kind": HolderKind.GROUP, "holder_id": CLASS_3A} if is_class else {}),
    )


def random_change(random: Random, claim: Facts) -> Facts:
    if random.random() < 0.7:
        return claim._replace(state=random.choice(list(ClaimState)))
    return claim._replace(done_on=claim.done_on + timedelta(days=random.randrange(9)))
