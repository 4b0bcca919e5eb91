"""Somebody with every published figure of very many districts learns nothing that is hidden."""

from random import Random

import pytest

from tests.attacker import Attack, attack_closed, attack_open, count, hide, random_district
from tests.drills.scale import keep, seeds, sizes, sown

PARTS = 4
CLOSED = 20  # every so many is published period after period


@pytest.mark.parametrize("part", range(PARTS))
@sizes(everyday=50_000 // PARTS, full=1_000_000 // PARTS)
def test_no_hidden_figure_can_be_worked_out(size, part):
    for seed in seeds(f"attack-{part}"):
        with sown(f"attack-{part}", seed):
            hidden = 0
            for number in range(size):
                name = f"{seed}-{part}-{number}"
                district = random_district(Random(name))
                begin = attack_open if number % CLOSED else attack_closed
                if district.acts:
                    attack = begin(district)
                    assert attack.learned() == [], name
                    hidden += len(attack.hidden)
            assert hidden > size
            keep(f"attack-{part}", districts=size, hidden=hidden, learned=0)


@pytest.mark.parametrize("seed", [295, 517])  # a season of shown weeks; a year that was a season
def test_what_was_published_bit_by_bit_is_hidden_only_where_that_helps(seed):
    assert attack_closed(random_district(Random(seed))).learned() == []


def test_differences_of_what_is_shown_teach_nothing_and_one_of_what_is_hidden_would():
    """What stands beside reports is of two shown figures; the attacker would notice another."""
    noticed = 0
    for number in range(100):
        district = random_district(Random(number))
        found = count(district)
        hidden = hide(district, found)
        keys = [key for key in found["acts"] if key[1].count("-") < 2]
        shown = [key for key in keys if key not in hidden]
        first = {row: (row, code) for row, code in sorted(shown, reverse=True)}
        pairs = [(key, first[key[0]]) for key in shown]
        assert Attack(district, found, hidden, pairs).learned() == []
        if shown and (secret := [key for key in keys if key in hidden]):
            learned = Attack(district, found, hidden, [(shown[0], secret[0])]).learned()
            assert secret[0] in learned
            noticed += 1
    assert noticed > 20
