"""The audit keeps little of a lot, and all that it asks for later."""

import pytest

from portal.audit.lots import LotFacts, Lots
from portal.audit.rows import Lot
from portal.audit.state import Place

DAYS = ("2026-12-01", "2026-12-08")
HUGE = 2**62


def lot(number, *, kind="award", parent=1):
    return Lot("book", number, kind, 7, parent, *DAYS)


def kept(*numbers):
    lots = Lots()
    for number in numbers:
        lots.keep(lot(number, parent=number % 3), "2026-05-01")
    return lots


@pytest.mark.parametrize("numbers", [[1, 2, 3], [1, 3, 2], [5, HUGE, 1], [0, -4, 1, 2]])
def test_each_lot_has_its_own_facts_however_it_is_numbered(numbers):
    lots = kept(*numbers)
    for number in numbers:
        assert lots[number] == LotFacts("award", number % 3, *DAYS, "2026-05-01")
    assert {number for number in (*range(-9, 9), HUGE) if number in lots} == set(numbers)


def test_a_lot_that_is_not_there_has_no_facts():
    lots = kept(1, 2, HUGE)
    for number in (0, -1, 3, HUGE - 1):
        assert number not in lots
        with pytest.raises(KeyError):
            lots[number]


def test_of_two_lots_with_one_number_the_later_is_believed():
    lots = kept(1, 2)
    lots.keep(lot(1, kind="goodwill"), "2026-06-01")
    assert lots[1].kind == "goodwill" and lots[2].kind == "award"


def test_an_account_remembers_what_went_away_and_forgets_it_when_it_comes_again():
    place = Place("wallet")
    assert not place.was_used
    place.add(1, 5)
    place.add(2, 3)
    place.add(1, -5)
    place.add(2, -3)
    assert place.spent() == {1, 2} and place.was_used and not place.lots
    place.add(2, 3)
    assert (place.spent(), place.lots) == ({1}, {2: 3})
    place.add(2, -3)
    assert place.spent() == {1, 2}
