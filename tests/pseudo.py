"""A language nobody speaks: every sentence in brackets and 40 % longer, made for tests.

What shows without brackets escaped translation; what does not fit would not fit in German.
"""

import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from tools import words

# Kept as they are: placeholders, tags, and entities.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]*>|&\w+;)")
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
FILLING = " ąčęłńšż"  # cut to 40 % of the sentence


def pseudo(sentence: str) -> str:
    """Return the sentence as the language nobody speaks would say it."""
    parts = KEPT.split(sentence)
    said = "".join(
        part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in parts if part
    )
    extra = max(1, round(len(KEPT.sub("", sentence)) * 0.4))
    return f"[{said}{(FILLING * (extra // len(FILLING) + 1))[:extra]}]"


def write_catalogue(folder: Path, language: str = "es") -> Path:
    """Write the pseudo catalogue as if it were the one of `language`; return the locale folder."""
    made = Catalog(locale=language)
    for message in words.extracted():
        if message.id:
            string = (
                tuple(map(pseudo, message.id)) * made.num_plurals
                if isinstance(message.id, tuple | list)
                else pseudo(message.id)
            )
            if isinstance(string, tuple):
                string = string[: made.num_plurals]
            made.add(message.id, string)
    file = folder / "locale" / language / "LC_MESSAGES/messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_mo(target, made)
    return folder / "locale"
