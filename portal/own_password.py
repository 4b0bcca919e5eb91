"""My password: change it, knowing the old one. Every other sign-in ends with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person
from portal import passwords, sign_in, sign_ins, strength, ways
from portal.errors import Refused
from portal.people import Member
from portal.sign_in import Proof
from portal.sign_ins import Here
from portal.ways import WayChange

__all__ = ["Change", "WrongOld", "change", "look", "own_words", "prove"]

MINE = Statement(pick(Person.email).where(col(Person.id) == bindparam("id")))
SET = Statement(
    update(Person).where(col(Person.id) == bindparam("id_")).values(password_hash=bindparam("hash"))
)


class WrongOld(Refused):
    """The old password is not the one we know."""


@dataclass(frozen=True)
class Change:
    """What was found ahead: whether the old password fits, and what to keep of the new one."""

    proof: Proof
    new_hash: str = ""
    refused: Refused | None = None


def look(
    session: Session, me: Member, *, old: str, new: str, network: str, now: datetime
) -> Change:
    """Compare the old password, judge and hash the new one; nothing is written."""
    email = str(MINE.value(session, id=me.id) or "")
    proof = sign_in.prove(session, email=email, password=old, network=network, now=now)
    if proof.person_id is None:
        return Change(proof)
    try:
        strength.require(new, own_words(me.name, email))
    except Refused as error:
        return Change(proof, refused=error)
    return Change(proof, passwords.hash_of(new))


def prove(session: Session, me: Member, *, password: str, network: str, now: datetime) -> Proof:
    """Compare my password, to ask once more whether it is me; nothing is written."""
    email = str(MINE.value(session, id=me.id) or "")
    return sign_in.prove(session, email=email, password=password, network=network, now=now)


def change(session: Session, here: Here, found: Change, *, device: str, now: datetime) -> str:
    """Keep the new password, end every sign-in, return a fresh token for this browser.

    Raises WrongOld, TooSoon, TooShort, TooCommon. Commit after WrongOld too: it was a guess.
    """
    try:
        sign_in.believe(session, found.proof, now=now)
    except sign_in.Mistaken as error:
        raise WrongOld from error
    if found.refused:
        raise found.refused
    SET.run(session, {"id_": here.member.id, "hash": found.new_hash})
    sign_ins.end_all(session, here.member.id)
    ways.tell(session, here.member.id, WayChange.PASSWORD, now=now)
    return sign_ins.start(session, here.member.id, device=device, is_shared=here.is_shared, now=now)


def own_words(name: str, email: str) -> list[str]:
    """Return the words that everybody knows of a person."""
    return [*name.split(), *email.replace("@", " ").replace(".", " ").split(), email]
