"""Checking: the queue, many decisions in one go, the awards behind them, taking them back."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import func
from sqlmodel import Session, select

from db.tables.claims import Approval, Batch, ClaimState, Evidence, Verification
from db.tables.ledger import Lot, Txn
from db.tables.people import Guardianship
from db.tables.receipts import Receipt
from db.tables.reports import Counted, PeriodTotal
from portal import (
    awards,
    backlog,
    batches,
    claims,
    evidence,
    fates,
    files,
    gifts,
    ids,
    ledger,
    programmes,
    queues,
    verification,
)
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.files import Picture
from portal.ledger import AccountKind
from portal.queues import Flag
from portal.told import Replaced
from portal.verification import Changed, MessageMissing, OwnHousehold, SamePhoto, Verdict
from tests import giving
from tests.claiming import (
    SHELF,
    approve,
    decide,
    desk,
    picture,
    send,
    stored,
    told,
    verdict,
    waiting_for,
)
from tests.people import NOON, find, fund, home, school_class

KEY = "k" * 64
SEASON = "spring-2026"
BUDGET = 10_000


def river(session: Session) -> Any:
    return programmes.find(session, "RIVER", now=NOON)


def held(session: Session, household: str) -> int:
    return ledger.balance(session, river(session).programme_id, home(session, household))


def budget_left(session: Session) -> int:
    programme_id = river(session).programme_id
    return ledger.balance(session, programme_id, ledger.single(programme_id, AccountKind.BUDGET))


def spend_budget(session: Session, *, leave: int) -> None:
    """Let Fennel have nearly all there is, so that little is left."""
    left, day = budget_left(session) - leave, NOON - timedelta(days=30)
    while left:
        part, day = min(left, 1_000), day + timedelta(days=1)
        giving.award(session, home(session, "Fennel"), part, now=day)
        left -= part


def queue(session: Session, who: str = "vera", **how: Any) -> Sequence[Any]:
    turn, waiting = waiting_for(session, who)
    river = next(row for row in waiting if row.code == "RIVER")
    return queues.show(session, find(session, who), river, turn, now=NOON, **how).rows


def total(session: Session, counted: Counted, period: str = "2026-06") -> int:
    kept = select(PeriodTotal.total).where(
        PeriodTotal.period == period, PeriodTotal.counted == counted
    )
    return session.exec(kept).one_or_none() or 0


def test_approval_gives_points_once_out_of_the_budget(session: Session, town: None) -> None:
    code = send(session)
    result = approve(session, code)
    assert result.batch is not None
    assert result.batch.startswith("P-")
    claim = stored(session, code)
    assert (claim.state, claim.points) == (ClaimState.AWARDED, 10)
    assert held(session, "Linden") == 10
    assert budget_left(session) == BUDGET - 10
    assert total(session, Counted.APPROVED) == 1
    assert total(session, Counted.WAITING) == 0


def test_the_award_rests_on_its_paper_and_lapses_after_two_years(
    session: Session, town: None
) -> None:
    code = send(session)
    approve(session, code)
    paper = session.exec(select(Approval)).one()
    assert (paper.claim_code, paper.points, len(paper.evidence_tag)) == (code, 10, 64)
    assert paper.verifier_id == find(session, "vera").id
    lot = session.exec(select(Lot).where(Lot.kind == "award")).one()
    assert lot.expires_on == "2028-06-01"
    assert session.exec(select(Txn.seq).where(Txn.claim_code == code)).one() == (
        stored(session, code).award_seq
    )


def test_each_decision_is_kept_with_who_and_why(session: Session, town: None) -> None:
    code = send(session)
    decide(session, verdict(session, code, "decline", "same_photo"))
    kept = session.exec(select(Verification)).one()
    assert (kept.decision, kept.message, kept.revision) == ("decline", "same_photo", 1)
    assert kept.verifier_id == find(session, "vera").id
    assert stored(session, code).state is ClaimState.DECLINED
    assert held(session, "Linden") == 0


def test_many_decisions_are_one_batch(session: Session, town: None) -> None:
    first, second, third = (send(session, who=who) for who in ("rosa", "fay", "ned"))
    result = decide(
        session,
        verdict(session, first),
        verdict(session, second, "ask", "unclear"),
        verdict(session, third, "decline", "own words"),
    )
    told_back = fates.list_all(session, river(session).programme_id, batch=str(result.batch))
    assert {row.code: row.state for row in told_back} == {
        first: ClaimState.AWARDED,
        second: ClaimState.ASKED,
        third: ClaimState.DECLINED,
    }
    assert session.exec(select(func.count()).select_from(Batch)).one() == 1
    acts = session.exec(select(Receipt.act).where(Receipt.code == str(result.batch))).all()
    assert acts == ["decisions"]


def test_saving_twice_decides_once(session: Session, town: None) -> None:
    code = send(session)
    approved = verdict(session, code)
    first = decide(session, approved, idem=KEY)
    assert decide(session, approved, idem=KEY).batch == first.batch
    assert held(session, "Linden") == 10


def test_the_same_form_with_other_decisions_is_refused(session: Session, town: None) -> None:
    code = send(session)
    decide(session, verdict(session, code), idem=KEY)
    with pytest.raises(AlreadyUsed):
        decide(session, Verdict(code, verification.Decision.DECLINE, 1, "unclear"), idem=KEY)


def test_whoever_is_asked_or_declined_is_told_why(session: Session, town: None) -> None:
    first, second = send(session), send(session, who="fay")
    with pytest.raises(MessageMissing) as refused:
        decide(session, verdict(session, first), verdict(session, second, "ask"))
    assert refused.value.facts == {"codes": [second]}
    assert stored(session, first).state is ClaimState.SUBMITTED


def test_what_somebody_else_decided_keeps_nothing_back(session: Session, town: None) -> None:
    taken, free = send(session), send(session, who="fay")
    stale = [verdict(session, taken, "decline", "late"), verdict(session, free)]
    decide(session, verdict(session, taken), who="olive")
    result = decide(session, *stale)
    assert [type(why) for why in result.missed.values()] == [Changed]
    assert stored(session, taken).state is ClaimState.AWARDED
    assert stored(session, free).state is ClaimState.AWARDED
    [fate] = [
        row
        for row in fates.list_all(
            session, river(session).programme_id, batch=str(result.batch), codes=[taken]
        )
        if row.code == taken
    ]
    assert (fate.name, fate.decided_at) == ("Olive", NOON)


def test_what_was_changed_meanwhile_is_not_decided(session: Session, town: None) -> None:
    code = send(session, "cycle", facts=told("2", replaced=Replaced.CAR))
    stale = verdict(session, code)
    claims.change(
        session,
        find(session, "rosa"),
        code,
        told("50", replaced=Replaced.CAR),
        shelf=SHELF,
        idem=KEY,
        now=NOON,
    )
    result = decide(session, stale)
    assert result.batch is None
    assert isinstance(result.missed[code], Changed)
    assert stored(session, code).state is ClaimState.SUBMITTED


def test_a_code_nobody_knows_is_said_back(session: Session, town: None) -> None:
    unknown = Verdict("A-0000", verification.Decision.APPROVE, 1)
    assert isinstance(decide(session, unknown).missed["A-0000"], Changed)


def test_another_organisations_claims_cannot_be_decided(session: Session, town: None) -> None:
    code = send(session)
    school = "willowford-bridge-school"
    result = decide(session, verdict(session, code), who="ines", slug=school)
    assert result.batch is None
    assert stored(session, code).state is ClaimState.SUBMITTED


@pytest.mark.parametrize(
    ("who", "slug"),
    [
        ("theo", "riverside-neighbours"),
        ("olga", "riverside-neighbours"),
        ("chen", "osier-lane-shelter"),
        ("ada", "willowford-district"),
    ],
)
def test_only_those_who_check_may_decide(session: Session, town: None, who: str, slug: str) -> None:
    code = send(session)
    with pytest.raises(NotAllowed):
        decide(session, verdict(session, code), who=who, slug=slug)


def test_nobody_decides_for_their_own_household(session: Session, town: None) -> None:
    code = send(session, who="vera")
    assert code not in {row.code for row in queue(session)}
    result = decide(session, verdict(session, code))
    assert isinstance(result.missed[code], OwnHousehold)
    assert stored(session, code).state is ClaimState.SUBMITTED
    decide(session, verdict(session, code), who="olive")
    assert stored(session, code).state is ClaimState.AWARDED


@pytest.mark.parametrize("until", [None, NOON])
def test_nobody_decides_for_a_child_they_answer_or_answered_for(
    session: Session, town: None, until: datetime | None
) -> None:
    vera, pip = find(session, "vera").id, find(session, "Pip").id
    since = NOON - timedelta(days=1)
    session.add(Guardianship(guardian_id=vera, child_id=pip, since=since, until=until))
    session.flush()
    code = send(session, who="Pip")
    assert code not in {row.code for row in queue(session)}
    assert isinstance(decide(session, verdict(session, code)).missed[code], OwnHousehold)


def test_nobody_decides_for_whoever_answers_for_them(session: Session, town: None) -> None:
    vera, rosa = find(session, "vera").id, find(session, "rosa").id
    session.add(Guardianship(guardian_id=rosa, child_id=vera, since=NOON))
    session.flush()
    code = send(session)
    assert code not in {row.code for row in queue(session)}
    assert isinstance(decide(session, verdict(session, code)).missed[code], OwnHousehold)


def test_limits_are_counted_again_when_it_is_decided(session: Session, town: None) -> None:
    trip = told("2", replaced=Replaced.CAR)
    early = NOON - timedelta(hours=1)
    codes = [send(session, "cycle", facts=trip, now=early + timedelta(minutes=n)) for n in range(6)]
    decide(session, verdict(session, codes[0], "decline", "unclear"))
    assert stored(session, codes[4]).points == 0, "it expected nothing, as fifth of the day"
    approve(session, *codes[1:])
    states = [stored(session, code).state for code in codes[1:]]
    assert states == [*[ClaimState.AWARDED] * 4, ClaimState.UNAWARDED]
    assert held(session, "Linden") == 20
    assert total(session, Counted.APPROVED) == 5


def test_part_of_the_points_is_given_where_part_of_the_limit_is_left(
    session: Session, town: None
) -> None:
    earlier = NOON - timedelta(minutes=5)
    first = send(session, "repair-clothing", facts=told("4", photo=picture("red")), now=earlier)
    second = send(session, "repair-clothing", facts=told("3", photo=picture("blue")))
    approve(session, first, second)
    assert held(session, "Linden") == 50
    assert stored(session, second).why[1]["facts"]["left"] == "1"


@pytest.mark.usefixtures("town")
def test_the_household_ceiling_holds_across_batches(
    session: Session, alter: Callable[[str], None]
) -> None:
    alter("UPDATE season SET household_ceiling = 15")
    for code in (send(session), send(session, "volunteer-hour", facts=_seen(session))):
        approve(session, code)
    assert held(session, "Linden") == 15


def _seen(session: Session) -> Any:
    return told(witness_id=find(session, "olive").id)


def test_the_same_photo_is_not_awarded_twice(session: Session, town: None) -> None:
    first = send(session, "repair-clothing", facts=told(photo=picture()))
    second = send(session, "repair-clothing", who="fay", facts=told(photo=picture()))
    approve(session, first)
    result = approve(session, second)
    assert isinstance(result.missed[second], SamePhoto)
    assert result.missed[second].facts == {"code": first}
    assert held(session, "Fennel") == 0
    decide(session, verdict(session, second, "decline", "same_photo"))
    assert stored(session, second).state is ClaimState.DECLINED


def test_the_same_photo_twice_in_one_go_is_awarded_once(session: Session, town: None) -> None:
    earlier = NOON - timedelta(minutes=5)
    first = send(session, "repair-clothing", facts=told(photo=picture()), now=earlier)
    second = send(session, "led-bulb", who="fay", facts=told(photo=picture()))
    result = approve(session, second, first)
    assert list(result.missed) == [second]
    assert (held(session, "Linden"), held(session, "Fennel")) == (10, 0)


def test_with_the_budget_used_up_claims_wait_and_say_so(session: Session, town: None) -> None:
    spend_budget(session, leave=15)
    codes = [
        send(session, who=who, now=NOON - timedelta(minutes=9 - n))
        for n, who in enumerate(("rosa", "vera", "theo"))
    ]
    decide(session, *(verdict(session, code) for code in reversed(codes)), who="olive")
    states = [stored(session, code).state for code in codes]
    assert states == [ClaimState.AWARDED, ClaimState.QUEUED, ClaimState.QUEUED]
    assert budget_left(session) == 5
    assert total(session, Counted.APPROVED) == 3
    waiting = [stored(session, code) for code in codes[1:]]
    assert not any(awards.has_budget(session, claim) for claim in waiting)
    fund(session, "RIVER", 5)
    assert [awards.has_budget(session, claim) for claim in waiting] == [True, False]


def test_where_the_limit_of_a_day_is_reached_the_budget_is_not_blamed(
    session: Session, town: None
) -> None:
    giving.award(session, home(session, "Linden"), 995, now=NOON)
    code = send(session)
    approve(session, code)
    waiting = stored(session, code)
    assert waiting.state is ClaimState.QUEUED and held(session, "Linden") == 995
    assert awards.has_budget(session, waiting)
    tomorrow = NOON + timedelta(days=1)
    assert awards.award_queued(session, waiting.programme_id, now=tomorrow) == [waiting.code]


def test_a_top_up_lets_them_have_their_points_oldest_first(session: Session, town: None) -> None:
    spend_budget(session, leave=0)
    old = send(session, "led-bulb", now=NOON - timedelta(hours=3), facts=told("5"))
    new = send(session, who="vera", now=NOON - timedelta(hours=1))
    decide(session, verdict(session, new), verdict(session, old), who="olive")
    assert stored(session, old).state is stored(session, new).state is ClaimState.QUEUED
    fund(session, "RIVER", 55)
    programme_id = river(session).programme_id
    assert awards.award_queued(session, programme_id, now=NOON) == [old]
    assert stored(session, new).state is ClaimState.QUEUED, "nobody jumps the queue"
    fund(session, "RIVER", 5)
    assert awards.award_queued(session, programme_id, now=NOON) == [new]
    assert awards.award_queued(session, programme_id, now=NOON) == []
    assert budget_left(session) == 0


def test_a_class_is_awarded_too(session: Session, town: None) -> None:
    third = school_class(session, "3A")
    code = send(session, "walk", who="grace", facts=told("21"), programme="SCHOOL", class_id=third)
    school = {"slug": "willowford-bridge-school", "programme": "SCHOOL"}
    assert isinstance(
        decide(session, verdict(session, code), who="grace", **school).missed[code], OwnHousehold
    )
    decide(session, verdict(session, code), who="ines", **school)
    claim = stored(session, code)
    assert ledger.balance(session, claim.programme_id, third) == 21


def test_the_queue_shows_the_oldest_first_ten_a_page(session: Session, town: None) -> None:
    codes = [send(session, "led-bulb", now=NOON - timedelta(minutes=30 - n)) for n in range(12)]
    assert [row.code for row in queue(session)] == codes[:10]
    assert [row.code for row in queue(session, number=2)] == codes[10:]


def test_the_queue_says_what_is_remarkable(session: Session, town: None) -> None:
    plain = send(session)
    limited = send(session, who="tom")
    large = send(session, "cycle", facts=told("50", replaced=Replaced.CAR))
    photo = send(session, "repair-clothing", facts=told(photo=picture()))
    again = send(session, "repair-clothing", who="fay", facts=told(photo=picture()))
    then = NOON - timedelta(days=3)
    late = send(session, "led-bulb", facts=told(done_on=then.date()), now=then)
    flags = {row.code: queues.flags_of(row) for row in queue(session)}
    assert flags == {
        plain: [],
        limited: [Flag.LIMIT],
        large: [Flag.LARGE],
        photo: [Flag.DUPLICATE],
        again: [Flag.DUPLICATE],
        late: [Flag.LATE],
    }
    twins = {row.code: row.twin for row in queue(session)}
    assert (twins[photo], twins[again]) == (again, photo)
    for flag, codes in {
        Flag.LIMIT: [limited],
        Flag.LARGE: [large],
        Flag.DUPLICATE: [photo, again],
        Flag.LATE: [late],
    }.items():
        assert {row.code for row in queue(session, flag=flag)} == set(codes)


def test_a_photo_that_was_replaced_is_no_twin(session: Session, town: None) -> None:
    first = send(session, "repair-clothing", facts=told(photo=picture()))
    claims.change(
        session,
        find(session, "rosa"),
        first,
        told(photo=picture("red")),
        shelf=SHELF,
        idem=KEY,
        now=NOON,
    )
    second = send(session, "repair-clothing", facts=told(photo=picture()))
    assert [queues.flags_of(row) for row in queue(session)] == [[], []]
    assert approve(session, first, second).missed == {}


def test_each_programme_says_how_many_wait(session: Session, town: None) -> None:
    send(session, now=NOON - timedelta(hours=5))
    send(session, who="fay")
    send(session, who="vera")
    _, [row] = waiting_for(session, "vera")
    assert (row.code, row.claim_count) == ("RIVER", 2)
    assert row.oldest_at == NOON - timedelta(hours=5)


def test_a_long_backlog_is_not_counted_to_its_end(
    session: Session, town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "MOST_COUNTED", 1)
    codes = [send(session) for _ in range(3)]
    _, [row] = waiting_for(session, "vera")
    assert len(codes) > row.claim_count == 2


def test_photos_are_shown_at_their_own_desk_only(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    assert queues.find_photo(session, find(session, "vera"), desk(session, "vera"), code, now=NOON)
    with pytest.raises(NotAllowed):
        queues.find_photo(session, find(session, "theo"), desk(session, "theo"), code, now=NOON)
    with pytest.raises(NotFound):
        ines = desk(session, "ines", "willowford-bridge-school")
        queues.find_photo(session, find(session, "ines"), ines, code, now=NOON)


def undo(session: Session, code: str, who: str = "vera", **how: Any) -> str:
    told_now = {"idem": ids.new_token(), "now": NOON, **how}
    return batches.undo(session, find(session, who), desk(session, who), code, **told_now)


def test_decisions_without_points_are_taken_back_at_once(session: Session, town: None) -> None:
    asked, declined = send(session), send(session, who="fay")
    result = decide(
        session,
        verdict(session, asked, "ask", "unclear"),
        verdict(session, declined, "decline", "unclear"),
    )
    undo(session, str(result.batch))
    for code in (asked, declined):
        claim = stored(session, code)
        assert (claim.state, claim.revision) == (ClaimState.SUBMITTED, 2)
    assert total(session, Counted.DECLINED) == 0
    assert total(session, Counted.WAITING) == 2
    assert approve(session, asked).missed == {}


def test_points_are_taken_back_when_a_second_person_agrees(session: Session, town: None) -> None:
    code = send(session)
    batch = str(approve(session, code).batch)
    undo(session, batch)
    assert held(session, "Linden") == 10, "asking alone moves nothing"
    assert batches.find(session, desk(session, "olive"), batch).asker_name == "Vera"
    with pytest.raises(batches.SecondPersonNeeded):
        undo(session, batch)
    undo(session, batch, who="olive")
    claim = stored(session, code)
    assert (claim.state, claim.shortfall) == (ClaimState.REVERSED, 0)
    assert held(session, "Linden") == 0
    assert budget_left(session) == BUDGET
    assert total(session, Counted.APPROVED) == 0
    reversal = session.exec(select(Txn).where(Txn.kind == "reverse")).one()
    assert reversal.actor_id == find(session, "vera").id
    assert reversal.second_id == find(session, "olive").id
    acts = session.exec(select(Receipt.act).where(Receipt.code == batch)).all()
    assert sorted(acts) == ["decisions", "decisions_undone", "undo_asked"]


def test_undoing_twice_with_one_form_is_one_undoing(session: Session, town: None) -> None:
    batch = str(approve(session, send(session)).batch)
    undo(session, batch, idem=KEY)
    undo(session, batch, idem=KEY)
    other = "m" * 64
    undo(session, batch, who="olive", idem=other)
    undo(session, batch, who="olive", idem=other)
    assert held(session, "Linden") == 0


def test_what_was_given_already_stays_and_is_written_down(session: Session, town: None) -> None:
    code = send(session, "led-bulb", facts=told("3"))
    batch = str(approve(session, code).batch)
    _give_away(session, 20)
    undo(session, batch)
    undo(session, batch, who="olive")
    claim = stored(session, code)
    assert (claim.state, claim.points, claim.shortfall) == (ClaimState.REVERSED, 30, 20)
    assert held(session, "Linden") == 0


def test_where_everything_was_given_nothing_is_taken(session: Session, town: None) -> None:
    code = send(session)
    batch = str(approve(session, code).batch)
    _give_away(session, 10)
    undo(session, batch)
    undo(session, batch, who="olive")
    assert stored(session, code).shortfall == 10


def _give_away(session: Session, points: int) -> None:
    giving.open_round(session, "breakfast-table")
    cause = giving.cause(session, "breakfast-table")
    rosa = find(session, "rosa")
    gifts.give(session, rosa, cause, points=points, idem=ids.new_token(), now=NOON)


def test_after_a_day_decisions_stand(session: Session, town: None) -> None:
    batch = str(approve(session, send(session)).batch)
    with pytest.raises(batches.TooLate):
        undo(session, batch, now=NOON + timedelta(hours=24, seconds=1))
    undo(session, batch, now=NOON + timedelta(hours=23))
    undo(session, batch, who="olive", now=NOON + timedelta(hours=46))
    assert held(session, "Linden") == 0


def test_what_is_undone_cannot_be_undone_again(session: Session, town: None) -> None:
    result = decide(session, verdict(session, send(session), "ask", "unclear"))
    undo(session, str(result.batch))
    with pytest.raises(batches.TooLate):
        undo(session, str(result.batch))


def test_what_moved_on_since_is_left_alone(session: Session, town: None) -> None:
    answered, plain = send(session), send(session, who="fay")
    result = decide(
        session,
        verdict(session, answered, "ask", "unclear"),
        verdict(session, plain, "ask", "unclear"),
    )
    rosa = find(session, "rosa")
    claims.answer(
        session, rosa, answered, words="Yes.", photo=None, shelf=SHELF, idem=KEY, now=NOON
    )
    undo(session, str(result.batch))
    assert stored(session, answered).revision == 2
    assert stored(session, plain).revision == 2
    assert stored(session, answered).note == "Yes."


def test_only_this_desk_may_undo_and_see_a_batch(session: Session, town: None) -> None:
    batch = str(approve(session, send(session)).batch)
    with pytest.raises(NotAllowed):
        undo(session, batch, who="theo")
    with pytest.raises(NotFound):
        batches.find(session, desk(session, "ines", "willowford-bridge-school"), batch)


def test_an_owner_may_agree(session: Session, town: None) -> None:
    batch = str(approve(session, send(session)).batch)
    undo(session, batch)
    undo(session, batch, who="olga")
    assert held(session, "Linden") == 0


def test_points_that_come_back_go_to_whoever_waits(session: Session, town: None) -> None:
    spend_budget(session, leave=10)
    batch = str(approve(session, send(session)).batch)
    waiting = send(session, who="vera")
    decide(session, verdict(session, waiting), who="olive")
    assert stored(session, waiting).state is ClaimState.QUEUED
    undo(session, batch)
    undo(session, batch, who="olive")
    assert stored(session, waiting).state is ClaimState.AWARDED


def test_a_photo_whose_approval_was_undone_may_be_sent_again(session: Session, town: None) -> None:
    first = send(session, "repair-clothing", facts=told(photo=picture()))
    batch = str(approve(session, first).batch)
    undo(session, batch)
    undo(session, batch, who="olive")
    again = send(session, "repair-clothing", facts=told(photo=picture()))
    assert approve(session, again).missed == {}
    assert held(session, "Linden") == 10
    third = send(session, "repair-clothing", facts=told(photo=picture()))
    assert isinstance(approve(session, third).missed[third], SamePhoto)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 6, 1), 24, date(2028, 6, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_months_are_counted_as_people_count_them(day: date, months: int, later: date) -> None:
    assert awards.months_later(day, months) == later


def scene(colour: str = "green", size: tuple[int, int] = (480, 360), quality: int = 90) -> Picture:
    """A photo with something on it, as another phone might have saved it."""
    sheet = Image.new("RGB", (480, 360), "white")
    pen = ImageDraw.Draw(sheet)
    for place in range(6):
        pen.ellipse((20 + 75 * place, 40 + 30 * place, 80 + 75 * place, 150 + 30 * place), colour)
    kept = io.BytesIO()
    sheet.resize(size).save(kept, "JPEG", quality=quality)
    return files.read_picture(kept.getvalue())


def test_a_photo_that_was_made_smaller_and_sent_again_is_flagged(
    session: Session, town: None
) -> None:
    first = send(session, "repair-clothing", facts=told(photo=scene()))
    smaller = scene(size=(240, 180), quality=60)
    second = send(session, "led-bulb", who="fay", facts=told(photo=smaller))
    other = send(session, "led-bulb", who="ned", facts=told(photo=scene("navy")))
    rows = {row.code: row for row in queue(session)}
    assert queues.flags_of(rows[second]) == [Flag.NEAR]
    assert rows[second].near == first
    assert queues.flags_of(rows[first]) == queues.flags_of(rows[other]) == []
    assert [row.code for row in queue(session, flag=Flag.NEAR)] == [second]


def test_a_white_wall_is_like_no_other(session: Session, town: None) -> None:
    for who, colour in (("rosa", "white"), ("fay", "#fefefe")):
        send(session, "repair-clothing", who=who, facts=told(photo=picture(colour)))
    assert [queues.flags_of(row) for row in queue(session)] == [[], []]


def test_what_a_photo_looks_like_goes_with_it(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=scene()))
    kept = select(Evidence.likeness).where(Evidence.claim_code == code)
    assert len(session.exec(kept).one() or "") == 160
    claims.withdraw(
        session, find(session, "rosa"), code, shelf=SHELF, idem=ids.new_token(), now=NOON
    )
    session.expire_all()
    assert session.exec(kept).one() is None


def test_eight_actions_of_one_person_for_one_day_are_looked_at(
    session: Session, town: None
) -> None:
    codes = [send(session, "cycle", facts=told(replaced=Replaced.CAR)) for _ in range(8)]
    send(session, who="fay")
    flagged = queue(session, flag=Flag.MANY)
    assert {row.code for row in flagged} == set(codes)
    claims.withdraw(
        session, find(session, "rosa"), codes[0], shelf=SHELF, idem=ids.new_token(), now=NOON
    )
    assert not queue(session, flag=Flag.MANY)


def test_there_is_an_end_to_photos_of_one_person_in_a_day(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    claim = stored(session, code)
    for number in range(2, 31):
        claim.revision = number
        evidence.keep_photo(session, SHELF, picture(), claim, season=SEASON, now=NOON)
    claim.revision = 31
    with pytest.raises(evidence.TooManyPhotos):
        evidence.keep_photo(session, SHELF, picture(), claim, season=SEASON, now=NOON)
    later = NOON + timedelta(days=1, seconds=1)
    evidence.keep_photo(session, SHELF, picture(), claim, season=SEASON, now=later)
