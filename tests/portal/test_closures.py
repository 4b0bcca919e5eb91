"""Owners close their organisation: asked twice, by two where there are two, with nothing open."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.tables.closures import Closure
from db.tables.letters import Letter, LetterKind
from db.tables.organisations import (
    Invitation,
    Membership,
    Organisation,
    OrganisationCheck,
    OrganisationState,
)
from portal import closures, desks, ids, invitations, organisations
from portal.closures import WorkLeft
from portal.desks import Closed
from portal.errors import NotAllowed, NotFound
from portal.ownership import AskedByYou
from portal.programmes import ProgrammeState
from portal.register_checks import NotThisOne, ReasonMissing
from tests.claiming import desk
from tests.people import NOON, find, place

MILL, SHELTER, RIVER = "rushmill-cooperative", "osier-lane-shelter", "riverside-neighbours"
WHY = "We merge with the cooperative of Fenside."


@pytest.fixture(autouse=True)
def everybody(town):
    """The town's cast is there."""


def ask(session, who="petra", slug=MILL, why=WHY, now=NOON):
    closures.ask(session, find(session, who), desk(session, who, slug), why, now=now)


def waiting(session, who="petra", slug=MILL, now=NOON):
    return closures.find_or_none(session, desk(session, who, slug), now=now)


def agree(session, who="paul", slug=MILL, now=NOON, closure_id=None):
    at = closure_id or waiting(session, who, slug, now).id
    closures.agree(session, find(session, who), desk(session, who, slug), at, now=now)


def state(session, slug=MILL):
    session.expire_all()
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one()


def test_two_owners_close_it_and_every_role_ends(session):
    invitations.invite(
        session,
        find(session, "petra"),
        desk(session, "petra", MILL),
        email="new@example.org",
        role=organisations.Role.VIEWER,
        until=None,
        language="en",
        idem=ids.new_token(),
        now=NOON,
    )
    ask(session)
    assert state(session).state is OrganisationState.LISTED
    agree(session)
    closed = state(session)
    assert (closed.state, closed.state_on, closed.state_reason) == (
        OrganisationState.CLOSED,
        NOON.date(),
        WHY,
    )
    open_roles = select(Membership).where(
        col(Membership.organisation_id) == closed.id, col(Membership.until).is_(None)
    )
    assert not session.scalars(open_roles).all()
    for who in ("petra", "paul", "sol"):
        assert desks.find_or_none(session, find(session, who), MILL, now=NOON) is None
    assert session.scalars(select(Invitation)).one().withdrawn_at == NOON
    [look] = session.scalars(
        select(OrganisationCheck).where(OrganisationCheck.organisation_id == closed.id)
    ).all()
    assert look.reason == WHY and look.checked_by == find(session, "paul").id
    told = session.scalars(select(Letter).where(Letter.kind == LetterKind.REGISTER)).all()
    assert {one.person_id for one in told} == {find(session, n).id for n in ("petra", "paul")}
    assert {one.facts["state"] for one in told} == {"closed_by_owners"}


def test_who_asked_does_not_agree_while_another_owns_too(session):
    ask(session)
    with pytest.raises(AskedByYou):
        agree(session, "petra")
    assert state(session).state is OrganisationState.LISTED


def test_who_owns_alone_says_it_twice(session):
    alone = session.scalars(
        select(Membership).where(
            Membership.organisation_id == place(session, MILL).id,
            Membership.person_id == find(session, "paul").id,
        )
    ).one()
    alone.until = NOON - timedelta(days=1)
    session.flush()
    ask(session)
    assert state(session).state is OrganisationState.LISTED
    agree(session, "petra")
    assert state(session).state is OrganisationState.CLOSED
    assert session.scalars(select(Closure)).one().is_alone


def test_asked_again_it_is_the_same_and_after_a_fortnight_it_is_over(session):
    ask(session)
    ask(session, "paul", why="Another reason")
    assert session.scalars(select(Closure)).one().reason == WHY
    asked = waiting(session)
    late = NOON + timedelta(days=14)
    with pytest.raises(NotFound):
        agree(session, now=late, closure_id=asked.id)
    ask(session, "paul", now=late)
    assert waiting(session, now=late).asker == "Paul"


@pytest.mark.parametrize("who", ["petra", "paul"])
def test_either_owner_lets_it_drop(session, who):
    ask(session)
    at = waiting(session).id
    for _again in range(2):
        closures.drop(session, find(session, who), desk(session, who, MILL), at, now=NOON)
    assert waiting(session) is None
    with pytest.raises(NotFound):
        agree(session, closure_id=at)


@pytest.mark.parametrize(
    ("who", "slug", "refused"),
    [
        ("sol", MILL, NotAllowed),
        ("quinn", "willowford-district", NotThisOne),
        ("olga", RIVER, WorkLeft),
    ],
)
def test_not_by_who_owns_nothing_nor_the_district_nor_what_still_runs(session, who, slug, refused):
    with pytest.raises(refused):
        ask(session, who, slug)
    assert not session.scalars(select(Closure)).all()


@pytest.mark.parametrize("why", ["", "  \n ", "x" * 301])
def test_the_reason_is_public_and_short(session, why):
    with pytest.raises(ReasonMissing):
        ask(session, why=why)


def test_what_is_open_is_counted(session):
    olga = desk(session, "olga", RIVER)
    assert closures.look(session, olga, now=NOON) == {"programmes": 1}
    from db.tables.programmes import Programme  # noqa: PLC0415

    session.scalars(
        select(Programme).where(Programme.code == "RIVER")
    ).one().state = ProgrammeState.CLOSED
    session.flush()
    assert closures.look(session, olga, now=NOON) == {}


def test_something_new_between_asking_and_agreeing_stops_it(session, monkeypatch):
    ask(session, "orla", SHELTER)
    assert waiting(session, "otis", SHELTER)
    _open_a_year(session, SHELTER)
    with pytest.raises(WorkLeft):
        agree(session, "otis", SHELTER)
    assert state(session, SHELTER).state is OrganisationState.LISTED


def test_what_is_closed_is_closed(session):
    ask(session)
    before = desk(session, "petra", MILL)
    at = waiting(session).id
    agree(session)
    after = desks.Desk(**{**vars(before), "state": OrganisationState.CLOSED, "state_reason": WHY})
    for again in (
        lambda: closures.ask(session, find(session, "petra"), after, WHY, now=NOON),
        lambda: closures.agree(session, find(session, "petra"), after, at, now=NOON),
    ):
        with pytest.raises(Closed):
            again()


def _open_a_year(session, slug):
    from db.tables.schools import SchoolYear  # noqa: PLC0415

    year = {"starts_on": NOON.date(), "ends_on": NOON.date() + timedelta(days=300)}
    session.add(
        SchoolYear(organisation_id=place(session, slug).id, begins=2026, made_at=NOON, **year)
    )
    session.flush()
