from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from portal import deliveries, gifts, rounds, settlement
from portal.deliveries import (
    DeliveryState,
    HowMany,
    MoreThanBought,
    NothingToTell,
    NotYet,
    PapersMissing,
    Told,
    steps_after,
)
from portal.errors import AlreadyUsed, NotAllowed, NotFound
from portal.rounds import ReportOverdue
from tests import giving as set_up
from tests import people
from tests.giving import AFTER, POT, QUILTS, SHELTER
from tests.people import NOON

RECEIVED, BOUGHT, DELIVERED, REPORTED, ACCEPTED, SEALED = DeliveryState


def settled(session, terms):
    """A settled round of the warm quilts; returns the cause."""
    code = set_up.open_round(session, "warm-quilts", terms=terms)
    set_up.award(session, people.home(session, "Linden"), 500)
    cause = set_up.cause(session, "warm-quilts")
    gifts.give(session, people.find(session, "rosa"), cause, points=490, idem="a", now=NOON)
    for verb, who in ((settlement.prepare, "theo"), (settlement.sign, "olga")):
        me, desk = people.find(session, who), set_up.desk(session, who)
        verb(session, me, desk, code, idem=who, now=AFTER)
    return cause


@pytest.fixture
def quilts(session, town):
    """Three quilts that points covered."""
    return settled(session, QUILTS)


@pytest.fixture
def part(session, town):
    """A part of a pot."""
    return settled(session, POT)


def tell(session, cause, state, count=None, *, who="chen", place=SHELTER, idem=None, **facts):
    facts = {
        "told": {"en": f"It was {state}."},
        "document": "INV-7" if state in {BOUGHT, DELIVERED} else None,
        "happened_on": AFTER.date(),
        "now": AFTER,
        **facts,
    }
    me, desk = people.find(session, who), set_up.desk(session, who, place)
    key = f"{cause.slug}-{cause.code}"
    idem = idem or f"{state}-{count}-{facts['document']}"
    deliveries.tell(session, me, desk, key, state=state, count=count, idem=idem, **facts)


def accept(session, cause, who="olive", place=set_up.RIVERSIDE, idem="accept"):
    me, desk = people.find(session, who), set_up.desk(session, who, place)
    deliveries.accept(session, me, desk, cause.code, idem=idem, now=AFTER)


def told(session, cause):
    desk = set_up.desk(session, "chen", SHELTER)
    [row] = deliveries.list_of_charity(session, desk, now=AFTER)
    assert row.cause_id == cause.cause_id
    return deliveries.told_of(row)


@pytest.mark.parametrize(
    ("so_far", "may"),
    [
        (Told(None), [RECEIVED, BOUGHT]),
        (Told(None, last=BOUGHT), [BOUGHT, DELIVERED]),
        (Told(None, last=DELIVERED), [BOUGHT, DELIVERED, REPORTED]),
        (Told(None, last=REPORTED), [BOUGHT, REPORTED, ACCEPTED]),
        (Told(None, last=ACCEPTED), [SEALED]),
        (Told(3), [RECEIVED, BOUGHT]),
        (Told(3, 2, 0, BOUGHT), [BOUGHT, DELIVERED]),
        (Told(3, 3, 1, DELIVERED), [DELIVERED, REPORTED]),
        (Told(3, 3, 3, REPORTED), [REPORTED, ACCEPTED]),
        (Told(3, 3, 3, ACCEPTED), [SEALED]),
        (Told(3, 2, 2, ACCEPTED), [BOUGHT, SEALED]),
        (Told(0), []),
    ],
)
def test_each_step_follows_from_what_was_told(so_far, may):
    assert steps_after(so_far) == may


def test_a_delivery_goes_from_bought_to_accepted(session, quilts):
    tell(session, quilts, BOUGHT, 3)
    tell(session, quilts, DELIVERED, 2)
    tell(session, quilts, DELIVERED, 1)
    tell(session, quilts, REPORTED)
    assert told(session, quilts) == Told(3, 3, 3, REPORTED)
    accept(session, quilts)
    accept(session, quilts)
    assert told(session, quilts).last is ACCEPTED
    with pytest.raises(NothingToTell):
        accept(session, quilts, idem="again")
    with pytest.raises(NothingToTell):
        deliveries.find_due(session, set_up.desk(session, "chen", SHELTER), quilts.code, now=AFTER)


