"""Numbers, days and amounts, as people in each language write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pages.speech import LANGUAGES, speaking
from pages.web import formats

DAY = date(2026, 5, 20)
INSTANT = datetime(2026, 5, 20, 12, 5, tzinfo=UTC)
ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
LEFT_TO_RIGHT = formats.LEFT_TO_RIGHT


def in_language(name, shape, *facts):
    with speaking(name):
        return formats.FILTERS[shape](*facts)


@pytest.mark.parametrize(
    ("shape", "facts", "expected"),
    [
        ("number", (1376,), "1,376"),
        ("number", (Decimal("12.500"),), "12.5"),
        ("number", ("0.000001",), "0.000001"),
        ("decimal", ("17.45",), "17.5"),
        ("decimal", (Decimal("2.5"), 0), "3"),
        ("decimal", (3, 2), "3.00"),
        ("signed", (14,), "+14"),
        ("signed", (-40,), "\N{MINUS SIGN}40"),
        ("signed", (0,), "0"),
        ("percent", ("0.385",), "39%"),
        ("percent", (Decimal("0.3855"), 1), "38.6%"),
        ("money", (125050, "GBP"), "£1,250.50"),
        ("day", (DAY,), "20 May 2026"),
        ("weekday", (DAY,), "Wednesday 20 May"),
        ("short_day", (DAY,), "20 May"),
        ("month", (DAY,), "May 2026"),
        ("month", ("2026-05",), "May 2026"),
        ("short_month", (DAY,), "May"),
        ("week", (DAY,), "Week 21 of 2026"),
        ("amount", ("12.5", "km"), "12.5 km"),
        ("amount", (2000, "kwh"), "2,000 kWh"),
        ("amount", (1, "item"), "1 item"),
        ("amount", (14, "item"), "14 items"),
        ("amount", ("1.5", "item"), "1.5 items"),
        ("amount", (3, "basket"), "3 basket"),
        ("unit", ("item",), "items"),
        ("unit", ("litre",), "l"),
        ("beside", ("a", "", None, "b"), "a, b"),
        ("joined", (["a"],), "a"),
        ("joined", (["a", "b", "c"],), "a, b and c"),
        ("joined", (["a", "b"], "or"), "a or b"),
        ("span", (timedelta(seconds=4),), "1 minute"),
        ("span", (timedelta(minutes=40),), "40 minutes"),
        ("span", (timedelta(hours=14, minutes=20),), "14 hours"),
        ("span", (timedelta(days=3),), "3 days"),
    ],
)
def test_english_is_british(shape, facts, expected):
    assert in_language("en", shape, *facts) == expected


@pytest.mark.parametrize(
    ("name", "shape", "facts", "expected"),
    [
        ("zh-hans", "day", (DAY,), "2026年5月20日"),
        ("zh-hans", "month", (DAY,), "2026年5月"),
        ("zh-hans", "amount", ("12.5", "km"), "12.5公里"),
        ("zh-hans", "beside", ("甲", "乙"), "甲，乙"),
        ("zh-hans", "joined", (["甲", "乙", "丙"],), "甲、乙和丙"),
        ("zh-hant", "weekday", (DAY,), "5月20日 週三"),
        ("zh-hant", "amount", (2, "kg"), "2 公斤"),
        ("es", "number", ("1234.5",), "1.234,5"),
        ("es", "day", (DAY,), "20 de mayo de 2026"),
        ("es", "short_month", (DAY,), "may"),
        ("ar", "day", (DAY,), "20 مايو 2026"),
        ("ar", "number", (1376,), "1,376"),
        ("ar", "signed", (-20,), f"{LEFT_TO_RIGHT}−20"),
    ],
)
def test_others_write_as_they_are_used_to(name, shape, facts, expected):
    assert in_language(name, shape, *facts) == expected


def test_only_in_chinese_a_colon_has_no_space_behind_it():
    said = {}
    for name in LANGUAGES:
        with speaking(name):
            said[name] = formats.colon()
    assert said == {"en": ": ", "zh-hans": "：", "zh-hant": "：", "es": ": ", "ar": ": "}


def test_a_moment_is_told_in_the_time_of_its_place():
    assert in_language("en", "moment", INSTANT, "Europe/London") == "20 May 2026, 13:05"
    assert in_language("zh-hans", "moment", INSTANT, "Asia/Shanghai") == "2026年5月20日 20:05"
    assert in_language("en", "clock", INSTANT, "Asia/Shanghai") == "20:05"


def test_a_moment_without_a_place_says_that_it_is_utc():
    assert in_language("en", "moment", INSTANT) == "20 May 2026, 12:05 UTC"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2026", "2026"),
        ("2026-05", "May 2026"),
        ("2026-W20", "Week 20 of 2026"),
        ("2026-13", "2026-13"),
        ("autumn-2026", "autumn-2026"),
    ],
)
def test_a_period_is_said_and_a_season_keeps_its_code(code, expected):
    assert in_language("en", "period", code) == expected


@pytest.mark.parametrize("name", LANGUAGES)
def test_digits_are_0_to_9_in_every_language(name):
    said = [
        in_language(name, "number", 1234567890),
        in_language(name, "decimal", "98765.4"),
        in_language(name, "percent", "0.12"),
        in_language(name, "day", DAY),
        in_language(name, "moment", INSTANT, "Africa/Cairo"),
        in_language(name, "amount", 14, "km"),
        in_language(name, "money", 125000, "EUR"),
    ]
    assert not set("".join(said)) & set(ARABIC_INDIC)
    assert all(any(sign.isascii() and sign.isdigit() for sign in text) for text in said)


def test_a_whole_sum_needs_no_cents_in_a_sentence():
    assert in_language("en", "round_money", 100_000, "GBP") == "£1,000"
    assert in_language("en", "round_money", 100_050, "GBP") == "£1,000.50"
    assert in_language("es", "round_money", 100_000, "EUR") == "1.000 €".replace(" ", "\xa0")
    assert "1,000" in in_language("ar", "round_money", 100_000, "EUR")


@pytest.mark.parametrize("shape", ["money", "round_money"])
def test_the_pound_stays_with_its_letters_where_lines_run_from_right_to_left(shape):
    assert in_language("ar", shape, 100_000, "GBP").endswith(f"UK£{LEFT_TO_RIGHT}")
    assert in_language("en", shape, 100_000, "GBP").startswith("£1,000")


def test_a_period_from_midnight_to_midnight_is_said_in_days():
    midnight = datetime(2026, 5, 19, 23, tzinfo=UTC)  # in London the 20th begins
    assert in_language("en", "since", midnight, "Europe/London") == "20 May 2026"
    assert in_language("en", "until", midnight, "Europe/London") == "19 May 2026"
    assert in_language("en", "until", INSTANT, "Europe/London") == "20 May 2026, 13:05"
    assert in_language("en", "since", INSTANT, "Europe/London") == "20 May 2026, 13:05"
