"""Passkeys: a device proves that its owner is there, with a key that never leaves it (WebAuthn).

The device asks its owner for a finger, a face or its own PIN every time, so a passkey is two
proofs in one. We keep the public half; nobody can come in with it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import Row, bindparam, delete, update
from sqlmodel import Session, col
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from db.statement import Statement, pick
from db.tables.ways import Passkey
from portal import ids, names, tickets, ways
from portal.errors import NotFound, Refused
from portal.people import Member
from portal.tickets import TicketKind
from portal.ways import WayChange

__all__ = [
    "MOST",
    "BadPasskey",
    "Place",
    "TooManyPasskeys",
    "add",
    "believe",
    "list_mine",
    "offer",
    "place_of",
    "remove",
    "rename",
    "request",
]

MOST = 20
MINE = Statement(
    pick(Passkey.id, Passkey.name, Passkey.made_at, Passkey.used_at)
    .where(col(Passkey.person_id) == bindparam("person_id"))
    .order_by(col(Passkey.made_at), col(Passkey.id))
)
KEY = Statement(
    pick(Passkey.person_id, Passkey.public_key, Passkey.uses).where(
        col(Passkey.id) == bindparam("id")
    )
)
_IS_MINE = (col(Passkey.id) == bindparam("id_"), col(Passkey.person_id) == bindparam("person_"))
USED = Statement(
    update(Passkey)
    .where(col(Passkey.id) == bindparam("id_"))
    .values(uses=bindparam("uses"), used_at=bindparam("now_"))
)
RENAME = Statement(update(Passkey).where(*_IS_MINE).values(name=bindparam("name_")))
REMOVE = Statement(delete(Passkey).where(*_IS_MINE))


class BadPasskey(Refused):
    """What the device answered does not prove anything here."""


class TooManyPasskeys(Refused):
    """So many are kept that one has to go first: `most`."""


@dataclass(frozen=True)
class Place:
    """What passkeys are bound to: they work at this address and nowhere else."""

    host: str
    origin: str


def place_of(base_url: str) -> Place | None:
    """Return where passkeys of this installation work; None where its address is a number."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return Place(host, f"{parts.scheme}://{parts.netloc}") if host else None
    return None


def list_mine(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return my passkeys, oldest first."""
    return MINE.all(session, person_id=me.id)


def offer(session: Session, place: Place, me: Member, *, title: str, now: datetime) -> str:
    """Return what a device is asked to make a new passkey, as JSON; raises TooManyPasskeys."""
    mine = list_mine(session, me)
    if len(mine) >= MOST:
        raise TooManyPasskeys(most=MOST)
    challenge = _challenge(session, TicketKind.NEW_PASSKEY, {"person": str(me.id)}, now)
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=title,
        user_id=me.id.bytes,
        user_name=me.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.id)) for row in mine
        ],
    )
    return webauthn.options_to_json(options)


def add(
    session: Session, place: Place, me: Member, answer: str, *, name: str, now: datetime
) -> None:
    """Keep the public half of what a device made; raises BadPasskey, BadName. Commit after both."""
    credential, challenge = _read(answer)
    begun = tickets.take(session, challenge, TicketKind.NEW_PASSKEY, now=now)
    if begun is None or begun["person"] != str(me.id):
        raise BadPasskey
    called = names.tidy(name)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError) as error:
        raise BadPasskey from error
    key = bytes_to_base64url(made.credential_id)
    if KEY.first(session, id=key):
        raise BadPasskey
    session.add(
        Passkey(
            id=key,
            person_id=me.id,
            public_key=bytes_to_base64url(made.credential_public_key),
            uses=made.sign_count,
            name=called,
            made_at=now,
        )
    )
    session.flush()
    ways.tell(session, me.id, WayChange.PASSKEY_ADDED, now=now)


def request(session: Session, place: Place, *, now: datetime) -> str:
    """Return what any device may prove itself with, as JSON: whose it is, it says by itself."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=_challenge(session, TicketKind.PASSKEY, {}, now),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def believe(session: Session, place: Place, answer: str, *, now: datetime) -> UUID:
    """Return whose device answered, once for each question. Raises BadPasskey; commit it too."""
    credential, challenge = _read(answer)
    begun = tickets.take(session, challenge, TicketKind.PASSKEY, now=now)
    key = KEY.first(session, id=str(credential.get("id", "")))
    if begun is None or key is None:
        raise BadPasskey
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError) as error:
        raise BadPasskey from error
    USED.run(session, {"id_": credential["id"], "uses": found.new_sign_count, "now_": now})
    return UUID(str(key.person_id))


def rename(session: Session, me: Member, key: str, *, name: str) -> None:
    """Call one of mine something else; raises BadName, NotFound."""
    if not RENAME.run(session, {"id_": key, "person_": me.id, "name_": names.tidy(name)}):
        raise NotFound


def remove(session: Session, me: Member, key: str, *, now: datetime) -> None:
    """Forget one of mine; raises LastWay, NotFound."""
    if not REMOVE.run(session, {"id_": key, "person_": me.id}):
        raise NotFound
    ways.require_one_left(session, me.id)
    ways.tell(session, me.id, WayChange.PASSKEY_REMOVED, now=now)


def _challenge(session: Session, kind: TicketKind, facts: dict[str, str], now: datetime) -> bytes:
    challenge = bytes.fromhex(ids.new_token())
    tickets.issue(session, bytes_to_base64url(challenge), kind, facts, now=now)
    return challenge


def _read(answer: str) -> tuple[dict[str, Any], str]:
    """Return what a device answered, and the challenge it answers to; raises BadPasskey."""
    try:
        credential = json.loads(answer)
        data = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        challenge = data["challenge"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadPasskey from error
    if not isinstance(credential, Mapping) or not isinstance(challenge, str):
        raise BadPasskey
    return dict(credential), challenge
