"""Codes of a household, moving in and out: points stay, and who left sees nothing any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.households import HomeCode
from db.tables.people import Guardianship
from portal import (
    causes,
    deeds,
    given,
    guardians,
    home_codes,
    households,
    ledger,
    logbook,
    moving,
    people,
    statements,
)
from portal.errors import NotAllowed, NotFound
from portal.home_codes import (
    CodeEnded,
    CodeTaken,
    CodeWithdrawn,
    HomeCodeKind,
    TooManyCodes,
    UnknownCode,
)
from portal.moving import (
    Alone,
    AlreadyHere,
    CodeForAdult,
    CodeForChild,
    LastAdult,
    PointsLeft,
    StillWaiting,
)
from portal.people import Standing
from portal.throttle import PAIR, TooSoon
from tests import giving
from tests import people as cast
from tests.claiming import send
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(minutes=1)


def code_of(session, who="rosa", kind=HomeCodeKind.ADULT, *, idem="", now=NOON, **facts):
    me = cast.find(session, who)
    home_codes.make(session, me, kind=kind, idem=idem or f"{who} {kind}", now=now, **facts)
    return home_codes.list_open(session, me, now=now)[0].code


def take_up(session, who, code, *, now=LATER):
    return moving.take_up(session, cast.find(session, who), code, now=now)


def only_code(session):
    return session.scalars(select(HomeCode)).one()


def test_an_adult_moves_in_with_a_code_and_it_works_once(session):
    code = code_of(session)
    assert take_up(session, "vera", code.lower().replace("-", " ")) is HomeCodeKind.ADULT
    vera = cast.find(session, "vera")
    assert (vera.household_name, vera.standing) == ("Linden", Standing.ADULT)
    with pytest.raises(CodeTaken):
        take_up(session, "olive", code)
    session.expire_all()
    assert only_code(session).code is None, "its words are forgotten, its hash is not"


def test_the_same_form_sent_twice_makes_one_code(session):
    assert code_of(session, idem="form") == code_of(session, idem="form")


@pytest.mark.parametrize("days", [7, 8])
def test_a_code_ends_after_a_week(session, days):
    code = code_of(session)
    home_codes.find(session, code, now=NOON + timedelta(days=7, seconds=-1))
    with pytest.raises(CodeEnded):
        take_up(session, "vera", code, now=NOON + timedelta(days=days))
    assert home_codes.forget_old(session, now=NOON + timedelta(days=days)) == 1


def test_a_code_is_withdrawn_by_its_household_and_by_nobody_else(session):
    code, fay, tom = code_of(session), cast.find(session, "fay"), cast.find(session, "tom")
    home_codes.withdraw(session, fay, only_code(session).id, now=NOON)
    assert home_codes.find(session, code, now=NOON)
    home_codes.withdraw(session, tom, only_code(session).id, now=NOON)
    with pytest.raises(CodeWithdrawn):
        take_up(session, "vera", code)


def test_codes_are_for_adults_of_the_household_and_not_without_end(session):
    with pytest.raises(NotAllowed):
        code_of(session, "Pip")
    for number in range(home_codes.MOST_OPEN):
        code_of(session, idem=str(number))
    with pytest.raises(TooManyCodes):
        code_of(session, idem="one more")


def test_guessing_codes_slows_down_and_says_how_long(session):
    facts = {"who": "vera", "network": "198.51.100.7", "now": NOON}
    code = code_of(session)
    for _ in range(PAIR.free):
        with pytest.raises(UnknownCode):
            home_codes.look_up(session, "H-0000-0000-000", **facts)
    with pytest.raises(TooSoon) as refused:
        home_codes.look_up(session, code, **facts)
    assert refused.value.facts == {"seconds": 1}


@pytest.mark.parametrize("typed", ["", "x" * 10_000, "🦦", "A-7K3F-22QX-M4C", "\u202e\u200d"])
def test_what_is_no_code_is_unknown(session, typed):
    with pytest.raises(UnknownCode):
        home_codes.find(session, typed, now=NOON)


def test_who_lives_alone_gives_the_points_away_first(session):
    code = code_of(session)
    chen = cast.find(session, "chen")
    send(session, who="chen")
    with pytest.raises(StillWaiting) as refused:
        moving.take_up(session, chen, code, now=LATER)
    assert refused.value.facts == {"count": 1}
    giving.award(session, chen.household_id, 30)
    with pytest.raises(PointsLeft) as left:
        take_up(session, "chen", code)
    assert left.value.facts == {"points": 30}
    assert home_codes.find(session, code, now=LATER), "the code still waits"


def test_points_stay_where_they_were_earned_when_somebody_moves(session):
    linden, fennel = cast.home(session, "Linden"), cast.home(session, "Fennel")
    giving.award(session, linden, 50)
    take_up(session, "tom", code_of(session, "fay"))
    assert cast.find(session, "tom").household_name == "Fennel"
    assert sum(row.points for row in households.list_wallets(session, linden)) == 50
    assert {row.points for row in ledger.wallets(session, fennel)} == {0}


def test_who_moved_out_sees_nothing_of_the_household_and_it_nothing_of_them(session):
    linden = cast.home(session, "Linden")
    giving.award(session, linden, 50)
    old = send(session, who="tom")
    moving.move_out(session, cast.find(session, "tom"), now=LATER)
    tom, rosa = cast.find(session, "tom"), cast.find(session, "rosa")
    assert (tom.household_name, tom.points, tom.standing) == ("Tom", 0, Standing.ADULT)
    with pytest.raises(NotFound):
        logbook.find(session, tom, old, now=LATER)
    assert logbook.list_mine(session, tom, now=LATER) == []
    assert given.list_mine(session, tom, now=LATER) == []
    assert statements.find(session, tom, month=NOON.date().replace(day=1)).lines == []
    assert deeds.list_by_member(session, tom) == []
    assert home_codes.list_open(session, tom, now=LATER) == []
    with pytest.raises(NotFound):
        causes.list_choices(session, tom, "RIVER")
    new = send(session, who="tom", now=LATER)
    with pytest.raises(NotFound):
        logbook.find(session, rosa, new, now=LATER)


def test_the_last_adult_does_not_leave_children_behind(session):
    moving.move_out(session, cast.find(session, "tom"), now=LATER)
    with pytest.raises(LastAdult):
        moving.move_out(session, cast.find(session, "rosa"), now=LATER)
    take_up(session, "vera", code_of(session))
    moving.move_out(session, cast.find(session, "rosa"), now=LATER)
    assert cast.find(session, "rosa").household_name == "Rosa"


def test_who_lives_alone_has_nobody_to_leave_and_a_child_is_not_asked(session):
    with pytest.raises(Alone):
        moving.move_out(session, cast.find(session, "vera"), now=LATER)
    with pytest.raises(NotAllowed):
        moving.move_out(session, cast.find(session, "Pip"), now=LATER)
    assert not moving.may_move_out(session, cast.find(session, "vera"))
    assert moving.may_move_out(session, cast.find(session, "rosa"))


def test_codes_of_somebody_who_left_open_nothing(session):
    code = code_of(session, "tom")
    moving.move_out(session, cast.find(session, "tom"), now=LATER)
    with pytest.raises(CodeWithdrawn):
        take_up(session, "vera", code)


def test_a_code_opens_only_what_it_was_made_for(session):
    with pytest.raises(CodeForChild):
        take_up(session, "vera", code_of(session, kind=HomeCodeKind.CHILD))
    with pytest.raises(CodeForAdult):
        take_up(session, "Pip", code_of(session, "fay"))
    with pytest.raises(AlreadyHere):
        take_up(session, "tom", code_of(session))


def test_a_child_moves_to_another_household_and_whoever_gave_the_code_answers_for_it(session):
    take_up(session, "Pip", code_of(session, "fay", HomeCodeKind.CHILD))
    pip, fay = cast.find(session, "Pip"), cast.find(session, "fay")
    assert (pip.household_name, pip.standing) == ("Fennel", Standing.CHILD)
    assert [row.id for row in guardians.list_children(session, fay)] == [pip.id]


def test_a_guardians_code_moves_nobody(session):
    pip = cast.find(session, "Pip")
    code = code_of(session, kind=HomeCodeKind.GUARDIAN, child_id=pip.id)
    assert take_up(session, "fay", code) is HomeCodeKind.GUARDIAN
    assert cast.find(session, "fay").household_name == "Fennel"
    link = session.scalars(select(Guardianship)).one()
    assert (link.child_id, link.since) == (pip.id, LATER)


def test_a_code_for_a_child_of_others_is_not_made(session):
    pip = cast.find(session, "Pip").id
    with pytest.raises(NotFound):
        code_of(session, "fay", HomeCodeKind.GUARDIAN, child_id=pip)


def test_each_member_has_a_line_of_what_they_did(session):
    giving.award(session, cast.home(session, "Linden"), 50)
    send(session, who="tom")
    lines = {row.name: row for row in deeds.list_by_member(session, cast.find(session, "rosa"))}
    assert lines["Tom"].count == 1 and lines["Tom"].points == 0
    assert sum(row.points for row in lines.values()) == 50


def test_who_founded_is_the_head_and_the_next_adult_follows(session):
    linden = cast.home(session, "Linden")
    rosa, tom = cast.find(session, "rosa"), cast.find(session, "tom")
    assert households.find(session, linden).head_id == rosa.id
    with pytest.raises(NotAllowed):
        households.rename(session, tom, "Elm", now=NOON)
    households.rename(session, rosa, " Elm \n Street ", now=NOON)
    assert cast.find(session, "rosa").household_name == "Elm Street"
    with pytest.raises(NotFound):
        households.hand_over(session, rosa, cast.find(session, "Pip").id, now=NOON)
    households.hand_over(session, rosa, tom.id, now=NOON)
    moving.move_out(session, tom, now=LATER)
    assert households.find(session, linden).head_id == rosa.id


def test_where_two_had_to_agree_one_is_enough_once_one_is_left(session):
    fennel = cast.home(session, "Fennel")
    moving.move_out(session, cast.find(session, "ned"), now=LATER)
    assert households.find(session, fennel).adults_to_agree == 1
    assert people.find_member(session, cast.find(session, "fay").id, now=LATER).adults_to_agree == 1
