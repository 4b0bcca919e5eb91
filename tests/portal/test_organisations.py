from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from db.tables.history import HistoryEvent
from db.tables.organisations import Membership
from portal import condition, organisations, people, register
from portal.errors import NotFound
from portal.organisations import OrganisationKind, Role, RolesClash
from portal.register import WorkKind
from tests import claiming, giving, rewarding
from tests import people as cast
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


def test_an_organisation_is_found_by_slug_and_by_its_address(session):
    found = organisations.find(session, "osier-lane-shelter")
    assert found.kind is OrganisationKind.CHARITY
    assert organisations.find(session, f"{found.slug}-{found.code}").id == found.id
    assert organisations.find(session, f"an-older-name-{found.code.lower()}").id == found.id
    with pytest.raises(NotFound):
        organisations.find(session, "nowhere")


def test_roles_are_held_by_person_and_from_an_instant_on(session):
    place = cast.place(session, "riverside-neighbours").id
    vera = cast.find(session, "vera").id
    assert organisations.list_roles(session, place, now=NOON)[vera] == {Role.VERIFIER}
    long_ago = NOON - timedelta(days=365)
    assert organisations.list_roles(session, place, now=long_ago) == {}


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("vera", Role.TREASURER),
        ("theo", Role.VERIFIER),
        ("theo", Role.ORGANISER),
        ("olive", Role.TREASURER),
        ("olga", Role.VERIFIER),
        ("olga", Role.TREASURER),
        ("vera", Role.OWNER),
    ],
)
def test_who_checks_or_signs_does_not_also_ask(session, who, role):
    place = cast.place(session, "riverside-neighbours").id
    with pytest.raises(RolesClash):
        organisations.appoint(session, place, cast.find(session, who).id, role, now=NOON)


def test_appointing_twice_is_appointing_once(session):
    place, vera = cast.place(session, "riverside-neighbours").id, cast.find(session, "vera").id
    before = len(session.scalars(select(HistoryEvent)).all())
    organisations.appoint(session, place, vera, Role.VERIFIER, now=NOON)
    assert len(session.scalars(select(HistoryEvent)).all()) == before
    organisations.appoint(session, place, vera, Role.STEWARD, now=NOON)
    assert organisations.list_roles(session, place, now=NOON)[vera] == {
        Role.VERIFIER,
        Role.STEWARD,
    }


def test_the_register_says_what_an_organisation_does(session):
    giving.open_round(session, "warm-quilts", "breakfast-table")
    assert rewarding.offered(session)
    kinds = {
        slug: {work.kind for work in register.list_works(session, cast.place(session, slug).id)}
        for slug in ("riverside-neighbours", "osier-lane-shelter", "rushmill-cooperative")
    }
    assert kinds == {
        "riverside-neighbours": {WorkKind.PROGRAMME},
        "osier-lane-shelter": {WorkKind.CAUSE, WorkKind.REWARD},
        "rushmill-cooperative": {WorkKind.PLEDGE},
    }


def test_the_condition_says_what_is_known(session):
    seen = condition.read(session)
    assert seen.is_current and seen.data_set and seen.newest_act_at is None
    claiming.send(session)
    assert condition.read(session).newest_act_at == NOON


def test_a_language_is_remembered(session):
    people.choose_language(session, cast.find(session, "rosa"), "zh-hans")
    assert cast.find(session, "rosa").language == "zh-hans"


def test_the_database_itself_keeps_checking_and_paying_apart(session):
    place, vera = cast.place(session, "riverside-neighbours").id, cast.find(session, "vera").id
    both = {"organisation_id": place, "person_id": vera, "role": Role.TREASURER, "since": NOON}
    for until in (None, NOON + timedelta(days=7)):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(Membership).values(**both, until=until))


def test_who_checked_once_may_pay_later(session):
    place, vera = cast.place(session, "riverside-neighbours").id, cast.find(session, "vera").id
    session.execute(update(Membership).where(Membership.person_id == vera).values(until=NOON))
    organisations.appoint(session, place, vera, Role.TREASURER, now=NOON)
    assert organisations.list_roles(session, place, now=NOON)[vera] == {Role.TREASURER}
