"""Signed notes and checkpoints, as C2SP writes them: texts that say whose word they are.

A log signs its checkpoint; a witness signs the same text together with the time.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

__all__ = [
    "LOG",
    "WITNESS",
    "Checkpoint",
    "NotSigned",
    "Note",
    "Signer",
    "Unreadable",
    "Verifier",
    "cosign",
    "decode",
    "encode",
    "number",
    "sign",
    "verified",
]

LOG, WITNESS = 1, 4  # the kinds of keys: who speaks
MOST_SIGNATURES = 64
MOST_SIGNS = 64_000
_DASH = "\u2014"
_KEY_BYTES, _ID_BYTES, _TIME_BYTES = 32, 4, 8
_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class Unreadable(ValueError):
    """This is not a note, a checkpoint or a key."""


class NotSigned(ValueError):
    """No key we trust has signed this, or a signature of one is wrong."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name, as `name+hash+key`."""

    name: str
    kind: int
    key: bytes

    def __post_init__(self) -> None:
        """Refuse what no note could name."""
        if not _NAME.fullmatch(self.name) or len(self.key) != _KEY_BYTES:
            raise Unreadable("not a key")

    @classmethod
    def read(cls, vkey: str) -> Self:
        """Read a key as its owner publishes it."""
        name, _, rest = vkey.strip().partition("+")
        marked, _, written = rest.partition("+")
        raw = decode(written)
        found = cls(name, raw[0] if raw else 0, raw[1:])
        if found.kind not in (LOG, WITNESS) or found.id.hex() != marked:
            raise Unreadable("the key does not fit its name")
        return found

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a note."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.key
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """Write the key as its owner publishes it."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.key)}"

    def check(self, text: str, signature: bytes) -> None:
        """Raise NotSigned unless this key signed the text."""
        said = text.encode()
        if self.kind == WITNESS:
            time = int.from_bytes(signature[:_TIME_BYTES])
            said, signature = _seen(text, time), signature[_TIME_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, said)
        except InvalidSignature:
            raise NotSigned(f"the signature of {self.name} is wrong") from None


@dataclass(frozen=True)
class Signer:
    """A private key with its name; it never leaves its file."""

    verifier: Verifier
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def make(cls, name: str, seed: bytes, kind: int = LOG) -> Self:
        """Make a key out of 32 random bytes."""
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(Verifier(name, kind, key.public_key().public_bytes_raw()), key)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a key as it is kept in a file."""
        name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
        raw = decode(rest.partition("+")[2])
        if len(raw) != _KEY_BYTES + 1:
            raise Unreadable("not a private key")
        made = cls.make(name, raw[1:], raw[0])
        if made.written() != text.strip():
            raise Unreadable("the private key does not fit its name")
        return made

    def written(self) -> str:
        """Return the key as it is kept in a file."""
        seed = bytes([self.verifier.kind]) + self._key.private_bytes_raw()
        return f"{_PRIVATE}{self.verifier.name}+{self.verifier.id.hex()}+{encode(seed)}"

    def line(self, said: bytes, before: bytes = b"") -> str:
        """Sign bytes and return the line of a note; `before` stands in front of the signature."""
        raw = self.verifier.id + before + self._key.sign(said)
        return f"{_DASH} {self.verifier.name} {encode(raw)}\n"


class Note(NamedTuple):
    """A text and the lines of those who signed it."""

    text: str
    signatures: str

    @classmethod
    def read(cls, note: str) -> Self:
        """Take a note apart at its last empty line."""
        text, gap, lines = note.rpartition("\n\n")
        is_sound = gap and lines.endswith("\n") and lines.startswith(f"{_DASH} ")
        if not is_sound or len(note) > MOST_SIGNS or lines.count("\n") > MOST_SIGNATURES:
            raise Unreadable("not a signed note")
        if any(sign < " " and sign != "\n" for sign in note):
            raise Unreadable("a note holds no control signs")
        return cls(text + "\n", lines)

    def __str__(self) -> str:
        """Write text and signatures."""
        return f"{self.text}\n{self.signatures}"


class Checkpoint(NamedTuple):
    """What the head of a log says: whose, how large, its root; and lines of the log's own."""

    origin: str
    size: int
    root: bytes
    extension: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the text of a note."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):  # noqa: PLR2004
            raise Unreadable("not a checkpoint")
        root = decode(lines[2])
        if len(root) != hashlib.sha256().digest_size:
            raise Unreadable("not a root")
        return cls(lines[0], number(lines[1]), root, "\n".join(lines[3:]))

    def __str__(self) -> str:
        """Write the text that is signed."""
        last = f"{self.extension}\n" if self.extension else ""
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n{last}"


def sign(text: str, *signers: Signer) -> Note:
    """Sign a text with each key."""
    return Note(text, "".join(signer.line(text.encode()) for signer in signers))


def cosign(text: str, witness: Signer, *, now: datetime) -> str:
    """Return the line in which a witness says when it saw this text."""
    time = int(now.astimezone(UTC).timestamp())
    return witness.line(_seen(text, time), time.to_bytes(_TIME_BYTES))


def verified(note: Note, *trusted: Verifier) -> dict[Verifier, str]:
    """Return the lines of those we trust; raises NotSigned without one, or for a wrong one."""
    known = {(one.name, one.id): one for one in trusted}
    found = {}
    for line in note.signatures.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, written = rest.partition(" ")
        raw = decode(written)
        if dash == _DASH and (signer := known.get((name, raw[:_ID_BYTES]))):
            signer.check(note.text, raw[_ID_BYTES:])
            found[signer] = line + "\n"
    if not found:
        raise NotSigned("nobody we trust has signed this")
    return found


def _seen(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def encode(raw: bytes) -> str:
    """Write bytes as notes do."""
    return base64.b64encode(raw).decode()


def decode(written: str) -> bytes:
    """Read bytes; raises Unreadable."""
    try:
        return base64.b64decode(written.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Unreadable("not base64") from None


def number(written: str) -> int:
    """Read a size: digits without leading zeros; raises Unreadable."""
    if not _NUMBER.fullmatch(written):
        raise Unreadable("not a number")
    return int(written)
