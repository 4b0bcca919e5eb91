"""Random histories: the ledger and a model of it agree on every act and on every point."""

from datetime import date

import pytest

from tests.portal.ledger_history import History


@pytest.mark.parametrize("seed", range(3))
def test_the_ledger_does_what_a_plain_model_says(world, seed):
    history = History(world, seed)
    accepted = sum(history.step() for _ in range(80))
    assert accepted > 40
    world.session.commit()
    assert history.model.today > date(2026, 7, 1)


def test_a_model_that_counts_wrongly_would_be_noticed(world):
    history = History(world, 0)
    history.model.holds["anna"][3] += 1
    with pytest.raises(AssertionError):
        for _ in range(80):
            history.step()
