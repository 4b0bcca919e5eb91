"""Names: what people call themselves, made fit to stand in a page, a letter and a header."""

import re
import unicodedata

from portal.errors import Refused

__all__ = ["LONGEST", "BadName", "looks_full", "masked", "tidy"]

LONGEST = 80  # signs
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}  # turn what follows
_BREAKING = {"Cc", "Zl", "Zp", "Zs"}
_SEEN = ("L", "N", "P", "S")
_CASED = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]{2,4}")
_SURNAMES = (  # the hundred that most people in China have, and those of Taiwan among them
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許"
    "呂蘇盧蔣賈葉閻鍾範譚鄒陸邱顧龍萬錢湯賀賴龔"
)


class BadName(Refused):
    """A name has something to read, and at most `most` signs."""


def tidy(typed: str, *, longest: int = LONGEST) -> str:
    """Return a name on one line; raises BadName.

    Emoji, joiners and marks of direction stay: names need them. Line breaks become spaces, and
    what would turn the text around it is left out.
    """
    kept = (sign for sign in typed if sign not in _TURNING)
    spaced = (" " if unicodedata.category(sign) in _BREAKING else sign for sign in kept)
    name = unicodedata.normalize("NFC", " ".join("".join(spaced).split()))
    is_seen = any(unicodedata.category(sign).startswith(_SEEN) for sign in name)
    if not is_seen or len(name) > longest:
        raise BadName(most=longest)
    return name


def looks_full(name: str) -> bool:
    """Tell whether a tidy name looks like a first and a last name: a child needs neither here.

    It warns and forbids nothing, so it may be wrong: "Little Otter" looks full, "Pip" does not.
    """
    words = name.split()
    if len(words) == 1 and _HAN.fullmatch(name):
        return name[0] in _SURNAMES
    return len(words) > 1 and all(_is_proper(word) for word in words)


def masked(name: str) -> str:
    """Return a name of which nobody reads more than how its words begin."""
    return " ".join(f"{word[0]}…" for word in name.split())


def _is_proper(word: str) -> bool:
    """Tell whether a word is written as names are: a capital first, where there are capitals."""
    return bool(_CASED.fullmatch(word)) and (word[0].isupper() or word.upper() == word.lower())
