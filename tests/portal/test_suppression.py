"""Fewer than ten people are hidden, and what is hidden cannot be worked out."""

from itertools import combinations
from random import Random

import pytest

from portal.joined import Graph
from portal.suppression import WHOLE, Figure, Key, hide, is_small


def figures(rows: dict[str, dict[str, tuple[int, int, int]]]) -> list[Figure]:
    """Rows of figures: where each begins, ends, and about how many people it is."""
    return [Figure(Key(row, name), *it) for row, them in rows.items() for name, it in them.items()]


def hidden(settled=None, **rows) -> set[str]:
    """Hide in rows of figures; say what is hidden as row.name."""
    return {f"{key.row}.{key.name}" for key in hide(figures(rows), settled or {})}


@pytest.mark.parametrize(
    ("people", "small"), [(0, False), (1, True), (9, True), (10, False), (500, False)]
)
def test_from_one_to_nine_people_are_too_few(people, small):
    assert is_small(people) is small


def test_a_row_without_small_figures_is_shown_whole():
    assert hidden(a={"year": (0, 2, 40), "may": (0, 1, 20), "june": (1, 2, 20)}) == set()


def test_a_small_month_takes_the_next_smallest_with_it():
    may = {"year": (0, 3, 60), "may": (0, 1, 4), "june": (1, 2, 30), "july": (2, 3, 26)}
    assert hidden(a=may) == {"a.may", "a.july"}


def test_two_small_months_beside_each_other_are_small_together():
    months = {"year": (0, 3, 60), "may": (0, 1, 4), "june": (1, 2, 7), "july": (2, 3, 49)}
    assert hidden(a=months) == {"a.may", "a.june", "a.july"}


def test_a_lone_small_month_hides_its_year_when_there_is_nothing_else():
    months = {"may": (0, 1, 5), "june": (1, 2, 30)}
    pinned = {Key("a", "june"): False}
    assert hidden(pinned, a={"year": (0, 2, 32), **months}) == {"a.may", "a.year"}


def test_nobody_is_shown_and_hides_nobody():
    assert hidden(a={"year": (0, 2, 30), "may": (0, 1, 0), "june": (1, 2, 30)}) == set()


def test_the_days_a_week_and_a_month_share_are_guarded_though_nobody_shows_them():
    shown = figures({"a": {"month": (0, 4, 30), "weeks": (0, 3, 25)}})
    part = Figure(Key("a", "part"), 3, 4, 12, is_said=False)
    assert hide([*shown, part], {}) == frozenset()
    assert hide([*shown, part._replace(people=2)], {}) == {Key("a", "weeks")}
    assert hide(shown, {}) == {Key("a", "weeks")}  # nobody knows how many they were


def test_a_small_programme_hides_another_so_that_it_cannot_be_worked_out():
    rows = {"a": {"may": (0, 1, 4)}, "b": {"may": (0, 1, 30)}, WHOLE: {"may": (0, 1, 34)}}
    assert hidden(**rows) == {"a.may", "b.may"}


def test_two_small_programmes_do_when_together_they_are_enough():
    rows = {"a": {"may": (0, 1, 4)}, "b": {"may": (0, 1, 7)}, "c": {"may": (0, 1, 30)}}
    assert hidden(**rows, **{WHOLE: {"may": (0, 1, 30)}}) == {"a.may", "b.may"}
    rows["b"] = {"may": (0, 1, 5)}
    assert hidden(**rows, **{WHOLE: {"may": (0, 1, 30)}}) == {"a.may", "b.may", "c.may"}


def test_one_programme_alone_hides_the_sum_of_all_with_it():
    assert hidden(a={"may": (0, 1, 4)}, **{WHOLE: {"may": (0, 1, 4)}}) == {"a.may", "whole.may"}


def test_what_was_shown_stays_shown_and_what_was_hidden_stays_hidden():
    row = {"year": (0, 3, 60), "may": (0, 1, 20), "june": (1, 2, 4), "july": (2, 3, 30)}
    assert hidden(a=row) == {"a.may", "a.june"}
    may = {Key("a", "may"): False}
    assert hidden(may, a=row) == {"a.june", "a.july"}
    both = {**may, Key("a", "july"): False}
    assert hidden(both, a=row) == {"a.june", "a.year"}
    july = {Key("a", "july"): True}
    assert hidden(july, a={**row, "june": (1, 2, 40)}) == {"a.july", "a.may"}


