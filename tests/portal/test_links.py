"""Links by letter: the same for every address, for a short while, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.jobs import Job
from db.tables.letters import Letter
from db.tables.people import Person, SignIn
from db.tables.ways import LinkRequest, SignInLink
from portal import leases, links, passwords, sign_ins
from portal.addresses import BadAddress
from portal.links import AskedOften, Expired, LinkPurpose, NoSuchLink, Used
from portal.strength import TooCommon, TooShort
from portal.throttle import LETTERS
from tests import people
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
NEW = "seven otters at the weir"


def ask(session, email="rosa@demo.test", purpose=LinkPurpose.SIGN_IN, *, now=NOON, **facts):
    asked = {"language": "es", "network": "198.51.100.7", **facts}
    links.ask(session, email=email, purpose=purpose, **asked, now=now)


def token_for(session, purpose=LinkPurpose.SIGN_IN, **facts):
    """Ask, let the job answer, and return the secret part of the link in the letter."""
    ask(session, purpose=purpose, **facts)
    links.answer_some(session, now=facts.get("now", NOON))
    kind = links.KINDS[purpose]
    newest = session.scalars(select(Letter).where(Letter.kind == kind)).one()
    return newest.facts["link"].rpartition("/")[2]


def in_how_many(session, name):
    person_id = people.find(session, name).id
    return len(session.scalars(select(SignIn).where(SignIn.person_id == person_id)).all())


def test_asking_writes_the_same_rows_whether_the_address_is_known_or_not(session):
    ask(session, "rosa@demo.test")
    ask(session, "nobody@demo.test")
    rows = session.scalars(select(LinkRequest)).all()
    assert {row.address for row in rows} == {"rosa@demo.test", "nobody@demo.test"}
    assert session.scalars(select(Letter)).all() == []
    assert links.answer_some(session, now=NOON) == 2
    [letter] = session.scalars(select(Letter)).all()
    assert (letter.person_id, letter.language) == (people.find(session, "rosa").id, "es")
    assert session.scalars(select(LinkRequest)).all() == []


@pytest.mark.parametrize("written", ["ROSA@demo.test", " Rosa@Demo.Test "])
def test_the_same_address_in_other_case_is_the_same_person(session, written):
    assert links.use(session, token_for(session, email=written), now=NOON)


@pytest.mark.parametrize(
    "bent",
    [
        "rosa@demo.test\r\nBcc: all@demo.test",
        "rosa@demo.test,eve@evil.test",
        "<rosa@demo.test>",
        "",
    ],
)
def test_what_could_bend_a_header_is_no_address(session, bent):
    with pytest.raises(BadAddress):
        ask(session, bent)
    assert session.scalars(select(LinkRequest)).all() == []


def test_the_letter_is_in_the_language_its_reader_chose(session):
    session.get_one(Person, people.find(session, "rosa").id).language = "zh-hans"
    token_for(session)
    assert session.scalars(select(Letter)).one().language == "zh-hans"


def test_a_link_signs_in_once(session):
    token = token_for(session)
    assert links.use(session, token, now=NOON) == people.find(session, "rosa").id
    with pytest.raises(Used):
        links.use(session, token, now=NOON)


def test_a_link_is_good_for_half_an_hour(session):
    token = token_for(session)
    links.find(session, token, now=NOON + timedelta(minutes=29))
    with pytest.raises(Expired):
        links.use(session, token, now=NOON + timedelta(minutes=30))


def test_only_the_hash_of_128_bits_is_kept(session):
    token = token_for(session)
    assert len(token) == 32 and int(token, 16).bit_length() <= 128
    [kept] = session.scalars(select(SignInLink)).all()
    assert token not in f"{kept!r}"


def test_a_link_that_nobody_wrote_is_none(session):
    with pytest.raises(NoSuchLink):
        links.find(session, "0" * 32, now=NOON)


def test_a_link_to_sign_in_sets_no_password_and_the_other_way_round(session):
    to_enter, to_set = token_for(session), token_for(session, LinkPurpose.PASSWORD)
    new = links.judge(session, to_enter, password=NEW, now=NOON)
    with pytest.raises(NoSuchLink):
        links.set_password(session, to_enter, new, now=NOON)
    with pytest.raises(NoSuchLink):
        links.use(session, to_set, now=NOON)


def test_another_password_ends_every_sign_in_and_every_other_link(session):
    rosa = people.find(session, "rosa")
    sign_ins.start(session, rosa.id, device="firefox/linux", now=NOON)
    other, token = token_for(session), token_for(session, LinkPurpose.PASSWORD)
    new = links.judge(session, token, password=NEW, now=NOON)
    assert links.set_password(session, token, new, now=NOON) == rosa.id
    session.expire_all()
    assert passwords.fits(NEW, session.get_one(Person, rosa.id).password_hash)
    assert in_how_many(session, "rosa") == 0
    with pytest.raises(Used):
        links.use(session, other, now=NOON)


@pytest.mark.parametrize(("typed", "why"), [("short", TooShort), ("rosarosarosa", TooCommon)])
def test_a_password_that_will_not_do_leaves_the_link_unused(session, typed, why):
    token = token_for(session, LinkPurpose.PASSWORD)
    new = links.judge(session, token, password=typed, now=NOON)
    with pytest.raises(why):
        links.set_password(session, token, new, now=NOON)
    assert links.find(session, token, now=NOON)


@pytest.mark.parametrize("email", ["rosa@demo.test", "nobody@demo.test"])
def test_nobody_is_swamped_with_letters_and_known_and_unknown_wait_alike(session, email):
    for _ in range(LETTERS.free):
        ask(session, email)
    with pytest.raises(AskedOften) as refused:
        ask(session, email)
    assert refused.value.facts == {"minutes": 1}
    ask(session, email, now=NOON + timedelta(minutes=1))
    with pytest.raises(AskedOften) as refused:
        ask(session, email, now=NOON + timedelta(minutes=1))
    assert refused.value.facts == {"minutes": 2}
    ask(session, email, now=NOON + timedelta(days=2))


def test_the_jobs_that_answer_and_send_are_due_at_once(session):
    later = NOON + timedelta(hours=1)
    leases.enlist(session, [(links.JOB, ""), ("letters", ""), ("seal", "")], now=later)

    def due():
        return {name for name, _ in leases.list_due(session, now=NOON)}

    ask(session)
    assert due() == {links.JOB}
    links.answer_some(session, now=NOON)
    assert due() == {links.JOB, "letters"}
    assert session.get_one(Job, ("seal", "")).due_at == later


def test_links_are_forgotten_a_day_after_they_ended(session):
    token_for(session)
    end = NOON + links.STANDS
    assert links.forget_old(session, now=end + timedelta(hours=23)) == 0
    assert links.forget_old(session, now=end + timedelta(hours=24)) == 1
