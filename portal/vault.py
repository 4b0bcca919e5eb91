"""The vault: what must be read again is encrypted, under keys that are not in the database.

Each purpose has a key of its own, made from PORTAL_SECRET_KEY. Whoever copies the database cannot
read what is in it, and what was sealed for one purpose or person opens for no other.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.errors import Refused

__all__ = ["Unsealed", "Vault"]


class Unsealed(Refused):
    """This was not sealed here, not for this, or too long ago."""


@dataclass(frozen=True, repr=False)
class Vault:
    """Seals and opens texts."""

    secret: str

    def seal(self, purpose: str, text: str, *, now: datetime) -> str:
        """Return a text that only `open` with the same purpose can read."""
        sealed = self._key(purpose).encrypt_at_time(text.encode(), int(now.timestamp()))
        return sealed.decode().rstrip("=")  # at the end of an address it would get lost

    def open(
        self, purpose: str, sealed: str, *, within: timedelta | None = None, now: datetime
    ) -> str:
        """Return what was sealed for this purpose, if not longer ago than `within`.

        Raises Unsealed.
        """
        key, whole = self._key(purpose), sealed.encode() + b"=" * (-len(sealed) % 4)
        try:
            if within is None:
                return key.decrypt(whole).decode()
            seconds, at = int(within.total_seconds()), int(now.timestamp())
            return key.decrypt_at_time(whole, seconds, at).decode()
        except (InvalidToken, ValueError):
            raise Unsealed from None

    def _key(self, purpose: str) -> Fernet:
        derived = HKDF(SHA256(), length=32, salt=None, info=f"tallybrook|{purpose}".encode())
        return Fernet(base64.urlsafe_b64encode(derived.derive(self.secret.encode())))
