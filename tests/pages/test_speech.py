import pytest

from pages import speech
from pages.speech import best_language, said, said_on_page, speaking


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("de", "en"),
        ("zh", "zh-hans"),
        ("zh-CN,en;q=0.5", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-HK,zh;q=0.9", "zh-hant"),
        ("zh-Hant", "zh-hant"),
        ("zh-Hans-HK", "zh-hans"),
        ("es-MX", "es"),
        ("ar", "ar"),
        ("xx,*;q=0.1,ar-EG", "ar"),
        ("not a language, ,;;;", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_reader_gets_the_language_they_ask_for_first(asked, given):
    assert best_language(asked) == given


def test_only_languages_that_are_offered_are_chosen():
    assert best_language("ar,zh-CN", ("en", "zh-hans")) == "zh-hans"


def test_words_that_people_wrote_fall_back_to_the_next_best_language():
    with speaking("zh-hant"):
        assert said({"en": "River", "zh-hans": "河"}) == "河"
    with speaking("ar"):
        assert said({"en": "River", "zh-hans": "河"}) == "River"
        assert said({"zh-hans": "河"}) == "河"
        assert said({}) == ""


def test_words_that_run_the_other_way_are_set_apart():
    with speaking("ar"):
        assert said_on_page({"en": "River."}) == "\u2068River.\u2069"
        assert said_on_page({"en": "River.", "ar": "نهر."}) == "نهر."
        assert said_on_page({}) == ""


def test_speaking_ends_even_when_something_breaks():
    with pytest.raises(RuntimeError), speaking("ar"):
        raise RuntimeError
    assert speech.language() == "en"


def test_arabic_runs_from_the_right():
    assert [speech.direction(name) for name in ("en", "ar")] == ["ltr", "rtl"]
