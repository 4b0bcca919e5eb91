"""Links by letter: sign in without a password, or choose another one. Each works once, not long.

Asking does the same for every address: it writes down that somebody asked. A job looks later who
that is, so neither the page nor its timing tells whether an address is known here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person
from db.tables.ways import LinkPurpose, SignInLink
from portal import (
    history,
    ids,
    letters,
    passwords,
    sign_ins,
    strength,
    ways,
)
from portal.errors import Refused
from portal.letter_requests import JOB, AskedOften, ask, take_asked
from portal.letters import LetterKind
from portal.own_password import own_words
from portal.ways import WayChange

__all__ = [
    "JOB",
    "KINDS",
    "MINUTES",
    "AskedOften",
    "Expired",
    "LinkPurpose",
    "NewPassword",
    "NoSuchLink",
    "Used",
    "answer_some",
    "ask",
    "find",
    "forget_old",
    "judge",
    "set_password",
    "usable",
    "use",
    "write",
]

MINUTES = 30
STANDS = timedelta(minutes=MINUTES)
KEPT = timedelta(days=1)  # so that a link that was used or has ended can say so
KINDS = {
    LinkPurpose.SIGN_IN: LetterKind.SIGN_IN_LINK,
    LinkPurpose.PASSWORD: LetterKind.PASSWORD_LINK,
}

LINK = Statement(
    pick(
        *(SignInLink.person_id, SignInLink.purpose, SignInLink.ends_at, SignInLink.used_at),
        *(Person.name, Person.email),
    )
    .join(Person, col(Person.id) == SignInLink.person_id)
    .where(
        col(SignInLink.token_hash) == bindparam("token_hash"),
        col(SignInLink.purpose).in_(list(KINDS)),
    )
)
USE = Statement(
    update(SignInLink)
    .where(
        col(SignInLink.token_hash) == bindparam("hash_"),
        col(SignInLink.used_at).is_(None),
        col(SignInLink.ends_at) > bindparam("now_"),
    )
    .values(used_at=bindparam("now_"))
)
END_OTHERS = Statement(
    update(SignInLink)
    .where(col(SignInLink.person_id) == bindparam("person_"), col(SignInLink.used_at).is_(None))
    .values(used_at=bindparam("now_"))
)
SET = Statement(
    update(Person).where(col(Person.id) == bindparam("id_")).values(password_hash=bindparam("hash"))
)
FORGET = Statement(delete(SignInLink).where(col(SignInLink.ends_at) <= bindparam("before")))


class NoSuchLink(Refused):
    """There never was such a link, or it is long gone."""


class Expired(NoSuchLink):
    """It was not used in time."""


class Used(NoSuchLink):
    """It was used before, or a newer password made it useless."""


@dataclass(frozen=True)
class NewPassword:
    """What was found ahead: what to keep of the new password, or why it will not do."""

    hash: str = ""
    refused: Refused | None = None


def answer_some(session: Session, *, now: datetime) -> int:
    """Write a letter to everybody who asked and is known here; return how many asked."""
    asked = take_asked(session, list(KINDS), now=now)
    for request in asked:
        if request.person_id:
            write(session, request, request.purpose, KINDS[request.purpose], now=now)
    return len(asked)


def write(
    session: Session,
    request: Row[Any],
    purpose: LinkPurpose,
    kind: LetterKind,
    *,
    now: datetime,
) -> None:
    """Write a letter with a fresh link to whoever asked and is known here."""
    token = ids.new_link()
    link = SignInLink(
        token_hash=ids.digest(token),
        person_id=request.person_id,
        purpose=purpose,
        made_at=now,
        ends_at=now + STANDS,
    )
    session.add(link)
    session.flush()
    facts = {"link": f"/sign-in/links/{token}", "minutes": MINUTES}
    language = request.language
    letters.write(session, kind, [request.person_id], facts, language=language, now=now)


def find(session: Session, token: str, *, now: datetime) -> Row[Any]:
    """Return whose link it is and what for; raises NoSuchLink, Expired, Used."""
    return usable(LINK.first(session, token_hash=ids.digest(token)), now=now)


def usable(link: Row[Any] | None, *, ended: type[NoSuchLink] = Expired, now: datetime) -> Row[Any]:
    """Return a link that was looked up; raises NoSuchLink, Used, and `ended` after its time."""
    if link is None:
        raise NoSuchLink
    if link.used_at:
        raise Used
    if link.ends_at <= now:
        raise ended
    return link


def use(session: Session, token: str, *, now: datetime) -> UUID:
    """Use a link to sign in; return whose it is. Raises NoSuchLink, Expired, Used."""
    link = _taken(session, token, LinkPurpose.SIGN_IN, now)
    history.record(session, link.person_id, "link.used", link.person_id, now=now)
    return UUID(str(link.person_id))


def judge(session: Session, token: str, *, password: str, now: datetime) -> NewPassword:
    """Judge a new password and hash it; nothing is written. Raises NoSuchLink, Expired, Used."""
    link = find(session, token, now=now)
    try:
        strength.require(password, own_words(link.name, link.email or ""))
    except Refused as error:
        return NewPassword(refused=error)
    return NewPassword(passwords.hash_of(password))


def set_password(session: Session, token: str, new: NewPassword, *, now: datetime) -> UUID:
    """Keep the new password; every sign-in ends and every other link with it.

    Raises NoSuchLink, Expired, Used, TooShort, TooCommon.
    """
    if new.refused:
        find(session, token, now=now)
        raise new.refused
    link = _taken(session, token, LinkPurpose.PASSWORD, now)
    person_id = UUID(str(link.person_id))
    SET.run(session, {"id_": person_id, "hash": new.hash})
    END_OTHERS.run(session, {"person_": person_id, "now_": now})
    sign_ins.end_all(session, person_id)
    ways.tell(session, person_id, WayChange.PASSWORD, now=now)
    return person_id


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete links that ended a day ago; return how many rows."""
    return FORGET.run(session, {"before": now - KEPT})


def _taken(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Row[Any]:
    link = find(session, token, now=now)
    if link.purpose is not purpose:
        raise NoSuchLink
    if not USE.run(session, {"hash_": ids.digest(token), "now_": now}):
        raise Used
    return link
