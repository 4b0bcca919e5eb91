from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shares import NoPoints, likely_share, room, split, whole_units

ORCHARD, BREAKFAST, UNIFORMS = UUID(int=1), UUID(int=2), UUID(int=3)
points = st.integers(0, 10**6)
causes = st.dictionaries(st.uuids(), points, min_size=1, max_size=9).filter(
    lambda some: any(some.values())
)
pots = st.integers(1, 10**9)


def test_three_causes_share_a_thousand_to_the_cent():
    given_points = {ORCHARD: 4210, BREAKFAST: 2655, UNIFORMS: 1848}
    assert split(100_000, given_points) == {ORCHARD: 48_318, BREAKFAST: 30_472, UNIFORMS: 21_210}


def test_of_equal_causes_the_smaller_id_gets_the_odd_cent():
    assert split(100, {UNIFORMS: 1, ORCHARD: 1, BREAKFAST: 1}) == {
        ORCHARD: 34,
        BREAKFAST: 33,
        UNIFORMS: 33,
    }


def test_one_cent_among_seven_stays_whole():
    seven = {UUID(int=number): 10 for number in range(1, 8)}
    most = UUID(int=7)
    assert split(1, seven) == {**dict.fromkeys(seven, 0), UUID(int=1): 1}
    assert split(1, {**seven, most: 11}) == {**dict.fromkeys(seven, 0), most: 1}


def test_a_cause_without_points_gets_nothing():
    assert split(999, {ORCHARD: 0, BREAKFAST: 7}) == {ORCHARD: 0, BREAKFAST: 999}


def test_without_any_points_there_is_nothing_to_divide_by():
    with pytest.raises(NoPoints):
        split(100, {ORCHARD: 0})


@given(pots, causes)
def test_the_shares_sum_to_the_pot_exactly(pot, some):
    assert sum(split(pot, some).values()) == pot


@given(pots, causes)
def test_each_share_is_within_a_cent_of_its_exact_part(pot, some):
    total = sum(some.values())
    for cause, cents in split(pot, some).items():
        assert abs(cents * total - pot * some[cause]) < total


@given(pots, causes)
def test_more_points_than_another_cause_never_get_less(pot, some):
    shares = split(pot, some)
    ordered = sorted(some, key=lambda cause: some[cause])
    for fewer, more in pairwise(ordered):
        assert some[fewer] == some[more] or shares[fewer] <= shares[more]


@given(pots, causes, st.integers(1, 1000), st.data())
def test_one_more_gift_never_lowers_the_share_of_its_cause(pot, some, gift, data):
    cause = data.draw(st.sampled_from(sorted(some)))
    assert split(pot, {**some, cause: some[cause] + gift})[cause] >= split(pot, some)[cause]


def test_units_are_whole_and_the_rest_is_left():
    assert whole_units(160, 40, {ORCHARD: 479, BREAKFAST: 159}) == {ORCHARD: 2, BREAKFAST: 0}


def test_no_more_units_than_were_pledged():
    assert whole_units(60, 150, {ORCHARD: 100_000}) == {ORCHARD: 150}


def test_the_last_units_go_by_largest_remainder_to_who_covers_them():
    assert whole_units(10, 4, {ORCHARD: 29, BREAKFAST: 29}) == {ORCHARD: 2, BREAKFAST: 2}
    assert whole_units(10, 3, {ORCHARD: 29, BREAKFAST: 29}) == {ORCHARD: 2, BREAKFAST: 1}


def test_what_one_cause_cannot_take_goes_on_to_the_next():
    """Eight and nine points cover nothing; both odd things go to who covers them."""
    some = {ORCHARD: 8, BREAKFAST: 9, UNIFORMS: 50}
    assert whole_units(10, 4, some) == {ORCHARD: 0, BREAKFAST: 0, UNIFORMS: 4}


@given(st.integers(1, 200), st.integers(1, 500), causes)
def test_units_never_pass_the_limit_nor_what_points_cover(per_unit, limit, some):
    units = whole_units(per_unit, limit, some)
    covered = sum(points // per_unit for points in some.values())
    assert sum(units.values()) == min(limit, covered)
    assert all(0 <= units[cause] * per_unit <= some[cause] for cause in some)


def test_room_is_what_the_last_things_still_need():
    assert room(160, 40, {ORCHARD: 6390}, ORCHARD) == 10
    assert room(160, 40, {ORCHARD: 6400}, ORCHARD) == 0
    assert room(10, 4, {ORCHARD: 25, BREAKFAST: 19}, ORCHARD) == 5


def test_the_live_share_is_a_range_in_whole_tens():
    assert likely_share(100_000, 0, 0) is None
    assert likely_share(100_000, 4210, 8713) == (43_000, 54_000)
    assert likely_share(100_000, 0, 8713) == (0, 10_000)
    assert likely_share(100_000, 50, 50) == (90_000, 100_000)


@given(pots, points, points)
def test_the_live_share_holds_what_a_round_closing_now_would_give(pot, mine, others):
    if mine + others:
        low, high = likely_share(pot, mine, mine + others)
        assert low <= pot * mine / (mine + others) <= high <= pot
