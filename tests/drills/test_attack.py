"""Somebody with every published figure of very many districts learns nothing that is hidden."""

import pytest

from tests.attacker import attack_closed, attack_open, hide, random_district
from tests.drills.scale import keep, seeds, sizes, sown

CLOSED = 20  # every so many is published period after period


@pytest.mark.parametrize("part", range(2))
@sizes(everyday=20, full=500_000)
def test_no_hidden_figure_can_be_worked_out(size, part):
    for seed in seeds(f"attack-{part}"):
        with sown(f"attack-{part}", seed + part) as chance:
            hidden = 0
            for number in range(size):
                district = random_district(chance)
                attack = attack_open if number % CLOSED else attack_closed
                if district.acts:
                    assert attack(district) == []
                    hidden += len(hide(district))
            assert hidden > size
            keep(f"attack-{part}", districts=size, hidden=hidden, learned=0)
