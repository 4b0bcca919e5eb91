"""Answers about habits: which may be told, and which share follows from what is told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import factors
from portal.answers import ANSWERS, BEFORE, SILENT, STILL, add_up, tell
from portal.questions import FEWEST

WEIGHTS = {"no": Decimal(1), "sometimes": Decimal("0.5"), "always": Decimal(0)}
KEPT_UP = {"as-often": Decimal(1), "less": Decimal("0.5"), "no": Decimal(0)}
COUNTS = st.lists(st.integers(0, 40), min_size=4, max_size=4)


def told(question=BEFORE, *counts, people=None):
    """Return what is told when each answer was given so often, by as many people."""
    pairs = zip(counts, people or counts, strict=True)
    return tell(question, dict(zip(ANSWERS[question], pairs, strict=True)))


def test_who_never_did_it_counts_in_full_and_who_sometimes_did_for_half():
    low, among, high = told(BEFORE, 20, 20, 40, 20).share(WEIGHTS)
    assert among == Decimal("0.375")  # (20 + 10) of 80 who answered
    assert (low, high) == (Decimal("0.3"), Decimal("0.5"))  # nothing, or all, of 20 silent ones


def test_silence_two_months_later_counts_as_no_lasting_effect():
    it = told(STILL, 30, 20, 10, 40)
    assert it.share(KEPT_UP).low == Decimal("0.4")  # (30 + 10) of all 100 who were asked
    assert (it.answered, it.rate) == (60, Decimal("0.6"))


def test_answers_of_fewer_than_ten_people_are_hidden_and_do_not_follow_from_the_rest():
    it = told(BEFORE, 50, 9, 30, 40)
    assert it.counts == {"no": 50, "sometimes": None, "always": None, SILENT: 40}
    share = it.share(WEIGHTS)
    assert share.among is None
    assert (share.low, share.high) == (Decimal("0.387597"), Decimal(1))  # 50 and 129 of 129


def test_many_answers_of_few_people_are_hidden_too():
    assert told(BEFORE, 50, 30, 30, 40, people=(50, 9, 30, 40)).counts["sometimes"] is None


def test_where_all_is_hidden_there_is_no_share():
    it = told(BEFORE, 3, 3, 1, 2)
    assert it.is_hidden
    assert it.share(WEIGHTS) is None


def test_nobody_was_asked():
    it = told(STILL, 0, 0, 0, 0)
    assert (it.asked, it.is_hidden, it.share(KEPT_UP)) == (0, True, None)


def test_where_nobody_answered_nothing_is_known_of_them():
    it = told(STILL, 0, 0, 0, 30)
    assert it.share(KEPT_UP) == (Decimal(0), None, Decimal(1))
    assert it.rate == 0


def test_a_programme_with_a_hidden_answer_is_in_no_sum():
    large, small = told(BEFORE, 20, 20, 20, 20), told(BEFORE, 20, 2, 20, 20)
    whole, parts = add_up(BEFORE, [large, small])
    assert whole.counts == large.counts
    assert parts == [large]


@given(COUNTS)
def test_whatever_is_shown_is_about_ten_people_or_nobody(counts):
    it = told(BEFORE, *counts)
    shown = [count for count in it.counts.values() if count is not None]
    assert all(count == 0 or count >= FEWEST for count in shown)
    hidden = it.asked - sum(shown)
    assert it.is_hidden or hidden == 0 or hidden >= FEWEST


@given(COUNTS)
def test_the_share_follows_from_what_is_shown_and_lies_between_its_ends(counts):
    it = told(BEFORE, *counts)
    share = it.share(WEIGHTS)
    if share is not None:
        assert 0 <= share.low <= share.high <= 1
        assert share.among is None or share.low <= share.among <= share.high


@pytest.mark.parametrize("question", [BEFORE, STILL])
def test_every_answer_has_a_published_weight(session, question):
    weights = factors.read(session).answers[question]
    assert {*weights, SILENT} == set(ANSWERS[question])
