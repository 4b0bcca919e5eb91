"""Passkeys: made and believed at our address only, with their owner there, each answer once."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.people import Person
from db.tables.ways import Passkey, Ticket
from portal import passkeys, second_step, tickets
from portal.errors import NotFound
from portal.names import BadName
from portal.passkeys import BadPasskey, TooManyPasskeys, place_of
from portal.ways import LastWay
from tests import people as cast
from tests.authenticator import Device
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
HERE = place_of("https://portal.example/")


def offered(session, name="rosa", now=NOON):
    return passkeys.offer(session, HERE, cast.find(session, name), title="Willowford", now=now)


def add(session, device, name="rosa", *, called="Phone", now=NOON):
    answer = device.make(offered(session, name, now=now))
    passkeys.add(session, HERE, cast.find(session, name), answer, name=called, now=now)


def believe(session, device, *, now=NOON):
    asked = passkeys.request(session, HERE, now=now)
    return passkeys.believe(session, HERE, device.prove(asked), now=now)


@pytest.fixture
def device(session):
    device = Device()
    add(session, device)
    return device


def test_a_device_that_was_added_says_whose_it_is(session, device):
    rosa = cast.find(session, "rosa").id
    assert believe(session, device) == believe(session, device) == rosa
    [row] = passkeys.list_mine(session, cast.find(session, "rosa"))
    assert (row.name, row.made_at, row.used_at) == ("Phone", NOON, NOON)


def test_the_device_is_asked_for_its_owner_and_to_know_who_that_is(session):
    asked = json.loads(offered(session))
    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert asked["rp"] == {"id": "portal.example", "name": "Willowford"}
    assert "rosa@" not in str(asked)
    request = json.loads(passkeys.request(session, HERE, now=NOON))
    assert request["userVerification"] == "required" and not request.get("allowCredentials")


def test_an_answer_works_once(session, device):
    answer = device.prove(passkeys.request(session, HERE, now=NOON))
    passkeys.believe(session, HERE, answer, now=NOON)
    with pytest.raises(BadPasskey):
        passkeys.believe(session, HERE, answer, now=NOON)


def test_an_answer_comes_within_ten_minutes(session, device):
    answer = device.prove(passkeys.request(session, HERE, now=NOON))
    with pytest.raises(BadPasskey):
        passkeys.believe(session, HERE, answer, now=NOON + tickets.STANDS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://portal.example"},
        {"host": "evil.example"},
        {"verified": False},
    ],
)
def test_an_answer_for_elsewhere_or_without_its_owner_is_none(session, device, wrong):
    bent = Device(**wrong, name=device.name)
    with pytest.raises(BadPasskey):
        add(session, Device(**wrong))
    bent.key, bent.uses = device.key, 5
    with pytest.raises(BadPasskey):
        believe(session, bent)
    assert believe(session, device)


def test_another_key_under_a_known_name_proves_nothing(session, device):
    with pytest.raises(BadPasskey):
        believe(session, Device(name=device.name))


def test_a_device_nobody_added_is_nobodys(session):
    with pytest.raises(BadPasskey):
        believe(session, Device())


def test_a_key_that_was_copied_is_found_out_by_its_count(session, device):
    for _ in range(3):
        believe(session, device)
    device.uses = 1
    with pytest.raises(BadPasskey):
        believe(session, device)


def test_what_was_offered_to_rosa_cannot_be_added_by_tom(session):
    answer = Device().make(offered(session, "rosa"))
    tom = cast.find(session, "tom")
    with pytest.raises(BadPasskey):
        passkeys.add(session, HERE, tom, answer, name="Phone", now=NOON)


def test_a_question_for_a_new_passkey_is_no_question_who_is_there(session, device):
    with pytest.raises(BadPasskey):
        passkeys.believe(session, HERE, device.prove(offered(session)), now=NOON)
    asked = passkeys.request(session, HERE, now=NOON)
    with pytest.raises(BadPasskey):
        rosa = cast.find(session, "rosa")
        passkeys.add(session, HERE, rosa, Device().make(asked), name="Phone", now=NOON)


def test_one_device_is_not_added_twice(session, device):
    with pytest.raises(BadPasskey):
        add(session, device, "tom")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"response": {"clientDataJSON": "é"}}',
        '{"response": {"clientDataJSON": "e30"}}',
        '{"response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAxfQ"}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_answer_is_refused(session, answer):
    with pytest.raises(BadPasskey):
        passkeys.believe(session, HERE, answer, now=NOON)
    with pytest.raises(BadPasskey):
        passkeys.add(session, HERE, cast.find(session, "rosa"), answer, name="x", now=NOON)


def test_a_passkey_has_a_name_with_something_to_read(session):
    with pytest.raises(BadName):
        add(session, Device(), called=" ")


def test_it_is_called_something_else_and_taken_away_by_its_owner_only(session, device):
    rosa, tom = cast.find(session, "rosa"), cast.find(session, "tom")
    [row] = passkeys.list_mine(session, rosa)
    for refused in (
        lambda: passkeys.rename(session, tom, row.id, name="Mine"),
        lambda: passkeys.remove(session, tom, row.id, now=NOON),
    ):
        with pytest.raises(NotFound):
            refused()
    passkeys.rename(session, rosa, row.id, name="My key")
    assert passkeys.list_mine(session, rosa)[0].name == "My key"
    passkeys.remove(session, rosa, row.id, now=NOON)
    assert passkeys.list_mine(session, rosa) == []
    with pytest.raises(BadPasskey):
        believe(session, device)


def test_the_last_way_in_is_never_taken_away(session, device):
    rosa = cast.find(session, "rosa")
    person = session.get_one(Person, rosa.id)
    person.email = person.password_hash = None
    session.flush()
    add(session, Device())
    first, second = passkeys.list_mine(session, rosa)
    passkeys.remove(session, rosa, first.id, now=NOON)
    with pytest.raises(LastWay):
        passkeys.remove(session, rosa, second.id, now=NOON)


def test_there_is_a_most(session):
    rosa = cast.find(session, "rosa").id
    for n in range(passkeys.MOST):
        facts = {"person_id": rosa, "public_key": "", "uses": 0, "made_at": NOON}
        session.add(Passkey(id=f"key{n}", name=f"Key {n}", **facts))
    session.flush()
    with pytest.raises(TooManyPasskeys):
        offered(session)


def test_a_resident_with_a_passkey_may_still_use_the_password_alone(session, device):
    rosa, vera = cast.find(session, "rosa"), cast.find(session, "vera")
    assert not second_step.ask(session, rosa.id, now=NOON).is_needed
    add(session, Device(), "vera")
    assert second_step.ask(session, vera.id, now=NOON).is_needed


def test_only_hashes_of_questions_are_kept_and_not_for_long(session):
    asked = json.loads(passkeys.request(session, HERE, now=NOON))
    [ticket] = session.scalars(select(Ticket))
    assert asked["challenge"] not in f"{ticket!r}"
    assert tickets.forget_old(session, now=NOON + tickets.STANDS - timedelta(seconds=1)) == 0
    assert tickets.forget_old(session, now=NOON + tickets.STANDS) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "https://[::1]", "nonsense"])
def test_where_the_address_is_a_number_there_are_no_passkeys(url):
    assert place_of(url) is None


def test_the_place_is_host_and_origin():
    assert place_of("https://a.example:8443/sub") == passkeys.Place(
        "a.example", "https://a.example:8443"
    )
    assert HERE.host == "portal.example"
