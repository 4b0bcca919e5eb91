"""Letter requests: somebody asked for a link by letter. The same row for every address.

A job looks later whose address it is, so neither a page nor its timing tells whether it is known.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete
from sqlmodel import Session, col

from db.columns import Facts
from db.statement import Statement, pick
from db.tables.people import Person
from db.tables.ways import LinkPurpose, LinkRequest
from portal import addresses, ids, leases, letters, throttle
from portal.errors import Refused

__all__ = ["JOB", "AskedOften", "LinkPurpose", "ask", "take_asked"]

JOB = "links"  # the job that answers
BATCH = 20

ASKED = Statement(
    pick(*(LinkRequest.id, LinkRequest.address, LinkRequest.purpose, LinkRequest.language))
    .add_columns(col(LinkRequest.facts), col(Person.id).label("person_id"))
    .select_from(LinkRequest)
    .outerjoin(Person, col(Person.email) == LinkRequest.address)
    .where(col(LinkRequest.purpose).in_(bindparam("purposes", expanding=True)))
    .order_by(col(LinkRequest.id))
    .limit(BATCH)
)
ANSWERED = Statement(delete(LinkRequest).where(col(LinkRequest.id) == bindparam("id_")))


class AskedOften(Refused):
    """So many letters were asked for that the next one has to wait: `minutes`."""


def ask(
    session: Session,
    *,
    email: str,
    purpose: LinkPurpose,
    language: str,
    network: str,
    facts: Facts | None = None,
    now: datetime,
) -> None:
    """Ask for a letter with a link; raises BadAddress, AskedOften. The same for every address.

    `facts` are what a newcomer says of themselves; portal/joining.py answers those.
    """
    address = addresses.tidy(email)
    subjects = throttle.letters_to(address, network)
    if seconds := throttle.seconds_left(session, subjects, now=now):
        raise AskedOften(minutes=-(-seconds // 60))
    throttle.count(session, subjects, now=now)
    session.add(
        LinkRequest(
            id=ids.new_id(now),
            address=address,
            purpose=purpose,
            language=language,
            facts=facts or {},
            asked_at=now,
        )
    )
    session.flush()
    leases.hasten(session, JOB, now=now)


def take_asked(
    session: Session, purposes: list[LinkPurpose], *, now: datetime
) -> Sequence[Row[Any]]:
    """Take some of those who asked, each with whose address it is, if anybody's."""
    asked = ASKED.all(session, purposes=purposes)
    if asked:
        ANSWERED.run(session, *({"id_": one.id} for one in asked))
        leases.hasten(session, letters.JOB, now=now)
    return asked
