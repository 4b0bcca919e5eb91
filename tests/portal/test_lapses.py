"""Lapse: announced, told, and only then moved to the cause that was chosen. On both databases."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from db.columns import STAMP
from db.tables.giving import Round
from db.tables.ledger import Posting, Txn
from db.tables.letters import LapseMark, Letter
from db.tables.people import Person
from db.tables.seals import TreeHead
from portal import causes, ids, lapse_notices, lapses, ledger, programmes, statements
from portal.errors import NotAllowed, NotFound
from portal.lapses import NOBODY
from portal.ledger import NothingLeft
from portal.letters import LetterKind
from portal.work import PROGRAMMES
from tests import giving, people
from tests.giving import OPENED

pytestmark = pytest.mark.usefixtures("town")
ZONE = "Europe/London"
LAST_DAY = (OPENED + timedelta(days=700)).date()  # of the points giving.award gives
LAPSES = LAST_DAY + timedelta(days=7)


def noon(day):
    return datetime.combine(day, time(12), UTC)


def river(session):
    return programmes.find(session, "RIVER", now=OPENED)


def tell(session, day):
    """Write every notice that is due on a day."""
    row = river(session)
    programme = programmes_row(session, row.programme_id)
    after = NOBODY
    while after is not None:
        after = lapse_notices.tell_some(session, programme, today=day, after=after, now=noon(day))


def programmes_row(session, programme_id):
    return next(row for row in PROGRAMMES.all(session) if row.id == programme_id)


def run_on(session, day):
    """Do a whole day's lapse; return how many steps moved something."""
    now = noon(day)
    run = lapses.find_run(session, river(session).programme_id, ZONE, now=now)
    lapses.announce(session, run, now=now)
    after, steps = (NOBODY, 0) if run.may_begin else (None, 0)
    while after is not None:
        after = lapses.lapse_some(session, run, after=after, now=now)
        steps += after is not None
    return steps


def letters_of(session, kind=LetterKind.LAPSE_NOTICE):
    rows = session.execute(
        select(Person.name, Letter.facts, Letter.written_at)
        .join(Letter, Letter.person_id == Person.id)
        .where(Letter.kind == kind)
        .order_by(Letter.written_at, Person.name)
    )
    return rows.all()


def standing_of(session, slug, programme="RIVER"):
    cause = giving.cause(session, slug, programme=programme)
    return ledger.balance(session, cause.programme_id, cause.cause_id)


@pytest.fixture
def common(session):
    return giving.cause(session, "warm-quilts", is_common=True)


@pytest.fixture
def linden(session, common):
    home = people.home(session, "Linden")
    giving.award(session, home, 50)
    return home


def told_and_open(session, day=LAPSES):
    """Write the notices and open the list in time for a run on `day`."""
    tell(session, LAST_DAY - timedelta(days=60))
    tell(session, LAST_DAY - timedelta(days=14))
    run_on(session, day - timedelta(days=7))


def test_points_of_a_household_that_chose_nothing_go_to_the_common_cause(session, linden):
    told_and_open(session)
    assert run_on(session, LAPSES) == 1
    assert ledger.balance(session, river(session).programme_id, linden) == 0
    assert standing_of(session, "warm-quilts") == 50
    [act] = session.scalars(select(Txn).where(Txn.kind == "lapse"))
    assert act.actor_id.int == 0 and act.second_id is None


def test_points_go_to_the_cause_the_household_chose(session, linden):
    books = giving.cause(session, "reading-corner")
    rosa = people.find(session, "rosa")
    causes.choose(session, rosa, "RIVER", books.code, now=OPENED)
    causes.choose(session, rosa, "RIVER", books.code, now=OPENED + timedelta(minutes=1))
    told_and_open(session)
    run_on(session, LAPSES)
    assert (standing_of(session, "warm-quilts"), standing_of(session, "reading-corner")) == (0, 50)


