from decimal import Decimal
from enum import StrEnum
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pages.speech import lazy
from pages.web.folding import FoldingEnvironment

SAYINGS = {
    "Fish & <b>chips</b>": "鱼和<b>薯条</b>",
    "%(name)s gave %(points)s points.": "%(name)s捐出了%(points)s分。",
    "All of it: 100%%": "全部：100%%",
}
ARABIC = ("none", "one", "two", "few", "many", "other")
PLURAL = ("%(count)s thing of %(who)s", "%(count)s things of %(who)s")
OPTIONS = {"autoescape": True, "extensions": ["jinja2.ext.i18n"], "undefined": StrictUndefined}
SOURCES = [
    "{% trans %}Fish & <b>chips</b>{% endtrans %}",
    "{% trans name=who, points=9 %}{{ name }} gave {{ points }} points.{% endtrans %}",
    "{% trans %}All of it: 100%{% endtrans %}",
    '<p title="{{ _("Fish & <b>chips</b>") }}">{{ shout(_("Fish & <b>chips</b>")) }}</p>',
    "{{ shout(_('%(name)s gave %(points)s points.', name=who, points=1)) }}",
    "{{ _(unknown) }}",
    "{% trans %}Not translated, {{ who }}{% endtrans %}",
    "{% for count in counts %}{% trans count, who %}{{ count }} thing of {{ who }}"
    "{% pluralize %}{{ count }} things of {{ who }}{% endtrans %};{% endfor %}",
    "{% for n in counts %}{% trans count=n %}{{ count }} apple{% pluralize %}{{ count }} apples"
    "{% endtrans %};{% endfor %}",
    "{% macro m(it) %}{% trans name=it, points=2 %}{{ name }} gave {{ points }} points."
    "{% endtrans %}{% endmacro %}{{ m(who) }}",
]


def translations(locale, sayings):
    catalogue = Catalog(locale=locale)
    for message, said in sayings.items():
        catalogue.add(message, said)
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Translations(file)


LANGUAGES = {
    "en": NullTranslations(),
    "zh": translations("zh_CN", {**SAYINGS, PLURAL: ("%(who)s的%(count)s件",)}),
    "ar": translations("ar", {PLURAL: tuple(f"{form} %(count)s %(who)s" for form in ARABIC)}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", SOURCES)
def test_a_folded_template_says_exactly_what_the_stock_one_says(source, language):
    spoken = LANGUAGES[language]
    stock = Environment(**OPTIONS)  # noqa: S701  (OPTIONS turn autoescape on)
    folded = FoldingEnvironment(spoken, **OPTIONS)
    facts = {
        "who": "Rosa & <Tom>",
        "counts": [0, 1, 2, 3, 11, 100, 1000],
        "unknown": "Fish & <b>chips</b>",
        "shout": lambda text: text + "!",
    }
    made = []
    for environment in (stock, folded):
        environment.install_gettext_translations(spoken, newstyle=True)
        made.append(environment.from_string(source).render(facts))
    assert made[0] == made[1]


def test_a_sentence_is_looked_up_once_and_not_for_every_page():
    asked = []

    class Counting(NullTranslations):
        def gettext(self, message):
            asked.append(message)
            return message

    environment = FoldingEnvironment(Counting(), **OPTIONS)
    environment.install_gettext_translations(environment.catalogue, newstyle=True)
    template = environment.from_string(SOURCES[0] + SOURCES[3])
    looked_up = len(asked)
    for _ in range(3):
        template.render(shout=str)
    assert looked_up == len(asked) == 3


class State(StrEnum):
    MINE = "<mine>"


@pytest.mark.parametrize(
    "value",
    [
        *("plain", "<b>&'\"", Markup("<b>"), 0, 14, True, None, Decimal("1.50"), "", ["<i>"], 2.5),
        *(float("inf"), Decimal("1E+9"), State.MINE, lazy("Fish & <b>chips</b>")),
    ],
    ids=lambda value: repr(value).partition(" object at ")[0],
)
def test_a_value_is_written_exactly_as_jinja_writes_it(value):
    source = "{{ value }}|{{ [value]|join }}|{% set kept %}{{ value }}{% endset %}{{ kept }}"
    stock = Environment(**OPTIONS)  # noqa: S701  (OPTIONS turn autoescape on)
    folded = FoldingEnvironment(NullTranslations(), **OPTIONS)
    made = [one.from_string(source).render(value=value) for one in (stock, folded)]
    assert made[0] == made[1]


def test_functions_get_the_same_arguments_called_directly():
    source = (
        "{% macro m(a, b=2) %}{{ a }}-{{ b }}{{ caller() if caller is defined else '' }}"
        "{% endmacro %}"
        "{{ m(1) }}{{ m(1, b=3) }}{{ m(*[4, 5]) }}{{ m(**{'a': 6}) }}{{ it.get('k', 'none') }}"
        "{% call m(7) %}!{% endcall %}{{ show(a=1, **{'class': 'x'}) }}{{ '%s'.__mod__('y') }}"
        "{% for n in [1, 2] %}{{ loop.cycle('odd', 'even') }}{{ m(n) }}{% endfor %}"
    )
    facts = {"it": {"k": "v"}, "show": lambda **given: sorted(given.items())}
    folded = FoldingEnvironment(NullTranslations(), **OPTIONS)
    stock = Environment(**OPTIONS)  # noqa: S701  (OPTIONS turn autoescape on)
    made = [one.from_string(source).render(facts) for one in (stock, folded)]
    assert made[0] == made[1]
