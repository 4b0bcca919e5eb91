"""My e-mail address: another one is mine when its letter was opened, and the old one is told.

Who asks learns nothing of whether somebody else has the address: that person gets a letter instead.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Erasure, Person
from db.tables.ways import LinkPurpose, SignInLink
from portal import (
    addresses,
    history,
    ids,
    letter_requests,
    letters,
    paper_codes,
    passwords,
    sign_ins,
)
from portal.errors import Refused
from portal.letter_requests import AskedOften
from portal.letters import LetterKind
from portal.links import END_OTHERS, MINUTES, STANDS, USE, Used, usable
from portal.people import AddressTaken, Member, find_by_email_or_none

__all__ = [
    "MINUTES",
    "AskedOften",
    "SameAddress",
    "answer_some",
    "ask",
    "find",
    "find_mine",
    "take",
]

MINE = Statement(pick(Person.email).where(col(Person.id) == bindparam("id")))
LINK = Statement(
    pick(
        *(SignInLink.person_id, SignInLink.address, SignInLink.ends_at, SignInLink.used_at),
        *(Person.email, Person.language),
    )
    .join(Person, col(Person.id) == SignInLink.person_id)
    .where(
        col(SignInLink.token_hash) == bindparam("token_hash"),
        col(SignInLink.purpose) == LinkPurpose.EMAIL,
        ~pick(Erasure.person_id).where(col(Erasure.person_id) == Person.id).exists(),
    )
)
SET = Statement(
    update(Person).where(col(Person.id) == bindparam("id_")).values(email=bindparam("address_"))
)
BEGIN = Statement(
    update(Person)
    .where(col(Person.id) == bindparam("id_"))
    .values(email=bindparam("address_"), password_hash=bindparam("hash_"))
)


class SameAddress(Refused):
    """This is the address there is."""


def find_mine(session: Session, me: Member) -> str:
    """Return where letters to me go; "" for who has no address."""
    return str(MINE.value(session, id=me.id) or "")


def ask(
    session: Session, me: Member, typed: str, *, language: str, network: str, now: datetime
) -> None:
    """Ask for a letter to another address; raises BadAddress, SameAddress, AskedOften.

    Nothing changes before its link is used.
    """
    address = addresses.tidy(typed)
    if address == find_mine(session, me):
        raise SameAddress
    letter_requests.ask(
        session,
        email=address,
        purpose=LinkPurpose.EMAIL,
        language=language,
        network=network,
        facts={"person_id": str(me.id)},
        now=now,
    )


def answer_some(session: Session, *, now: datetime) -> int:
    """Write to the addresses that were asked for; return how many were."""
    asked = letter_requests.take_asked(session, [LinkPurpose.EMAIL], now=now)
    for request in asked:
        if request.person_id:  # somebody has it: they are told, who asked is not
            kind, facts = LetterKind.EMAIL_TAKEN, {}
        else:
            kind, facts = LetterKind.EMAIL_LINK, _link(session, request, now)
        letters.write_to(session, kind, request.address, request.language, facts, now=now)
    return len(asked)


def find(session: Session, token: str, *, now: datetime) -> Row[Any]:
    """Return which address a link makes whose; raises NoSuchLink, Used, Expired."""
    return usable(LINK.first(session, token_hash=ids.digest(token)), now=now)


def take(session: Session, token: str, *, here_id: UUID = sign_ins.NONE, now: datetime) -> str:
    """Make the address of a link its person's, and return it; their other sign-ins and links end.

    Who had none gets a password that nobody knows: they come in by letter, and choose one there.
    Raises what `find` raises, and AddressTaken: somebody else was faster.
    """
    link = find(session, token, now=now)
    whose = UUID(str(link.person_id))
    if find_by_email_or_none(session, link.address):
        raise AddressTaken
    if not USE.run(session, {"hash_": ids.digest(token), "now_": now}):
        raise Used
    END_OTHERS.run(session, {"person_": whose, "now_": now})
    sign_ins.end_all(session, whose, but=here_id)
    facts = {"id_": whose, "address_": link.address}
    if link.email:
        SET.run(session, facts)
        told = {"day": now.date().isoformat()}
        where = (link.email, link.language)
        letters.write_to(session, LetterKind.EMAIL_CHANGED, *where, told, now=now)
    else:
        BEGIN.run(session, {**facts, "hash_": passwords.hash_of(ids.new_token())})
        paper_codes.forget(session, whose)
    history.record(session, whose, "person.address_changed", whose, now=now)
    return str(link.address)


def _link(session: Session, request: Row[Any], now: datetime) -> letters.Facts:
    """Make the link that gives somebody this address; return what its letter says."""
    token = ids.new_link()
    link = SignInLink(
        token_hash=ids.digest(token),
        person_id=UUID(request.facts["person_id"]),
        purpose=LinkPurpose.EMAIL,
        address=request.address,
        made_at=now,
        ends_at=now + STANDS,
    )
    session.add(link)
    session.flush()
    return {"link": f"/email/links/{token}", "minutes": MINUTES}
