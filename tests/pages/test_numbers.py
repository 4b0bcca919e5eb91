import pytest

from pages.speech import speaking
from pages.web.forms import plain_number


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [
        ("14", "en", "14"),
        (" 14 ", "en", "14"),
        ("１４", "zh-hans", "14"),
        ("14个", "zh-hans", "14"),
        ("１４公斤", "zh-hans", "14"),
        ("2.5 kg", "en", "2.5"),
        ("2。5", "zh-hans", "2。5?"),
        ("1,400", "en", "1400"),
        ("1,400,000", "en", "1400000"),
        ("1,5", "en", "1.5"),
        ("1,5", "es", "1.5"),
        ("1.400", "es", "1400"),
        ("١٤", "ar", "14"),
        ("٢٫٥", "ar", "2.5"),
        ("-3", "en", "-3"),
        ("1e5", "en", "1e5?"),
        ("NaN", "en", "NaN?"),
        ("0x10", "en", "0x10?"),
        ("12 34", "en", "12 34?"),
        ("many", "en", "many?"),
        ("9" * 30, "en", "9" * 30 + "?"),
    ],
)
def test_a_number_is_understood_as_people_write_it(typed, language, read):
    with speaking(language):
        assert plain_number(typed) == read
