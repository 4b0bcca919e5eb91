"""Memberships: roles given, lent and ended; two owners stay, and two of them decide who owns."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables.history import HistoryEvent
from db.tables.letters import Letter
from db.tables.organisations import Organisation, OrganisationState, OwnerChange
from portal import invitations, memberships, organisations, ownership
from portal.desks import Suspended
from portal.errors import NotAllowed, NotFound
from portal.invitations import TwoMustAgree
from portal.letters import LetterKind
from portal.memberships import LastOwners, NotThatLong, NotYours
from portal.organisations import OrganisationKind, Role, RolesClash
from portal.ownership import AlreadySo, AskedByYou, OwnerChangeKind
from tests import giving
from tests import people as cast
from tests.people import NOON

PLACE = "riverside-neighbours"
TOMORROW = NOON + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("town")


def who(session, name):
    return cast.find(session, name)


def desk(session, name="olga"):
    return giving.desk(session, name, PLACE)


def held(session, name, now=NOON):
    place = cast.place(session, PLACE).id
    return organisations.list_roles(session, place, now=now).get(who(session, name).id, set())


def change(session, name, roles, *, by="olga", until=None, now=NOON):
    target = who(session, name).id
    facts = {"until": until, "now": now}
    memberships.change(session, who(session, by), desk(session, by), target, set(roles), **facts)


def ask(session, name, kind, by="olga"):
    ownership.ask(
        session, who(session, by), desk(session, by), who(session, name).id, kind, now=NOON
    )


def only_change(session):
    [row] = ownership.list_open(session, desk(session), now=NOON)
    return row


def test_everybody_is_listed_with_roles_and_dates(session):
    found = {one.name: one.roles for one in memberships.list_of(session, desk(session), now=NOON)}
    assert list(found) == ["Olga", "Olive", "Omar", "Theo", "Vera"]
    assert found["Vera"] == {Role.VERIFIER: (NOON - timedelta(days=60), None)}


def test_an_owner_changes_roles_and_the_person_is_written_to(session):
    change(session, "vera", [Role.ORGANISER])
    assert held(session, "vera") == {Role.ORGANISER}
    [letter] = session.scalars(select(Letter).where(Letter.kind == LetterKind.ROLES))
    assert letter.person_id == who(session, "vera").id and letter.facts["roles"] == ["organiser"]
    verbs = session.scalars(select(HistoryEvent).where(HistoryEvent.at == NOON)).all()
    olga, vera = who(session, "olga").id, who(session, "vera").id
    assert {(one.verb, one.actor_id, one.whom_id) for one in verbs} == {
        ("role.verifier.ended", olga, vera),
        ("role.organiser", olga, vera),
    }


def test_the_same_change_again_changes_and_writes_nothing(session):
    for _ in range(2):
        change(session, "vera", [Role.ORGANISER])
    assert len(session.scalars(select(Letter)).all()) == 1


def test_a_role_that_ended_can_be_given_again(session):
    change(session, "vera", [Role.VIEWER])
    change(session, "vera", [Role.VERIFIER], now=TOMORROW)
    assert held(session, "vera", TOMORROW) == {Role.VERIFIER}


@pytest.mark.parametrize(
    "roles",
    [
        {Role.VERIFIER, Role.TREASURER},
        {Role.ORGANISER, Role.TREASURER},
    ],
)
def test_who_checks_or_asks_does_not_hold_the_money(session, roles):
    with pytest.raises(RolesClash):
        change(session, "vera", roles)
    assert held(session, "vera") == {Role.VERIFIER}


def test_an_owner_does_not_check(session):
    with pytest.raises(RolesClash):
        change(session, "omar", {Role.VERIFIER})


@pytest.mark.parametrize("role", [Role.OWNER, Role.OPERATOR, Role.AUDITOR, Role.SPONSOR])
def test_one_owner_alone_does_not_give_what_is_not_theirs(session, role):
    with pytest.raises(NotAllowed):
        change(session, "vera", {role})


@pytest.mark.parametrize("name", ["olive", "vera", "theo"])
def test_only_owners_change_roles(session, name):
    with pytest.raises(NotAllowed):
        change(session, "vera", {Role.ORGANISER}, by=name)
    with pytest.raises(NotAllowed):
        memberships.end(
            session, who(session, name), desk(session, name), who(session, "omar").id, now=NOON
        )


def test_somebody_of_another_organisation_is_not_there(session):
    for name in ("grace", "rosa"):
        with pytest.raises(NotFound):
            change(session, name, {Role.VIEWER})


def test_a_role_may_begin_with_its_end(session):
    change(session, "vera", [Role.ORGANISER], until=TOMORROW)
    assert held(session, "vera", TOMORROW - timedelta(seconds=1)) == {Role.ORGANISER}
    assert held(session, "vera", TOMORROW) == set()
    with pytest.raises(NotThatLong):
        change(session, "theo", [Role.VIEWER], until=NOON)


def test_an_owner_ends_all_that_somebody_does_and_everybody_may_leave(session):
    vera = who(session, "vera")
    memberships.end(session, who(session, "olga"), desk(session), vera.id, now=NOON)
    assert held(session, "vera") == set()
    theo = who(session, "theo")
    memberships.end(session, theo, desk(session, "theo"), theo.id, now=NOON)
    assert held(session, "theo") == set()
    assert [letter.person_id for letter in session.scalars(select(Letter))] == [vera.id]


def test_the_last_two_owners_cannot_leave(session):
    olga = who(session, "olga")
    with pytest.raises(LastOwners):
        memberships.end(session, olga, desk(session), olga.id, now=NOON)
    session.rollback()
    assert held(session, "olga") == {Role.OWNER}


def test_an_owner_leaves_once_there_is_a_third(session):
    ask(session, "olive", OwnerChangeKind.APPOINT)
    omar = who(session, "omar")
    ownership.agree(session, omar, desk(session, "omar"), only_change(session).id, now=NOON)
    assert held(session, "olive") == {Role.ORGANISER, Role.OWNER}
    olga = who(session, "olga")
    memberships.end(session, olga, desk(session), olga.id, now=NOON)
    assert held(session, "olga") == set()


def test_who_asked_for_an_owner_does_not_agree_alone(session):
    ask(session, "olive", OwnerChangeKind.APPOINT)
    with pytest.raises(AskedByYou):
        ownership.agree(
            session, who(session, "olga"), desk(session), only_change(session).id, now=NOON
        )
    assert held(session, "olive") == {Role.ORGANISER}


def test_asked_twice_one_thing_waits_and_refused_nothing_does(session):
    for _ in range(2):
        ask(session, "olive", OwnerChangeKind.APPOINT)
    omar, row = who(session, "omar"), only_change(session)
    for _ in range(2):
        ownership.drop(session, omar, desk(session, "omar"), row.id, now=NOON)
    with pytest.raises(NotFound):
        ownership.agree(session, omar, desk(session, "omar"), row.id, now=NOON)
    assert held(session, "olive") == {Role.ORGANISER}


def test_nobody_waits_for_a_second_owner_for_ever(session):
    ask(session, "olive", OwnerChangeKind.APPOINT)
    later = NOON + ownership.STANDS
    assert ownership.list_open(session, desk(session), now=later) == []


def test_one_owner_cannot_throw_out_the_other(session):
    with pytest.raises(LastOwners):
        ask(session, "omar", OwnerChangeKind.END)
    with pytest.raises(NotAllowed):
        memberships.end(
            session, who(session, "olga"), desk(session), who(session, "omar").id, now=NOON
        )


def test_two_owners_may_end_a_third(session):
    ask(session, "olive", OwnerChangeKind.APPOINT)
    omar = who(session, "omar")
    ownership.agree(session, omar, desk(session, "omar"), only_change(session).id, now=NOON)
    ask(session, "olive", OwnerChangeKind.END)
    row = only_change(session)
    ownership.agree(session, omar, desk(session, "omar"), row.id, now=NOON)
    assert held(session, "olive") == {Role.ORGANISER}
    kept = session.scalars(select(OwnerChange).where(OwnerChange.id == row.id)).one()
    assert (kept.asked_by, kept.agreed_by) == (who(session, "olga").id, omar.id)


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("omar", OwnerChangeKind.APPOINT, AlreadySo),
        ("vera", OwnerChangeKind.END, AlreadySo),
        ("vera", OwnerChangeKind.APPOINT, RolesClash),
        ("rosa", OwnerChangeKind.APPOINT, NotFound),
        ("olga", OwnerChangeKind.END, NotAllowed),
    ],
)
def test_what_cannot_be_asked_is_refused(session, name, kind, why):
    with pytest.raises(why):
        ask(session, name, kind)


def test_where_two_own_nobody_is_invited_to_own(session):
    offer = {"email": "nora@example.org", "role": Role.OWNER, "language": "en", "idem": "1"}
    with pytest.raises(TwoMustAgree):
        invitations.invite(session, who(session, "olga"), desk(session), **offer, now=NOON)


def lend(session, name, role, to, until=TOMORROW):
    facts = {"until": until, "now": NOON}
    to_id = who(session, to).id
    memberships.lend(session, who(session, name), desk(session, name), role, to_id, **facts)


def test_a_role_is_lent_until_a_day_and_kept(session):
    for _ in range(2):
        lend(session, "vera", Role.VERIFIER, "olive")
    assert held(session, "olive") == {Role.ORGANISER, Role.VERIFIER}
    assert held(session, "vera") == {Role.VERIFIER}
    assert held(session, "olive", TOMORROW) == {Role.ORGANISER}
    assert len(session.scalars(select(Letter)).all()) == 1


@pytest.mark.parametrize(
    ("role", "to", "until", "why"),
    [
        (Role.VERIFIER, "theo", TOMORROW, RolesClash),
        (Role.VERIFIER, "vera", TOMORROW, NotYours),
        (Role.TREASURER, "olive", TOMORROW, NotYours),
        (Role.VERIFIER, "rosa", TOMORROW, NotFound),
        (Role.VERIFIER, "olive", NOON, NotThatLong),
        (Role.VERIFIER, "olive", NOON + timedelta(days=93), NotThatLong),
    ],
)
def test_what_cannot_be_lent_is_refused(session, role, to, until, why):
    with pytest.raises(why):
        lend(session, "vera", role, to, until)


def test_what_is_lent_is_not_lent_on(session):
    lend(session, "vera", Role.VERIFIER, "olive")
    with pytest.raises(NotYours):
        lend(session, "olive", Role.VERIFIER, "olga")


def test_a_suspended_organisation_gives_no_roles_but_ends_them(session):
    place = session.get_one(Organisation, cast.place(session, PLACE).id)
    place.state, place.state_reason = OrganisationState.SUSPENDED, "Its entry is gone."
    session.flush()
    for attempt in (
        lambda: change(session, "vera", [Role.ORGANISER]),
        lambda: lend(session, "vera", Role.VERIFIER, "olive"),
        lambda: ask(session, "olive", OwnerChangeKind.APPOINT),
    ):
        with pytest.raises(Suspended):
            attempt()
    vera = who(session, "vera")
    memberships.end(session, who(session, "olga"), desk(session), vera.id, now=NOON)
    assert held(session, "vera") == set()


def test_each_kind_of_organisation_gives_its_own_roles():
    assert Role.SPONSOR in organisations.given_at(OrganisationKind.SPONSOR)
    assert Role.AUDITOR in organisations.given_at(OrganisationKind.DISTRICT)
    for kind in OrganisationKind:
        given = organisations.given_at(kind)
        assert Role.OWNER in given and Role.OPERATOR not in given
