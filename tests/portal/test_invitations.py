"""Invitations: for one address, once, for a while, and only while whoever wrote it may."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from db.engine import open_session
from db.tables.history import HistoryEvent
from db.tables.letters import Letter
from db.tables.organisations import Invitation, Membership, Organisation
from db.tables.people import Person
from portal import arrivals, desks, ids, invitations, letters, office, organisations, people
from portal.__main__ import main
from portal.arrivals import ForSomebodyElse
from portal.errors import NotAllowed, NotFound
from portal.invitations import BadAddress, TooManyInvitations
from portal.letters import LetterKind
from portal.names import BadName
from portal.organisations import OrganisationKind, Role, RolesClash
from portal.people import AddressTaken
from portal.strength import TooCommon, TooShort
from tests import giving
from tests import people as cast
from tests.people import NOON

PLACE = "riverside-neighbours"
NEW = "nora@example.org"
PASSWORD = "seven otters at the weir"


def desk(session, who="olga"):
    return giving.desk(session, who, PLACE)


def invite(session, email=NEW, role=Role.VIEWER, *, who="olga", idem=None, now=NOON, until=None):
    """Invite; return the secret part of the link, from the letter."""
    invitations.invite(
        session,
        cast.find(session, who),
        desk(session, who),
        email=email,
        role=role,
        until=until,
        language="en",
        idem=idem or ids.new_token(),
        now=now,
    )
    theirs = select(Letter).where(Letter.address == email.strip().lower())
    return session.scalars(theirs).first().facts["link"].rpartition("/")[2]


def arrive(session, token, name, now=NOON, password=PASSWORD):
    found = arrivals.prepare(session, token, name=name, password=password, now=now)
    arrivals.arrive(session, token, found, now=now)


def roles_of(session, person_id, now=NOON):
    place = cast.place(session, PLACE).id
    return organisations.list_roles(session, place, now=now).get(person_id, frozenset())


@pytest.mark.usefixtures("town")
def test_somebody_new_arrives_with_a_home_and_the_role(session):
    token = invite(session)
    arrive(session, token, " Nora ")
    person = session.scalars(select(Person).where(Person.email == NEW)).one()
    me = people.find_member(session, person.id, now=NOON)
    assert (me.name, me.household_name, me.points) == ("Nora", "Nora", 0)
    assert roles_of(session, me.id) == {Role.VIEWER}
    verbs = set(session.scalars(select(HistoryEvent.verb).where(HistoryEvent.at == NOON)))
    assert verbs == {"invitation.made", "household.joined", "role.viewer", "invitation.taken"}


@pytest.mark.usefixtures("town")
def test_a_link_has_128_bits_and_only_its_hash_is_kept(session):
    token = invite(session)
    assert len(token) == 32 and int(token, 16).bit_length() <= 128
    kept = session.scalars(select(Invitation)).one()
    assert kept.token_hash == ids.digest(token) and token not in str(kept.model_dump())


@pytest.mark.usefixtures("town")
def test_a_known_person_accepts_and_nobody_else_can(session):
    token = invite(session, "ROSA@demo.test ")
    with pytest.raises(ForSomebodyElse):
        arrivals.accept(session, cast.find(session, "tom"), token, now=NOON)
    with pytest.raises(AddressTaken):
        arrive(session, token, "Rosa")
    rosa = cast.find(session, "rosa")
    assert arrivals.accept(session, rosa, token, now=NOON) == PLACE
    assert roles_of(session, rosa.id) == {Role.VIEWER}


@pytest.mark.usefixtures("town")
def test_an_invitation_works_once_and_not_after_the_role_was_withdrawn(session):
    token, rosa = invite(session, "rosa@demo.test"), cast.find(session, "rosa")
    arrivals.accept(session, rosa, token, now=NOON)
    session.execute(
        Membership.__table__.update().where(Membership.person_id == rosa.id).values(until=NOON)
    )
    with pytest.raises(NotFound):
        arrivals.accept(session, rosa, token, now=NOON)
    assert roles_of(session, rosa.id) == frozenset()


@pytest.mark.usefixtures("town")
def test_a_link_is_dead_when_withdrawn_late_or_invented(session):
    withdrawn, late = invite(session), invite(session, "late@example.org")
    [first] = [
        row for row in invitations.list_open(session, desk(session), now=NOON) if row.email == NEW
    ]
    for _ in range(2):
        invitations.withdraw(session, cast.find(session, "olga"), desk(session), first.id, now=NOON)
    for token, now in (
        (withdrawn, NOON),
        (late, NOON + timedelta(days=14)),
        ("0" * 32, NOON),
        ("", NOON),
        ("\u202e" * 10_000, NOON),
    ):
        with pytest.raises(NotFound):
            arrivals.find(session, token, now=now)
    assert arrivals.find(session, late, now=NOON + timedelta(days=13)).email


@pytest.mark.usefixtures("town")
def test_a_link_is_dead_when_its_writer_owns_no_more(session):
    token = invite(session)
    session.execute(
        Membership.__table__.update()
        .where(Membership.person_id == cast.find(session, "olga").id)
        .values(until=NOON)
    )
    with pytest.raises(NotFound):
        arrivals.find(session, token, now=NOON)


@pytest.mark.usefixtures("town")
def test_the_same_form_sent_again_writes_one_letter(session):
    for _ in range(2):
        invite(session, idem="the same")
    assert len(session.scalars(select(Letter)).all()) == 1


@pytest.mark.usefixtures("town")
def test_known_and_unknown_addresses_leave_the_same_traces(session):
    for address in (NEW, "rosa@demo.test"):
        invite(session, address)
    one, other = session.scalars(select(Letter).order_by(Letter.id))
    for name in ("person_id", "kind", "language", "due_at", "fault"):
        assert getattr(one, name) == getattr(other, name)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("who", ["olive", "vera", "theo"])
def test_only_owners_invite(session, who):
    with pytest.raises(NotAllowed):
        invite(session, who=who)
    with pytest.raises(NotAllowed):
        invitations.list_open(session, desk(session, who), now=NOON)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.SPONSOR])
def test_an_owner_cannot_give_what_is_not_theirs_to_give(session, role):
    with pytest.raises(NotAllowed):
        invite(session, role=role)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "typed",
    [
        *("", "rosa", "rosa@", "@x.org", "a@b", "a b@x.org", "rosa@demo.test,all@example.org"),
        *(
            "rosa@demo.test\r\nBcc: all@example.org",
            "ro\u200dsa@demo.test",
            "r" * 10_000 + "@x.org",
        ),
    ],
)
def test_what_is_no_address_is_refused(session, typed):
    with pytest.raises(BadAddress):
        invite(session, typed)


@pytest.mark.usefixtures("town")
def test_a_bad_name_takes_nothing(session):
    token = invite(session)
    for name in ("", "\u200d", "a" * 10_000):
        with pytest.raises(BadName):
            arrive(session, token, name)
    assert arrivals.find(session, token, now=NOON)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("password", "why"), [("short", TooShort), ("nora@example.org", TooCommon)]
)
def test_a_password_that_is_guessed_first_takes_nothing(session, password, why):
    token = invite(session)
    with pytest.raises(why):
        arrive(session, token, "Nora", password=password)
    assert arrivals.find(session, token, now=NOON)


@pytest.mark.usefixtures("town")
def test_a_role_that_clashes_is_not_taken(session):
    token, vera = invite(session, "vera@demo.test", Role.TREASURER), cast.find(session, "vera")
    with pytest.raises(RolesClash):
        arrivals.accept(session, vera, token, now=NOON)
    session.rollback()
    assert roles_of(session, vera.id) == {Role.VERIFIER}


@pytest.mark.usefixtures("town")
def test_a_role_for_a_while_ends_by_itself(session):
    until = NOON + timedelta(days=14)
    token, rosa = invite(session, "rosa@demo.test", until=until), cast.find(session, "rosa")
    arrivals.accept(session, rosa, token, now=NOON)
    assert roles_of(session, rosa.id, until - timedelta(seconds=1)) == {Role.VIEWER}
    assert roles_of(session, rosa.id, until) == frozenset()
    assert desks.find_or_none(session, rosa, PLACE, now=until) is None


@pytest.mark.usefixtures("town")
def test_fifty_may_wait_and_no_more(session):
    for number in range(invitations.MOST_OPEN):
        invite(session, f"n{number}@example.org")
    with pytest.raises(TooManyInvitations):
        invite(session)


@pytest.mark.usefixtures("town")
def test_a_letter_with_a_link_is_forgotten_once_it_is_sent_or_given_up(session):
    for end in (
        lambda at: letters.note_sent(session, at, now=NOON),
        lambda at: letters.give_up(session, at, "no such address"),
    ):
        invite(session)
        [row] = letters.take(session, now=NOON)
        assert (row.kind, row.email, row.name) == (LetterKind.INVITATION, NEW, NEW)
        end(row.id)
        assert letters.list_newest(session) == []


@pytest.mark.usefixtures("town")
def test_only_the_operator_of_the_district_runs_the_installation(session):
    office.require_operator(session, cast.find(session, "op"), now=NOON)
    for who in ("quinn", "ada", "olga", "rosa"):
        with pytest.raises(NotFound):
            office.require_operator(session, cast.find(session, who), now=NOON)
    stranger = cast.find(session, "rosa").id
    organisations.appoint(session, cast.place(session, PLACE).id, stranger, Role.OPERATOR, now=NOON)
    with pytest.raises(NotFound):
        office.require_operator(session, cast.find(session, "rosa"), now=NOON)


@pytest.fixture
def portal(engine, monkeypatch):
    """Say a command of the front door."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return lambda *words: CliRunner().invoke(main, list(words))


