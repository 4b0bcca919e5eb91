"""Fewer than ten people are hidden, and what is hidden cannot be worked out."""

from random import Random

import pytest

from portal.suppression import FEWEST, hide, is_small


@pytest.mark.parametrize(
    ("people", "small"), [(0, False), (1, True), (9, True), (10, False), (500, False)]
)
def test_from_one_to_nine_people_are_too_few(people, small):
    assert is_small(people) is small


def test_a_table_without_small_cells_is_shown_whole():
    assert hide({"all": 40, "a": 20, "b": 20}, [("all", "a", "b")]) == frozenset()


def test_one_small_cell_takes_the_next_smallest_with_it():
    people = {"all": 60, "a": 4, "b": 30, "c": 26}
    assert hide(people, [("all", "a", "b", "c")]) == {"a", "c"}


def test_two_small_cells_hide_each_other_when_together_they_are_enough():
    people = {"all": 60, "a": 4, "b": 7, "c": 49}
    assert hide(people, [("all", "a", "b", "c")]) == {"a", "b"}


def test_two_small_cells_that_are_still_few_need_a_third():
    people = {"all": 60, "a": 4, "b": 5, "c": 20, "d": 31}
    assert hide(people, [("all", "a", "b", "c", "d")]) == {"a", "b", "c"}


def test_a_lone_small_part_hides_its_total_when_there_is_nothing_else():
    assert hide({"year": 12, "may": 5}, [("year", "may")]) == {"year", "may"}


def test_nobody_is_shown_and_hides_nobody():
    people = {"all": 30, "a": 0, "b": 12, "c": 18}
    assert hide(people, [("all", "a", "b", "c")]) == frozenset()
    people = {"all": 30, "a": 3, "b": 0, "c": 27}
    assert hide(people, [("all", "a", "b", "c")]) == {"a", "c"}


def test_of_equals_the_first_is_hidden():
    people = {"all": 60, "a": 4, "b": 28, "c": 28}
    assert hide(people, [("all", "a", "b", "c")]) == {"a", "b"}


def test_hiding_in_one_line_is_protected_in_the_lines_that_cross_it():
    people = {
        ("a", "may"): 4,
        ("a", "june"): 20,
        ("a", "year"): 22,
        ("b", "may"): 30,
        ("b", "june"): 31,
        ("b", "year"): 40,
        ("all", "may"): 34,
        ("all", "june"): 50,
        ("all", "year"): 60,
    }
    rows = [[cell for cell in people if cell[0] == who] for who in ("a", "b", "all")]
    columns = [[cell for cell in people if cell[1] == when] for when in ("may", "june", "year")]
    hidden = hide(people, [*rows, *columns])
    assert hidden == {("a", "may"), ("a", "june"), ("b", "may"), ("b", "june")}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_numbers_no_line_gives_a_small_cell_away(seed):
    random = Random(seed)
    when, who = range(random.randrange(1, 7)), range(random.randrange(1, 5))
    people = {(a, b): random.choice([0, 3, 9, 12, 25, 80]) for a in who for b in when}
    people |= {("all", b): sum(people[a, b] for a in who) for b in when}
    people |= {(a, "year"): max(people[a, b] for b in when) for a in (*who, "all")}
    rows = [[(a, b) for b in (*when, "year")] for a in (*who, "all")]
    columns = [[(a, b) for a in (*who, "all")] for b in (*when, "year")]
    hidden = hide(people, [*rows, *columns])
    assert {cell for cell, count in people.items() if is_small(count)} <= hidden
    for line in (*rows, *columns):
        dark = [cell for cell in line if cell in hidden]
        shown = [cell for cell in line if people[cell] and cell not in hidden]
        if dark and shown:
            assert len(dark) > 1
            assert sum(people[cell] for cell in dark) >= FEWEST
