"""Giveaways: what a child's words would tell strangers: who it is, where it lives. Pure.

A pattern is wrong now and then. What looks like a number or an address is left out, because nobody
here needs it; what only looks like a name may stay when the child says that it is none.
"""

import itertools
import re
import unicodedata

from portal import names
from portal.errors import Refused

__all__ = ["HasAccount", "HasHome", "HasName", "HasPhone", "require_none"]

_ACCOUNT = re.compile(r"[\w.+-]+\s?@\s?[\w-]+\.[\w.-]+|(?<!\w)@\w[\w.-]+|(?:https?://|www\.)\S+")
_DAY_OR_TIME = re.compile(
    r"\b\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d{2}\b"
)
_PHONE = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,14}")  # seven digits or more
_SMALL = r"(?!(?:on|the|in|at|to|by|of|from|down|along|my|our|a)\b)"
_HOMES = (
    re.compile(
        rf"\b\d{{1,4}}[a-z]?,?\s+(?:{_SMALL}[^\W\d]+\s+){{1,2}}"
        r"(?:street|st|road|rd|lane|avenue|ave|terrace|crescent)\b",
        re.I,
    ),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),  # a postcode of the United Kingdom
    re.compile(r"\b(?:calle|avenida|avda|plaza|paseo)\b\D{2,40}?\b\d{1,4}\b", re.I),
    re.compile(r"[\u3400-\u9fff]{1,8}[路街巷弄道]\s*\d+\s*[号號弄]"),
    re.compile(r"\d+\s*(?:号楼|號樓|[栋棟幢座]).{0,6}?\d+\s*(?:室|单元|單元|[号號])"),
    re.compile(r"شارع\s+\D{2,40}?\d{1,4}|\d{1,4}\s*،?\s+شارع"),
)
_SAYS_NAME = re.compile(
    r"\b(?:my (?:full )?name is|my name['’]s|i am called|me llamo|mi nombre es)\s+[^\W\d]+"
    r"|اسمي\s+[^\W\d]+|(?:我叫|我的名字[是叫])\s*[\u3400-\u9fff]{2,4}",
    re.I,
)
_TITLED = re.compile(r"([\u3400-\u9fff])[^\W\d_的了是]{1,2}(?:老师|老師|同学|同學)")
_CAPITALS = re.compile(r"\b[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)+")
_NO_NAMES = frozenset(
    (
        *("mum", "mom", "mummy", "dad", "daddy", "grandma", "grandpa", "granny", "gran", "nan"),
        *("aunt", "auntie", "uncle", "mamá", "papá", "abuela", "abuelo"),
        *("the", "my", "our", "we", "and", "then", "when", "yes", "no", "hello", "hi", "dear"),
        *("thank", "thanks", "yesterday", "today", "monday", "tuesday", "wednesday", "thursday"),
        *("friday", "saturday", "sunday"),
    )
)


class HasAccount(Refused):
    """An e-mail address, an account or a web address stands in it: `found`."""


class HasPhone(Refused):
    """A telephone number stands in it: `found`."""


class HasHome(Refused):
    """Where somebody lives stands in it: `found`."""


class HasName(Refused):
    """What looks like somebody's name stands in it, and nobody said that it is none: `found`."""


def require_none(words: str, *, is_meant: bool = False) -> None:
    """Raise HasAccount, HasPhone, HasHome, or HasName unless the child means it, for the first."""
    plain = unicodedata.normalize("NFKC", words)
    if found := _ACCOUNT.search(plain):
        raise HasAccount(found=found[0])
    if found := _PHONE.search(_DAY_OR_TIME.sub("; ", plain)):
        raise HasPhone(found=found[0])
    for pattern in _HOMES:
        if found := pattern.search(plain):
            raise HasHome(found=found[0].strip())
    if not is_meant and (name := _name_in(plain)):
        raise HasName(found=name)


def _name_in(words: str) -> str:
    """Return what looks like somebody's name, or nothing."""
    if said := _SAYS_NAME.search(words):
        return said[0]
    for titled in _TITLED.finditer(words):
        if names.looks_full(titled[0][:2]):
            return titled[0]
    for run in _CAPITALS.finditer(words):
        for pair in itertools.pairwise(run[0].split()):
            if _is_pair(*pair):
                return " ".join(pair)
    return ""


def _is_pair(first: str, last: str) -> bool:
    has_capitals = first[0].isupper() and last[0].isupper()
    is_common = {first.casefold(), last.casefold()} & _NO_NAMES
    return has_capitals and not is_common and names.looks_full(f"{first} {last}")
