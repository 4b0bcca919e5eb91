"""Posters: what one is for, when it is open, who may make and end it; the code of a screen."""

from datetime import timedelta
from uuid import UUID

import pytest

from portal import codes, posters, screens
from portal.errors import NotAllowed, NotFound
from portal.posters import BadTimes, NotForPosters, PosterState, state_of
from tests import claiming, posting
from tests.claiming import TODAY
from tests.people import NOON, find

pytestmark = pytest.mark.usefixtures("town")
A_DAY = timedelta(days=1)
SECRET = "a secret of this test"


def test_a_poster_has_a_code_whose_last_sign_checks_the_others(session):
    poster = posting.make(session)
    assert codes.is_sound(poster.code) and poster.code.startswith("C-")
    wrong = poster.code[:-1] + ("0" if poster.code[-1] != "0" else "1")
    assert not codes.is_sound(wrong)
    with pytest.raises(NotFound):
        posters.find_public(session, wrong)


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda c: c[2:]])
def test_a_poster_is_found_however_its_code_was_typed(session, typed):
    poster = posting.make(session)
    assert posters.find_public(session, typed(poster.code)).code == poster.code


def test_the_same_form_makes_one_poster(session):
    desk, me = claiming.desk(session, "olive"), find(session, "olive")
    facts = (session, me, desk, "RIVER", posting.plan(session))
    assert posters.make(*facts, idem="x", now=NOON) == posters.make(*facts, idem="x", now=NOON)
    assert len(posters.list_all(session, desk)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"ends_on": TODAY - A_DAY},
        {"ends_on": TODAY + 300 * A_DAY},
        {"opens_at": 600, "closes_at": 600},
        {"closes_at": 1441},
        {"opens_at": -1},
    ],
)
def test_days_and_hours_are_in_order(session, other):
    with pytest.raises(BadTimes):
        posting.make(session, **other)


def test_what_nobody_can_see_is_not_put_on_a_poster(session):
    with pytest.raises(NotForPosters):
        posting.make(session, activity="sort-week")


def test_a_class_is_counted_in_class_and_not_at_a_poster(session):
    desk, me = claiming.desk(session, "grace", "willowford-bridge-school"), find(session, "grace")
    plan = posting.plan(session, activity="walk", host_id=me.id)
    with pytest.raises(NotForPosters):
        posters.make(session, me, desk, "SCHOOL", plan, idem="x", now=NOON)


def test_the_host_works_there(session):
    for host_id in (find(session, "rosa").id, UUID(int=5)):
        with pytest.raises(NotAllowed):
            posting.make(session, host_id=host_id)


def test_another_organisation_has_no_poster_here(session):
    code = posting.make(session).code
    desk = claiming.desk(session, "grace", "willowford-bridge-school")
    with pytest.raises(NotFound):
        posters.find(session, desk, code)
    plan = posting.plan(session)
    with pytest.raises(NotFound):
        posters.make(session, find(session, "grace"), desk, "RIVER", plan, idem="x", now=NOON)


def test_an_organiser_makes_and_ends_posters_and_a_verifier_does_not(session):
    desk, vera = claiming.desk(session, "vera"), find(session, "vera")
    code = posting.make(session).code
    with pytest.raises(NotAllowed):
        posters.make(session, vera, desk, "RIVER", posting.plan(session), idem="x", now=NOON)
    with pytest.raises(NotAllowed):
        posters.end(session, vera, desk, code, now=NOON)
    assert state_of(posters.find(session, desk, code), NOON) is PosterState.OPEN


def test_an_ended_poster_stays_ended_and_keeps_who_ended_it_first(session):
    desk, olive = claiming.desk(session, "olive"), find(session, "olive")
    code = posting.make(session).code
    for later in (NOON, NOON + A_DAY):
        posters.end(session, olive, desk, code, now=later)
    assert posters.find_public(session, code).ended_at == NOON


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ({}, PosterState.OPEN),
        ({"starts_on": TODAY + A_DAY, "ends_on": TODAY + A_DAY}, PosterState.EARLY),
        ({"starts_on": TODAY - A_DAY, "ends_on": TODAY - A_DAY}, PosterState.OVER),
        ({"opens_at": 0, "closes_at": 600}, PosterState.SHUT),
    ],
)
def test_a_poster_says_whether_it_is_open(session, other, state):
    assert state_of(posting.make(session, **other), NOON) is state


def test_hours_are_those_of_the_place_and_the_last_minute_is_out(session):
    poster = posting.make(session, opens_at=13 * 60, closes_at=14 * 60)  # noon is one in London
    assert [state_of(poster, NOON + timedelta(minutes=at)) for at in (-1, 0, 59, 60)] == [
        *(PosterState.SHUT, PosterState.OPEN),
        *(PosterState.OPEN, PosterState.SHUT),
    ]


def test_only_what_can_be_seen_is_offered(session):
    offered = posters.list_kinds(session, claiming.desk(session, "olive"), now=NOON)
    assert {row.code for row in offered} >= {"recycle-glass"}
    assert "sort-week" not in {row.code for row in offered}


def test_a_screens_code_is_good_for_three_minutes_and_at_its_own_poster():
    shown = screens.shown_now(SECRET, "C-1", now=NOON)
    assert len(shown) == 6 and shown != screens.shown_now(SECRET, "C-2", now=NOON)
    good = [
        screens.is_now(SECRET, "C-1", shown.lower(), now=NOON + timedelta(seconds=late))
        for late in (0, 60, 179, 180, 86_400)
    ]
    assert good == [True, True, True, False, False]
    assert not screens.is_now("another key", "C-1", shown, now=NOON)
    assert not screens.is_now(SECRET, "C-1", "", now=NOON)


def test_a_screen_does_not_know_the_next_minute():
    later = screens.shown_now(SECRET, "C-1", now=NOON + timedelta(seconds=60))
    assert not screens.is_now(SECRET, "C-1", later, now=NOON)