def test_the_server_calls_the_first_operator_of_an_empty_installation(portal, engine):
    said = portal("people", "add-operator", "Op@Example.org")
    assert said.exit_code == 0, said.output
    token = said.output.splitlines()[0].rpartition("/invitations/")[2]
    with open_session(engine, writes=True) as session:
        made = session.scalars(select(Invitation)).one()
        now = made.made_at
        assert (made.email, made.role, made.invited_by) == ("op@example.org", Role.OPERATOR, None)
        assert made.ends_at - now == timedelta(hours=24)
        arrive(session, token, "Op", now)
        person = session.scalars(select(Person)).one()
        office.require_operator(session, people.find_member(session, person.id, now=now), now=now)
        [place] = session.scalars(select(Organisation))
        assert place.kind is OrganisationKind.DISTRICT and "en" in place.name
        session.commit()
    again = portal("people", "add-operator", "second@example.org")
    assert again.exit_code == 0
    with open_session(engine, writes=False) as session:
        assert len(session.scalars(select(Organisation)).all()) == 1


def test_an_address_that_is_none_calls_nobody(portal, engine):
    said = portal("people", "add-operator", "nobody")
    assert said.exit_code == 1 and "Nothing was done." in said.output
    with open_session(engine, writes=False) as session:
        assert session.scalars(select(Organisation)).all() == []
