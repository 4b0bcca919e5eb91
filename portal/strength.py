"""Strength: how easily a password is guessed. No rules of composition; long and uncommon is all."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from zxcvbn_rs_py import zxcvbn

from portal.errors import Refused

__all__ = ["SHORTEST", "Strength", "TooCommon", "TooShort", "judge", "require"]

SHORTEST = 12
_WORTH_LOOKING = 100  # signs; what follows makes it only better
_LEAST_OWN = 4  # signs of a name that count as a word of one's own


class Strength(StrEnum):
    """How long somebody would have to guess."""

    SHORT = "short"
    COMMON = "common"  # among the first million guesses
    FAIR = "fair"
    GOOD = "good"
    BEST = "best"


class TooShort(Refused):
    """A password has at least twelve signs."""


class TooCommon(Refused):
    """A password that is guessed among the first."""


def judge(password: str, own_words: Sequence[str] = ()) -> Strength:
    """Say how strong a password is; `own_words` are those that everybody knows of its owner."""
    if len(password) < SHORTEST:
        return Strength.SHORT
    known = [word for word in own_words if len(word) >= _LEAST_OWN]
    score = int(zxcvbn(password[:_WORTH_LOOKING], known).score)
    if score <= 1 or password.strip().lower() in _common():
        return Strength.COMMON
    return (Strength.FAIR, Strength.GOOD, Strength.BEST)[score - 2]


def require(password: str, own_words: Sequence[str] = ()) -> None:
    """Raise TooShort or TooCommon for a password that will not do."""
    strength = judge(password, own_words)
    if strength is Strength.SHORT:
        raise TooShort(least=SHORTEST)
    if strength is Strength.COMMON:
        raise TooCommon


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in lines.splitlines() if not line.startswith("# "))
