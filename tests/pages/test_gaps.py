"""What stands between two sentences: a space, and in Chinese nothing."""

import pytest
from jinja2 import Environment

from pages.speech import LANGUAGES, speaking
from pages.web.gaps import Gaps
from pages.web.templates import environment_for, stock_environment

GAPS = Gaps(Environment())  # noqa: S701  (it only reads)
HERE = "{% trans %}Kept.{% endtrans %}"
GOES_ON = {
    f" {HERE}": HERE,
    f"\n  {HERE}": HERE,
    f"\n{{% if yes %}}{HERE}{{% endif %}}": HERE,
    f"{{% if yes %}} {HERE}{{% endif %}}": HERE,
    f"{{% if yes %}}{{% endif %}} {HERE}": HERE,
    f' <a href="/">{HERE}</a>': f'<a href="/">{HERE}</a>',
    " {{ name }}": "{{ name }}",
}
IS_NONE = ["</p>\n<p>{{ name }}</p>", " or", "", "{% if no %} {% endif %}{{ name }}"]


def made(name, source, environment=environment_for):
    with speaking(name):
        return environment(name).from_string(source).render(yes=True, no=False, name="Rosa")


@pytest.mark.parametrize("environment", [environment_for, stock_environment])
@pytest.mark.parametrize("rest", GOES_ON)
def test_only_in_chinese_nothing_stands_between_two_sentences(rest, environment):
    for name in LANGUAGES:
        space = "" if name.startswith("zh") else " "
        parts = (made(name, HERE), made(name, GOES_ON[rest]))
        assert made(name, HERE + rest, environment) == space.join(parts)


def test_a_sentence_in_bold_ends_like_any_other():
    assert made("zh-hans", f"<b>{HERE}</b> {HERE}") == "<b>已保存。</b>已保存。"


@pytest.mark.parametrize("rest", IS_NONE)
def test_what_is_no_gap_stays_as_it_is(rest):
    for name in LANGUAGES:
        assert made(name, HERE + rest) == made(name, HERE) + made(name, rest)


def test_a_letter_in_plain_text_keeps_its_lines():
    source = f"{HERE} {HERE}\n{HERE}"
    assert GAPS.preprocess(source, "letters/any.txt").splitlines()[1] == HERE
    assert "gap()" in GAPS.preprocess(source, "letters/any.txt").splitlines()[0]


def test_every_line_of_a_template_keeps_its_number():
    source = f"{HERE}\n\n  {HERE} {HERE}\n<p>"
    assert GAPS.preprocess(source, "any.html").count("\n") == source.count("\n")
