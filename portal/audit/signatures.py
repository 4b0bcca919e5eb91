"""Who signed a text: signed notes as docs/ledger.md describes them, checked with plain Ed25519."""

import base64
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.audit.log_rows import Cosignature, Head

__all__ = ["Checkpoint", "cosigned", "head_text", "read_checkpoint", "signers"]

LOG, WITNESS = 1, 4  # the first byte of a key says what it signs
KEY_ID, TIME = 4, 8  # bytes before a signature
FIRST_LINES = 3  # origin, size, root
DASH = "\u2014 "


class Checkpoint(NamedTuple):
    """A head somebody kept."""

    text: str
    signatures: str
    origin: str
    size: int
    root: str


def read_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint; raises ValueError where it is none."""
    text, blank, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not blank or len(lines) < FIRST_LINES or not lines[1].isdecimal():
        raise ValueError("this is no checkpoint")
    root = base64.b64decode(lines[2], validate=True).hex()
    return Checkpoint(f"{text}\n", signatures, lines[0], int(lines[1]), root)


def head_text(head: Head) -> str:
    """Return what the signatures of a head cover."""
    root = base64.b64encode(bytes.fromhex(head.root)).decode()
    return f"{head.origin}\n{head.size}\n{root}\n{head.day}\n"


def signers(text: str, signatures: str, keys: Iterable[str]) -> list[int]:
    """Return the place among `keys` of whoever signed each line; -1 where nobody did."""
    known = list(keys)
    return [
        next((at for at, key in enumerate(known) if _holds(text, line, key)), -1)
        for line in signatures.splitlines()
        if line.startswith(DASH)
    ]


def cosigned(row: Cosignature, head: Head) -> bool:
    """Tell whether a witness has signed this head."""
    try:
        name, id_, key = _key(row.vkey, WITNESS)
        their_name, packed = _line(row.line)
        stamp = int.from_bytes(packed[KEY_ID : KEY_ID + TIME])
        text = f"cosignature/v1\ntime {stamp}\n{head_text(head)}"
        key.verify(packed[KEY_ID + TIME :], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return (their_name, packed[:KEY_ID]) == (name, id_)


def _holds(text: str, line: str, vkey: str) -> bool:
    try:
        name, id_, key = _key(vkey, LOG)
        their_name, packed = _line(line)
        if (their_name, packed[:KEY_ID]) != (name, id_):
            return False
        key.verify(packed[KEY_ID:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def _line(line: str) -> tuple[str, bytes]:
    name, _, packed = line.rstrip("\n").removeprefix(DASH).rpartition(" ")
    return name, base64.b64decode(packed, validate=True)


def _key(vkey: str, kind: int) -> tuple[str, bytes, Ed25519PublicKey]:
    """Return the name, the id and the key that a verifier's text names; raises ValueError."""
    name, id_, packed = vkey.split("+", 2)
    data = base64.b64decode(packed, validate=True)
    made = hashlib.sha256(f"{name}\n".encode() + data).digest()[:KEY_ID]
    if data[:1] != bytes([kind]) or made.hex() != id_:
        raise ValueError("the key does not have the id it says")
    return name, made, Ed25519PublicKey.from_public_bytes(data[1:])
