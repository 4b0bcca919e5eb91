"""Sign in with e-mail and password, sign out; guessing slows down and never locks anybody out."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person, SignIn, SignInTry
from portal import ids, people
from portal.errors import Refused
from portal.people import STAY

__all__ = ["Mistaken", "TooSoon", "begin", "end", "wait_after"]

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
_LONGEST_PASSWORD = 500

PERSON = Statement(
    pick(Person.id, Person.password_hash).where(col(Person.email) == bindparam("email"))
)
END = Statement(delete(SignIn).where(col(SignIn.token_hash) == bindparam("token_hash_")))


class Mistaken(Refused):
    """Address and password do not fit; never says which."""


class TooSoon(Refused):
    """Too many wrong tries: wait a little."""


def wait_after(wrong_count: int) -> timedelta:
    """Return how long to wait after so many wrong tries in a row: doubling, up to a limit."""
    if wrong_count < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(wrong_count - FREE_TRIES, 20)), LONGEST_WAIT)


def begin(session: Session, *, email: str, password: str, now: datetime) -> str:
    """Return a fresh token for the cookie; raises Mistaken, TooSoon. Commit after Mistaken too."""
    address = email.strip().lower()
    tries = _tries(session, address, now)
    if (until := tries.last_at + wait_after(tries.wrong_count)) > now:
        raise TooSoon(seconds=max(1, round((until - now).total_seconds())))
    person = PERSON.first(session, email=address)
    known = person.password_hash if person and person.password_hash else _nobody()
    fits = people.passwords.verify(password[:_LONGEST_PASSWORD], known)
    if person is None or not fits:
        tries.wrong_count, tries.last_at = tries.wrong_count + 1, now
        session.add(tries)
        session.flush()
        raise Mistaken
    if tries.wrong_count:
        session.delete(tries)
    token = ids.new_token()
    session.add(
        SignIn(token_hash=ids.digest(token), person_id=person.id, began_at=now, ends_at=now + STAY)
    )
    return token


def end(session: Session, token: str) -> None:
    """Forget this browser."""
    END.run(session, {"token_hash_": ids.digest(token)})


def _tries(session: Session, address: str, now: datetime) -> SignInTry:
    subject = ids.digest(f"address|{address}")
    found = session.get(SignInTry, subject, with_for_update=True)
    return found or SignInTry(subject=subject, wrong_count=0, last_at=now - LONGEST_WAIT)


_NOBODY: list[str] = []


def _nobody() -> str:
    """Return a hash nothing fits, so that an unknown address takes as long as a wrong password."""
    if not _NOBODY:
        _NOBODY.append(people.passwords.hash(ids.new_token()))
    return _NOBODY[0]
