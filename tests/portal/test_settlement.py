from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from db.tables.giving import CauseStatement, Settlement, SettlementShare
from portal import gifts, giving, ledger, settlement, timetable
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.ledger import AccountKind
from portal.settlement import (
    AlreadySettled,
    NoPoints,
    NotPrepared,
    OneSigner,
    Stale,
    StillOpen,
    split,
)
from portal.timetable import RoundState
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, CLOSES, POT, QUILTS
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")

GIVEN = {"breakfast-table": 265, "towpath-orchard": 421, "uniform-exchange": 184}


def give(session, slug, points, idem, who="rosa", now=NOON):
    cause, me = set_up.cause(session, slug), people.find(session, who)
    gifts.give(session, me, cause, points=points, idem=idem, now=now)


@pytest.fixture
def closed(session):
    """A round with a pot that three causes share; it closes at CLOSES."""
    code = set_up.open_round(session, *GIVEN)
    set_up.award(session, people.home(session, "Linden"), 900)
    for slug, points in GIVEN.items():
        give(session, slug, points, idem=slug)
    return code


def prepare(session, code, who="theo", place=set_up.RIVERSIDE, idem="divide", now=AFTER):
    me, desk = people.find(session, who), set_up.desk(session, who, place)
    settlement.prepare(session, me, desk, code, idem=idem, now=now)


def sign(session, code, who="olga", idem="sign", now=AFTER):
    me, desk = people.find(session, who), set_up.desk(session, who)
    settlement.sign(session, me, desk, code, idem=idem, now=now)


def rows(session, code, now=AFTER):
    found = timetable.find(session, code, now=now)
    listed = giving.list_in_round(session, found.programme_id, found.round_id, now=now)
    return {row.slug: row for row in listed}


def settled_points(session, code):
    programme_id = timetable.find(session, code, now=AFTER).programme_id
    return ledger.balance(session, programme_id, ledger.single(programme_id, AccountKind.SETTLED))


def test_split_is_offered_here_too():
    orchard, breakfast = UUID(int=1), UUID(int=2)
    assert split(100, {orchard: 1, breakfast: 2}) == {orchard: 33, breakfast: 67}


def test_two_people_settle_a_round_and_its_points_leave_with_statements(session, closed):
    prepare(session, closed)
    assert timetable.find(session, closed, now=AFTER).state is RoundState.CLOSED
    assert all(row.share_cents is None for row in rows(session, closed).values())
    sign(session, closed)
    assert timetable.find(session, closed, now=AFTER).state is RoundState.SETTLED
    shares = {slug: row.share_cents for slug, row in rows(session, closed).items()}
    assert shares == {
        "breakfast-table": 30_460,
        "towpath-orchard": 48_391,
        "uniform-exchange": 21_149,
    }
    assert settled_points(session, closed) == 870
    for row in rows(session, closed).values():
        account = ledger.cause_account(row.cause_id, row.round_id)
        assert ledger.balance(session, row.programme_id, account) == 0
        assert row.txn_seq
    papers = session.exec(select(CauseStatement)).all()
    assert sorted(paper.points for paper in papers) == sorted(GIVEN.values())
    assert {(paper.prepared_by, paper.approved_by) for paper in papers} == {
        (people.find(session, "theo").id, people.find(session, "olga").id)
    }


def test_each_form_sent_twice_settles_once(session, closed):
    for _ in range(2):
        prepare(session, closed)
    for _ in range(2):
        sign(session, closed)
    assert settled_points(session, closed) == 870
    assert len(session.exec(select(Settlement)).all()) == 1


def test_the_key_of_one_act_does_not_serve_another(session, closed):
    prepare(session, closed, idem="same")
    with pytest.raises(AlreadyUsed):
        sign(session, closed, idem="same")


def test_an_open_round_is_not_divided(session, closed):
    with pytest.raises(StillOpen):
        prepare(session, closed, now=NOON)
    with pytest.raises(StillOpen):
        sign(session, closed, now=NOON)
    with pytest.raises(StillOpen):
        prepare(session, set_up.plan(session, "towpath-orchard"))


def test_a_settled_round_is_not_divided_again(session, closed):
    prepare(session, closed)
    sign(session, closed)
    with pytest.raises(AlreadySettled):
        prepare(session, closed, idem="again")
    with pytest.raises(AlreadySettled):
        sign(session, closed, who="olive", idem="again")


