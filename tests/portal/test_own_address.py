"""Another name, another address: the new one is proved by its letter, the old one is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.letters import Letter
from db.tables.people import Person, SignIn
from db.tables.ways import LinkRequest, SignInLink
from portal import (
    departures,
    households,
    ids,
    links,
    own_address,
    paper_codes,
    people,
    programmes,
    sign_in,
    sign_ins,
)
from portal.addresses import BadAddress
from portal.letters import LetterKind
from portal.links import Expired, LinkPurpose, NoSuchLink, Used
from portal.names import BadName
from portal.own_address import AskedOften, SameAddress
from portal.paper_codes import WrongPaper
from portal.people import AddressTaken
from portal.permissions import Standing
from portal.throttle import LETTERS
from tests import giving as set_up
from tests import people as cast
from tests.claiming import SHELF
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("town")
NEW = "rosa@new.example"


def ask(session, typed=NEW, who="rosa", *, now=NOON):
    facts = {"language": "es", "network": "198.51.100.7"}
    own_address.ask(session, cast.find(session, who), typed, **facts, now=now)


def token_of(session, typed=NEW, *, who="rosa", now=NOON):
    """Ask, let the job answer, and return the secret part of the link in their letter."""
    ask(session, typed, who, now=now)
    own_address.answer_some(session, now=now)
    kind, address = Letter.kind == LetterKind.EMAIL_LINK, Letter.address == typed.lower()
    asked = select(Letter).where(kind, address).order_by(Letter.id.desc())
    return session.scalars(asked).first().facts["link"].rpartition("/")[2]


def email_of(session, who="rosa"):
    session.expire_all()
    return session.get_one(Person, cast.find(session, who).id).email


def letters_to(session, address):
    return [one.kind for one in session.scalars(select(Letter).where(Letter.address == address))]


def test_a_name_is_mended_and_shown_from_then_on(session):
    people.rename(session, cast.find(session, "rosa"), "  Rosa \n Linde ", now=NOON)
    assert cast.find(session, "rosa linde").name == "Rosa Linde"


@pytest.mark.parametrize("typed", ["", "\u200d", "x" * 81])
def test_what_is_no_name_is_refused(session, typed):
    with pytest.raises(BadName):
        people.rename(session, cast.find(session, "rosa"), typed, now=NOON)
    assert cast.find(session, "rosa").name == "Rosa"


def test_nothing_changes_before_the_letter_is_opened(session):
    token = token_of(session)
    assert own_address.find(session, token, now=NOON).address == NEW
    assert email_of(session) == "rosa@demo.test"
    assert own_address.take(session, token, now=NOON) == NEW
    assert email_of(session) == NEW
    proof = {"email": NEW, "password": PASSWORD, "network": "198.51.100.7", "now": NOON}
    assert sign_in.prove(session, **proof).person_id == cast.find(session, "rosa").id


def test_the_old_address_is_told_and_not_where_letters_go(session):
    own_address.take(session, token_of(session), now=NOON)
    [told] = session.scalars(select(Letter).where(Letter.address == "rosa@demo.test"))
    assert (told.kind, told.facts) == (LetterKind.EMAIL_CHANGED, {"day": "2026-06-01"})
    assert letters_to(session, NEW) == [LetterKind.EMAIL_LINK]


def test_other_sign_ins_and_links_end_and_this_browser_stays(session):
    rosa = cast.find(session, "rosa").id
    here = sign_ins.start(session, rosa, device="firefox/linux", now=NOON)
    other = sign_ins.start(session, rosa, device="safari/ios", now=NOON)
    asked = {"language": "en", "network": "198.51.100.7", "now": NOON}
    links.ask(session, email="rosa@demo.test", purpose=LinkPurpose.PASSWORD, **asked)
    links.answer_some(session, now=NOON)
    mine = session.scalars(select(SignIn.id).where(SignIn.token_hash == ids.digest(here))).one()
    own_address.take(session, token_of(session), here_id=mine, now=NOON)
    assert sign_ins.find_or_none(session, here, now=NOON)
    assert sign_ins.find_or_none(session, other, now=NOON) is None
    session.expire_all()
    assert all(link.used_at for link in session.scalars(select(SignInLink)))


def test_a_link_works_once_and_for_half_an_hour(session):
    first, second = token_of(session), token_of(session, "rosa@other.example")
    own_address.take(session, second, now=NOON + timedelta(minutes=29))
    with pytest.raises(Used):
        own_address.take(session, second, now=NOON)
    with pytest.raises(Used):
        own_address.take(session, first, now=NOON)
    late = token_of(session, "rosa@third.example")
    with pytest.raises(Expired):
        own_address.take(session, late, now=NOON + timedelta(minutes=30))
    with pytest.raises(NoSuchLink):
        own_address.take(session, "0" * 32, now=NOON)


def test_a_link_for_an_address_is_no_way_in_and_the_other_way_round(session):
    token = token_of(session)
    with pytest.raises(NoSuchLink):
        links.use(session, token, now=NOON)
    asked = {"language": "en", "network": "198.51.100.7", "now": NOON}
    links.ask(session, email="rosa@demo.test", purpose=LinkPurpose.SIGN_IN, **asked)
    links.answer_some(session, now=NOON)
    kind = Letter.kind == LetterKind.SIGN_IN_LINK
    way_in = session.scalars(select(Letter).where(kind)).one().facts["link"].rpartition("/")[2]
    with pytest.raises(NoSuchLink):
        own_address.take(session, way_in, now=NOON)


@pytest.mark.parametrize("written", ["tom@demo.test", " TOM@Demo.test "])
def test_an_address_of_somebody_else_is_asked_for_like_any_other(session, written):
    ask(session, written)
    [row] = session.scalars(select(LinkRequest))
    assert (row.address, row.purpose) == ("tom@demo.test", LinkPurpose.EMAIL)
    assert own_address.answer_some(session, now=NOON) == 1
    assert letters_to(session, "tom@demo.test") == [LetterKind.EMAIL_TAKEN]
    assert session.scalars(select(SignInLink)).all() == []
    assert session.scalars(select(LinkRequest)).all() == []


def test_who_takes_the_address_first_has_it(session):
    token = token_of(session)
    people.register(session, name="Otter", email=NEW, password="x", now=NOON)
    with pytest.raises(AddressTaken):
        own_address.take(session, token, now=NOON)
    assert email_of(session) == "rosa@demo.test"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("rosa@demo.test", SameAddress),
        (" Rosa@Demo.test", SameAddress),
        ("no address", BadAddress),
        ("a@b.example\r\nBcc: eve@evil.test", BadAddress),
        ("", BadAddress),
    ],
)
def test_what_cannot_be_the_new_address_says_why_and_writes_nothing(session, typed, why):
    with pytest.raises(why):
        ask(session, typed)
    assert session.scalars(select(LinkRequest)).all() == []


@pytest.fixture
def wilma(session):
    """An adult of RIVER without e-mail, who comes in with a printed code."""
    person = people.register(session, name="Wilma", now=NOON)
    home = households.found(session, name="Willow", now=NOON)
    households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
    river = programmes.find(session, "RIVER", now=NOON)
    programmes.enrol(session, river.programme_id, home.id, now=NOON)
    return person.id


def test_who_came_in_on_paper_adds_an_address_and_comes_in_by_letter_from_then_on(session, wilma):
    olive, desk = cast.find(session, "olive"), set_up.desk(session, "olive")
    _, printed = paper_codes.make(session, olive, desk, wilma, now=NOON)
    token = token_of(session, "wilma@new.example", who="wilma")
    assert email_of(session, "wilma") is None, "asking changed it"
    assert own_address.take(session, token, now=NOON) == "wilma@new.example"
    assert email_of(session, "wilma") == "wilma@new.example"
    assert letters_to(session, "wilma@new.example") == [LetterKind.EMAIL_LINK]
    with pytest.raises(WrongPaper):
        paper_codes.use(session, printed, network="192.0.2.7", now=NOON)
    links.ask(session, email="wilma@new.example", purpose=LinkPurpose.SIGN_IN, language="en",
              network="192.0.2.7", now=NOON)  # fmt: skip
    links.answer_some(session, now=NOON)
    mine = session.scalars(select(Letter.kind).where(Letter.person_id == wilma)).all()
    assert mine == [LetterKind.SIGN_IN_LINK]


def test_nobody_knows_the_password_of_an_address_that_was_added(session, wilma):
    own_address.take(session, token_of(session, "wilma@new.example", who="wilma"), now=NOON)
    for guess in ("", "x", PASSWORD, "wilma@new.example"):
        facts = {"email": "wilma@new.example", "password": guess, "network": "", "now": NOON}
        assert sign_in.prove(session, **facts).person_id is None


def test_a_link_of_somebody_without_an_address_who_was_erased_opens_nothing(session, wilma):
    token = token_of(session, "wilma@new.example", who="wilma")
    departures.erase(session, cast.find(session, "wilma"), shelf=SHELF, idem="1", now=NOON)
    with pytest.raises(NoSuchLink):
        own_address.take(session, token, now=NOON)


def test_letters_to_one_address_cannot_be_asked_for_without_end(session):
    for _ in range(LETTERS.free):
        ask(session)
    with pytest.raises(AskedOften):
        ask(session)
