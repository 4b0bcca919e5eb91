"""Sign in with e-mail and password; guessing slows down and never locks anybody out.

It has two parts, because comparing a password takes long: `prove` only reads, and needs no turn
among those who write; `believe` writes: a wrong guess is counted.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person
from portal import passwords, throttle
from portal.errors import Refused
from portal.throttle import Subject, TooSoon

__all__ = ["Mistaken", "Proof", "TooSoon", "believe", "prove"]

PERSON = Statement(
    pick(Person.id, Person.password_hash).where(col(Person.email) == bindparam("email"))
)


class Mistaken(Refused):
    """Address and password do not fit; never says which."""


@dataclass(frozen=True)
class Proof:
    """What came of comparing a password: whose it is, or nobody's."""

    person_id: UUID | None
    counted_for: tuple[Subject, ...]


def prove(session: Session, *, email: str, password: str, network: str, now: datetime) -> Proof:
    """Compare; an unknown address takes as long. Who has to wait anyway is not compared."""
    address = email.strip().lower()
    subjects = throttle.guesses(address, network)
    if throttle.seconds_left(session, subjects, now=now):
        return Proof(None, subjects)
    person = PERSON.first(session, email=address)
    does_fit = passwords.fits(password, person.password_hash if person else None)
    return Proof(person.id if person and does_fit else None, subjects)


def believe(session: Session, proof: Proof, *, now: datetime) -> UUID:
    """Return whose password it was; raises Mistaken, TooSoon, and counts the guess."""
    if seconds := throttle.seconds_left(session, proof.counted_for, now=now):
        raise TooSoon(seconds=seconds)
    if proof.person_id is None:
        throttle.count(session, proof.counted_for, now=now)
        raise Mistaken
    throttle.clear(session, proof.counted_for[:-1])
    return proof.person_id