def test_what_follows_from_figures_published_before_is_shown_and_promises_nothing():
    row = {"season": (0, 2, 26), "one": (0, 1, 11), "two": (1, 2, 26), "month": (1, 3, 27)}
    row["small"] = (2, 3, 7)
    both = {Key("a", "one"): False, Key("a", "two"): False}
    assert hidden(a=row) == {"a.small", "a.one", "a.two"}
    assert hidden(both, a=row) == {"a.small", "a.month"}


def test_too_few_people_stay_hidden_though_what_was_published_tells_of_them():
    row = {"whole": (0, 2, 26), "one": (0, 1, 11), "two": (1, 2, 4)}
    shown = {Key("a", "one"): False, Key("a", "whole"): False}
    assert hidden(shown, a=row) == {"a.two"}


def test_a_figure_hidden_for_another_is_shown_again_when_its_parts_were_published():
    row = {"year": (0, 3, 40), "half": (0, 2, 30), "one": (0, 1, 12), "two": (1, 2, 15)}
    row |= {"three": (2, 3, 6)}
    parts = {Key("a", name): False for name in ("one", "two")}
    assert hidden({**parts, Key("a", "year"): True}, a=row) == {"a.year", "a.three"}


def test_a_figure_is_shown_again_as_well_when_it_follows_from_what_another_row_does_not_have():
    """All programmes tell the last days of November, when the other programme did nothing."""
    large = {"nov": (0, 5, 30), "weeks": (0, 4, 26), "w48": (4, 6, 25), "w49": (6, 7, 14)}
    small = {"nov": (0, 5, 4), "weeks": (0, 4, 4), "w48": (4, 6, 0), "w49": (6, 7, 0)}
    rows = {
        "a": large | {"w50": (7, 8, 0), "dec": (5, 8, 26)},
        "b": small | {"w50": (7, 8, 2), "dec": (5, 8, 2)},
        WHOLE: large | {"w50": (7, 8, 2), "dec": (5, 8, 26)},
    }
    settled = {
        Key(row, name): row != WHOLE and (row == "b" or name in {"nov", "weeks"})
        for row in ("a", "b", WHOLE)
        for name in ("nov", "weeks", "w48", "w49")
    }
    found = hide(figures(rows), settled)
    assert Key("a", "dec") not in found
    assert {Key(WHOLE, "dec"), Key("b", "dec")} <= found


def test_a_graph_knows_what_is_joined_and_by_which_sums():
    one, two, far = (Figure(Key("a", name), *it, 1) for name, it in FIGURES.items())
    graph = Graph([one, two, far], [(5, 7)])
    assert graph.joins(0, 3)
    assert not graph.joins(0, 7)
    assert graph.joins(9, 5)
    assert not graph.joins(0, 99)
    assert list(graph.path(0, 3)) == [two, one]
    assert list(graph.path(5, 9)) == [far]


def test_a_sum_that_is_forgotten_joins_nothing_any_more_and_the_others_still_do():
    one, two, far = (Figure(Key("a", name), *it, 1) for name, it in FIGURES.items())
    again = Figure(Key("b", "two"), 2, 3, 1)
    graph = Graph([one, two, far, again], [(5, 7)])
    graph.cut(two)
    assert graph.joins(0, 3)
    assert list(graph.path(0, 3)) == [again, one]
    graph.cut(again)
    assert graph.joins(0, 2)
    assert not graph.joins(2, 3)
    assert graph.joins(3, 3)
    with pytest.raises(ValueError, match="not in list"):
        graph.cut(two)


@pytest.mark.parametrize("seed", range(20))
def test_forgetting_sums_is_the_same_as_never_having_known_them(seed):
    chance = Random(seed)
    ends = [sorted(chance.sample(range(12), 2)) for _ in range(24)]
    known = [Figure(Key("a", str(number)), *it, 1) for number, it in enumerate(ends)]
    graph = Graph(known, [(3, 4)])
    while known:
        graph.cut(known.pop(chance.randrange(len(known))))
        fresh = Graph(known, [(3, 4)])
        for start, end in combinations(range(12), 2):
            assert graph.joins(start, end) == fresh.joins(start, end)
            if fresh.joins(start, end):
                assert list(graph.path(start, end)) == list(fresh.path(start, end))


FIGURES = {"one": (0, 2), "two": (2, 3), "far": (7, 9)}