def test_a_later_choice_takes_the_place_of_an_earlier_one(session, linden):
    books, rosa = giving.cause(session, "reading-corner"), people.find(session, "rosa")
    common = giving.cause(session, "warm-quilts")
    for code in (books.code, common.code):
        causes.choose(session, rosa, "RIVER", code, now=OPENED)
    chosen = [row.code for row in causes.list_choices(session, rosa, "RIVER") if row.is_chosen]
    assert chosen == [common.code]


def test_only_an_adult_chooses_and_only_a_cause_of_the_programme(session, linden):
    giving.cause(session, "school-books", programme="SCHOOL")
    strange = giving.cause(session, "school-books", programme="SCHOOL").code
    with pytest.raises(NotFound):
        causes.choose(session, people.find(session, "rosa"), "RIVER", strange, now=OPENED)
    with pytest.raises(NotFound):
        causes.list_choices(session, people.find(session, "rosa"), "SCHOOL")
    own = giving.cause(session, "warm-quilts").code
    with pytest.raises(NotAllowed):
        causes.choose(session, people.find(session, "Pip"), "RIVER", own, now=OPENED)


def test_a_run_that_is_done_again_moves_nothing_more(session, linden):
    told_and_open(session)
    run_on(session, LAPSES)
    before = session.scalars(select(Posting)).all()
    assert run_on(session, LAPSES) == 0
    assert len(session.scalars(select(Posting)).all()) == len(before)


def test_the_same_step_under_the_same_key_is_the_same_act(session, linden, common):
    told_and_open(session)
    programme_id = river(session).programme_id
    act = ledger.lapse(linden, cause_id=common.cause_id, key=ids.digest("one step"))
    first = ledger.post(session, programme_id, act, now=noon(LAPSES))
    again = ledger.post(session, programme_id, act, now=noon(LAPSES))
    assert (again.replayed, again.seq) == (True, first.seq)


def test_nothing_lapses_before_its_day(session, linden, common):
    told_and_open(session)
    assert run_on(session, LAPSES - timedelta(days=1)) == 0
    act = ledger.lapse(linden, cause_id=common.cause_id, key=ids.digest("too early"))
    with pytest.raises(NothingLeft):
        ledger.post(session, common.programme_id, act, now=noon(LAPSES - timedelta(days=1)))


def test_a_lapse_before_its_day_is_refused_by_the_database_itself(session, linden, common):
    """The same rows that are accepted on the day are refused the day before."""
    told_and_open(session)
    day = LAPSES - timedelta(days=1)
    act = ledger.lapse(linden, cause_id=common.cause_id, key=ids.digest("bent"))
    with session.begin_nested() as attempt:
        ledger.post(session, common.programme_id, act, now=noon(LAPSES))
        newest = select(Txn).order_by(Txn.seq.desc()).limit(1)
        made = session.scalars(newest).one().model_dump()
        [line] = session.scalars(select(Posting).where(Posting.seq == made["seq"])).all()
        rows = made, line.model_dump()
        attempt.rollback()
    session.expire_all()
    made["at"] = noon(day).strftime(STAMP)
    session.execute(Txn.__table__.insert(), [rows[0]])
    with pytest.raises(IntegrityError, match="the points have not lapsed"):
        session.execute(Posting.__table__.insert(), [rows[1]])


def test_nothing_lapses_of_which_nobody_was_told(session, linden):
    run_on(session, LAPSES - timedelta(days=7))
    assert run_on(session, LAPSES) == 0
    tell(session, LAPSES)
    assert run_on(session, LAPSES + timedelta(days=1)) == 1


def test_the_list_lies_open_for_a_week_before_the_first_run_of_a_season(session, linden):
    tell(session, LAST_DAY)
    assert run_on(session, LAPSES) == 0
    assert run_on(session, LAPSES + timedelta(days=6)) == 0
    assert run_on(session, LAPSES + timedelta(days=7)) == 1