def test_nobody_signs_what_was_not_divided(session, closed):
    with pytest.raises(NotPrepared):
        sign(session, closed)


def test_only_a_treasurer_divides_and_only_an_owner_or_organiser_signs(session, closed):
    with pytest.raises(NotAllowed):
        prepare(session, closed, who="olga")
    prepare(session, closed)
    for who in ("theo", "vera"):
        with pytest.raises(NotAllowed):
            sign(session, closed, who=who)
    sign(session, closed, who="olive")


def test_whoever_divides_does_not_sign_even_with_another_role_by_then(session, closed):
    prepare(session, closed)
    paper = session.exec(select(Settlement)).one()
    paper.prepared_by = people.find(session, "olga").id
    session.flush()
    with pytest.raises(OneSigner):
        sign(session, closed)
    assert settled_points(session, closed) == 0


def test_a_round_of_others_is_not_there(session, closed):
    with pytest.raises(NotFound):
        prepare(session, closed, who="ivan", place=set_up.SCHOOL)


def test_a_round_nobody_gave_in_cannot_be_divided(session):
    code = set_up.open_round(session, "warm-quilts")
    with pytest.raises(NoPoints):
        prepare(session, code)


def test_dividing_again_before_it_is_signed_replaces_what_was_drafted(session, closed):
    prepare(session, closed)
    prepare(session, closed, idem="divide-2")
    found = timetable.find(session, closed, now=AFTER)
    drafted = settlement.list_drafted(session, found.programme_id, found.round_id)
    assert sum(row.amount_cents for row in drafted) == 100_000 and len(drafted) == 3


def test_a_division_that_does_not_fit_the_gifts_is_not_signed(session, closed):
    prepare(session, closed)
    share = session.exec(select(SettlementShare)).first()
    share.amount_cents += 1
    session.flush()
    with pytest.raises(Stale):
        sign(session, closed)


def test_a_cause_without_gifts_gets_nothing_and_needs_no_statement(session):
    code = set_up.open_round(session, "towpath-orchard", "uniform-exchange")
    set_up.award(session, people.home(session, "Linden"), 100)
    give(session, "towpath-orchard", 50, idem="a")
    prepare(session, code)
    sign(session, code)
    found = rows(session, code)
    assert (found["towpath-orchard"].share_cents, found["uniform-exchange"].share_cents) == (
        100_000,
        0,
    )
    assert len(session.exec(select(CauseStatement)).all()) == 1


def test_whole_things_are_settled_and_the_rest_counts_in_the_next_round(session):
    code = set_up.open_round(session, "warm-quilts", terms=QUILTS)
    set_up.award(session, people.home(session, "Linden"), 900)
    give(session, "warm-quilts", 350, idem="a")
    prepare(session, code)
    sign(session, code)
    first = rows(session, code)["warm-quilts"]
    assert (first.share_units, first.points_left, first.points_carried) == (2, 30, 0)
    assert settled_points(session, code) == 350
    later = AFTER + timedelta(days=1)
    following = set_up.open_round(
        session, "warm-quilts", terms=QUILTS, opens_at=CLOSES, closes_at=later
    )
    assert rows(session, following)["warm-quilts"].points_carried == 30
    give(session, "warm-quilts", 130, idem="b", now=AFTER)
    prepare(session, following, idem="c", now=later)
    sign(session, following, idem="d", now=later)
    second = rows(session, following, now=later)["warm-quilts"]
    assert (second.share_units, second.points_carried, second.points_left) == (1, 30, 0)
    assert settled_points(session, following) == 480


def test_a_cause_with_more_lots_than_an_act_may_move_gets_several_statements(session, monkeypatch):
    code = set_up.open_round(session, "warm-quilts", terms=POT)
    for _ in range(7):
        set_up.award(session, people.home(session, "Linden"), 20)
    give(session, "warm-quilts", 140, idem="a")
    monkeypatch.setattr("portal.postings.MOST_POSTINGS", 3)
    prepare(session, code)
    sign(session, code)
    papers = session.exec(select(CauseStatement)).all()
    assert {paper.part: paper.points for paper in papers} == {1: 60, 2: 60, 3: 20}
    assert settled_points(session, code) == 140
