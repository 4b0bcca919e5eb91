"""The keys of the log: files of the sealer's own, made at the first start, readable by nobody else.

`log.key` signs the heads; after a change of keys `log.old.key` signs the first one too.
`witness.key` is what we sign with when another log asks us.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from portal import ids
from portal.notes import LOG, WITNESS, Signer

__all__ = ["Keys", "NotAlone", "make", "open_keys", "retire", "rotate", "verifiers"]

_OWN, _OLD, _WITNESS = "log.key", "log.old.key", "witness.key"
_MODE = 0o600


class NotAlone(Exception):
    """The key in use has not signed a head yet."""


@dataclass(frozen=True)
class Keys:
    """What signs here."""

    log: Signer
    witness: Signer
    old: Signer | None = None

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signs the next head: the key in use, and the one before it until both have."""
        return (self.old, self.log) if self.old else (self.log,)


def make(base_url: str) -> Keys:
    """Make keys for the installation at this address, without keeping them."""
    address = urlsplit(base_url)
    name = f"{address.netloc}{address.path}".rstrip("/")
    return Keys(
        Signer.make(f"{name}/log", _seed(), LOG), Signer.make(f"{name}/witness", _seed(), WITNESS)
    )


def open_keys(folder: Path, base_url: str) -> Keys:
    """Read the keys, and make them when there are none."""
    made = make(base_url)
    for name, signer in ((_OWN, made.log), (_WITNESS, made.witness)):
        if not (folder / name).exists():
            _keep(folder, name, signer)
    old = folder / _OLD
    return Keys(
        _read(folder / _OWN), _read(folder / _WITNESS), _read(old) if old.exists() else None
    )


def verifiers(folder: Path) -> set[str]:
    """Return the public halves of the keys of the log that are there, and make none."""
    found = (folder / name for name in (_OWN, _OLD))
    return {str(_read(file).verifier) for file in found if file.exists()}


def rotate(folder: Path, base_url: str, *, sealed_by: str) -> Keys:
    """Make a new key for the log; the next head is signed with both.

    `sealed_by` is the public key that signed the newest head; raises NotAlone when that is not
    the one in use, because a second change would leave no key to vouch for the third.
    """
    keys = open_keys(folder, base_url)
    if str(keys.log.verifier) != sealed_by:
        raise NotAlone
    _keep(folder, _OLD, keys.log)
    _keep(folder, _OWN, Signer.make(keys.log.verifier.name, _seed(), LOG))
    return open_keys(folder, base_url)


def retire(folder: Path) -> None:
    """Forget the old key, once a head has been signed with both."""
    (folder / _OLD).unlink(missing_ok=True)


def _seed() -> bytes:
    return bytes.fromhex(ids.new_token())


def _read(file: Path) -> Signer:
    return Signer.read(file.read_text(encoding="utf-8"))


def _keep(folder: Path, name: str, signer: Signer) -> None:
    """Write a file that is either whole or not there; nobody else may ever read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{name}.{ids.new_token()[:8]}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(signer.written() + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)
