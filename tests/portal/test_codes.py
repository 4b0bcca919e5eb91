from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal import codes, ids
from portal.codes import ALPHABET


def fresh(seed):
    with ids.seeded(seed):
        return codes.new_code("A")


@given(st.integers())
def test_a_fresh_code_is_sound_and_has_fifty_random_bits(seed):
    code = fresh(seed)
    assert codes.is_sound(code)
    assert len(code.replace("-", "")) == 12
    assert not set(code) & set("ILOU")


@given(st.integers(), st.integers(0, 10), st.sampled_from(ALPHABET))
def test_every_single_mistyped_letter_is_found(seed, place, other):
    letter, *signs = fresh(seed).replace("-", "")
    was, signs[place] = signs[place], other
    assert codes.is_sound(letter + "".join(signs)) == (was == other)


@given(st.integers(), st.integers(0, 9))
def test_every_swap_of_neighbours_is_found(seed, place):
    letter, *signs = fresh(seed).replace("-", "")
    swapped = [*signs[:place], signs[place + 1], signs[place], *signs[place + 2 :]]
    assert codes.is_sound(letter + "".join(swapped)) == (swapped == signs)


@given(st.integers())
def test_a_code_is_understood_however_it_was_typed(seed):
    code = fresh(seed)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert codes.tidy(typed) == code


def test_something_else_is_not_a_code():
    for typed in ("", "-", "A", "A-1234", "A-7K3F-22QX-M4C-0", "名"):
        assert not codes.is_sound(typed)


def test_a_seed_makes_the_same_codes_again_and_different_ones_in_a_row():
    with ids.seeded(1):
        first = [codes.new_code("A") for _ in range(50)]
    with ids.seeded(1):
        assert first == [codes.new_code("A") for _ in range(50)]
    assert all(one != other for one, other in pairwise(first))
