"""The rule of one or two adults: it changes when every adult has agreed, and not before."""

from datetime import timedelta

import pytest

from portal import households, moving, spending_rules
from portal.errors import NotAllowed, NotFound
from portal.spending_rules import TooFewAdults, WishOpen
from tests import people as cast
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


def rule(session, name):
    return households.find(session, cast.home(session, name)).adults_to_agree


def ask(session, who, adults, *, now=NOON):
    me = cast.find(session, who)
    return spending_rules.ask(session, me, adults_to_agree=adults, now=now)


def wish(session, name, *, now=NOON):
    return spending_rules.find_open_or_none(session, cast.home(session, name), now=now)


@pytest.mark.parametrize(
    ("home", "asker", "other", "adults"),
    [("Linden", "rosa", "tom", 2), ("Fennel", "ned", "fay", 1)],
)
def test_another_rule_holds_when_every_adult_has_agreed(session, home, asker, other, adults):
    assert not ask(session, asker, adults)
    assert rule(session, home) != adults
    found = wish(session, home)
    assert found.agreed == {cast.find(session, asker).id} and found.asker == asker.title()
    assert spending_rules.agree(session, cast.find(session, other), found.id, now=NOON)
    assert rule(session, home) == adults and wish(session, home) is None


def test_one_who_does_not_agree_ends_it(session):
    ask(session, "rosa", 2)
    spending_rules.refuse(session, cast.find(session, "tom"), wish(session, "Linden").id, now=NOON)
    assert wish(session, "Linden") is None and rule(session, "Linden") == 1


def test_the_same_wish_of_the_other_is_agreement_and_another_wish_waits(session):
    ask(session, "fay", 1)
    with pytest.raises(WishOpen):
        ask(session, "ned", 2)
    assert ask(session, "ned", 1) and rule(session, "Fennel") == 1


def test_who_asks_twice_has_asked_once(session):
    assert not ask(session, "rosa", 2) and not ask(session, "rosa", 2)
    assert rule(session, "Linden") == 1


def test_a_wish_stands_for_two_weeks(session):
    ask(session, "rosa", 2)
    late, old = NOON + timedelta(days=14), wish(session, "Linden")
    assert wish(session, "Linden", now=late) is None
    with pytest.raises(NotFound):
        spending_rules.agree(session, cast.find(session, "tom"), old.id, now=late)
    assert not ask(session, "tom", 2, now=late)
    assert wish(session, "Linden", now=late).asker == "Tom"


def test_who_lives_alone_with_children_decides_alone_but_not_for_two(session):
    moving.move_out(session, cast.find(session, "ned"), now=NOON + timedelta(minutes=1))
    with pytest.raises(TooFewAdults):
        ask(session, "fay", 2)
    assert ask(session, "fay", 1), "it holds already"


def test_children_and_people_of_other_households_have_no_say(session):
    ask(session, "rosa", 2)
    found = wish(session, "Linden")
    with pytest.raises(NotAllowed):
        spending_rules.agree(session, cast.find(session, "Pip"), found.id, now=NOON)
    with pytest.raises(NotFound):
        spending_rules.agree(session, cast.find(session, "fay"), found.id, now=NOON)
    with pytest.raises(NotAllowed):
        ask(session, "Pip", 2)


def test_who_moves_in_meanwhile_is_asked_too(session):
    ask(session, "rosa", 2)
    newcomer = cast.find(session, "vera")
    later = NOON + timedelta(minutes=1)
    households.leave(session, newcomer.household_id, newcomer.id, now=later)
    linden = cast.home(session, "Linden")
    households.join(session, linden, newcomer.id, newcomer.standing, now=later)
    found = wish(session, "Linden", now=later)
    assert not spending_rules.agree(session, cast.find(session, "tom"), found.id, now=later)
    assert spending_rules.agree(session, cast.find(session, "vera"), found.id, now=later)
