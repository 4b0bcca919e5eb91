"""Joining by a letter: the same for every address, with a guardian where one is needed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.households import HouseholdMember
from db.tables.joining import JoinLink
from db.tables.letters import Letter, LetterKind
from db.tables.people import Guardianship, Person
from db.tables.ways import LinkRequest
from portal import home_codes, joining, links, moving, passwords, people
from portal.addresses import BadAddress
from portal.ages import Age
from portal.errors import Refused
from portal.home_codes import CodeTaken, CodeWithdrawn, HomeCodeKind, UnknownCode
from portal.joining import GuardianFirst, JoinEnded
from portal.links import AskedOften, NewPassword, NoSuchLink, Used
from portal.names import BadName
from portal.people import AddressTaken, Standing
from portal.strength import TooCommon
from portal.throttle import PAIR, TooSoon
from tests import people as cast
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
PASSWORD = "four otters at the weir"
ODD = ["Zoë 🦦", "小水獭", "نورة", "\u200fליאור", "👩\u200d🌾 Ana"]


def ask(session, email="new@demo.test", *, now=NOON, **facts):
    asked = {"name": "Otter", "age": Age.OWN, "language": "es", "network": "198.51.100.7", **facts}
    joining.ask(session, email=email, **asked, now=now)


def token_for(session, **facts):
    """Ask, let the job answer, and return the secret part of the link in the letter."""
    ask(session, **facts)
    joining.answer_some(session, now=NOON)
    letter = session.scalars(select(Letter).where(Letter.kind == LetterKind.JOIN_LINK)).one()
    return letter.facts["link"].rpartition("/")[2]


def finish(session, token, *, name="Otter", password=PASSWORD, now=NOON):
    new = joining.judge(session, token, name=name, password=password, now=now)
    return joining.finish(session, token, name=name, new=new, now=now)


def code_of(session, who="rosa", kind=HomeCodeKind.CHILD, **facts):
    me = cast.find(session, who)
    home_codes.make(session, me, kind=kind, idem=f"{who} {kind}", now=NOON, **facts)
    return home_codes.list_open(session, me, now=NOON)[0].code


def rows(session, table):
    return session.scalars(select(table)).all()


def test_asking_writes_the_same_row_whether_the_address_is_known_or_not(session):
    ask(session, "Rosa@Demo.test")
    ask(session, "new@demo.test")
    known, unknown = sorted(rows(session, LinkRequest), key=lambda row: row.address, reverse=True)
    assert (known.facts, known.purpose) == (unknown.facts, unknown.purpose)
    assert {known.address, unknown.address} == {"rosa@demo.test", "new@demo.test"}
    assert rows(session, Letter) == rows(session, JoinLink) == []


def test_a_known_address_gets_a_letter_that_says_so_and_signs_in(session):
    ask(session, "rosa@demo.test")
    assert joining.answer_some(session, now=NOON) == 1
    [letter] = rows(session, Letter)
    rosa = cast.find(session, "rosa").id
    assert (letter.kind, letter.person_id) == (LetterKind.JOIN_KNOWN, rosa)
    token = letter.facts["link"].rpartition("/")[2]
    assert links.use(session, token, now=NOON) == rosa
    assert rows(session, JoinLink) == rows(session, LinkRequest) == []


def test_other_links_leave_newcomers_waiting_for_their_own_answer(session):
    ask(session)
    assert links.answer_some(session, now=NOON) == 0
    assert joining.answer_some(session, now=NOON) == 1


def test_the_link_makes_a_person_and_a_household_of_one(session):
    newcomer = finish(session, token_for(session))
    me = people.find_member(session, newcomer.person_id, now=NOON)
    assert (me.name, me.household_name, me.standing) == ("Otter", "Otter", Standing.ADULT)
    assert (me.language, me.points, newcomer.is_missed) == ("es", 0, False)
    kept = session.get_one(Person, me.id)
    assert kept.email == "new@demo.test" and passwords.fits(PASSWORD, kept.password_hash)


def test_a_link_makes_one_person_however_often_it_is_sent(session):
    token = token_for(session)
    finish(session, token)
    with pytest.raises(Used):
        finish(session, token)


def test_a_link_is_good_for_a_day_and_forgotten_a_day_later(session):
    token, end = token_for(session), NOON + timedelta(hours=24)
    joining.find(session, token, now=end - timedelta(seconds=1))
    with pytest.raises(JoinEnded):
        joining.find(session, token, now=end)
    assert joining.forget_old(session, now=end + timedelta(hours=23)) == 0
    assert joining.forget_old(session, now=end + timedelta(hours=24)) == 1
    with pytest.raises(NoSuchLink):
        joining.find(session, token, now=NOON)


def test_who_joined_in_between_keeps_the_address(session):
    token = token_for(session)
    people.register(session, name="Other", email="new@demo.test", password=PASSWORD, now=NOON)
    with pytest.raises(AddressTaken):
        finish(session, token)


@pytest.mark.parametrize("password", ["otterotterotter", "new@demo.test"])
def test_a_password_that_is_guessed_first_leaves_the_link_unused(session, password):
    token = token_for(session)
    with pytest.raises(TooCommon):
        finish(session, token, password=password)
    assert joining.find(session, token, now=NOON)


@pytest.mark.parametrize("name", ODD)
def test_names_in_any_writing_are_kept(session, name):
    newcomer = finish(session, token_for(session, name=name), name=name)
    assert people.find_member(session, newcomer.person_id, now=NOON).name == name


@pytest.mark.parametrize("name", ["x" * 10_000, "", "\u202e", "\u200d\u200d"])
def test_names_that_nobody_could_read_are_refused(session, name):
    with pytest.raises(BadName):
        ask(session, name=name)
    with pytest.raises(BadName):
        finish(session, token_for(session), name=name)


def test_what_could_bend_a_header_is_no_address(session):
    with pytest.raises(BadAddress):
        ask(session, "new@demo.test\r\nBcc: all@demo.test")


def test_nobody_is_swamped_with_letters(session):
    for _ in range(3):
        ask(session)
    with pytest.raises(AskedOften):
        ask(session)


@pytest.mark.parametrize("age", [Age.YOUNGER, Age.GUARDED])
def test_nothing_is_kept_of_who_is_too_young_to_join_alone(session, age):
    with pytest.raises(GuardianFirst):
        ask(session, age=age)
    assert rows(session, LinkRequest) == []


def test_a_child_with_a_code_joins_the_household_and_has_a_guardian(session):
    token = token_for(session, age=Age.GUARDED, home_code=code_of(session))
    newcomer = finish(session, token)
    me = people.find_member(session, newcomer.person_id, now=NOON)
    assert (me.household_name, me.standing) == ("Linden", Standing.CHILD)
    [link] = rows(session, Guardianship)
    assert (link.guardian_id, link.child_id) == (cast.find(session, "rosa").id, me.id)


def test_a_child_does_not_join_once_the_code_was_withdrawn(session):
    code = code_of(session)
    token = token_for(session, age=Age.GUARDED, home_code=code)
    rosa = cast.find(session, "rosa")
    [row] = home_codes.list_open(session, rosa, now=NOON)
    home_codes.withdraw(session, rosa, row.id, now=NOON)
    with pytest.raises(CodeWithdrawn):
        finish(session, token)


def test_an_adult_with_a_code_moves_in_at_once_and_uses_it_up(session):
    code = code_of(session, kind=HomeCodeKind.ADULT)
    newcomer = finish(session, token_for(session, home_code=code))
    me = people.find_member(session, newcomer.person_id, now=NOON)
    assert not newcomer.is_missed and me.household_name == "Linden"
    with pytest.raises(CodeTaken):
        home_codes.find(session, code, now=NOON)


def test_an_adult_whose_code_was_withdrawn_meanwhile_lives_alone(session):
    token = token_for(session, home_code=code_of(session, kind=HomeCodeKind.ADULT))
    rosa = cast.find(session, "rosa")
    [row] = home_codes.list_open(session, rosa, now=NOON)
    home_codes.withdraw(session, rosa, row.id, now=NOON)
    newcomer = finish(session, token)
    me = people.find_member(session, newcomer.person_id, now=NOON)
    assert newcomer.is_missed and me.household_name == "Otter"


def test_a_newcomer_with_a_guardians_code_answers_for_the_child_and_lives_alone(session):
    pip = cast.find(session, "Pip").id
    code = code_of(session, kind=HomeCodeKind.GUARDIAN, child_id=pip)
    newcomer = finish(session, token_for(session, home_code=code))
    [link] = rows(session, Guardianship)
    assert (link.guardian_id, link.child_id) == (newcomer.person_id, pip)
    where = select(HouseholdMember).where(HouseholdMember.person_id == newcomer.person_id)
    assert session.scalars(where).one().household_id != cast.home(session, "Linden")


@pytest.mark.parametrize(
    ("kind", "age", "why"),
    [
        (HomeCodeKind.CHILD, Age.OWN, moving.CodeForChild),
        (HomeCodeKind.ADULT, Age.GUARDED, moving.CodeForAdult),
    ],
)
def test_a_code_opens_only_what_it_was_made_for(session, kind, age, why):
    with pytest.raises(why):
        ask(session, age=age, home_code=code_of(session, kind=kind))


def test_guessing_codes_slows_down_and_says_how_long(session):
    code = code_of(session, kind=HomeCodeKind.ADULT)
    for _ in range(PAIR.free):
        with pytest.raises(UnknownCode):
            ask(session, home_code="H-0000-0000-000")
    with pytest.raises(TooSoon) as refused:
        ask(session, home_code=code)
    assert refused.value.facts == {"seconds": 1}
    ask(session, home_code=code, now=NOON + timedelta(seconds=1))


def test_a_refused_password_is_told_as_it_was_judged(session):
    token = token_for(session)
    with pytest.raises(Refused):
        joining.finish(session, token, name="Otter", new=NewPassword(refused=TooCommon()), now=NOON)
