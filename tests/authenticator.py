"""A device with passkeys, in software: it makes keys and answers as WebAuthn wants it.

What a test says otherwise (`origin`, `host`, `verified`, `uses`) it answers wrongly on purpose.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256 = {1: 2, 3: -7, -1: 1}  # an EC2 key for ECDSA with SHA-256 on P-256


@dataclass
class Device:
    """One key, made when it is asked to."""

    origin: str = "https://portal.example"
    host: str = "portal.example"
    verified: bool = True
    uses: int = 0
    name: bytes = field(default=b"")

    def __post_init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        self.name = self.name or hashlib.sha256(str(id(self)).encode()).digest()

    def make(self, options: str) -> str:
        """Answer the question for a new passkey."""
        point = self.key.public_key().public_numbers()
        public = {**ES256, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        made = bytes(16) + len(self.name).to_bytes(2) + self.name + cbor2.dumps(public)
        data = self._data(ATTESTED) + made
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer({"clientDataJSON": client, "attestationObject": attested})

    def prove(self, options: str) -> str:
        """Answer the question who is there."""
        self.uses += 1
        client, data = self._client("webauthn.get", options), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        )

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        hashed = hashlib.sha256(self.host.encode()).digest()
        return hashed + flags.to_bytes(1) + self.uses.to_bytes(4)

    def _client(self, kind: str, options: str) -> bytes:
        asked: dict[str, Any] = json.loads(options)
        facts = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        assert base64url_to_bytes(asked["challenge"])
        return json.dumps(facts).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        name = bytes_to_base64url(self.name)
        said = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