def test_two_daily_seals_lie_between_the_last_day_of_use_and_the_lapse(session, linden):
    told_and_open(session)
    moved = []
    for number in (1, 2, 3):
        day = LAST_DAY + timedelta(days=number - 1)
        facts = {"origin": "here/log", "size": 0, "root": "a" * 64, "signatures": "one"}
        head = TreeHead(number=number, prev_number=number - 1 or None, day=str(day), **facts)
        session.add(head)
        session.flush()
        moved.append(run_on(session, LAPSES + timedelta(days=number)))
    assert moved == [0, 0, 1]


def test_treasurer_and_organiser_are_told_once_what_will_lapse(session, linden):
    for day in (15, 14, 10, 7):
        run_on(session, LAPSES - timedelta(days=day))
    told = letters_of(session, LetterKind.LAPSE_PLANNED)
    assert [one.name for one in told] == ["Olive", "Theo"]
    assert {one.written_at for one in told} == {noon(LAPSES - timedelta(days=14))}
    facts = told[0].facts
    assert (facts["points"], facts["holders"], facts["first_on"]) == (50, 1, LAPSES.isoformat())


def test_a_desk_sees_what_will_lapse_and_where_to_without_a_name(session, linden):
    [line] = lapses.list_ahead(session, giving.desk(session, "theo"), now=noon(LAPSES))
    assert (line.lapses_from, line.points, line.holders) == (LAPSES, 50, 1)
    assert line.cause_name["en"] == "Warm quilts"
    elsewhere = giving.desk(session, "ivan", giving.SCHOOL)
    assert lapses.list_ahead(session, elsewhere, now=noon(LAPSES)) == []
    early = noon(LAPSES - timedelta(days=91))
    assert lapses.list_ahead(session, giving.desk(session, "theo"), now=early) == []


def test_a_programme_without_a_common_cause_keeps_the_points_where_they_are(session):
    home = people.home(session, "Linden")
    giving.award(session, home, 50)
    told_and_open(session)
    run_on(session, LAPSES)
    assert ledger.balance(session, river(session).programme_id, home) == 50


def test_a_step_has_at_most_five_hundred_postings(session, monkeypatch, common):
    monkeypatch.setattr(lapses, "MOST_PIECES", 3)
    homes = [people.home(session, name) for name in ("Linden", "Fennel")]
    for home in homes:
        for hour in range(2):
            giving.award(session, home, 10, now=OPENED + timedelta(hours=hour))
    told_and_open(session)
    assert run_on(session, LAPSES) == 2
    assert standing_of(session, "warm-quilts") == 40


def test_issued_is_held_given_redeemed_lapsed_and_reversed_afterwards(session, linden):
    told_and_open(session)
    run_on(session, LAPSES)
    kinds = dict(
        session.execute(select(Posting.kind, func.sum(Posting.qty)).group_by(Posting.kind)).all()
    )
    homes = [people.home(session, name) for name in ("Linden", "Fennel")]
    held = sum(ledger.balance(session, river(session).programme_id, home) for home in homes)
    assert kinds["award"] == held + kinds["lapse"] == 50


def test_the_statement_says_where_the_points_went(session, linden):
    told_and_open(session)
    run_on(session, LAPSES)
    rosa = people.find(session, "rosa")
    page = statements.find(session, rosa, month=LAPSES.replace(day=1))
    [line] = page.lines
    assert (line.entry.kind, line.entry.points, line.balance) == ("lapse", -50, 0)
    assert line.entry.cause_name["en"] == "Warm quilts"


# --- notices -----------------------------------------------------------------------------------


def test_each_adult_is_told_sixty_and_fourteen_days_before(session, linden):
    day = LAST_DAY - timedelta(days=62)
    while day <= LAPSES:
        tell(session, day)
        day += timedelta(days=1)
    told = [(one.name, (LAST_DAY - one.written_at.date()).days) for one in letters_of(session)]
    assert told == [("Rosa", 60), ("Tom", 60), ("Rosa", 14), ("Tom", 14)]
    facts = letters_of(session)[0].facts
    assert facts["days"] == [[LAST_DAY.isoformat(), LAPSES.isoformat(), 50]]
    assert facts["points"] == 50 and facts["cause"]["en"] == "Warm quilts"


