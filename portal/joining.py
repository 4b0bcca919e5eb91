"""Joining: becoming a person here by oneself, by a letter. The same answer for every address.

What a newcomer says waits in a row until a job has looked whether the address is known. A known
one gets a letter that says so, with a link to sign in; another gets the link to finish with.
Nobody under the age of an own account joins without somebody who answers for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.joining import JoinLink
from portal import (
    guardians,
    history,
    home_codes,
    households,
    ids,
    letter_requests,
    letters,
    links,
    moving,
    names,
    passwords,
    people,
    strength,
)
from portal.ages import Age
from portal.errors import Refused
from portal.home_codes import HomeCodeKind
from portal.letters import LetterKind
from portal.links import Expired, LinkPurpose, NewPassword, Used
from portal.own_password import own_words
from portal.permissions import Standing

__all__ = [
    "HOURS",
    "GuardianFirst",
    "JoinEnded",
    "Newcomer",
    "answer_some",
    "ask",
    "find",
    "finish",
    "forget_old",
    "judge",
]

HOURS = 24
STANDS = timedelta(hours=HOURS)
KEPT = timedelta(days=1)  # so that a link that was used or has ended can say so
STANDINGS = {HomeCodeKind.ADULT: Standing.ADULT, HomeCodeKind.CHILD: Standing.CHILD}

LINK = Statement(
    pick(
        *(JoinLink.address, JoinLink.name, JoinLink.language, JoinLink.standing),
        *(JoinLink.home_code_id, JoinLink.ends_at, JoinLink.used_at),
    ).where(col(JoinLink.token_hash) == bindparam("token_hash"))
)
USE = Statement(
    update(JoinLink)
    .where(col(JoinLink.token_hash) == bindparam("hash_"), col(JoinLink.used_at).is_(None))
    .values(used_at=bindparam("now_"))
)
FORGET = Statement(delete(JoinLink).where(col(JoinLink.ends_at) <= bindparam("before")))


class GuardianFirst(Refused):
    """Who is not old enough for an account alone needs a code from who answers for them."""


class JoinEnded(Expired):
    """It was not used within a day."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is here from now on, and whether the code they came with opened nothing."""

    person_id: UUID
    is_missed: bool


def ask(
    session: Session,
    *,
    name: str,
    email: str,
    age: Age,
    home_code: str = "",
    language: str,
    network: str,
    now: datetime,
) -> None:
    """Ask for the letter; nothing is kept of who is too young.

    Raises GuardianFirst, BadName, BadAddress, AskedOften, and what `home_codes.look_up` raises.
    """
    called = names.tidy(name)
    if age is Age.YOUNGER or (age is Age.GUARDED and not home_code):
        raise GuardianFirst
    code_id = _expecting(session, home_code, age, email, network, now)
    standing = Standing.ADULT if age is Age.OWN else Standing.CHILD
    letter_requests.ask(
        session,
        email=email,
        purpose=LinkPurpose.JOIN,
        language=language,
        network=network,
        facts={"name": called, "standing": standing, "home_code_id": code_id},
        now=now,
    )


def answer_some(session: Session, *, now: datetime) -> int:
    """Write to some of those who asked; return how many asked."""
    asked = letter_requests.take_asked(session, [LinkPurpose.JOIN], now=now)
    for request in asked:
        if request.person_id:
            kind = LetterKind.JOIN_KNOWN
            links.write(session, request, LinkPurpose.SIGN_IN, kind, now=now)
        else:
            _write(session, request, now)
    return len(asked)


def find(session: Session, token: str, *, now: datetime) -> Row[Any]:
    """Return what a newcomer has said; raises NoSuchLink, JoinEnded, Used."""
    found = LINK.first(session, token_hash=ids.digest(token))
    return links.usable(found, ended=JoinEnded, now=now)


def judge(session: Session, token: str, *, name: str, password: str, now: datetime) -> NewPassword:
    """Judge a password and hash it; nothing is written. Raises NoSuchLink, JoinEnded, Used."""
    link = find(session, token, now=now)
    try:
        strength.require(password, own_words(name, link.address))
    except Refused as error:
        return NewPassword(refused=error)
    return NewPassword(passwords.hash_of(password))


def finish(session: Session, token: str, *, name: str, new: NewPassword, now: datetime) -> Newcomer:
    """Become a person, in a household of one or in the one that expected them.

    An adult whose code no longer opens anything lives alone; a child does not join then. Raises
    NoSuchLink, JoinEnded, Used, BadName, TooShort, TooCommon, AddressTaken, CodeTaken and others.
    """
    link = find(session, token, now=now)
    if new.refused:
        raise new.refused
    called = names.tidy(name)
    code = _code_or_none(session, link, now)
    facts = {"name": called, "email": link.address, "password_hash": new.hash}
    person = people.register(session, **facts, language=link.language, now=now)
    if not USE.run(session, {"hash_": ids.digest(token), "now_": now}):
        raise Used
    _house(session, person.id, called, code, now)
    history.record(session, person.id, "person.joined", person.id, now=now)
    return Newcomer(person.id, is_missed=code is None and link.home_code_id is not None)


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what newcomers said, a day after their link ended; return how many rows."""
    return FORGET.run(session, {"before": now - KEPT})


def _expecting(
    session: Session, typed: str, age: Age, email: str, network: str, now: datetime
) -> str | None:
    """Return which code expects a newcomer; one for a child is not for an adult."""
    if not typed:
        return None
    code = home_codes.look_up(session, typed, who=email, network=network, now=now)
    if (code.kind is HomeCodeKind.CHILD) != (age is Age.GUARDED):
        raise moving.CodeForChild if age is Age.OWN else moving.CodeForAdult
    return str(code.id)


def _write(session: Session, request: Row[Any], now: datetime) -> None:
    token, code_id = ids.new_link(), request.facts["home_code_id"]
    link = JoinLink(
        token_hash=ids.digest(token),
        address=request.address,
        name=request.facts["name"],
        language=request.language,
        standing=Standing(request.facts["standing"]),
        home_code_id=UUID(code_id) if code_id else None,
        made_at=now,
        ends_at=now + STANDS,
    )
    session.add(link)
    session.flush()
    facts = {"link": f"/join/links/{token}", "hours": HOURS}
    kind, where = LetterKind.JOIN_LINK, (request.address, request.language)
    letters.write_to(session, kind, *where, facts, now=now)


def _code_or_none(session: Session, link: Row[Any], now: datetime) -> Row[Any] | None:
    """Return the code a newcomer came with; that it ended meanwhile matters only to a child."""
    if link.home_code_id is None:
        return None
    try:
        return home_codes.find_again(session, link.home_code_id, now=now)
    except Refused:
        if link.standing is Standing.CHILD:
            raise
        return None


def _house(
    session: Session, person_id: UUID, name: str, code: Row[Any] | None, now: datetime
) -> None:
    """Let a newcomer live where they are expected, else in a household of one."""
    kind = HomeCodeKind(code.kind) if code else None
    if code and kind in STANDINGS:
        households.join(session, code.household_id, person_id, STANDINGS[kind], now=now)
    else:
        home = households.found(session, name=name, now=now)
        households.join(session, home.id, person_id, Standing.ADULT, now=now)
    if code:
        home_codes.take(session, code, person_id, now=now)
    if code and kind is HomeCodeKind.CHILD:
        guardians.begin(session, code.made_by, person_id, now=now)
    if code and kind is HomeCodeKind.GUARDIAN:
        guardians.begin(session, person_id, code.child_id, now=now)
