from datetime import timedelta

from portal import ids
from tests.conftest import NOON


def test_ids_sort_by_time_and_say_their_version():
    made = [ids.new_id(NOON + timedelta(milliseconds=n)) for n in range(50)]
    assert made == sorted(made) and {one.version for one in made} == {7}


def test_a_seed_makes_the_same_ids_again_and_ends_with_its_block():
    with ids.seeded(7):
        first = (ids.new_id(NOON), ids.new_token())
    with ids.seeded(7):
        assert first == (ids.new_id(NOON), ids.new_token())
    assert ids.new_token() != first[1]


def test_what_belongs_to_a_parent_by_name_has_one_id():
    parent, other = ids.new_id(NOON), ids.new_id(NOON)
    assert ids.derived(parent, "budget") == ids.derived(parent, "budget")
    assert len({ids.derived(p, n) for p in (parent, other) for n in ("budget", "mint")}) == 4
    assert ids.derived(parent, "budget").version == 8
