"""Codes to read aloud: Crockford base 32 in groups, the last character checks the others."""

from uuid import UUID

from portal import ids

__all__ = [
    "ALPHABET",
    "code_of",
    "is_sound",
    "new_class_code",
    "new_code",
    "new_secret",
    "tidy",
    "tidy_class_code",
    "tidy_secret",
]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O or U
_LOOKALIKES = str.maketrans("ILO", "110")
_BODY = 10  # characters, hence 50 random bits: too many to guess
_CLASS = 6  # characters of a code on the board: 30 random bits
_SECRET = 16  # characters of a secret on paper: 80 random bits


def new_code(kind: str) -> str:
    """Return a fresh code such as A-7K3F-22QX-M4C; the letter says what it is of."""
    return _written(kind, "".join(ids.source().choices(ALPHABET, k=_BODY)))


def code_of(kind: str, id_: UUID) -> str:
    """Return the one code that belongs to an id, made from its last fifty bits."""
    signs = (ALPHABET[id_.int >> 5 * place & 31] for place in reversed(range(_BODY)))
    return _written(kind, "".join(signs))


def tidy(typed: str) -> str:
    """Return the code as we write it, however it was typed: small letters, no hyphens, O for 0."""
    signs = [sign for sign in typed.upper() if sign.isalnum()]
    return _grouped(signs[0], "".join(signs[1:]).translate(_LOOKALIKES)) if signs else ""


def is_sound(code: str) -> bool:
    """Tell whether the last character fits: no letter was mistyped, no two were swapped."""
    signs = tidy(code).replace("-", "")[1:]
    if len(signs) != _BODY + 1 or not set(signs) <= set(ALPHABET):
        return False
    return _check(signs[:-1]) == signs[-1]


def new_secret() -> str:
    """Return a fresh secret for paper, such as 7K3F-22QX-M4CV-0RTW."""
    return _fours("".join(ids.source().choices(ALPHABET, k=_SECRET)))


def tidy_secret(typed: str) -> str:
    """Return a secret as we write it, however it was typed; "" for what cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOKALIKES)
    return _fours(signs) if len(signs) == _SECRET and set(signs) <= set(ALPHABET) else ""


def new_class_code() -> str:
    """Return a fresh code for the board, such as 7K3F2Q: good for a lesson."""
    return "".join(ids.source().choices(ALPHABET, k=_CLASS))


def tidy_class_code(typed: str) -> str:
    """Return a code from the board as we write it, however it was typed."""
    signs = (sign for sign in typed.upper() if sign.isalnum())
    return "".join(signs).translate(_LOOKALIKES)


def _written(kind: str, body: str) -> str:
    return _grouped(kind, body + _check(body))


def _grouped(kind: str, signs: str) -> str:
    return f"{kind}-{_fours(signs)}" if signs else kind


def _fours(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def _check(body: str) -> str:
    """Damm's method over 32 signs: finds every single mistake and every swap of neighbours."""
    state = 0
    for sign in body:
        state = (state ^ ALPHABET.index(sign)) << 1
        state ^= 0b100101 * (state >> 5)  # multiplied by two in the field of 32 elements
    return ALPHABET[state]
