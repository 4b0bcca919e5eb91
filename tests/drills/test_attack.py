"""Somebody with every published figure of very many districts learns nothing that is hidden."""

from random import Random

import pytest

from tests.attacker import attack_closed, attack_open, random_district
from tests.drills.scale import keep, seeds, sizes, sown

PARTS = 4
CLOSED = 20  # every so many is published period after period


@pytest.mark.parametrize("part", range(PARTS))
@sizes(everyday=50_000 // PARTS, full=1_000_000 // PARTS)
def test_no_hidden_figure_can_be_worked_out(size, part):
    for seed in seeds(f"attack-{part}"):
        with sown(f"attack-{part}", seed + part) as chance:
            hidden = 0
            for number in range(size):
                district = random_district(chance)
                begin = attack_open if number % CLOSED else attack_closed
                if district.acts:
                    attack = begin(district)
                    assert attack.learned() == []
                    hidden += len(attack.hidden)
            assert hidden > size
            keep(f"attack-{part}", districts=size, hidden=hidden, learned=0)


@pytest.mark.parametrize("seed", [295, 517])  # a season of shown weeks; a year that was a season
def test_what_was_published_bit_by_bit_is_hidden_only_where_that_helps(seed):
    assert attack_closed(random_district(Random(seed))).learned() == []