def test_a_clock_that_comes_back_five_days_late_tells_everything_once(session, linden):
    for late in (55, 55, 54, 9, 9):
        tell(session, LAST_DAY - timedelta(days=late))
    told = [(one.name, (LAST_DAY - one.written_at.date()).days) for one in letters_of(session)]
    assert told == [("Rosa", 55), ("Tom", 55), ("Rosa", 9), ("Tom", 9)]


def test_who_is_told_for_the_first_time_in_the_last_days_gets_one_letter(session, linden):
    tell(session, LAST_DAY - timedelta(days=3))
    assert len(letters_of(session)) == 2
    marks = session.scalars(select(LapseMark.days_before).order_by(LapseMark.days_before)).all()
    assert marks == [14, 60]


def test_days_that_follow_soon_are_told_together(session, common):
    home = people.home(session, "Linden")
    for days in (0, 7, 14, 21, 35):
        giving.award(session, home, 10, now=OPENED + timedelta(days=days))
    tell(session, LAST_DAY - timedelta(days=60))
    [letter, _toms] = letters_of(session)
    assert [points for _until, _lapses, points in letter.facts["days"]] == [10, 10, 10, 10]
    for day in range(1, 35):
        tell(session, LAST_DAY - timedelta(days=60 - day))
    assert len(letters_of(session)) == 2
    tell(session, LAST_DAY - timedelta(days=25))
    assert [one.facts["points"] for one in letters_of(session)] == [40, 40, 10, 10]


def test_what_was_given_meanwhile_is_not_told_again(session, linden):
    giving.open_round(session, "warm-quilts", opens_at=OPENED + timedelta(days=1))
    tell(session, LAST_DAY - timedelta(days=60))
    cause = giving.cause(session, "warm-quilts")
    round_id = session.execute(select(Round.id)).scalar_one()
    act = ledger.give(
        giver_id=linden,
        cause_id=cause.cause_id,
        round_id=round_id,
        points=50,
        actor_id=people.find(session, "rosa").id,
        key=ids.digest("all of it"),
    )
    ledger.post(session, cause.programme_id, act, now=OPENED + timedelta(days=2))
    tell(session, LAST_DAY - timedelta(days=14))
    assert len(letters_of(session)) == 2


def test_a_mark_is_written_once_whatever_the_code_believes(session, linden):
    tell(session, LAST_DAY - timedelta(days=60))
    [mark] = session.scalars(select(LapseMark)).all()
    again = LapseMark.__table__.insert().values(**mark.model_dump())
    with pytest.raises(IntegrityError):
        session.execute(again)


def test_a_letter_and_its_mark_stand_or_fall_together(session, linden):
    session.commit()
    tell(session, LAST_DAY - timedelta(days=60))
    assert letters_of(session)
    session.rollback()
    assert letters_of(session) == [] and session.scalars(select(LapseMark)).all() == []


def test_the_organisers_of_a_class_are_told_of_its_points(session):
    giving.cause(session, "school-books", programme="SCHOOL", is_common=True)
    class_id = people.school_class(session, "3A")
    giving.award(session, class_id, 30, programme="SCHOOL")
    school = programmes.find(session, "SCHOOL", now=OPENED).programme_id
    day = LAST_DAY - timedelta(days=60)
    lapse_notices.tell_some(session, programmes_row(session, school), today=day, now=noon(day))
    assert [(one.name, one.facts["points"]) for one in letters_of(session)] == [("Grace", 30)]


def test_the_day_is_the_earlier_one_of_ledger_and_programme(session):
    """In Shanghai it is tomorrow already, in Los Angeles still yesterday."""
    programme_id = river(session).programme_id
    evening = datetime(2026, 6, 1, 20, tzinfo=UTC)
    morning = datetime(2026, 6, 1, 4, tzinfo=UTC)
    east = lapses.find_run(session, programme_id, "Asia/Shanghai", now=evening)
    west = lapses.find_run(session, programme_id, "America/Los_Angeles", now=morning)
    assert (east.day, west.day) == (date(2026, 6, 1), date(2026, 5, 31))
