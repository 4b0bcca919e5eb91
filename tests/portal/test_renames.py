"""Another name for an organisation: an owner asks, the operator looks, givers are told."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.tables.letters import Letter, LetterKind
from db.tables.organisations import ApplicationState, CheckKind, OrganisationCheck
from portal import (
    gifts,
    given,
    giving,
    office,
    organisations,
    register_checks,
    renames,
    timetable,
)
from portal.applications import Decided
from portal.desks import Suspended
from portal.errors import NotAllowed, NotFound
from portal.names import BadName
from portal.register_checks import NameTaken, NotThisOne
from portal.renames import NothingNew, OneWaits, OwnRename
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, CLOSES, SHELTER
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")
HARBOUR = {"en": "Harbour House", "zh-hans": "港湾之家"}
ENTRY = "Register of charities, entry 4711"
OWNER = "orla"


def ask(session, name=HARBOUR, who=OWNER, place=SHELTER, proof=ENTRY, now=NOON):
    me, desk = people.find(session, who), set_up.desk(session, who, place)
    renames.ask(session, me, desk, name, proof=proof, now=now)
    return renames.find_waiting(session, desk.organisation_id)


def accept(session, number, who="op", now=NOON):
    renames.accept(session, people.find(session, who), SHELTER, number, now=now)


def called(session):
    return organisations.find(session, SHELTER).name


def former(session):
    return renames.list_former(session, organisations.find(session, SHELTER).id)


def letters_of(session, kind):
    rows = session.scalars(select(Letter).where(Letter.kind == kind)).all()
    return {(row.person_id, row.facts.get("became") or row.facts["state"]) for row in rows}


def give_to(session, *slugs):
    set_up.open_round(session, *slugs)
    set_up.award(session, people.home(session, "Linden"), 500)
    rosa = people.find(session, "rosa")
    return [
        gifts.give(session, rosa, set_up.cause(session, slug), points=200, idem=slug, now=NOON)
        for slug in slugs
    ]


def test_the_operator_looks_and_the_register_says_the_new_name(session):
    before = called(session)
    waiting = ask(session)
    assert called(session) == before
    assert [(row.slug, row.wanted) for row in office.list_to_recheck(session, now=NOON)] == [
        (SHELTER, HARBOUR)
    ]
    accept(session, waiting.id)
    accept(session, waiting.id)
    it = organisations.find(session, SHELTER)
    assert (it.name, it.slug) == (HARBOUR, SHELTER)
    [then] = former(session)
    assert (then.name, then.until) == (before, NOON)
    checks = session.scalars(select(OrganisationCheck)).all()
    assert [(one.kind, one.checked_by) for one in checks] == [
        (CheckKind.RENAMED, people.find(session, "op").id)
    ]
    assert office.list_to_recheck(session, now=NOON) == []


def test_who_gave_is_told_once_however_many_causes_they_gave_to(session):
    give_to(session, "warm-quilts", "breakfast-table")
    accept(session, ask(session).id)
    rosa = people.find(session, "rosa").id
    [letter] = session.scalars(select(Letter).where(Letter.kind == LetterKind.RECIPIENT)).all()
    assert letter.person_id == rosa
    assert letter.facts["called"] == HARBOUR and letter.facts["name"] != HARBOUR
    owners = {people.find(session, name).id for name in (OWNER, "otis")}
    assert letters_of(session, LetterKind.REGISTER) == {(who, "renamed") for who in owners}


def test_a_gift_remembers_the_name_of_its_day(session):
    [code, _] = give_to(session, "warm-quilts", "breakfast-table")
    before, rosa = called(session), people.find(session, "rosa")
    assert given.find(session, rosa, code, now=NOON).charity_before is None
    accept(session, ask(session).id, now=NOON + timedelta(hours=1))
    later = NOON + timedelta(hours=2)
    again = ask(session, {"en": "Haven"}, now=later)
    accept(session, again.id, now=later)
    row = given.find(session, rosa, code, now=later)
    assert (row.charity_before, row.charity_name) == (before, {"en": "Haven"})


def test_a_settled_statement_keeps_the_name_of_its_day(session):
    give_to(session, "warm-quilts")
    [code] = set_up.codes_of_rounds(session)
    before = called(session)
    set_up.settle(session, code)
    accept(session, ask(session, now=AFTER).id, now=AFTER)
    found = timetable.find(session, code, now=AFTER)
    [row] = giving.list_in_round(session, found.programme_id, found.round_id, now=AFTER)
    assert CLOSES < AFTER
    assert (row.charity_then, row.charity_name) == (before, HARBOUR)


def test_a_refusal_says_why_and_changes_nothing(session):
    before, waiting = called(session), ask(session)
    op = people.find(session, "op")
    for _ in range(2):
        renames.refuse(session, op, SHELTER, waiting.id, reason="Not there.", now=NOON)
    assert called(session) == before
    assert {state for _, state in letters_of(session, LetterKind.REGISTER)} == {"name_refused"}
    with pytest.raises(Decided):
        accept(session, waiting.id)
    assert former(session) == []


def test_one_name_waits_at_a_time_and_can_be_taken_back(session):
    first = ask(session)
    assert ask(session).id == first.id
    with pytest.raises(OneWaits):
        ask(session, {"en": "Haven"})
    me, desk = people.find(session, "otis"), set_up.desk(session, "otis", SHELTER)
    for _ in range(2):
        renames.withdraw(session, me, desk, first.id, now=NOON)
    with pytest.raises(Decided):
        accept(session, first.id)
    assert ask(session, {"en": "Haven"}).id != first.id


def test_a_name_is_nobody_elses_and_is_looked_at_again_with_the_answer(session):
    taken = organisations.find(session, "rushmill-cooperative").name["en"]
    with pytest.raises(NameTaken):
        ask(session, {"en": taken.upper()})
    waiting = ask(session)
    other = organisations.find_by_id(session, organisations.find(session, set_up.RIVERSIDE).id)
    other.name = {"en": "HARBOUR HOUSE"}
    session.flush()
    with pytest.raises(NameTaken):
        accept(session, waiting.id)


def test_whoever_asked_does_not_answer(session):
    waiting = ask(session)
    with pytest.raises(OwnRename):
        accept(session, waiting.id, who=OWNER)


def test_only_owners_ask_and_nobody_for_the_district(session):
    with pytest.raises(NotAllowed):
        ask(session, who="chen")
    with pytest.raises(NotThisOne):
        ask(session, who="quinn", place="willowford-district")
    register_checks.suspend(
        session, people.find(session, "op"), SHELTER, reason="Entry is gone.", now=NOON
    )
    with pytest.raises(Suspended):
        ask(session)


def test_what_is_asked_for_is_a_name_and_another_one(session):
    with pytest.raises(BadName):
        ask(session, {"en": "  ", "es": ""})
    with pytest.raises(NothingNew):
        ask(session, called(session))
    assert ask(session, {"en": " Harbour\u202e  House "}).name == {"en": "Harbour House"}


def test_another_organisations_wish_is_not_found(session):
    waiting = ask(session)
    petra, mill = people.find(session, "petra"), "rushmill-cooperative"
    with pytest.raises(NotFound):
        renames.withdraw(session, petra, set_up.desk(session, "petra", mill), waiting.id, now=NOON)
    with pytest.raises(NotFound):
        renames.accept(session, people.find(session, "op"), mill, waiting.id, now=NOON)
    state = renames.find_waiting(session, organisations.find(session, SHELTER).id).state
    assert state is ApplicationState.WAITING