def test_a_part_of_a_pot_is_told_without_counting(session, part):
    tell(session, part, BOUGHT)
    tell(session, part, DELIVERED)
    tell(session, part, REPORTED)
    assert told(session, part) == Told(None, 0, 0, REPORTED)
    with pytest.raises(NothingToTell):
        tell(session, part, BOUGHT, 5)


def test_the_same_form_sent_twice_tells_once(session, quilts):
    tell(session, quilts, BOUGHT, 2, idem="x")
    tell(session, quilts, BOUGHT, 2, idem="x")
    assert told(session, quilts).bought == 2
    with pytest.raises(AlreadyUsed):
        tell(session, quilts, BOUGHT, 1, idem="x")


def test_more_cannot_arrive_than_was_bought_nor_be_bought_than_was_settled(session, quilts):
    with pytest.raises(MoreThanBought) as refused:
        tell(session, quilts, BOUGHT, 4)
    assert refused.value.facts["most"] == 3
    tell(session, quilts, BOUGHT, 2)
    with pytest.raises(MoreThanBought):
        tell(session, quilts, DELIVERED, 3)
    assert told(session, quilts) == Told(3, 2, 0, BOUGHT)


def test_things_are_counted(session, quilts):
    with pytest.raises(HowMany):
        tell(session, quilts, BOUGHT)


def test_a_step_that_does_not_follow_is_refused(session, quilts):
    with pytest.raises(NothingToTell):
        tell(session, quilts, REPORTED)
    with pytest.raises(NothingToTell):
        accept(session, quilts)


def test_what_was_bought_or_brought_has_papers(session, quilts):
    with pytest.raises(PapersMissing):
        tell(session, quilts, BOUGHT, 1, document="")


def test_nothing_is_told_before_its_day(session, quilts):
    with pytest.raises(NotYet):
        tell(session, quilts, BOUGHT, 1, happened_on=AFTER.date() + timedelta(days=1))


def test_only_the_charitys_steward_tells_and_only_an_organiser_accepts(session, quilts):
    with pytest.raises(NotAllowed):
        tell(session, quilts, BOUGHT, 1, who="orla")
    with pytest.raises(NotAllowed):
        tell(session, quilts, BOUGHT, 1, who="olive", place=set_up.RIVERSIDE)
    tell(session, quilts, BOUGHT, 1)
    tell(session, quilts, DELIVERED, 1)
    tell(session, quilts, REPORTED)
    with pytest.raises(NotAllowed):
        tell(session, quilts, ACCEPTED)
    with pytest.raises(NotAllowed):
        accept(session, quilts, who="theo")
    with pytest.raises(NotFound):
        accept(session, quilts, who="grace", place=set_up.SCHOOL)


def test_a_steward_of_another_charity_finds_nothing(session, quilts, alter):
    alter(
        "UPDATE cause SET charity_id = (SELECT id FROM organisation WHERE slug = "
        f"'{set_up.RIVERSIDE}')"
    )
    with pytest.raises(NotFound):
        tell(session, quilts, BOUGHT, 1)


def test_nothing_is_told_before_a_round_is_settled(session, town):
    set_up.open_round(session, "warm-quilts", terms=QUILTS)
    with pytest.raises(NotFound):
        tell(session, set_up.cause(session, "warm-quilts"), BOUGHT, 1)


def test_what_was_told_never_changes(session, quilts):
    tell(session, quilts, BOUGHT, 1)
    with pytest.raises(DBAPIError):
        session.connection().exec_driver_sql("UPDATE delivery SET count = 9")


def test_an_overdue_report_keeps_the_charitys_next_round_shut(session, quilts):
    tell(session, quilts, BOUGHT, 3)
    tell(session, quilts, DELIVERED, 3)
    later = AFTER + timedelta(days=184)
    code = set_up.plan(
        session, "breakfast-table", opens_at=later, closes_at=later + timedelta(days=9)
    )
    set_up.back(session, code)
    olive, desk = people.find(session, "olive"), set_up.desk(session, "olive")
    with pytest.raises(ReportOverdue):
        rounds.begin(session, olive, desk, code, now=later)
    tell(session, quilts, REPORTED)
    rounds.begin(session, olive, desk, code, now=later)
