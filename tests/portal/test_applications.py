"""Organisations come into the register by evidence, and can be suspended, reopened and closed."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from db.tables.history import HistoryEvent
from db.tables.letters import Letter
from db.tables.organisations import (
    Application,
    ApplicationPaper,
    Organisation,
    OrganisationCheck,
    OrganisationState,
)
from portal import (
    acceptance,
    applications,
    desks,
    events,
    files,
    gifts,
    giving,
    ids,
    office,
    organisations,
    programmes,
    register_checks,
    seasons,
)
from portal.acceptance import NoPapers, OwnApplication
from portal.applications import (
    ApplicationState,
    Decided,
    TooLong,
    TooManyApplications,
    TooManyPapers,
)
from portal.desks import Closed, Suspended
from portal.errors import NotFound
from portal.letters import LetterKind
from portal.memberships import LastOwners
from portal.names import BadName
from portal.organisations import OrganisationKind, Role
from portal.register_checks import BadRecheck, CheckKind, NameTaken, NotThisOne, ReasonMissing
from tests import giving as set_up
from tests import people as cast
from tests.claiming import send
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")

NEXT_YEAR = (NOON + timedelta(days=365)).date()
RIVERSIDE, SHELTER = "riverside-neighbours", "osier-lane-shelter"


@pytest.fixture
def shelf():
    return files.Shelf(files.MemoryStore(), "secret")


@pytest.fixture
def picture():
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    return files.read_picture(drawn.getvalue())


def who(session, name):
    return cast.find(session, name)


def apply(session, name="Alder Street Garden", by="rosa", idem=None, **facts):
    told = {
        "kind": OrganisationKind.COMMUNITY,
        "about": "We grow food.",
        "registration": "Register of associations, 4711",
        "language": "en",
        **facts,
    }
    me = who(session, by)
    return applications.apply(
        session, me, name=name, idem=idem or ids.new_token(), **told, now=NOON
    )


def accept(session, shelf, code, by="op", recheck_on=NEXT_YEAR):
    facts = {"recheck_on": recheck_on, "shelf": shelf, "now": NOON}
    return acceptance.accept(session, who(session, by), code, **facts)


def with_paper(session, shelf, picture, **facts):
    code = apply(session, **facts)
    me = who(session, facts.get("by", "rosa"))
    applications.add_paper(session, me, code, picture, shelf=shelf, now=NOON)
    return code


def turn(session, verb, key=RIVERSIDE, reason="Its entry is gone."):
    verb(session, who(session, "op"), key, reason=reason, now=NOON)


def test_an_accepted_organisation_is_listed_and_its_applicant_owns_it(session, shelf, picture):
    code = with_paper(session, shelf, picture)
    slug = accept(session, shelf, code)
    it, rosa = organisations.find(session, slug), who(session, "rosa")
    assert (slug, it.proved_on, it.recheck_on) == ("alder-street-garden", NOON.date(), NEXT_YEAR)
    assert desks.find_or_none(session, rosa, slug, now=NOON).roles == {Role.OWNER}
    [check] = session.scalars(select(OrganisationCheck))
    assert (check.kind, check.checked_by) == (CheckKind.ADMITTED, who(session, "op").id)
    [letter] = session.scalars(select(Letter))
    assert (letter.kind, letter.person_id) == (LetterKind.APPLICATION, rosa.id)


def test_nobody_is_listed_under_the_name_of_somebody_else(session, shelf, picture):
    code = with_paper(session, shelf, picture, name="RUSHMILL cooperative")
    with pytest.raises(NameTaken):
        accept(session, shelf, code)


@pytest.mark.parametrize("end", ["accept", "refuse", "withdraw"])
def test_its_pictures_are_deleted_with_the_decision(session, shelf, picture, end):
    code = with_paper(session, shelf, picture)
    row = applications.find(session, code)
    name = applications.find_paper(session, row.id, 1)
    assert shelf.read(name)
    if end == "accept":
        accept(session, shelf, code)
    elif end == "refuse":
        op = who(session, "op")
        acceptance.refuse(session, op, code, reason="No entry.", shelf=shelf, now=NOON)
    else:
        applications.withdraw(session, who(session, "rosa"), code, shelf=shelf, now=NOON)
    assert session.scalar(select(func.count()).select_from(ApplicationPaper)) == 0
    session.commit()
    with pytest.raises(NotFound):
        shelf.read(name)


def test_a_decision_that_is_rolled_back_keeps_the_pictures(session, shelf, picture):
    code = with_paper(session, shelf, picture)
    session.commit()
    name = applications.find_paper(session, applications.find(session, code).id, 1)
    accept(session, shelf, code)
    session.rollback()
    session.commit()
    assert shelf.read(name)


def test_a_refusal_says_why(session, shelf):
    code = apply(session)
    op = who(session, "op")
    acceptance.refuse(session, op, code, reason="There is no such entry.", shelf=shelf, now=NOON)
    [letter] = session.scalars(select(Letter))
    assert letter.facts["reason"] == "There is no such entry."
    mine = applications.find_mine(session, who(session, "rosa"), code)
    assert (mine.state, mine.reason) == (ApplicationState.REFUSED, "There is no such entry.")
    assert session.scalar(select(func.count()).select_from(Organisation)) == 5


def test_what_was_decided_is_decided(session, shelf, picture):
    code = with_paper(session, shelf, picture)
    accept(session, shelf, code)
    for attempt in (
        lambda: accept(session, shelf, code),
        lambda: acceptance.refuse(
            session, who(session, "op"), code, reason="No.", shelf=shelf, now=NOON
        ),
        lambda: applications.withdraw(session, who(session, "rosa"), code, shelf=shelf, now=NOON),
        lambda: applications.add_paper(
            session, who(session, "rosa"), code, picture, shelf=shelf, now=NOON
        ),
    ):
        with pytest.raises(Decided):
            attempt()


def test_without_a_paper_nothing_is_accepted(session, shelf):
    with pytest.raises(NoPapers):
        accept(session, shelf, apply(session))


def test_the_operator_does_not_decide_on_their_own(session, shelf, picture):
    code = with_paper(session, shelf, picture, by="op")
    with pytest.raises(OwnApplication):
        accept(session, shelf, code)


@pytest.mark.parametrize("days", [-1, 0, 3 * 366 + 1])
def test_the_next_look_is_ahead_and_not_too_far(session, shelf, picture, days):
    code = with_paper(session, shelf, picture)
    with pytest.raises(BadRecheck):
        accept(session, shelf, code, recheck_on=(NOON + timedelta(days=days)).date())


def test_the_application_of_somebody_else_is_not_there(session, shelf, picture):
    code = with_paper(session, shelf, picture)
    tom = who(session, "tom")
    for attempt in (
        lambda: applications.find_mine(session, tom, code),
        lambda: applications.withdraw(session, tom, code, shelf=shelf, now=NOON),
        lambda: applications.add_paper(session, tom, code, picture, shelf=shelf, now=NOON),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_same_form_again_is_the_same_application(session):
    assert apply(session, idem="1") == apply(session, idem="1")
    assert session.scalar(select(func.count()).select_from(Application)) == 1


def test_three_may_wait_and_six_pictures_are_enough(session, shelf, picture):
    code = with_paper(session, shelf, picture)
    for _ in range(applications.MOST_PAPERS - 1):
        facts = {"shelf": shelf, "now": NOON}
        applications.add_paper(session, who(session, "rosa"), code, picture, **facts)
    with pytest.raises(TooManyPapers):
        applications.add_paper(session, who(session, "rosa"), code, picture, **facts)
    for _ in range(applications.MOST_WAITING - 1):
        apply(session)
    with pytest.raises(TooManyApplications):
        apply(session)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"name": ""}, BadName),
        ({"name": "a" * 10_000}, BadName),
        ({"about": "\u200d"}, TooLong),
        ({"about": "a" * 10_000}, TooLong),
        ({"registration": ""}, TooLong),
        ({"kind": OrganisationKind.DISTRICT}, NotFound),
    ],
)
def test_what_cannot_be_read_is_refused(session, facts, why):
    with pytest.raises(why):
        apply(session, **facts)


def test_what_turns_and_breaks_a_page_is_left_out(session):
    code = apply(session, name="Alder\u202e\r\nBcc: x", about="One\x07 line\n\n\u2066two")
    row = applications.find(session, code)
    assert (row.name, row.about) == ("Alder Bcc: x", "One line\ntwo")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("河畔小社", "community-p"), ("Riverside: Neighbours", "riverside-neighbours-p")],
)
def test_an_address_is_made_where_the_name_gives_none(session, shelf, picture, name, begins):
    slug = accept(session, shelf, with_paper(session, shelf, picture, name=name))
    assert slug.startswith(begins) and slug.isascii()
    assert organisations.find(session, slug).name == {"en": name}


def test_a_new_organisation_publishes_nothing_before_two_own_it(session, shelf, picture):
    slug = accept(session, shelf, with_paper(session, shelf, picture))
    place = organisations.find(session, slug)
    tom = who(session, "tom").id
    organisations.appoint(session, place.id, tom, Role.ORGANISER, now=NOON)
    rosa = who(session, "rosa").id
    with pytest.raises(LastOwners):
        seasons.publish(
            session,
            tom,
            place.id,
            cast.RIVER,
            season=cast.SPRING,
            rules=seasons.Rules(()),
            approved_by=rosa,
            now=NOON,
        )


def test_a_suspended_organisation_takes_no_actions_and_reopened_it_does(session):
    turn(session, register_checks.suspend)
    with pytest.raises(Suspended) as refused:
        send(session)
    assert refused.value.facts == {"reason": "Its entry is gone."}
    turn(session, register_checks.reopen, reason="It is back.")
    assert send(session)
    kinds = session.scalars(select(OrganisationCheck.kind))
    assert sorted(kinds) == [CheckKind.REOPENED, CheckKind.SUSPENDED]
    it = organisations.find(session, RIVERSIDE)
    assert (it.state, it.state_on, it.state_reason) == (OrganisationState.LISTED, None, "")


def test_owners_are_written_to_with_the_reason(session):
    turn(session, register_checks.suspend)
    told = session.scalars(select(Letter).where(Letter.kind == LetterKind.REGISTER)).all()
    assert {one.person_id for one in told} == {who(session, "olga").id, who(session, "omar").id}
    assert {one.facts["reason"] for one in told} == {"Its entry is gone."}


def shown(session, cause):
    """A cause as the address of its page finds it."""
    return giving.current(giving.find_cause(session, cause.code, now=NOON))


def test_a_cause_of_a_suspended_charity_takes_no_points(session):
    set_up.open_round(session, "warm-quilts")
    set_up.award(session, cast.home(session, "Linden"), 50)
    river = programmes.find(session, "RIVER", now=NOON).programme_id
    rosa, [cause] = who(session, "rosa"), giving.find_open(session, river, now=NOON)
    turn(session, register_checks.suspend, SHELTER)
    assert giving.find_open(session, river, now=NOON) == []
    facts = {"points": 20, "now": NOON}
    with pytest.raises(Suspended):
        gifts.give(session, rosa, shown(session, cause), idem="1", **facts)
    turn(session, register_checks.reopen, SHELTER)
    [cause] = giving.find_open(session, river, now=NOON)
    assert gifts.give(session, rosa, cause, idem="2", **facts)


def test_a_closed_organisation_stays_in_the_register_and_does_nothing(session):
    turn(session, register_checks.close)
    with pytest.raises(Closed):
        send(session)
    for verb in (register_checks.close, register_checks.suspend, register_checks.reopen):
        with pytest.raises(NotThisOne):
            turn(session, verb)
    listed = {row.slug: row.state for row in register_checks.list_register(session)}
    assert listed[RIVERSIDE] is OrganisationState.CLOSED


def test_the_district_is_not_suspended_and_every_turn_has_a_reason(session):
    for verb in (register_checks.suspend, register_checks.close):
        with pytest.raises(NotThisOne):
            turn(session, verb, "willowford-district")
    for reason in ("", "   ", "a" * 301):
        with pytest.raises(ReasonMissing):
            turn(session, register_checks.suspend, reason=reason)


def test_a_look_is_written_down_with_its_days(session):
    later = NOON + timedelta(days=30)
    op = who(session, "op")
    recheck = (later + timedelta(days=300)).date()
    register_checks.look_again(session, op, RIVERSIDE, recheck_on=recheck, now=later)
    it = organisations.find(session, RIVERSIDE)
    assert (it.proved_on, it.recheck_on) == (later.date(), recheck)
    [check] = register_checks.list_checks(session, it.id)
    assert check.kind is CheckKind.LOOKED_AGAIN and "checked_by" not in check._mapping


def test_somebody_is_found_by_the_whole_address_alone_and_without_a_name(session):
    op = who(session, "op")
    for typed in ("rosa", "rosa@", "rosa@demo.tes", "%@demo.test", "ROSA@DEMO.TEST@", ""):
        assert office.look_up(session, op, typed, now=NOON) is None
    known = office.look_up(session, op, " Vera@Demo.Test ", now=NOON)
    assert known and [seat.role for seat in known.seats] == [Role.VERIFIER]
    assert not hasattr(known, "name")
    [event] = session.scalars(select(HistoryEvent).where(HistoryEvent.verb == "person.looked_up"))
    assert (event.actor_id, event.whom_id) == (op.id, who(session, "vera").id)


def test_security_events_hold_ids_and_verbs_and_nothing_of_a_person(session, shelf, picture):
    accept(session, shelf, with_paper(session, shelf, picture))
    turn(session, register_checks.suspend)
    session.flush()
    found = events.list_newest(session)
    assert {"application.made", "application.accepted", "organisation.admitted", "role.owner",
            "organisation.suspended"} <= {row.verb for row in found}  # fmt: skip
    told = " ".join(str(tuple(row)) for row in found)
    assert [word for word in ("Rosa", "rosa", "@", "Alder", "entry") if word in told] == []
    older = events.list_newest(session, before=found[2].id)
    assert older[0].id == found[3].id


def test_a_programme_of_an_organisation_knows_its_state(session):
    turn(session, register_checks.suspend)
    it = programmes.find(session, "RIVER", now=NOON)
    assert it.organisation_state is OrganisationState.SUSPENDED
