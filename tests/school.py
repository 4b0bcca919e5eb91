"""A school's sign-in on this machine: says who somebody is as OpenID Connect wants it.

A test may let it say something else: `bent` is put into what it signs, `keys` are what it shows.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

SECRET = "the school's secret"


@dataclass
class FakeSchool:
    """Who signs in there, and what it remembers of who was sent."""

    issuer: str = ""
    now: int = 0
    pupil: str = "pupil-17"
    is_away: bool = False
    bent: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    shown: RSAKey | None = None  # another key than the one it signs with
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def metadata(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "ask", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {
            name: f"{self.issuer}/{end}" for name, end in ends.items()
        }

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.shown or self.key]).as_dict(private=False))

    def sent(self, query: dict[str, str]) -> str:
        """Remember who was sent, and return where they are sent back to."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], account: str) -> dict[str, Any] | None:
        """Answer for a code, once, to who sent them and knows our secret."""
        sent = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(account.removeprefix("Basic ")).decode()
        if sent is None or pair != f"portal:{SECRET.replace(' ', '%20').replace(chr(39), '%27')}":
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != sent["code_challenge"] or form["redirect_uri"] != sent["redirect_uri"]:
            return None
        claims = {"iss": self.issuer, "sub": self.pupil, "aud": "portal", "nonce": sent["nonce"]}
        times = {"iat": self.now, "exp": self.now + 300}
        signed = {**claims, **times, **self.bent}
        signed = {name: value for name, value in signed.items() if value is not None}
        header = {"alg": "RS256", "kid": str(self.key.kid)}
        token = jwt.encode(header, signed, self.key)
        return {"id_token": token, "access_token": "x", "token_type": "Bearer"}


@contextmanager
def served(school: FakeSchool) -> Iterator[FakeSchool]:
    """Serve it until the end of the block."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            school.fetched.append(parts.path)
            if parts.path == "/ask":
                back = school.sent({name: one[0] for name, one in parse_qs(parts.query).items()})
                self.send_response(302)
                self.send_header("Location", back)
                self.end_headers()
                return
            found = {"/keys": school.keys, "/.well-known/openid-configuration": school.metadata}
            self.answer(None if school.is_away else found[parts.path]())

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {
                name: one[0] for name, one in parse_qs(self.rfile.read(length).decode()).items()
            }
            self.answer(school.token(form, self.headers.get("Authorization", "")))

        def answer(self, facts: dict[str, Any] | None) -> None:
            text = json.dumps(facts or {"error": "invalid_grant"}).encode()
            self.send_response(200 if facts else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_more: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    school.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield school
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
