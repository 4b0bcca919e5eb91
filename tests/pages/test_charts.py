"""Charts tell the truth: lengths are values, nothing that is there vanishes, nothing crosses."""

from decimal import Decimal
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.web import charts
from pages.web.pictures import ThingState
from pages.web.river import GAP, HEIGHT, THINNEST

THINGS = st.integers(0, 150)


@st.composite
def seasons(draw):
    """Draw one to five programmes, and what had been checked by the end of each week."""
    weeks = draw(st.integers(2, 20))
    weekly = st.lists(st.integers(0, 500), min_size=weeks, max_size=weeks)
    return [list(accumulate(draw(weekly))) for _ in range(draw(st.integers(1, 5)))]


@given(seasons())
@settings(max_examples=60)
def test_strands_of_the_river_never_cross_and_stay_in_the_bed(totals):
    strands = charts.river(totals).strands
    assert len(strands) == len(totals)
    for upper, lower in pairwise(strands):
        banks = dict(upper.lower)
        assert all(y >= banks[x] + GAP / 2 for x, y in lower.upper if x in banks)
    for strand in strands:
        assert all(-0.01 <= y <= HEIGHT + 0.01 for _, y in strand.upper + strand.lower)


def test_a_strand_is_as_wide_as_what_was_checked():
    first, second = charts.river([[10, 40, 100], [5, 20, 50]]).strands
    wide, half = (strand.lower[-1][1] - strand.upper[-1][1] for strand in (first, second))
    assert wide == pytest.approx(2 * half)
    middle = first.lower[2][1] - first.upper[2][1]
    assert middle == pytest.approx(0.4 * wide)


def test_the_smallest_programme_is_seen():
    small = charts.river([[0, 5000, 9999], [0, 0, 1]]).strands[1]
    assert all(
        low[1] - high[1] >= THINNEST - 0.001
        for high, low in zip(small.upper, small.lower, strict=True)
    )


def test_a_programme_without_actions_has_no_strand():
    assert charts.river([[1, 2], [0, 0]]).strands[1].outline == ""


def test_a_strand_begins_when_its_first_action_was_checked():
    late = charts.river([[1, 2, 3, 4, 5], [0, 0, 0, 1, 2]]).strands[1]
    assert late.upper[0][0] == pytest.approx(500)


def test_names_beside_the_river_keep_their_distance():
    names = [strand.name for strand in charts.river([[1, 2]] * 5).strands]
    assert all(below - above >= 15 for above, below in pairwise(names))
    assert names[0] > 0 and names[-1] < 90


def test_the_river_runs_the_other_way_for_arabic():
    ltr, rtl = charts.river([[1, 2, 3]], [1]), charts.river([[1, 2, 3]], [1], rtl=True)
    assert ltr.marks == (38,) and rtl.marks == (62,)
    assert rtl.is_mirrored and rtl.start == 24 and ltr.start == 0
    assert ltr.lead == tuple(100 - x for x in rtl.lead)


def test_a_grid_has_round_numbers_and_few_of_them():
    assert charts.scale(1700) == (500, 1000, 1500, 2000)
    assert charts.scale(1376) == (500, 1000, 1500)
    assert charts.scale(7) == (2, 4, 6, 8)
    assert charts.scale(Decimal("17.5")) == (5, 10, 15, 20)
    assert charts.scale(1) == (1,)


@given(st.integers(1, 10**7))
def test_a_grid_always_reaches_the_tallest_column(most):
    lines = charts.scale(most)
    assert len(lines) <= 4 and lines[-1] >= most
    assert all(line == lines[0] * (at + 1) for at, line in enumerate(lines))


def test_columns_are_as_high_as_their_values():
    one, two, none, gap = charts.columns([100, 200, 0, None], [0, 50]).columns
    assert two.height == pytest.approx(2 * one.height, abs=0.02)
    assert two.waiting_height == pytest.approx(one.height / 2, abs=0.02)
    assert two.waiting_top + two.waiting_height == pytest.approx(two.top, abs=0.02)
    assert none.height == 0 and not none.is_missing
    assert gap.is_missing


def test_one_action_among_thousands_is_seen():
    assert charts.columns([5000, 1]).columns[1].height >= 1.6


def test_small_charts_share_one_scale():
    (busy,) = charts.columns([400], most=400, is_small=True, height=84).columns
    (quiet,) = charts.columns([100], most=400, is_small=True, height=84).columns
    assert busy.height == pytest.approx(4 * quiet.height, abs=0.02)


