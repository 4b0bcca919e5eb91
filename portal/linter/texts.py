"""Words that promise money, luck or haste, and languages somebody will miss."""

import unicodedata
from collections.abc import Iterator

from portal.linter.findings import Concern, Finding, Setting
from portal.plans import Plan

__all__ = ["WORDS", "find_words", "list_texts"]

TEXTS = ("name", "summary", "steps", "who", "season_name")
WORDS: dict[str, tuple[str, ...]] = {  # by language: money, luck, haste, praise without a source
    "en": (
        *("cash", "money back", "discount", "coupon", "voucher worth", "currency", "dividend"),
        *("profit", "invest", "interest rate", "asset", "credit score", "refund", "redeem for"),
        *("win ", "winner", "prize", "lottery", "jackpot", "lucky", "draw", "bet ", "scratch"),
        *("hurry", "last chance", "do not miss", "don't miss", "only today", "streak", "vip"),
        *("use more, save more", "carbon neutral", "climate neutral", "refer a friend"),
    ),
    "zh-hans": (
        *("现金", "返现", "提现", "折扣", "优惠券", "货币", "分红", "红利", "收益", "投资", "利息"),
        *("资产", "增值", "信用分", "退款", "抵扣", "抽奖", "中奖", "大奖", "奖品", "彩票", "幸运"),
        *("刮刮", "转盘", "盲盒", "赌", "赶快", "最后机会", "错过", "限时", "仅限今天", "连续打卡"),
        *("会员等级", "越用越省", "多消费", "共赢", "碳中和", "邀请好友"),
    ),
    "zh-hant": (
        *("現金", "返現", "提現", "折扣", "優惠券", "貨幣", "分紅", "紅利", "收益", "投資", "利息"),
        *("資產", "增值", "信用分", "退款", "抵扣", "抽獎", "中獎", "大獎", "獎品", "彩券", "幸運"),
        *("刮刮", "轉盤", "盲盒", "賭", "趕快", "最後機會", "錯過", "限時", "僅限今天", "連續打卡"),
        *("會員等級", "越用越省", "多消費", "共贏", "碳中和", "邀請好友"),
    ),
    "es": (
        *("dinero", "efectivo", "reembolso", "descuento", "cupón", "moneda", "dividendo"),
        *("beneficio económico", "ganancia", "invertir", "inversión", "intereses", "sorteo"),
        *("premio", "lotería", "rifa", "apuesta", "suerte", "ganador", "date prisa"),
        *("última oportunidad", "no te pierdas", "no se pierda", "solo hoy", "racha"),
        *("neutro en carbono", "invita a un amigo"),
    ),
    "ar": (
        *(
            "نقود",
            "نقدا",
            "استرداد نقدي",
            "خصم",
            "قسيمة",
            "عملة",
            "أرباح",
            "استثمار",
            "فائدة مالية",
        ),
        *("جائزة", "جوائز", "يانصيب", "قرعة", "رهان", "سحب على", "محظوظ", "اربح", "الفائز"),
        *("أسرع", "الفرصة الأخيرة", "لا تفوت", "اليوم فقط", "محايد كربونيا", "ادع صديق"),
    ),
}


def list_texts(plan: Plan, setting: Setting) -> Iterator[Finding]:
    """Yield each word that says what points are not, and each text that lacks a language."""
    for name in TEXTS:
        texts = plan.text(name)
        for language, text in sorted(texts.items()):
            for word in find_words(text):
                facts = {"word": word, "language": language}
                yield Finding(Concern.WORDING, f"text:{name}", facts)
    for language in setting.languages:
        written = [texts for texts in map(plan.text, TEXTS) if texts]
        lacking = [texts for texts in written if not texts.get(language, "").strip()]
        if lacking:
            told = {"language": language, "count": len(lacking)}
            yield Finding(Concern.LANGUAGE_MISSING, f"language:{language}", told)
    for number, week in enumerate(plan.campaigns, start=1):
        for language, text in sorted(week.name.items()):
            for word in find_words(text):
                facts = {"word": word, "language": language}
                yield Finding(Concern.WORDING, f"week:{number}", facts)


def find_words(text: str) -> list[str]:
    """Return the words of every language that a text holds: people mix them."""
    plain = f" {_plain(text)} "
    return sorted(
        {word.strip() for words in WORDS.values() for word in words if _holds(plain, _plain(word))}
    )


def _holds(text: str, word: str) -> bool:
    """Words of alphabets begin where a word begins: "cash", not "cashew"; others stand anywhere."""
    at = text.find(word)
    while at >= 0:
        if not word[0].isascii() or not text[at - 1].isalnum():
            end = text[at + len(word) : at + len(word) + 1]
            if not word[-1].isascii() or not end.isalpha() or end == "s":
                return True
        at = text.find(word, at + 1)
    return False


def _plain(text: str) -> str:
    """Small letters without marks of vowels, full-width signs as plain ones, spaces as one."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(kept.split())
