"""Reward words: what a reward may not be, in every language; the rest is the approver's to see."""

import re

__all__ = ["find_forbidden"]

_WORDS = (  # found as a word, also in its plural
    *("alcohol", "beer", "wine", "tobacco", "cigarette", "gambling", "weapon", "knife", "medicine"),
    *("loan of money", "gift card", "phone credit", "air mile", "minimum spend"),
    *("minimum purchase", "with any purchase", "with every purchase"),
    *("cerveza", "vino", "tabaco", "cigarrillo", "apuesta", "arma", "medicamento"),
    *("tarjeta regalo", "saldo de móvil", "compra mínima"),
)
_SIGNS = (  # found wherever they stand
    *("酒", "香烟", "烟草", "赌", "武器", "刀具", "药品", "理财", "话费", "购物卡", "满减", "购满"),
    *("菸", "賭", "藥品", "理財", "話費", "購物卡", "滿減", "購滿"),
    *("كحول", "خمر", "تبغ", "سجائر", "قمار", "سلاح", "دواء", "بطاقة هدايا", "رصيد هاتف"),
)
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})s?\b")
_CODES = "eur|euros?|gbp|usd|cny|rmb|dollars?|yuan|يورو|دولار|جنيه"
_SUM = re.compile(  # a value in money: a currency beside a number
    rf"[€£$¥￥]\s?\d[\d.,]*|(?<!\d)\d[\d.,]*\s?(?:[€£$¥￥]|(?:{_CODES})\b|元(?!素)|块钱|塊錢)",
    re.IGNORECASE,
)


def find_forbidden(text: str) -> list[str]:
    """Return what a text names that is no reward: refused kinds, and values in money."""
    plain = text.casefold()
    named = [*_WORD.findall(plain), *(signs for signs in _SIGNS if signs in plain)]
    return [*named, *_SUM.findall(text)]
