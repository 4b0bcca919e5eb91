"""Habits: did you do this before, do you still, and what may be told of the answers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from db.tables.habits import Habit
from db.tables.people import Person
from portal import departures, effects, habits, households, logbook, people, programmes
from portal.errors import NotFound
from portal.habits import Before, OnlyFirst, Still
from portal.households import Standing
from portal.jobs import JOBS, JobName
from portal.work import run_due
from tests import claiming
from tests import people as cast
from tests.claiming import SHELF, approve, send, told
from tests.people import NOON
from tests.portal.test_reports import act, keep
from tests.portal.test_work import crew  # noqa: F401  (a fixture, used by name)

pytestmark = pytest.mark.usefixtures("town")
DAY = timedelta(days=1)
BACK = NOON + 60 * DAY  # the day of the check-back of what is done at NOON


def claim(session, code, who="rosa", now=NOON):
    return logbook.find(session, cast.find(session, who), code, now=now)


def say(session, code, before=Before.NO, who="rosa", now=NOON):
    habits.say(session, cast.find(session, who), claim(session, code, who), before, now=now)


def begun(session, now=NOON):
    """Let the job look, and return who began with what."""
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    habits.note_begun(session, river, now=now)
    session.flush()
    rows = session.exec(
        select(Person.name, Habit.activity)
        .join(Habit, Habit.person_id == Person.id)
        .where(Habit.began_on.is_not(None))
    )
    return sorted(tuple(row) for row in rows)


def open_for(session, who="rosa", now=BACK):
    return habits.open_or_none(logbook.list_mine(session, cast.find(session, who), now=now))


def answer(session, still=Still.AS_OFTEN, who="rosa", activity="sort-week", now=BACK):
    me = cast.find(session, who)
    habits.answer(session, me, "river", activity, still, now=now)


def kept(session):
    session.expire_all()
    return session.exec(select(Habit)).one()


def test_the_first_receipt_of_a_kind_asks_what_was_before(session):
    first = send(session)
    me = cast.find(session, "rosa")
    assert habits.is_asked(me, claim(session, first))
    say(session, first, Before.SOMETIMES)
    assert claim(session, first).before is Before.SOMETIMES
    other = send(session, "cycle", facts=told("3", replaced="car"), now=NOON + DAY)
    assert claim(session, other).before is None


def test_it_may_be_said_otherwise_and_said_twice(session):
    code = send(session)
    for before in (Before.NO, Before.ALWAYS, Before.ALWAYS):
        say(session, code, before)
    assert kept(session).before is Before.ALWAYS


def test_the_second_action_of_a_kind_asks_nothing(session):
    send(session, "led-bulb")
    again = send(session, "led-bulb", facts=told("2"), now=NOON + DAY)
    assert not habits.is_asked(cast.find(session, "rosa"), claim(session, again))
    with pytest.raises(OnlyFirst):
        say(session, again)


def test_nobody_answers_for_somebody_else_and_no_child_is_asked(session):
    code = send(session)
    with pytest.raises(OnlyFirst):
        say(session, code, who="tom")
    pip = cast.find(session, "pip")
    assert not habits.is_asked(pip, claim(session, send(session, child_id=pip.id)))
    assert open_for(session, "pip") is None


def test_an_action_that_was_taken_back_asks_nothing(session):
    code = send(session)
    claiming.decide(session, claiming.verdict(session, code, "decline", "Unclear."))
    assert not habits.is_asked(cast.find(session, "rosa"), claim(session, code))


def test_the_job_notes_adults_by_their_first_approved_act_and_once(session):
    sent, also = send(session), send(session, "led-bulb", who="tom")
    assert begun(session) == []
    approve(session, sent, also)
    assert begun(session) == begun(session) == [("Rosa", "sort-week"), ("Tom", "led-bulb")]
    assert session.exec(select(Habit.began_on)).all() == [NOON.date()] * 2


def test_an_answer_given_before_the_check_stays_when_the_job_has_looked(session):
    code = send(session)
    say(session, code, Before.ALWAYS)
    approve(session, code)
    begun(session)
    assert (kept(session).before, kept(session).began_on) == (Before.ALWAYS, NOON.date())


def test_what_a_child_did_is_not_noted(session):
    pip = cast.find(session, "pip")
    approve(session, send(session, child_id=pip.id))
    assert begun(session) == []


def test_two_months_later_one_question_is_open_the_oldest_first(session):
    first = send(session, "led-bulb", facts=told("1", done_on=NOON.date() - DAY))
    approve(session, first, send(session))
    begun(session)
    assert open_for(session, now=NOON + 58 * DAY) is None
    assert open_for(session).asked_activity == "led-bulb"
    answer(session, activity="led-bulb")
    assert open_for(session).asked_activity == "sort-week"


def test_after_two_more_months_the_question_goes_away(session):
    approve(session, send(session))
    begun(session)
    assert open_for(session, now=BACK + 60 * DAY).asked_kind["en"]
    assert open_for(session, now=BACK + 61 * DAY) is None


def test_a_check_back_is_answered_once(session):
    approve(session, send(session))
    begun(session)
    answer(session, Still.LESS)
    answer(session, Still.AS_OFTEN, now=BACK + DAY)
    assert (kept(session).still, kept(session).answered_at) == (Still.LESS, BACK)
    assert open_for(session) is None


def test_nobody_answers_who_is_not_asked(session):
    approve(session, send(session))
    begun(session)
    for facts in ({"now": BACK - DAY}, {"who": "tom"}, {"activity": "cycle"}):
        with pytest.raises(NotFound):
            answer(session, **facts)


def test_who_is_forgotten_leaves_no_answer_and_is_not_noted_again(session):
    approve(session, send(session, who="tom"))
    begun(session)
    departures.erase(session, cast.find(session, "tom"), shelf=SHELF, idem="form", now=NOON)
    assert begun(session) == []


def test_the_job_looks_by_itself(session, crew, clock):  # noqa: F811
    approve(session, send(session))
    session.commit()
    clock.now = NOON + DAY
    run_due(replace(crew, jobs=[one for one in JOBS if one.name == JobName.CHECK_BACKS]))
    session.expire_all()
    assert session.exec(select(Habit.activity)).all() == ["sort-week"]


def crowd(session, size, befores=(), stills=()):
    """Let many live alone who have begun to sort, and answer one after the other."""
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    for number in range(size):
        person = people.register(session, name=f"Otter {number}", now=NOON)
        home = households.found(session, name=f"Nest {number}", now=NOON)
        households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
        before, still = ((them[number : number + 1] or [None])[0] for them in (befores, stills))
        session.add(
            Habit(
                programme_id=river,
                activity="sort-week",
                person_id=person.id,
                began_on=NOON.date(),
                before=before,
                said_at=NOON if before else None,
                still=still,
                answered_at=BACK if still else None,
            )
        )
    session.commit()


def read(session, programme="RIVER", now=BACK):
    return effects.read(session, programme=programme, now=now)[0]


def test_the_effect_tells_how_many_answered_and_which_share_follows(session):
    befores = [Before.NO] * 20 + [Before.ALWAYS] * 10 + [Before.UNSAID] * 5
    crowd(session, 50, befores, [Still.AS_OFTEN] * 10 + [Still.NO] * 10)
    it = read(session)
    assert it.before.counts == {"no": 20, "sometimes": 0, "always": 10, "": 20}
    assert it.additional == (Decimal("0.4"), Decimal("0.666667"), Decimal("0.8"))
    assert it.still.counts == {"as-often": 10, "less": 0, "no": 10, "": 30}
    assert (it.lasting.low, it.lasting.among) == (Decimal("0.2"), Decimal("0.5"))


def test_before_two_months_are_over_nobody_is_asked_whether_it_lasted(session):
    crowd(session, 30, [Before.NO] * 30)
    it = read(session, now=BACK - DAY)
    assert (it.before.asked, it.still.asked, it.lasting) == (30, 0, None)


def test_a_few_answers_are_hidden_in_the_programme_and_in_no_sum_of_all(session):
    crowd(session, 30, [Before.NO] * 28 + [Before.ALWAYS] * 2)
    it, whole = read(session), read(session, programme="")
    assert it.before.counts["always"] is None
    assert (whole.before.asked, whole.answered_of) == (0, (2, 0, 1))


def test_sums_of_all_programmes_are_those_of_the_ones_that_are_told(session):
    crowd(session, 30, [Before.NO] * 20 + [Before.ALWAYS] * 10)
    assert read(session, programme="").before.counts == read(session).before.counts


def acted(session, size):
    """Let many cycle in RIVER, two in each home but for the last; return their ids."""
    who, home = [], None
    for number in range(size):
        who.append(people.register(session, name=f"Heron {number}", now=NOON).id)
        if number % 2 == 0:
            home = households.found(session, name=f"Reed {number}", now=NOON)
        households.join(session, home.id, who[-1], Standing.ADULT, now=NOON)
        ride = act(person_id=who[-1], holder_id=home.id)
        keep(session, programmes.find(session, "RIVER", now=NOON).programme_id, ride)
    session.commit()
    return who


def test_who_takes_part_is_told_by_size_of_home_and_by_first_time(session):
    acted(session, 24)
    taking = read(session, now=NOON).taking
    assert (taking.people, taking.households, taking.groups) == (24, 12, 0)
    assert (taking.returning, taking.newcomers) == (0, 24)
    assert [(one.name, one.number, one.people) for one in taking.homes] == [
        *(("1", 0, 0), ("2", 12, 24), ("3", 0, 0), ("5", 0, 0), ("0", 0, 0))
    ]


def test_a_home_of_a_size_of_its_own_is_not_told(session):
    acted(session, 23)
    homes = {one.name: one for one in read(session, now=NOON).taking.homes}
    assert (homes["1"].number, homes["2"].number) == (None, None)


def test_of_several_programmes_only_how_many_are_of_which_size(session):
    acted(session, 23)
    taking = read(session, programme="", now=NOON).taking
    assert taking.homes == ()
    assert [(one.name, one.number) for one in taking.sizes] == [
        *(("200", 0), ("50", 0), ("10", 1), ("0", 1))
    ]


def test_where_few_take_part_nothing_is_told_of_them(session):
    acted(session, 4)
    it = read(session, now=NOON)
    assert (it.taking.people, it.taking.homes, it.avoided) == (None, (), None)


def test_what_was_avoided_and_additional_stand_beside_each_other(session):
    acted(session, 20)
    crowd(session, 20, [Before.NO] * 10 + [Before.ALWAYS] * 10)
    it = read(session, now=NOON)
    assert it.caused.central == it.avoided.central / 2
    assert it.caused.low <= it.caused.central <= it.caused.high