def test_columns_come_mirrored_for_arabic():
    ltr, rtl = (charts.columns([1, 2, 3], rtl=way).columns for way in (False, True))
    for here, there in zip(ltr, rtl, strict=True):
        assert here.x == pytest.approx(100 - there.x - there.width, abs=0.02)
        assert here.height == there.height


def test_marks_stand_under_their_columns():
    shape = charts.columns([1, 2, 3], words=["Jan", "", "Mar"])
    assert [mark.words for mark in shape.marks] == ["Jan", "Mar"]
    assert [mark.at for mark in shape.marks] == [shape.columns[0].x, shape.columns[2].x]


def test_a_month_that_has_no_room_before_the_next_is_not_named():
    autumn = charts.columns([1] * 13, words=["Aug", "Sept", "", "", "", "Oct", *[""] * 7])
    assert [mark.words for mark in autumn.marks] == ["Sept", "Oct"]
    year = charts.columns([1] * 12, words=list("JFMAMJJASOND"))
    assert "".join(mark.words for mark in year.marks) == "FAJAOD"


def test_no_values_at_all_is_an_empty_chart():
    assert charts.columns([]).columns == ()
    assert charts.columns([0, 0]).columns[0].height == 0


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5).filter(any), st.booleans())
def test_parts_of_a_whole_fill_the_bar_and_do_not_overlap(values, rtl):
    parts = charts.stacked(values, rtl=rtl)
    assert [part.place for part in parts] == [at for at, value in enumerate(values) if value]
    spans = sorted((part.x, part.x + part.width) for part in parts)
    assert spans[0][0] >= -0.6 and spans[-1][1] <= 100.6
    for part in parts:
        share = 100 * values[part.place] / sum(values)
        assert part.width == pytest.approx(share, abs=0.52)


def test_a_range_stands_between_its_ends_on_one_scale():
    row = charts.range_row(Decimal("8.2"), Decimal("17.5"), Decimal("30.3"), 40)
    assert row.zero < row.low < row.best < row.high <= 98
    assert row.high - row.zero == pytest.approx((row.best - row.zero) * 30.3 / 17.5, abs=0.05)
    mirrored = charts.range_row(8.2, 17.5, 30.3, 40, rtl=True)
    assert mirrored.best == pytest.approx(100 - row.best)


def test_an_axis_begins_at_zero_and_stays_on_its_scale():
    marks = charts.axis(1200)
    assert [mark.value for mark in marks] == [0, 500, 1000]
    assert marks[0].at == charts.range_row(0, 0, 0, 1200).zero
    assert [mark.at for mark in charts.axis(1200, rtl=True)] == [100 - mark.at for mark in marks]


def test_bars_are_as_long_as_their_values():
    assert charts.bar(50, 200).width == 25
    assert charts.bar(50, 200, rtl=True).x == 75
    assert charts.bar(0, 0).width == 0


@given(THINGS, THINGS, THINGS)
def test_every_thing_has_its_picture(delivered, bought, needed):
    drawn = charts.picture(delivered, bought, needed)
    states = [thing.state for thing in drawn.things]
    assert states == sorted(states, key=list(ThingState).index)
    if drawn.worth == 1:
        counts = [states.count(state) for state in ThingState]
        assert counts == [delivered, bought, needed]
    else:
        assert states.count(ThingState.DELIVERED) == delivered // 10


def test_a_thing_keeps_its_pattern_when_more_arrive():
    before, after = charts.picture(5, 5, 90), charts.picture(80, 10, 10)
    assert [(t.cloth, t.patch, t.pattern) for t in before.things] == [
        (t.cloth, t.patch, t.pattern) for t in after.things
    ]
    assert all(thing.cloth != thing.patch for thing in after.things)


def test_above_three_hundred_one_picture_is_ten_things():
    assert charts.picture(300).worth == 1
    many = charts.picture(299, 0, 42)
    assert many.worth == 10 and len(many.things) == 35


def test_pictures_are_read_from_the_right_in_arabic():
    ltr, rtl = (charts.picture(3, across=2, rtl=way).things for way in (False, True))
    assert [thing.x for thing in ltr] == [0, 37, 0]
    assert [thing.x for thing in rtl] == [37, 0, 37]
