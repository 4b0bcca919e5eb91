from datetime import timedelta

import pytest

from portal import households, ledger, people
from portal.households import AlreadyHome, Standing, TooFewAdults
from tests import giving
from tests import people as cast
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("town")


def test_adults_come_first_then_children(session):
    members = households.list_members(session, cast.home(session, "Linden"))
    assert [(one.name, one.standing) for one in members] == [
        ("Rosa", Standing.ADULT),
        ("Tom", Standing.ADULT),
        ("Pip", Standing.CHILD),
    ]


def test_nobody_lives_in_two_households(session):
    with pytest.raises(AlreadyHome):
        households.join(
            session,
            cast.home(session, "Fennel"),
            cast.find(session, "rosa").id,
            Standing.ADULT,
            now=NOON,
        )


def test_points_stay_where_they_were_earned(session):
    linden, fennel = cast.home(session, "Linden"), cast.home(session, "Fennel")
    giving.award(session, linden, 50)
    tom = cast.find(session, "tom").id
    households.leave(session, linden, tom, now=NOON)
    households.join(session, fennel, tom, Standing.ADULT, now=NOON + timedelta(minutes=1))
    [wallet] = households.list_wallets(session, linden)
    assert (wallet.programme_code, wallet.points) == ("RIVER", 50)
    assert [row.points for row in households.list_wallets(session, fennel)] == [0]
    assert [one.name for one in households.list_members(session, linden)] == ["Rosa", "Pip"]
    assert cast.find(session, "tom").household_name == "Fennel"
    assert {row.points for row in ledger.wallets(session, fennel)} == {0}


def test_two_can_only_agree_where_there_are_two_adults(session):
    ada = cast.find(session, "ada")
    with pytest.raises(TooFewAdults) as refused:
        households.choose_rule(session, ada.id, ada.household_id, adults_to_agree=2, now=NOON)
    assert refused.value.facts == {"adults": 1}
    linden, rosa = cast.home(session, "Linden"), cast.find(session, "rosa")
    households.choose_rule(session, rosa.id, linden, adults_to_agree=2, now=NOON)
    assert cast.find(session, "tom").adults_to_agree == 2


def test_a_new_household_holds_nothing_and_one_adult_may_spend(session):
    home = households.found(session, name="Sedge", now=NOON)
    person = people.register(session, name="Sam", now=NOON)
    households.join(session, home.id, person.id, Standing.ADULT, now=NOON)
    assert people.find_member(session, person.id, now=NOON).adults_to_agree == 1
    assert households.list_wallets(session, home.id) == []
