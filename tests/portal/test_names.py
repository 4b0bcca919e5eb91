"""Names as people have them: signs of every script, emoji, joiners; and what must not pass."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.names import LONGEST, BadName, tidy

FAMILY = "Maya 👩‍👩‍👧‍👦"  # held together by joiners of no width
PERSIAN = "می‌خواهم"  # the joiner changes how it is read
MARKED = "\u200fعمر\u200f (Omar)"


@pytest.mark.parametrize("name", [FAMILY, PERSIAN, MARKED, "李雷", "O’Neill-Łukasz", "🌿", "3A"])
def test_a_name_stays_as_it_is(name):
    assert tidy(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rosa \t Linden ", "Rosa Linden"),
        ("Rosa\r\nBcc: all@example.org", "Rosa Bcc: all@example.org"),
        ("Rosa\u2028Linden\x0b!", "Rosa Linden !"),
        ("\u202eadmin\u202c", "admin"),
        ("Rosa \u2066x\u2069", "Rosa x"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_what_would_break_a_line_or_turn_the_page_is_left_out(typed, kept):
    assert tidy(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200d\u200b", "\u200f", "\r\n", "a" * 10_000])
def test_nothing_to_read_and_too_much_of_it_are_no_names(typed):
    with pytest.raises(BadName):
        tidy(typed)


@given(st.text(max_size=LONGEST * 2))
def test_a_tidy_name_is_one_short_line_and_stays_tidy(typed):
    try:
        name = tidy(typed)
    except BadName:
        return
    assert 0 < len(name) <= LONGEST
    assert not {unicodedata.category(sign) for sign in name} & {"Cc", "Zl", "Zp"}
    assert tidy(name) == name
