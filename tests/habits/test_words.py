"""Words: every sentence is translated, keeps its placeholders, and none escapes."""

import ast
import re

import pytest
from babel.messages import Catalog
from jinja2 import Environment, nodes

from pages.words import LABELS, REFUSALS
from portal.errors import Refused
from tests.habits.tree import modules, templates
from tests.pseudo import pseudo
from tools import words

COMPLETE = ("zh_CN",)  # begun only: zh_TW, es, ar
HAN = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}\s*[,;:!?()]|[,;:!?()]\s*{HAN}|{HAN}\.(?![\w/])|{HAN}\s*\.$")
SPACED = re.compile(rf"{HAN} {HAN}")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SHOWN = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")


def sentences(language):
    return [message for message in words.read(language) if message.id]


def test_there_are_sentences():
    assert len(words.extracted()) > 300


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_catalogues_are_fresh(language):
    found = {_key(m) for m in words.extracted()}
    assert {_key(m) for m in words.read(language)} == found, "run `make words`"


def _key(message):
    return (message.context, message.id if isinstance(message.id, str) else tuple(message.id))


@pytest.mark.parametrize("language", COMPLETE)
def test_every_sentence_is_translated(language):
    missing = [m.id for m in sentences(language) if m.fuzzy or not _is_said(m.string)]
    assert missing == []


def _is_said(string):
    return all(string) if isinstance(string, tuple) else bool(string)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_translation_keeps_the_placeholders_and_tags(language):
    catalogue = words.read(language)
    for message in catalogue:
        if message.id and _is_said(message.string):
            assert list(message.check(catalogue)) == [], message.id
            assert _kept(message.string) >= _kept(message.id) - {"%(count)s", "%(num)s"}, message.id


def _kept(text):
    texts = text if isinstance(text, tuple | list) else [text]
    return {found for one in texts for found in re.findall(r"%\(\w+\)s|</?\w+", one)}


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_chinese_sentences_have_chinese_punctuation(language):
    wrong = []
    for message in sentences(language):
        for said in message.string if isinstance(message.string, tuple) else [message.string]:
            plain = re.sub(r"<[^>]*>|%\(\w+\)s|https?:\S+|[\w.]+@[\w.]+", "", said or "")
            if HALF_WIDTH.search(plain) or SPACED.search(plain) or "..." in plain:
                wrong.append(said)
    assert wrong == []


def test_every_state_has_a_label():
    states = {
        node.name
        for file, tree in modules().items()
        if file.parts[:2] == ("db", "tables")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("State")
    }
    assert len(states) > 2
    assert states - {kind.__name__ for kind in LABELS} == set()
    for kind, labels in LABELS.items():
        assert set(labels) == set(kind), kind


def test_every_refusal_has_words():
    assert _kinds(Refused) - set(REFUSALS) == set()


def _kinds(kind):
    return {kind} | {k for sub in kind.__subclasses__() for k in _kinds(sub)}


def test_no_sentence_stands_outside_translation():
    """Templates hold no letters but those of tags, code, and what is marked for translation."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701
    assert len(templates()) > 20
    found = {}
    for name, text in templates().items():
        shown = _untranslated(environment.parse(text))
        if shown:
            found[name] = shown
    assert found == {}


def test_a_stray_sentence_would_be_found():
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701
    stray = '<p title="Hello" class="{{ x }} wide">Stray {% trans %}good{% endtrans %} words</p>'
    assert _untranslated(environment.parse(stray)) == ["Stray", "words", "Hello"]


def _untranslated(tree):
    """Return the words a template shows as they stand, in text and in attributes people read."""
    whole = "".join(
        node.data if isinstance(node, nodes.TemplateData) else "\0"
        for output in tree.find_all(nodes.Output)
        for node in output.nodes
    )
    code = re.sub(
        r"<(code|script|kbd)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>|&\w+;",
        " ",
        whole,
        flags=re.S | re.I,
    )
    read = [m for m in re.findall(rf'\b(?:{"|".join(SHOWN)})="([^"]*)"', code)]
    plain = re.sub(r"<[^<>]*>", " ", code)
    return [word for text in [plain, *read] for word in LETTERS.findall(_no_leftovers(text))]


def _no_leftovers(text):
    """A tag that an expression cut in two leaves an open end on either side."""
    return re.sub(r"<[^<>]*$|^[^<>]*>", " ", text)


def test_the_language_nobody_speaks_is_longer_and_keeps_what_must_stay():
    said = pseudo('Give <a href="/x">%(count)s points</a> to a cause')
    assert said.startswith("[") and said.endswith("]")
    assert '<a href="/x">%(count)s' in said
    assert len(said) > 1.3 * len("Give %(count)s points to a cause")


def test_a_plural_counts_what_it_names_first():
    """In `trans` the first fact chooses the form; Spanish and Arabic cannot choose by a word."""
    wrong = [
        (name, facts)
        for name, text in templates().items()
        for facts, said in re.findall(r"{% trans ([^%]*)%}(.*?){% endtrans %}", text, re.DOTALL)
        if "{% pluralize %}" in said and not facts.removeprefix("trimmed ").startswith("count=")
    ]
    assert wrong == []


def test_arabic_says_a_hundred_otherwise_than_eleven():
    """The form of 100 stands before that of 11 to 99, whose noun alone ends in -an."""
    for message in sentences("ar"):
        if isinstance(message.id, tuple):
            hundred, eleven = (form.count("\u064b\u0627") for form in message.string[4:])
            assert hundred <= eleven, message.id


def test_every_language_has_its_own_plural_forms():
    forms = {language: Catalog(locale=language).num_plurals for language in words.LANGUAGES}
    assert forms == {"zh_CN": 1, "zh_TW": 1, "es": 3, "ar": 6} or forms["es"] == 2
    for language, count in forms.items():
        for message in sentences(language):
            if isinstance(message.id, tuple):
                assert len(message.string) == count, (language, message.id)
