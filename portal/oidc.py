"""School sign-in: the school says who somebody is, and proves that it said so (OpenID Connect).

Code flow with PKCE, state and nonce. All three come from one secret that only the browser keeps,
so nothing of a journey that has begun is in the database.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal import ids, nearby, outward
from portal.errors import Refused
from portal.settings import School

__all__ = ["NotVerified", "SchoolAway", "Schools", "Subject", "Trip"]

ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA")
LEEWAY = 60  # seconds the school's clock may be off
KEPT = timedelta(hours=1)  # how long what a school says of itself is believed
PAUSE = timedelta(minutes=1)  # before a school is asked again that was away, or for new keys
OK = 200

Ask = Callable[[str, str | None, Mapping[str, str] | None], tuple[int, str]]


class SchoolAway(Refused):
    """The school's sign-in does not answer, or not as the standard wants."""


class NotVerified(Refused):
    """What came back does not prove who somebody is."""


@dataclass(frozen=True, repr=False)
class Trip:
    """One journey to a school and back, known by the secret in the browser that set out."""

    secret: str

    @property
    def state(self) -> str:
        """What comes back with the browser, so that nobody else's journey is ended in it."""
        return ids.digest(f"state|{self.secret}")

    @property
    def nonce(self) -> str:
        """What the school signs, so that no older answer is used."""
        return ids.digest(f"nonce|{self.secret}")

    @property
    def verifier(self) -> str:
        """What proves to the school that whoever fetches the answer sent the question."""
        return ids.digest(f"verifier|{self.secret}")


@dataclass(frozen=True)
class Subject:
    """Who the school says it is: a name of its own for them, and nothing else."""

    school: str
    issuer: str
    name: str


@dataclass
class Known:
    """What a school said of itself, and when; nothing when it was away."""

    at: datetime
    facts: dict[str, Any] | None


@dataclass
class Schools:
    """The schools of the settings; remembers for a while where they sign in and with which keys."""

    schools: tuple[School, ...]
    ask: Ask | None = None
    _known: dict[str, Known] = field(default_factory=dict)

    def find_or_none(self, code: str) -> School | None:
        """Return a school by its code."""
        return next((school for school in self.schools if school.code == code), None)

    def address(self, school: School, trip: Trip, *, back: str, now: datetime) -> str:
        """Return where the browser goes to be asked; raises SchoolAway."""
        wanted = {
            "response_type": "code",
            "client_id": school.client_id,
            "redirect_uri": back,
            "scope": "openid",
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": create_s256_code_challenge(trip.verifier),
            "code_challenge_method": "S256",
        }
        start = self._metadata(school, now)["authorization_endpoint"]
        return str(add_params_to_uri(start, list(wanted.items())))

    def verify(
        self, school: School, trip: Trip, *, code: str, state: str, back: str, now: datetime
    ) -> Subject:
        """Fetch what the school says, and believe it if all of it fits.

        Raises SchoolAway, NotVerified.
        """
        if not code or state != trip.state:
            raise NotVerified
        token = self._fetch_token(school, trip, code, back, now)
        claims, header = self._opened(school, token, now)
        must = {"essential": True}
        options = {
            "iss": {**must, "value": school.issuer},
            "aud": {**must, "value": school.client_id},
        }
        params = {"nonce": trip.nonce, "client_id": school.client_id}
        found = CodeIDToken(claims, header, options, params)
        try:
            found.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise NotVerified from error
        if not isinstance(found["sub"], str) or not found["sub"]:
            raise NotVerified
        return Subject(school.code, school.issuer, found["sub"])

    def _fetch_token(self, school: School, trip: Trip, code: str, back: str, now: datetime) -> str:
        metadata = self._metadata(school, now)
        secret = school.client_secret.get_secret_value()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": trip.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            pair = f"{quote(school.client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": school.client_id, "client_secret": secret}
        try:
            answer = self._read(school, metadata["token_endpoint"], urlencode(form), headers)
        except SchoolAway as error:  # a code that is none is answered with 400
            raise NotVerified from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotVerified
        return token

    def _opened(
        self, school: School, token: str, now: datetime
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what was signed, by a key of the school; new keys are fetched when one is new."""
        for is_last in (False, True):
            try:
                found = jwt.decode(token, self._keys(school, now, again=is_last), [*ALGORITHMS])
            except (JoseError, ValueError, TypeError) as error:
                if is_last:
                    raise NotVerified from error
            else:
                return dict(found.claims), dict(found.header)
        raise NotVerified

    def _metadata(self, school: School, now: datetime) -> dict[str, Any]:
        place = f"{school.issuer.rstrip('/')}/.well-known/openid-configuration"
        facts = self._remembered(school, place, now, KEPT)
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        scheme = "http://" if school.is_on_this_machine else "https://"
        ends = [facts.get(name) for name in wanted]
        is_whole = all(isinstance(end, str) and end.startswith(scheme) for end in ends)
        if facts.get("issuer") != school.issuer or not is_whole:
            raise SchoolAway
        return facts

    def _keys(self, school: School, now: datetime, *, again: bool) -> KeySet:
        place = self._metadata(school, now)["jwks_uri"]
        found = self._remembered(school, place, now, PAUSE if again else KEPT)
        return KeySet.import_key_set({"keys": found["keys"]} if "keys" in found else {"keys": []})

    def _remembered(
        self, school: School, place: str, now: datetime, kept: timedelta
    ) -> dict[str, Any]:
        """Read an address of the school, unless it was read a short while ago."""
        known = self._known.get(place)
        if known is None or now - known.at >= (kept if known.facts else PAUSE):
            try:
                known = Known(now, self._read(school, place))
            except SchoolAway:
                known = Known(now, None)
            self._known[place] = known
        if known.facts is None:
            raise SchoolAway
        return known.facts

    def _read(
        self,
        school: School,
        place: str,
        text: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        ask = self.ask or (nearby.ask if school.is_on_this_machine else outward.ask)
        try:
            status, answer = ask(place, text, headers)
            facts = json.loads(answer) if status == OK else None
        except (outward.NotReached, ValueError, RecursionError):
            raise SchoolAway from None
        if not isinstance(facts, dict):
            raise SchoolAway
        return facts
