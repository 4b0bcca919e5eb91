"""Which language this visit is in, and how a sentence gets into it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import cast

from babel import Locale, UnknownLocaleError
from babel.support import LazyProxy, NullTranslations, Translations

from portal.places import place

# What the address says: what the catalogue is called. English is the source and has none.
LANGUAGES = {"en": "en", "zh-hans": "zh_CN", "zh-hant": "zh_TW", "es": "es", "ar": "ar"}
OWN_NAMES = {
    "en": "English",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "es": "Español",
    "ar": "العربية",
}
# Where somebody wrote a text in some languages only: which to read instead, in this order.
NEXT_BEST = {"zh-hant": ("zh-hans",), "zh-hans": ("zh-hant",)}
ISOLATE, END_ISOLATE = "\u2068", "\u2069"  # Unicode: what is between has its own direction
LONGEST_HEADER = 500  # characters of Accept-Language that are read
_language: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` until the end of the block: a visit, a letter."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    """Return the language as addresses write it."""
    return _language.get()


def locale() -> Locale:
    """Return the language as Babel knows it."""
    return _locale(LANGUAGES[_language.get()])


@cache
def direction(name: str) -> str:
    """Return "ltr" or "rtl" for a language as addresses write it."""
    return _locale(LANGUAGES[name]).text_direction


def gettext(message: str) -> str:
    """Translate now."""
    return str(_catalogue(LANGUAGES[language()]).gettext(message)) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate now, by number."""
    return str(_catalogue(LANGUAGES[language()]).ngettext(one, many, count))


def pgettext(context: str, message: str) -> str:
    """Translate now a word that means something else elsewhere."""
    return str(_catalogue(LANGUAGES[language()]).pgettext(context, message))


def lazy(message: str) -> str:
    """Translate when shown: for labels written at import time. Never store or compare one."""
    return cast(str, LazyProxy(gettext, message, enable_cache=False))


def said(words: Mapping[str, str]) -> str:
    """Return what somebody wrote, in the reader's language or the next best."""
    return words.get(language()) or words.get(_best_of(words), "")


def said_on_page(words: Mapping[str, str]) -> str:
    """Return the same; words that run the other way are set apart, with their full stop."""
    if mine := words.get(language()):
        return mine
    name, text = _best_of(words), said(words)
    turns = name in LANGUAGES and direction(name) != direction(language())
    return f"{ISOLATE}{text}{END_ISOLATE}" if turns and text else text


def best_language(accept_language: str, offered: tuple[str, ...] = tuple(LANGUAGES)) -> str:
    """Return the language of ours that the reader asks for first; Chinese goes by its script."""
    for part in accept_language[:LONGEST_HEADER].split(","):
        try:
            wanted = Locale.parse(part.split(";")[0].strip(), sep="-", resolve_likely_subtags=True)
        except (ValueError, TypeError, UnknownLocaleError):
            continue
        for name in offered:
            if _same_tongue(wanted, _locale(LANGUAGES[name])):
                return name
    return offered[0]


def _best_of(words: Mapping[str, str]) -> str:
    mine = language()
    in_order = (mine, *NEXT_BEST.get(mine, ()), "en", *words)
    return next((name for name in in_order if words.get(name)), "")


def _same_tongue(wanted: Locale, ours: Locale) -> bool:
    if wanted.language != ours.language:
        return False
    return wanted.language != "zh" or _script(wanted) == _script(ours)


def _script(chinese: Locale) -> str:
    if chinese.script:
        return chinese.script
    return "Hant" if chinese.territory in {"TW", "HK", "MO"} else "Hans"


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def catalogue(language: str) -> NullTranslations:
    """Return the sentences of a language as addresses write it."""
    return _catalogue(LANGUAGES[language])


@cache
def _catalogue(name: str) -> NullTranslations:
    return Translations.load(place("locale"), [name])
