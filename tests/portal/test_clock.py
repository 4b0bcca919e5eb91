"""The clock: scripts of what it may do, and whether points still move. On both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.tables.books import Book
from db.tables.ledger import Txn
from db.tables.organisations import Membership, Role
from db.tables.seals import ClockOk
from portal import clock, keys, seals
from portal.clock import NotThatDay
from portal.errors import ClockJumped, NotAllowed
from tests.db import ledger_world
from tests.db.ledger_world import MARCH, World, named

KEYS = keys.make("https://log.example")
TWO = (named("vera"), named("gwen"))


@pytest.fixture
def quiet(session, every_right):
    """A programme that begins on March 1; vera is treasurer, gwen owner, somebody organises."""
    world = World(session, "clock")
    ledger_world.begin(world)
    world.now = MARCH
    roles = (("vera", Role.TREASURER), ("gwen", Role.OWNER), ("somebody", Role.ORGANISER))
    for name, role in roles:
        place = {"organisation_id": named("somebody"), "person_id": named(name)}
        world.put(Membership, **place, role=role)
    return world


def go(world, days):
    world.now += timedelta(days=days)


def act(world):
    world.post(world.top_up(f"top-up {world.key()}", 1))


def seal(world):
    seals.seal(world.session, now=world.now, key=KEYS)


def confirm(world, *by, day=None):
    clock.confirm(world.session, day or world.now.date(), by or TWO, now=world.now)


def stamps(world):
    found = world.session.scalars(
        select(Txn.at).where(Txn.programme_id == world.programme).order_by(Txn.seq)
    )
    return [stamp[:10] for stamp in found]


STEPS = {  # of each script: days the clock goes, what is done first, whether the act goes through
    "the day itself": [(0, None, True)],
    "two days forward": [(2, None, True)],
    "three days forward and no further": [(3, None, True), (1, None, False)],
    "400 days forward": [(400, None, False)],
    "400 days forward and back again": [(400, None, False), (-400, None, True)],
    "ten days back": [(2, None, True), (-12, None, True), (11, None, True)],
    "13 days without a seal": [(13, None, False)],
    "13 days after which that day is sealed": [(13, seal, True)],
    "60 days, and two people say so": [(60, None, False), (0, confirm, True)],
    "a seal each night for a month": [(1, seal, True)] * 31,
    "an act each third day between seals": [(3, None, True), (0, seal, True)] * 12,
    "back before the beginning": [(-30, None, True), (-300, None, True)],
    "two people, then a leap": [(60, confirm, True), (3, None, True), (1, None, False)],
}


@pytest.mark.parametrize("name", STEPS)
def test_points_move_as_far_as_the_clock_is_confirmed(quiet, name):
    went = []
    for days, first, _ in STEPS[name]:
        go(quiet, days)
        if first:
            first(quiet)
        try:
            act(quiet)
            went.append(True)
        except ClockJumped:
            went.append(False)
    assert went == [expected for _, _, expected in STEPS[name]]
    assert stamps(quiet) == sorted(stamps(quiet))
    assert len(stamps(quiet)) == sum(went)


def test_ten_days_back_are_stamped_at_the_head(quiet):
    act(quiet)
    go(quiet, -10)
    act(quiet)
    assert stamps(quiet) == ["2026-03-01", "2026-03-01"]


@pytest.mark.parametrize("days", [15, 60, 400])
def test_a_seal_does_not_confirm_a_leap(quiet, days):
    go(quiet, days)
    with pytest.raises(ClockJumped):
        seal(quiet)
    with pytest.raises(ClockJumped):
        act(quiet)
    go(quiet, -days)
    act(quiet)
    assert clock.newest(quiet.session) == "2026-03-01"


def test_the_day_counts_not_the_hour(quiet):
    quiet.now = MARCH.replace(day=4, hour=23, minute=59, second=59)
    act(quiet)
    quiet.now += timedelta(seconds=1)
    with pytest.raises(ClockJumped) as refused:
        act(quiet)
    assert refused.value.facts == {"day": "2026-03-05", "until": "2026-03-04"}


@pytest.mark.parametrize(
    "by",
    [
        (named("vera"), named("vera")),
        (named("vera"), named("nobody")),
        (named("vera"), named("somebody")),  # who only organises
        (named("p-anna"), named("p-ben")),
    ],
)
def test_two_different_people_who_answer_for_something_confirm_a_day(quiet, by):
    go(quiet, 60)
    with pytest.raises(NotAllowed):
        confirm(quiet, *by)
    with pytest.raises(ClockJumped):
        act(quiet)


def test_whoever_left_confirms_nothing(quiet):
    quiet.put(
        Membership,
        organisation_id=named("somebody"),
        person_id=named("p-zoe"),
        role=Role.OWNER,
        until=MARCH + timedelta(days=1),
    )
    go(quiet, 60)
    with pytest.raises(NotAllowed):
        confirm(quiet, named("vera"), named("p-zoe"))


def test_a_day_that_has_not_come_is_not_confirmed(quiet):
    with pytest.raises(NotThatDay):
        confirm(quiet, day=date(2026, 3, 2))
    assert quiet.session.scalars(select(ClockOk.day)).all() == ["2026-03-01"]


def test_it_is_written_down_who_confirmed(quiet):
    go(quiet, 60)
    confirm(quiet)
    rows = quiet.session.execute(
        select(ClockOk.number, ClockOk.day, ClockOk.first_by, ClockOk.second_by)
    ).all()
    assert sorted(rows) == [(1, "2026-03-01", None, None), (2, "2026-04-30", *TWO)]


def test_only_the_first_book_confirms_a_day(quiet):
    key = {"programme_id": named("planned"), "opened_on": "2027-04-05"}
    quiet.put(Book, **key, two_person_over=1, award_cap_day=1)
    assert clock.newest(quiet.session) == "2026-03-01"
