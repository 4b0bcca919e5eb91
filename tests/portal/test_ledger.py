"""Each move, each refusal, and what lies where afterwards."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from db.tables.claims import Approval
from db.tables.ledger import Posting, Txn
from db.tables.reports import PointTotal
from portal import ledger
from portal.errors import NotFound
from portal.ledger import MoveKind, Reason
from tests.db.ledger_world import LONG, MAY, World, named

APRIL = datetime.fromisoformat("2026-04-15T12:00:00+00:00")
JULY = datetime.fromisoformat("2026-07-01T12:00:00+00:00")


def moved(world: World, kind: MoveKind) -> int:
    """All points an act of this kind ever moved in the programme."""
    asked = select(func.coalesce(func.sum(Posting.qty), 0)).where(
        Posting.programme_id == world.programme, Posting.kind == kind
    )
    return int(world.session.execute(asked).scalar_one())


def refused(world: World, act: ledger.Act) -> type[Exception]:
    """The refusal an act meets; nothing may have moved."""
    before = world.held()
    [outcome] = ledger.post_many(world.session, world.programme, [act], now=world.now)
    assert outcome.seq is None
    assert world.held() == before
    return type(outcome.refusal)


# Top-ups


def test_a_top_up_makes_exactly_its_points(world):
    world.post(world.top_up("f9", 100))
    assert world.balance("budget") == 1850
    assert world.balance("mint") == -2400


def test_a_large_top_up_needs_a_third_person(world):
    assert refused(world, world.top_up("f9", 5001)) is ledger.ThirdPersonNeeded
    world.post(world.top_up("f9", 5001, second_by=named("omar")))
    assert world.balance("budget") == 6751


def test_a_top_up_is_posted_once(world):
    assert refused(world, world.top_up("f1", 2000)) is ledger.AlreadyDone


def test_a_top_up_is_reversed_as_far_as_it_is_unspent(world):
    world.post(world.reverse("f1"))
    assert world.balance("budget") == 0
    assert world.balance("mint") == -550


# Awards


def test_an_award_goes_from_the_budget_to_the_household(world):
    world.post(world.award("c9", "anna", 10))
    assert world.balance("anna") == 103
    assert world.balance("budget") == 1740


def test_an_award_is_a_new_lot_with_its_own_dates(world):
    world.post(world.award("c9", "ben", 10, good_until=date(2027, 1, 31)))
    newest = ledger.lots(world.session, world.programme, named("ben"))[-1]
    assert newest.points == 10
    assert newest.expires_on == date(2027, 1, 31)
    assert newest.lapses_from == date(2027, 2, 7)
    assert newest.made_at == MAY
    assert newest.claim_code == "c9"


def test_an_award_may_be_cut_from_two_top_ups(world):
    world.post(world.award("c9", "anna", 1000))
    world.post(world.award("c10", "ben", 740))
    world.post(world.top_up("f9", 50))
    outcome = world.post(world.award("c11", "class4", 30))
    lines = select(Posting.qty).where(
        Posting.programme_id == world.programme, Posting.seq == outcome.seq
    )
    assert sorted(world.session.execute(lines).scalars()) == [10, 20]
    assert world.balance("budget") == 30


def test_nothing_is_awarded_beyond_the_budget(world):
    world.post(world.award("c8", "anna", 1000))
    refusal = refused(world, world.award("c9", "ben", 751))
    assert refusal is ledger.NotEnough


def test_a_refusal_says_how_much_there_is(world):
    with pytest.raises(ledger.NotEnough) as refusal:
        world.post(world.give("anna", "oak", "r1", 94))
    assert refusal.value.facts == {"have": 93, "want": 94}


def test_one_claim_is_awarded_once(world):
    paper = world.approval("c1", "anna", 10, evidence_tag="0" * 64)
    assert refused(world, ledger.award(paper, expires_on=LONG, key=world.key())) is (
        ledger.AlreadyDone
    )


def test_one_photo_is_awarded_once(world):
    tag = world.approval("c1", "anna", 10).evidence_tag
    assert refused(world, world.award("c9", "ben", 10, evidence_tag=tag)) is ledger.AlreadyDone


def test_a_refused_award_leaves_no_paper(world):
    refused(world, world.award("c9", "anna", 1001))
    assert world.session.get(Approval, (world.programme, "c9")) is None


def test_an_account_is_awarded_so_much_a_day(world):
    world.post(world.award("c8", "anna", 990))
    with pytest.raises(ledger.DailyLimit) as refusal:
        world.post(world.award("c9", "anna", 11))
    assert refusal.value.facts == {"left": 10, "want": 11}
    world.now = MAY + timedelta(days=1)
    world.post(world.award("c10", "anna", 11))


def test_an_award_is_reversed_as_far_as_it_is_still_there(world):
    world.post(world.reverse("c1"))
    assert world.balance("anna") == 2
    assert world.balance("budget") == 1750 + 91
    assert world.balance("oak/r1") == 14


def test_what_is_reversed_can_be_awarded_again(world):
    acts = [world.reverse("c1"), world.award("c9", "ben", 1000), world.award("c10", "anna", 841)]
    outcomes = ledger.post_many(world.session, world.programme, acts, now=world.now)
    assert [outcome.refusal for outcome in outcomes] == [None] * 3
    assert world.balance("budget") == 0


def test_a_reversal_is_not_reversed(world):
    world.acts["reversed"] = world.post(world.reverse("c1")).seq
    assert refused(world, world.reverse("reversed")) is NotFound


def test_nothing_is_reversed_twice(world):
    world.post(world.reverse("c4"))
    assert refused(world, world.reverse("c4")) is ledger.NothingLeft


# Gifts


def test_a_gift_takes_the_oldest_points_first(world):
    world.post(world.award("c9", "anna", 10, good_until=date(2026, 6, 30)))
    world.post(world.give("anna", "elm", "r1", 11))
    left = [(lot.points, lot.expires_on) for lot in lots_of(world, "anna")]
    assert left == [(90, LONG), (2, date(2027, 5, 1))]


def lots_of(world: World, name: str):
    return ledger.lots(world.session, world.programme, named(name))


def test_points_past_their_date_are_not_given(world):
    assert world.balance("ben") == 45
    assert refused(world, world.give("ben", "oak", "r1", 1)) is ledger.NotEnough


def test_points_are_good_on_their_last_day(world):
    world.post(world.award("c9", "ben", 10, good_until=MAY.date()))
    world.post(world.give("ben", "oak", "r1", 10))
    assert world.balance("ben") == 45


@pytest.mark.parametrize("round_name", ["r0", "r2"])
def test_gifts_go_only_into_an_open_round(world, round_name):
    assert refused(world, world.give("anna", "oak", round_name, 1)) is ledger.RoundClosed


def test_a_round_counts_from_its_opening_to_the_instant_before_it_closes(world):
    world.now = datetime.fromisoformat("2026-06-30T00:00:00+00:00")
    assert refused(world, world.give("anna", "oak", "r1", 1)) is ledger.RoundClosed
    world.now -= timedelta(microseconds=1)
    world.post(world.give("anna", "oak", "r1", 1))


def test_there_is_no_account_of_a_cause_that_is_not_in_the_round(world):
    assert refused(world, world.give("anna", "ash", "r1", 1)) is NotFound


def test_nothing_can_be_given_of_nothing(world):
    assert refused(world, world.give("anna", "oak", "r1", 0)) is ledger.NotEnough
    assert refused(world, world.give("anna", "oak", "r1", -3)) is ledger.NotEnough


def test_a_group_gives_once_after_each_vote(world):
    give = {"vote_id": named("v3"), "actor_id": named("p-class4")}
    world.post(world.give("class4", "oak", "r1", 4, **give))
    assert world.balance("class4") == 31
    assert refused(world, world.give("class4", "oak", "r1", 4, **give)) is ledger.AlreadyDone


def test_a_gift_is_taken_back_whole_while_its_round_is_open(world):
    outcome = world.post(world.take_back("r1"))
    assert outcome.points == 9
    assert world.balance("anna") == 102
    assert refused(world, world.take_back("r1")) is ledger.NothingLeft


def test_a_taken_back_gift_keeps_its_dates(world):
    before = [tuple(lot) for lot in lots_of(world, "anna")]
    world.acts["gift"] = world.post(world.give("anna", "oak", "r1", 92)).seq
    world.post(world.take_back("gift"))
    assert [tuple(lot) for lot in lots_of(world, "anna")] == before


def test_a_gift_stays_once_the_round_has_closed(world):
    world.now = JULY
    assert refused(world, world.take_back("r1")) is ledger.RoundClosed


def test_an_award_is_not_taken_back_as_a_gift(world):
    assert refused(world, world.take_back("c1")) is NotFound


def test_a_household_may_give_in_many_pieces_but_not_in_more_than_an_act_can_have(world):
    for number in range(600):
        world.claim(f"d{number}", "class5")
    papers = [world.approval(f"d{number}", "class5", 1) for number in range(600)]
    acts = [ledger.award(paper, expires_on=LONG, key=world.key()) for paper in papers]
    outcomes = ledger.post_many(world.session, world.programme, acts, now=world.now)
    assert not any(outcome.refusal for outcome in outcomes)
    votes = [world.vote(name, "class5", "oak") for name in ("w1", "w2")]
    with pytest.raises(ledger.TooManyPieces) as refusal:
        world.post(world.give("class5", "oak", "r1", 501, vote_id=votes[0]))
    assert refusal.value.facts == {"most": 500}
    world.post(world.give("class5", "oak", "r1", 500, vote_id=votes[1]))
    assert world.balance("class5") == 100


# Settlements


def test_a_closed_round_is_settled_with_its_statement(world):
    world.post(world.statement("s9", "elm", "r0", 15))
    assert world.balance("elm/r0") == 0
    assert world.balance("settled") == 45


def test_an_open_round_is_not_settled(world):
    assert refused(world, world.statement("s9", "oak", "r1", 14)) is ledger.RoundOpen


def test_a_statement_of_more_than_there_is_is_refused(world):
    assert refused(world, world.statement("s9", "elm", "r0", 16)) is ledger.NotEnough


def test_lapsed_points_may_leave_with_a_statement_too(world):
    world.post(world.lapse("ben", "elm"))
    world.post(world.statement("s9", "elm", "r0", 60))
    assert world.balance("elm") == world.balance("elm/r0") == 0


def test_settling_one_round_leaves_the_next_alone(world):
    world.post(world.statement("s9", "elm", "r0", 15))
    assert world.balance("oak/r1") == 14


def test_a_cause_with_very_many_lots_is_settled_in_parts(world):
    for number in range(600):
        world.claim(f"d{number}", "ben")
    papers = [world.approval(f"d{number}", "ben", 1) for number in range(600)]
    acts = [ledger.award(paper, expires_on=LONG, key=world.key()) for paper in papers]
    acts += [world.give("ben", "elm", "r1", 300), world.give("ben", "elm", "r1", 300)]
    ledger.post_many(world.session, world.programme, acts, now=world.now)
    world.now = JULY
    parts = ledger.statement_parts(world.session, world.programme, world.account("elm/r1"))
    assert parts == [500, 100]
    for part, points in enumerate(parts, 1):
        world.post(world.statement(f"part {part}", "elm", "r1", points, part=part))
    assert world.balance("elm/r1") == 0


# Vouchers


def test_a_voucher_sets_its_price_aside(world):
    world.post(world.hold("w9"))
    assert world.balance("w9") == 5
    assert world.balance("anna") == 88


def test_a_voucher_is_not_had_without_the_points(world):
    assert refused(world, world.hold("w9", points=94)) is ledger.NotEnough


def test_a_used_voucher_is_used_up(world):
    world.post(world.redeem("w3"))
    assert world.balance("redeemed") == 10
    assert refused(world, world.redeem("w3")) is ledger.NotEnough
    assert refused(world, world.release("w3")) is ledger.NothingLeft


def test_a_cancelled_voucher_gives_back_the_same_lots(world):
    before = world.held()
    world.acts["w9"] = world.post(world.hold("w9")).seq
    world.post(world.release("w9"))
    assert world.held() == before


def test_goodwill_comes_from_the_reserve_once(world):
    world.post(world.goodwill("w4"))
    assert world.balance("anna") == 95
    assert world.balance("reserve") == 296
    assert refused(world, world.goodwill("w4")) is ledger.AlreadyDone


def test_a_goodwill_is_reversed_into_the_reserve(world):
    world.post(world.reverse("goodwill"))
    assert world.balance("reserve") == 300


# Lapse


def test_points_past_their_date_lapse_to_a_cause(world):
    world.post(world.lapse("ben", "elm"))
    assert world.balance("ben") == 0
    assert world.balance("elm") == 45


def test_points_lapse_only_after_their_grace(world):
    assert refused(world, world.lapse("class4", "elm")) is ledger.NothingLeft
    world.post(world.award("c9", "class5", 3, good_until=MAY.date()))
    world.now = MAY + timedelta(days=6)
    assert refused(world, world.lapse("class5", "elm")) is ledger.NothingLeft
    world.now = MAY + timedelta(days=7)
    world.post(world.lapse("class5", "elm"))
    assert world.balance("elm") == 3


def test_a_lapse_is_final(world):
    assert refused(world, world.reverse("lapse")) is NotFound


# Keys, batches, time


def test_the_same_key_with_the_same_request_is_the_same_act(world):
    act = world.give("anna", "oak", "r1", 3)
    first = world.post(act)
    again = world.post(act)
    assert (first.seq, False) == (again.seq, first.replayed)
    assert again.replayed
    assert world.balance("oak/r1") == 17


def test_the_same_key_with_another_request_is_refused(world):
    key = world.key()
    world.post(world.give("anna", "oak", "r1", 3, key=key))
    assert refused(world, world.give("anna", "oak", "r1", 4, key=key)) is ledger.KeyUsed
    assert refused(world, world.give("anna", "elm", "r1", 3, key=key)) is ledger.KeyUsed
    asked_by_ben = world.give("anna", "oak", "r1", 3, key=key, actor_id=named("p-ben"))
    assert refused(world, asked_by_ben) is ledger.KeyUsed


def test_a_key_holds_within_a_batch_too(world):
    act = world.give("anna", "oak", "r1", 3)
    one, two = ledger.post_many(world.session, world.programme, [act, act], now=world.now)
    assert one.seq == two.seq
    assert two.replayed
    assert world.balance("oak/r1") == 17


def test_a_key_refused_once_may_succeed_later(world):
    act = world.give("anna", "oak", "r1", 100)
    assert refused(world, act) is ledger.NotEnough
    world.post(world.award("c9", "anna", 10))
    world.post(act)
    assert world.balance("anna") == 3


def test_in_a_batch_each_act_is_decided_by_itself_and_in_order(world):
    acts = [
        world.give("anna", "oak", "r1", 90),
        world.give("anna", "elm", "r1", 4),
        world.give("anna", "elm", "r1", 3),
        world.award("c9", "anna", 7),
        world.give("anna", "oak", "r1", 7),
    ]
    outcomes = ledger.post_many(world.session, world.programme, acts, now=world.now)
    assert [type(outcome.refusal) for outcome in outcomes] == [
        type(None),
        ledger.NotEnough,
        type(None),
        type(None),
        type(None),
    ]
    first = outcomes[0].seq
    assert [outcome.seq for outcome in outcomes] == [first, None, first + 1, first + 2, first + 3]
    assert world.balance("anna") == 0


def test_a_batch_may_be_empty(world):
    assert ledger.post_many(world.session, world.programme, [], now=world.now) == []


def test_there_is_no_book_but_a_programme_s_own(world):
    with pytest.raises(NotFound):
        ledger.post(world.session, named("nowhere"), world.reverse("c1"), now=world.now)


def test_an_account_of_another_programme_is_not_found(world):
    assert refused(world, world.give("zoe", "oak", "r1", 1)) is NotFound


def test_a_clock_that_falls_back_does_not_turn_the_order_round(world):
    world.now = APRIL
    seq = world.post(world.give("anna", "oak", "r1", 1)).seq
    assert world.session.get_one(Txn, (world.programme, seq)).at == ledger.stamp(MAY)


def test_numbers_have_no_gaps_and_each_act_holds_the_hash_before(world):
    rows = world.session.execute(
        select(Txn.seq, Txn.prev_seq, Txn.prev_hash, Txn.hash)
        .where(Txn.programme_id == world.programme)
        .order_by(Txn.seq)
    ).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.prev_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert len({row.hash for row in rows}) == len(rows)


# Reads


def test_issued_is_held_and_given_and_redeemed_and_lapsed_and_reversed(world):
    world.post(world.reverse("c4"))
    world.post(world.take_back("r1"))
    issued = moved(world, MoveKind.AWARD) + moved(world, MoveKind.GOODWILL)
    held = sum(map(world.balance, ("anna", "ben", "class4", "class5", "w1", "w2", "w3", "w4")))
    given = moved(world, MoveKind.GIVE) - moved(world, MoveKind.TAKE_BACK)
    redeemed, lapsed = moved(world, MoveKind.REDEEM), moved(world, MoveKind.LAPSE)
    assert issued == held + given + redeemed + lapsed + moved(world, MoveKind.REVERSE)


def test_everything_in_a_book_sums_to_zero(world):
    assert sum(world.held().values()) == 0


def test_totals_are_kept_by_day_of_award_and_kind_of_move(world):
    rows = select(PointTotal.awarded_on, PointTotal.move, PointTotal.points).where(
        PointTotal.programme_id == world.programme
    )
    march, may = date(2026, 3, 1), date(2026, 5, 1)
    kept = {(row.awarded_on, row.move): row.points for row in world.session.execute(rows)}
    assert kept == {
        (march, "award"): 250,
        (march, "give"): 59,
        (march, "hold"): 20,
        (march, "release"): 10,
        (march, "redeem"): 5,
        (march, "lapse"): 10,
        (march, "settle"): 30,
        (may, "goodwill"): 2,
    }


def test_a_reversed_top_up_is_in_no_total(world):
    world.post(world.reverse("f2"))
    rows = select(PointTotal.move).where(PointTotal.programme_id == world.programme)
    assert "reverse" not in set(world.session.execute(rows).scalars())


def test_a_statement_tells_every_act_of_an_account(world):
    since, until = MAY - timedelta(days=365), MAY + timedelta(days=1)
    lines = ledger.entries(world.session, named("anna"), since=since, until=until)
    assert sum(line.points for line in lines) == world.balance("anna")
    newest, oldest = lines[0], lines[-1]
    assert (newest.kind, newest.points, newest.cause_id) == (MoveKind.GIVE, -9, named("oak"))
    assert (oldest.kind, oldest.points, oldest.claim_code) == (MoveKind.AWARD, 100, "c1")
    assert oldest.expires_on == LONG
    assert newest.at == MAY


def test_a_statement_has_a_first_and_a_last_day(world):
    lines = ledger.entries(world.session, named("anna"), since=MAY, until=MAY + timedelta(1))
    assert {line.kind for line in lines} == {
        MoveKind.RELEASE,
        MoveKind.GOODWILL,
        MoveKind.LAPSE,
        MoveKind.GIVE,
    }
    assert ledger.entries(world.session, named("anna"), since=JULY, until=JULY) == []


def test_a_household_sees_what_it_has_in_each_programme(world):
    [wallet] = ledger.wallets(world.session, named("anna"))
    assert (wallet.programme_id, wallet.points) == (world.programme, 93)
    [empty] = ledger.wallets(world.session, named("zoe"))
    assert (empty.programme_id, empty.points) == (world.other, 0)
    assert ledger.wallets(world.session, UUID(int=9)) == []


def test_a_balance_may_leave_out_what_is_past_its_date(world):
    ben = (world.session, world.programme, named("ben"))
    assert ledger.balance(*ben) == 45
    assert ledger.balance(*ben, good_on=MAY.date()) == 0


def test_what_somebody_holds_is_a_column_for_other_queries(world):
    held = select(ledger.held_by(named("anna")), ledger.held_by(named("anna"), world.other))
    assert tuple(world.session.execute(held).one()) == (93, 0)


def test_opening_an_account_twice_is_harmless(world):
    ledger.open_account(world.session, world.programme, named("anna"), ledger.AccountKind.WALLET)
    assert world.balance("anna") == 93


def test_a_release_has_a_reason(world):
    world.post(world.release("w3", Reason.EXPIRED))
    newest = select(Txn.reason).where(Txn.kind == MoveKind.RELEASE).order_by(Txn.seq.desc())
    assert world.session.execute(newest.limit(1)).scalar_one() is Reason.EXPIRED


def test_an_update_of_the_ledger_is_no_way_round_it(world):
    world.session.commit()
    with pytest.raises(DBAPIError, match=r"not authorized|permission denied for table posting"):
        world.session.execute(update(Posting).values(qty=1))
    world.session.rollback()
