"""Sending an action, changing it while it waits, answering, taking it back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from db.tables.books import Account
from db.tables.claims import Claim, ClaimState, Evidence, EvidenceClass, HolderKind
from db.tables.history import HistoryEvent
from db.tables.households import Standing
from db.tables.ledger import Txn
from db.tables.programmes import Enrolment, Programme, ProgrammeState
from db.tables.receipts import Receipt
from db.tables.reports import Counted, PeriodTotal
from portal import claims, evidence, households, ids, logbook, people, programmes
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.told import (
    EvidenceMissing,
    InTheFuture,
    NotWhole,
    OutOfRange,
    OutsideSeason,
    Replaced,
    ReplacedMissing,
    Told,
    TooLongAgo,
    list_faults,
)
from tests.claiming import SHELF, TODAY, picture, send, stored, told, what
from tests.people import NOON, find, home, school_class

KEY = "k" * 64


def count(session: Session, table: Any) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def waiting(session: Session, period: str = "2026-06") -> int:
    total = select(PeriodTotal.total).where(
        PeriodTotal.period == period, PeriodTotal.counted == Counted.WAITING
    )
    return session.exec(total).one_or_none() or 0


def test_an_action_waits_with_the_points_to_expect_and_why(session: Session, town: None) -> None:
    code = send(session, facts=told())
    claim = stored(session, code)
    assert code.startswith("A-")
    assert claim.state is ClaimState.SUBMITTED
    assert (claim.points, claim.revision, claim.version) == (10, 1, 1)
    assert claim.why == [{"why": "flat", "points": 10, "facts": {"each": 10}}]
    assert claim.evidence_class is EvidenceClass.DECLARED
    assert (claim.holder_kind, claim.holder_id) == (HolderKind.WALLET, home(session, "Linden"))


def test_it_leaves_a_receipt_a_line_of_history_and_a_kept_total(
    session: Session, town: None
) -> None:
    code = send(session)
    assert session.exec(select(Receipt.act).where(Receipt.code == code)).all() == ["claim"]
    events = session.exec(select(HistoryEvent.verb).where(HistoryEvent.subject == code)).all()
    assert events == ["claim"]
    assert waiting(session) == 1


def test_sending_moves_no_points(session: Session, town: None) -> None:
    before = count(session, Txn)
    send(session)
    assert count(session, Txn) == before


def test_the_same_form_twice_is_one_action(session: Session, town: None) -> None:
    first = send(session, idem=KEY)
    assert send(session, idem=KEY) == first
    assert count(session, Claim) == 1
    assert waiting(session) == 1


def test_the_same_form_with_other_answers_is_refused(session: Session, town: None) -> None:
    send(session, "cycle", facts=told("2", replaced=Replaced.CAR), idem=KEY)
    with pytest.raises(AlreadyUsed):
        send(session, "cycle", facts=told("3", replaced=Replaced.CAR), idem=KEY)


def test_points_to_expect_count_what_still_waits(session: Session, town: None) -> None:
    trip = told("2", replaced=Replaced.CAR)
    for _ in range(4):
        send(session, "cycle", facts=trip)
    fifth = stored(session, send(session, "bus", facts=trip))
    assert fifth.points == 0
    assert fifth.why[1]["why"] == "limit"
    toms = stored(session, send(session, "cycle", who="tom", facts=trip))
    assert toms.points == 5, "the limit is each member's own"


def test_a_household_joins_with_its_first_action(session: Session, town: None) -> None:
    before = count(session, Enrolment)
    send(session, who="vera")
    send(session, who="vera")
    assert count(session, Enrolment) == before + 1
    wallet = find(session, "vera").household_id
    kinds = session.exec(select(Account.kind).where(Account.id == wallet)).all()
    assert kinds == ["wallet"]


def test_a_full_programme_takes_nobody_new(session: Session, town: None) -> None:
    send(session, who="vera")
    send(session, who="olive")
    with pytest.raises(programmes.Full):
        send(session, who="theo")
    assert send(session, who="vera")


def test_a_child_may_log_for_the_household(session: Session, town: None) -> None:
    claim = stored(session, send(session, who="Pip"))
    assert claim.holder_id == home(session, "Linden")


@pytest.mark.parametrize("activity", ["sort-week"])
def test_a_paused_programme_takes_no_action(session: Session, town: None, activity: str) -> None:
    row = what(session, activity)
    session.get_one(Programme, row.programme_id).state = ProgrammeState.PAUSED
    session.flush()
    with pytest.raises(claims.NotRunning):
        send(session, activity)


@pytest.mark.parametrize(
    ("facts", "fault", "about"),
    [
        (told("0.3", replaced=Replaced.CAR), OutOfRange, "amount"),
        (told("61", replaced=Replaced.CAR), OutOfRange, "amount"),
        (told("-1", replaced=Replaced.CAR), OutOfRange, "amount"),
        (told("2"), ReplacedMissing, "replaced"),
        (told("2", replaced=Replaced.CAR, done_on=TODAY + timedelta(1)), InTheFuture, "when"),
        (told("2", replaced=Replaced.CAR, done_on=TODAY - timedelta(8)), TooLongAgo, "when"),
        (told("2", replaced=Replaced.CAR, done_on=date(2026, 4, 5)), OutsideSeason, "when"),
        (told("2", replaced=Replaced.CAR, done_on=date(1900, 1, 1)), OutsideSeason, "when"),
    ],
)
def test_what_is_wrong_is_said_with_the_question_it_answers(
    session: Session, town: None, facts: Told, fault: type[Exception], about: str
) -> None:
    listed = list(list_faults(what(session, "cycle"), facts, has_photo=False, now=NOON))
    assert [(name, type(error)) for name, error in listed] == [(about, fault)]
    with pytest.raises(fault):
        send(session, "cycle", facts=facts)
    assert count(session, Claim) == 0


def test_every_fault_is_listed_not_only_the_first(session: Session, town: None) -> None:
    wrong = told("900", done_on=TODAY + timedelta(3))
    listed = list_faults(what(session, "cycle"), wrong, has_photo=False, now=NOON)
    assert [about for about, _ in listed] == ["amount", "when", "replaced"]


def test_the_longest_ago_that_may_be_logged_is_a_week(session: Session, town: None) -> None:
    assert send(session, facts=told(done_on=TODAY - timedelta(days=7)))


def test_the_day_is_the_programmes_own(session: Session, town: None) -> None:
    half_past_midnight_in_london = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    tomorrow = told(done_on=TODAY + timedelta(days=1))
    assert send(session, facts=tomorrow, now=half_past_midnight_in_london)


def test_things_are_counted_not_cut(session: Session, town: None) -> None:
    with pytest.raises(NotWhole):
        send(session, "repair-clothing", facts=told("1.5", photo=picture()))


def test_a_photo_makes_it_documented(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    assert stored(session, code).evidence_class is EvidenceClass.DOCUMENTED
    kept = session.exec(select(Evidence)).one()
    assert (kept.width, kept.height, len(kept.tag)) == (40, 30, 64)
    assert SHELF.read(str(kept.file)) == picture().data


def test_without_a_photo_an_action_that_needs_one_is_refused(session: Session, town: None) -> None:
    with pytest.raises(EvidenceMissing):
        send(session, "repair-clothing", facts=told())


def test_where_both_are_accepted_a_photo_counts_as_more(session: Session, town: None) -> None:
    with_photo = send(session, "led-bulb", facts=told(photo=picture()))
    without = send(session, "led-bulb")
    assert stored(session, with_photo).evidence_class is EvidenceClass.DOCUMENTED
    assert stored(session, without).evidence_class is EvidenceClass.DECLARED


def test_a_helper_who_saw_it_makes_it_witnessed(session: Session, town: None) -> None:
    vera = find(session, "vera").id
    code = send(session, "recycle-glass", facts=told("2.5", witness_id=vera))
    claim = stored(session, code)
    assert (claim.evidence_class, claim.witness_id) == (EvidenceClass.WITNESSED, vera)
    assert claim.points == 20


@pytest.mark.parametrize("who", ["tom", "rosa", "theo", "grace"])
def test_nobody_but_a_helper_of_another_home_can_be_the_witness(
    session: Session, town: None, who: str
) -> None:
    facts = told("2", witness_id=find(session, who).id)
    with pytest.raises(claims.UnknownWitness):
        send(session, "recycle-glass", facts=facts)


def test_helpers_never_see_themselves_among_the_witnesses(session: Session, town: None) -> None:
    vera = find(session, "vera")
    river = what(session, "recycle-glass")
    able = evidence.list_witnesses(session, river.organisation_id, vera.household_id, now=NOON)
    assert [row.name for row in able] == ["Olive"]


def test_the_same_photo_again_is_no_mistake_and_has_the_same_tag(
    session: Session, town: None
) -> None:
    send(session, "repair-clothing", facts=told(photo=picture()))
    send(session, "repair-clothing", facts=told(photo=picture()), who="fay")
    send(session, "repair-clothing", facts=told(photo=picture("red")))
    tags = session.exec(select(Evidence.tag)).all()
    assert sorted(tags.count(tag) for tag in tags) == [1, 2, 2]
    assert picture().digest not in tags


def test_a_teacher_logs_for_a_class_and_is_its_witness(session: Session, town: None) -> None:
    third = school_class(session, "3A")
    code = send(
        session,
        "walk",
        who="grace",
        facts=told("21"),
        programme="SCHOOL",
        class_id=third,
    )
    claim = stored(session, code)
    assert (claim.holder_kind, claim.holder_id) == (HolderKind.GROUP, third)
    assert claim.evidence_class is EvidenceClass.WITNESSED
    assert claim.points == 21


@pytest.mark.parametrize("who", ["rosa", "hana", "ines"])
def test_only_whoever_organises_a_class_logs_for_it(session: Session, town: None, who: str) -> None:
    facts = {"who": who, "programme": "SCHOOL", "facts": told("21")}
    with pytest.raises(claims.OnlyForClasses):
        send(session, "walk", class_id=school_class(session, "3A"), **facts)
    with pytest.raises(claims.OnlyForClasses):
        send(session, "walk", **facts)


def test_my_household_finds_the_action_and_nobody_else(session: Session, town: None) -> None:
    code = send(session)
    assert logbook.find(session, find(session, "tom"), code, now=NOON).household_name == "Linden"
    for stranger in ("fay", "vera", "grace"):
        with pytest.raises(NotFound):
            logbook.find(session, find(session, stranger), code, now=NOON)


def test_only_their_teacher_finds_what_a_class_did(session: Session, town: None) -> None:
    code = send(
        session,
        "walk",
        who="grace",
        facts=told("21"),
        programme="SCHOOL",
        class_id=school_class(session, "3A"),
    )
    found = logbook.find(session, find(session, "grace"), code, now=NOON)
    assert found.group_name["en"] == "Class 3A"
    with pytest.raises(NotFound):
        logbook.find(session, find(session, "ines"), code, now=NOON)


def test_what_was_used_last_comes_first(session: Session, town: None) -> None:
    rosa = find(session, "rosa")
    assert logbook.list_tiles(session, rosa, now=NOON)[0].last_used_at is None
    send(session, "led-bulb", now=NOON - timedelta(hours=2))
    send(session, "sort-week")
    tiles = logbook.list_tiles(session, rosa, now=NOON)
    assert [tile.code for tile in tiles[:2]] == ["sort-week", "led-bulb"]
    assert {tile.programme_code for tile in tiles} == {"RIVER"}


def test_a_teacher_is_offered_the_programme_of_the_class(session: Session, town: None) -> None:
    tiles = logbook.list_tiles(session, find(session, "grace"), now=NOON)
    assert "SCHOOL" in {tile.programme_code for tile in tiles if tile.is_joined}


def test_out_of_season_nothing_is_offered(session: Session, town: None) -> None:
    winter = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert logbook.list_tiles(session, find(session, "rosa"), now=winter) == []


def change(session: Session, code: str, facts: Told, **more: Any) -> str:
    who = find(session, more.pop("who", "rosa"))
    return claims.change(
        session,
        who,
        code,
        facts,
        shelf=SHELF,
        idem=more.pop("idem", None) or ids.new_token(),
        now=more.pop("now", NOON),
    )


def test_while_it_waits_it_can_be_said_otherwise(session: Session, town: None) -> None:
    code = send(session, "cycle", facts=told("2", replaced=Replaced.CAR))
    last_week = told("3.5", replaced=Replaced.BUS, done_on=TODAY - timedelta(days=2))
    change(session, code, last_week)
    claim = stored(session, code)
    assert (claim.amount, claim.replaced, claim.revision) == (Decimal("3.5"), "bus", 2)
    assert waiting(session) == 0
    assert waiting(session, "2026-05") == 1


def test_a_change_sent_twice_is_one_change(session: Session, town: None) -> None:
    code = send(session, "cycle", facts=told("2", replaced=Replaced.CAR))
    again = told("3", replaced=Replaced.CAR)
    change(session, code, again, idem=KEY)
    change(session, code, again, idem=KEY)
    assert stored(session, code).revision == 2


def test_a_change_is_held_to_the_same_rules(session: Session, town: None) -> None:
    code = send(session, "cycle", facts=told("2", replaced=Replaced.CAR))
    with pytest.raises(OutOfRange):
        change(session, code, told("900", replaced=Replaced.CAR))


def test_a_photo_that_is_not_sent_again_stays(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    change(session, code, told("2"))
    assert stored(session, code).evidence_class is EvidenceClass.DOCUMENTED
    change(session, code, told("2", photo=picture("red")))
    assert session.exec(select(Evidence.number)).all() == [1, 3]


def test_an_adult_of_the_home_may_change_it_a_child_only_its_own(
    session: Session, town: None
) -> None:
    code = send(session)
    with pytest.raises(NotAllowed):
        change(session, code, told(done_on=TODAY - timedelta(1)), who="Pip")
    change(session, code, told(done_on=TODAY - timedelta(1)), who="tom")
    assert stored(session, code).person_id == find(session, "rosa").id
    own = send(session, who="Pip")
    assert change(session, own, told(done_on=TODAY - timedelta(1)), who="Pip") == own


def test_nobody_else_can_change_it_or_take_it_back(session: Session, town: None) -> None:
    code = send(session)
    with pytest.raises(NotFound):
        change(session, code, told(), who="fay")
    with pytest.raises(NotFound):
        claims.withdraw(session, find(session, "fay"), code, shelf=SHELF, idem=KEY, now=NOON)


def test_taken_back_it_counts_nowhere_and_its_photo_is_gone(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    kept = str(session.exec(select(Evidence.file)).one())
    rosa = find(session, "rosa")
    claims.withdraw(session, rosa, code, shelf=SHELF, idem=KEY, now=NOON)
    claims.withdraw(session, rosa, code, shelf=SHELF, idem=KEY, now=NOON)
    assert SHELF.read(kept), "nothing is deleted before the act is committed"
    session.commit()
    with pytest.raises(NotFound):
        SHELF.read(kept)
    claim = stored(session, code)
    assert (claim.state, claim.points) == (ClaimState.WITHDRAWN, 0)
    assert session.exec(select(Evidence.file)).one() is None
    assert waiting(session) == 0


def test_photos_are_deleted_a_month_after_the_decision_or_after_ninety_days(
    session: Session, town: None
) -> None:
    old, young, fresh = (
        send(session, "repair-clothing", facts=told(photo=picture(colour)))
        for colour in ("red", "green", "blue")
    )
    for code, days in ((old, 31), (young, 29)):
        claim = stored(session, code)
        claim.state, claim.decided_at = ClaimState.AWARDED, NOON - timedelta(days=days)
        session.flush()
    programme_id = stored(session, old).programme_id
    evidence.forget_past(session, SHELF, programme_id, now=NOON)
    session.commit()
    assert _with_photos(session) == {young, fresh}
    evidence.forget_past(session, SHELF, programme_id, now=NOON + timedelta(days=91))
    session.commit()
    assert _with_photos(session) == set()


def _with_photos(session: Session) -> set[str]:
    session.expire_all()
    return {row.claim_code for row in session.exec(select(Evidence)) if row.file}


def test_an_act_rolled_back_deletes_no_photo(session: Session, town: None) -> None:
    code = send(session, "repair-clothing", facts=told(photo=picture()))
    session.commit()
    kept = str(session.exec(select(Evidence.file)).one())
    claims.withdraw(session, find(session, "rosa"), code, shelf=SHELF, idem=KEY, now=NOON)
    session.rollback()
    session.commit()
    assert SHELF.read(kept)


@pytest.mark.parametrize("state", [ClaimState.AWARDED, ClaimState.DECLINED, ClaimState.WITHDRAWN])
def test_what_was_decided_can_no_longer_be_changed(
    session: Session, town: None, state: ClaimState
) -> None:
    code = send(session)
    stored(session, code).state = state
    session.flush()
    with pytest.raises(claims.Decided):
        change(session, code, told(done_on=TODAY - timedelta(1)))
    with pytest.raises(claims.Decided):
        claims.withdraw(
            session, find(session, "rosa"), code, shelf=SHELF, idem=ids.new_token(), now=NOON
        )


def answer(session: Session, code: str, **facts: Any) -> str:
    told_now = {"words": "It was the blue bicycle.", "photo": None, "idem": KEY, **facts}
    return claims.answer(session, find(session, "rosa"), code, shelf=SHELF, now=NOON, **told_now)


def test_an_answer_brings_it_back_to_be_checked(session: Session, town: None) -> None:
    code = send(session, "led-bulb")
    stored(session, code).state = ClaimState.ASKED
    session.flush()
    answer(session, code, photo=picture())
    answer(session, code, photo=picture())
    claim = stored(session, code)
    assert (claim.state, claim.revision) == (ClaimState.SUBMITTED, 2)
    assert claim.note == "It was the blue bicycle."
    assert claim.evidence_class is EvidenceClass.DOCUMENTED


def test_where_nothing_was_asked_there_is_nothing_to_answer(session: Session, town: None) -> None:
    with pytest.raises(claims.NotAsked):
        answer(session, send(session))


def test_points_stay_with_the_home_they_were_earned_in(session: Session, town: None) -> None:
    code = send(session, who="tom")
    tom = find(session, "tom")
    households.leave(session, home(session, "Linden"), tom.id, now=NOON)
    new = households.found(session, name="Alder", now=NOON)
    households.join(session, new.id, tom.id, Standing.ADULT, now=NOON)
    assert stored(session, code).holder_id == home(session, "Linden")
    with pytest.raises(NotFound):
        logbook.find(session, people.find_member(session, tom.id, now=NOON), code, now=NOON)


def test_codes_differ(session: Session, town: None) -> None:
    codes = {send(session) for _ in range(5)}
    assert len(codes) == 5
    assert all(col(Claim.code) is not None for _ in codes)
