"""Who answers for a child sees, limits and stops it; the more careful of two choices holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.letters import Letter, LetterKind
from db.tables.people import Guardianship
from portal import child_deeds, children, guardians, households, people, queues
from portal.child_limits import (
    Choices,
    LoggingOff,
    NoGuardian,
    NoPhotos,
    ProposingOff,
    Stopped,
    require_may_propose,
)
from portal.children import FullName, TooManyChildren
from portal.errors import NotAllowed, NotFound
from portal.guardians import AlreadyGuardian
from portal.names import BadName
from portal.people import Standing
from tests import people as cast
from tests.claiming import picture, send, stored, told, waiting_for
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(minutes=1)
ALL = Choices()


def pip(session):
    return cast.find(session, "Pip").id


def start(session, who="rosa", *, now=NOON):
    guardians.start(session, cast.find(session, who), pip(session), now=now)


def answer_too(session, who="fay"):
    """Let somebody of another household answer for Pip, as a code would."""
    guardians.begin(session, cast.find(session, who).id, pip(session), now=NOON)


def choose(session, who, choices):
    guardians.choose(session, cast.find(session, who), pip(session), choices, now=LATER)


def see(session, who="rosa"):
    return guardians.find(session, cast.find(session, who), pip(session))


def readers(session):
    rows = session.scalars(select(Letter).where(Letter.kind == LetterKind.GUARDIANS))
    return [row.person_id for row in rows]


def with_account(session):
    child = people.register(session, name="Kit", email="kit@demo.test", password="x", now=NOON)
    linden = cast.home(session, "Linden")
    households.join(session, linden, child.id, Standing.CHILD, now=NOON)
    return child.id


def test_an_adult_of_the_household_answers_for_its_child_from_a_day_on(session):
    start(session)
    link = session.scalars(select(Guardianship)).one()
    assert (link.since, link.until, see(session).mine) == (NOON, None, ALL)
    with pytest.raises(AlreadyGuardian):
        start(session)


@pytest.mark.parametrize("who", ["fay", "vera"])
def test_nobody_else_starts_it_and_the_child_looks_as_if_it_were_not_there(session, who):
    with pytest.raises(NotFound):
        start(session, who)
    with pytest.raises(NotFound):
        see(session, who)


def test_a_child_answers_for_nobody_and_adults_are_no_children(session):
    with pytest.raises(NotAllowed):
        start(session, "Pip")
    rosa, tom = cast.find(session, "rosa"), cast.find(session, "tom")
    with pytest.raises(NotFound):
        guardians.start(session, rosa, tom.id, now=NOON)


def test_a_child_that_may_not_log_logs_nothing(session):
    start(session)
    choose(session, "rosa", Choices(may_log=False))
    with pytest.raises(LoggingOff):
        send(session, who="Pip")


def test_a_child_that_may_add_no_photos_logs_without(session):
    start(session)
    choose(session, "rosa", Choices(may_add_photos=False))
    with pytest.raises(NoPhotos):
        send(session, "led-bulb", who="Pip", facts=told(photo=picture()))
    assert send(session, "led-bulb", who="Pip")


def test_a_child_that_may_not_propose_proposes_nothing(session):
    start(session)
    choose(session, "rosa", Choices(may_propose=False))
    with pytest.raises(ProposingOff):
        require_may_propose(session, pip(session))


def test_an_adult_says_what_a_child_without_an_account_did(session):
    start(session)
    code = send(session, who="rosa", child_id=pip(session))
    claim = stored(session, code)
    assert (claim.person_id, claim.holder_id) == (pip(session), cast.home(session, "Linden"))
    assert code in {row.code for row in child_deeds.list_claims(session, see(session))}
    guardians.stop(session, cast.find(session, "rosa"), pip(session), now=LATER)
    with pytest.raises(Stopped):
        send(session, who="tom", child_id=pip(session), now=LATER)


def test_nobody_says_what_children_of_others_did_or_children_with_an_account(session):
    child = with_account(session)
    for who, whom in (("fay", pip(session)), ("rosa", child), ("Pip", pip(session))):
        with pytest.raises(NotFound):
            send(session, who=who, child_id=whom)
    rosa = cast.find(session, "rosa")
    with pytest.raises(NotFound):
        send(session, who="tom", child_id=rosa.id)


def test_what_a_child_did_is_not_checked_by_whoever_answers_for_it(session):
    guardians.begin(session, cast.find(session, "vera").id, pip(session), now=NOON)
    code = send(session, who="rosa", child_id=pip(session))
    send(session, who="fay")
    turn, [waiting] = waiting_for(session, "vera")
    shown = queues.show(session, cast.find(session, "vera"), waiting, turn, now=NOON)
    assert code not in {row.code for row in shown.rows}


def test_after_a_stop_nothing_is_taken_until_its_author_goes_on(session):
    start(session)
    rosa = cast.find(session, "rosa")
    guardians.stop(session, rosa, pip(session), now=LATER)
    with pytest.raises(Stopped):
        send(session, who="Pip", now=LATER)
    with pytest.raises(Stopped):
        require_may_propose(session, pip(session))
    guardians.resume(session, rosa, pip(session), now=LATER)
    assert send(session, who="Pip", now=LATER)


def test_of_two_choices_the_more_careful_one_holds_and_each_is_told(session):
    start(session)
    answer_too(session)
    rosa, fay = (cast.find(session, who).id for who in ("rosa", "fay"))
    assert readers(session) == [rosa]
    choose(session, "rosa", Choices(may_add_photos=False))
    choose(session, "fay", Choices(may_propose=False))
    for who in ("rosa", "fay"):
        assert see(session, who).held == Choices(may_add_photos=False, may_propose=False)
        assert see(session, who).others == 1
    assert sorted(readers(session)) == sorted([rosa, fay, rosa])


def test_one_stop_of_two_is_enough_and_the_other_cannot_end_it(session):
    start(session)
    answer_too(session)
    guardians.stop(session, cast.find(session, "fay"), pip(session), now=LATER)
    guardians.resume(session, cast.find(session, "rosa"), pip(session), now=LATER)
    assert see(session).held.is_stopped and not see(session).mine.is_stopped


def test_the_same_choice_again_is_no_news(session):
    start(session)
    answer_too(session)
    before = readers(session)
    choose(session, "rosa", ALL)
    assert readers(session) == before


def test_letters_to_guardians_name_nobody(session):
    start(session)
    answer_too(session)
    [letter] = session.scalars(select(Letter).where(Letter.kind == LetterKind.GUARDIANS))
    assert letter.facts == {"link": f"/me/children/{pip(session)}"}


def test_a_guardian_elsewhere_sees_the_child_and_nothing_else_of_its_household(session):
    answer_too(session)
    mine, other = send(session, who="Pip"), send(session, who="rosa")
    seen = child_deeds.list_claims(session, see(session, "fay"))
    assert [row.code for row in seen] == [mine] and other not in {row.code for row in seen}


def test_somebody_may_answer_for_children_of_two_households(session):
    start(session)
    child = children.add(
        session, cast.find(session, "fay"), name="Moss", is_guardian=False, now=NOON
    )
    guardians.begin(session, cast.find(session, "rosa").id, child, now=NOON)
    mine = guardians.list_children(session, cast.find(session, "rosa"))
    assert {row.name for row in mine} == {"Pip", "Moss"}


def test_who_answers_no_longer_sees_nothing_and_may_begin_again(session):
    start(session)
    guardians.end(session, cast.find(session, "rosa"), pip(session), now=LATER)
    with pytest.raises(NotFound):
        see(session)
    start(session, now=LATER)
    assert len(session.scalars(select(Guardianship)).all()) == 2


def test_a_child_with_an_account_does_nothing_while_nobody_answers_for_it(session):
    child = with_account(session)
    with pytest.raises(NoGuardian):
        send(session, who="Kit")
    guardians.start(session, cast.find(session, "rosa"), child, now=NOON)
    assert send(session, who="Kit")


def test_a_child_that_has_grown_up_is_an_adult_without_guardians(session):
    child = with_account(session)
    rosa = cast.find(session, "rosa")
    guardians.start(session, rosa, child, now=NOON)
    with pytest.raises(NotFound):
        children.grow_up(session, cast.find(session, "fay"), child, now=LATER)
    with pytest.raises(NotFound):
        children.grow_up(session, rosa, pip(session), now=LATER)
    children.grow_up(session, rosa, child, now=LATER)
    kit = people.find_member(session, child, now=LATER)
    assert (kit.standing, kit.household_name) == (Standing.ADULT, "Linden")
    assert guardians.list_children(session, rosa) == []


def test_a_child_is_added_by_a_nickname_once(session):
    rosa = cast.find(session, "rosa")
    one = children.add(session, rosa, name="Moss", is_guardian=True, now=NOON)
    again = children.add(session, rosa, name=" Moss ", is_guardian=True, now=NOON)
    assert one == again and guardians.find(session, rosa, one).name == "Moss"


@pytest.mark.parametrize("name", ["Ana Pérez", "王小明", "Mary-Jane O'Neil", "نورة الصالح"])
def test_a_full_name_is_asked_about_and_not_forbidden(session, name):
    rosa = cast.find(session, "rosa")
    with pytest.raises(FullName):
        children.add(session, rosa, name=name, is_guardian=False, now=NOON)
    assert children.add(session, rosa, name=name, is_guardian=False, is_meant=True, now=NOON)


@pytest.mark.parametrize("name", ["Moss", "小水獭", "the quick one", "Otter 7", "🦦 Moss", "M"])
def test_a_nickname_is_taken_as_it_is(session, name):
    assert children.add(session, cast.find(session, "rosa"), name=name, is_guardian=False, now=NOON)


def test_children_are_added_by_adults_with_names_to_read_and_not_without_end(session):
    with pytest.raises(NotAllowed):
        children.add(session, cast.find(session, "Pip"), name="Moss", is_guardian=True, now=NOON)
    rosa = cast.find(session, "rosa")
    with pytest.raises(BadName):
        children.add(session, rosa, name="x" * 10_000, is_guardian=True, now=NOON)
    for number in range(children.MOST - 1):
        children.add(session, rosa, name=f"moss {number}", is_guardian=False, now=NOON)
    with pytest.raises(TooManyChildren):
        children.add(session, rosa, name="one more", is_guardian=False, now=NOON)
