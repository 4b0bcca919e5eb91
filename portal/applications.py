"""Applications: somebody asks that their organisation be listed; the operator looks and decides.

Pictures of papers prove it. They are seen by who sent them and by the operator, and are deleted
with the decision: what stays is the entry that was looked up, the day, and who looked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, event, func, update
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.organisations import (
    Application,
    ApplicationPaper,
    ApplicationState,
    OrganisationKind,
)
from db.tables.people import Person
from portal import codes, history, ids, names
from portal.errors import NotFound, Refused
from portal.files import Picture, Shelf
from portal.people import Member

__all__ = [
    "ASKED_FOR",
    "LONGEST",
    "ApplicationState",
    "Decided",
    "TooLong",
    "TooManyApplications",
    "TooManyPapers",
    "add_paper",
    "apply",
    "decide",
    "find",
    "find_mine",
    "find_paper",
    "list_mine",
    "list_papers",
    "list_waiting",
    "require_waiting",
    "tidy_text",
    "withdraw",
]

ASKED_FOR = (  # the district office is founded at the server
    *(OrganisationKind.SCHOOL, OrganisationKind.COMMUNITY),
    *(OrganisationKind.CHARITY, OrganisationKind.SPONSOR),
)
LONGEST = 500  # signs of a text
MOST_WAITING = 3  # of one person
MOST_PAPERS = 6

_APPLICATIONS = pick(
    *(Application.id, Application.code, Application.kind, Application.name, Application.about),
    *(Application.registration, Application.applicant_id, Application.language),
    *(Application.made_at, Application.state, Application.decided_at, Application.reason),
)
ONE = Statement(_APPLICATIONS.where(col(Application.code) == bindparam("code")))
MINE = Statement(
    _APPLICATIONS.where(col(Application.applicant_id) == bindparam("person_id"))
    .order_by(col(Application.made_at).desc())
    .limit(50)
)
WAITING = Statement(
    _APPLICATIONS.where(col(Application.state) == ApplicationState.WAITING)
    .order_by(col(Application.made_at), col(Application.id))
    .limit(100)
)
SENT = Statement(pick(Application.code).where(col(Application.idem) == bindparam("idem")))
PAPERS = Statement(
    pick(ApplicationPaper.number, ApplicationPaper.file, ApplicationPaper.added_at)
    .where(col(ApplicationPaper.application_id) == bindparam("id"))
    .order_by(col(ApplicationPaper.number))
)
NEXT = Statement(
    pick(func.coalesce(func.max(ApplicationPaper.number), 0) + 1).where(
        col(ApplicationPaper.application_id) == bindparam("id")
    )
)
FORGET_PAPERS = Statement(
    delete(ApplicationPaper).where(col(ApplicationPaper.application_id) == bindparam("id_"))
)
DECIDE = Statement(
    update(Application)
    .where(col(Application.id) == bindparam("id_"), col(Application.state) == "waiting")
    .values(
        state=bindparam("state_"),
        decided_at=bindparam("at"),
        decided_by=bindparam("by"),
        reason=bindparam("reason_"),
        organisation_id=bindparam("organisation"),
    )
)
ADDRESS = Statement(pick(Person.email).where(col(Person.id) == bindparam("person_id")))


class TooLong(Refused):
    """A text has something to read, and at most `most` signs."""


class TooManyApplications(Refused):
    """Enough of this person's wait: `most`."""


class TooManyPapers(Refused):
    """So many pictures are enough: `most`."""


class Decided(Refused):
    """It no longer waits."""


def apply(
    session: Session,
    me: Member,
    *,
    kind: OrganisationKind,
    name: str,
    about: str,
    registration: str,
    language: str,
    idem: str,
    now: datetime,
) -> str:
    """Ask that an organisation be listed; return the code. The same form again is the same one.

    Raises BadName, TooLong, TooManyApplications.
    """
    if earlier := SENT.value(session, idem=idem):
        return str(earlier)
    if kind not in ASKED_FOR:
        raise NotFound
    waiting = [row for row in list_mine(session, me) if row.state is ApplicationState.WAITING]
    if len(waiting) >= MOST_WAITING:
        raise TooManyApplications(most=MOST_WAITING)
    application = Application(
        id=ids.new_id(now),
        code=codes.new_code("P"),
        kind=kind,
        name=names.tidy(name),
        about=tidy_text(about),
        registration=tidy_text(registration),
        applicant_id=me.id,
        language=language,
        idem=idem,
        made_at=now,
        state=ApplicationState.WAITING,
    )
    session.add(application)
    session.flush()
    history.record(session, me.id, "application.made", application.code, now=now)
    return application.code


def add_paper(
    session: Session, me: Member, code: str, picture: Picture, *, shelf: Shelf, now: datetime
) -> None:
    """Add the picture of a paper to mine. Raises Decided, TooManyPapers."""
    row = require_waiting(find_mine(session, me, code))
    number = int(NEXT.value(session, id=row.id))
    if number > MOST_PAPERS:
        raise TooManyPapers(most=MOST_PAPERS)
    session.add(
        ApplicationPaper(
            application_id=row.id,
            number=number,
            file=shelf.keep(picture),
            width=picture.width,
            height=picture.height,
            added_at=now,
        )
    )
    session.flush()


def withdraw(session: Session, me: Member, code: str, *, shelf: Shelf, now: datetime) -> None:
    """Take mine back; its papers are deleted. Harmless when it was taken back; raises Decided."""
    row = find_mine(session, me, code)
    if row.state is not ApplicationState.WITHDRAWN:
        decide(session, me, require_waiting(row), ApplicationState.WITHDRAWN, shelf=shelf, now=now)


def list_mine(session: Session, me: Member) -> Sequence[Row[Any]]:
    """Return what I applied for, newest first."""
    return MINE.all(session, person_id=me.id)


def list_waiting(session: Session) -> Sequence[Row[Any]]:
    """Return what waits for the operator, the longest waiting first."""
    return WAITING.all(session)


def find(session: Session, code: str) -> Row[Any]:
    """Return an application, for the operator; raises NotFound."""
    if row := ONE.first(session, code=codes.tidy(code)):
        return row
    raise NotFound


def find_mine(session: Session, me: Member, code: str) -> Row[Any]:
    """Return my application; raises NotFound for everybody else's."""
    row = find(session, code)
    if row.applicant_id != me.id:
        raise NotFound
    return row


def list_papers(session: Session, application_id: UUID) -> Sequence[Row[Any]]:
    """Return its pictures: none once it was decided."""
    return PAPERS.all(session, id=application_id)


def find_paper(session: Session, application_id: UUID, number: int) -> str:
    """Return the name of a picture on the shelf; raises NotFound."""
    for paper in list_papers(session, application_id):
        if paper.number == number:
            return str(paper.file)
    raise NotFound


def require_waiting(row: Row[Any]) -> Row[Any]:
    """Return an application that still waits; raises Decided."""
    if row.state is not ApplicationState.WAITING:
        raise Decided
    return row


def decide(
    session: Session,
    me: Member,
    row: Row[Any],
    state: ApplicationState,
    *,
    reason: str = "",
    organisation_id: UUID | None = None,
    shelf: Shelf,
    now: datetime,
) -> None:
    """End the waiting, once, and delete the pictures; raises Decided."""
    made = {"state_": state, "reason_": reason, "organisation": organisation_id}
    if not DECIDE.run(session, {"id_": row.id, "at": now, "by": me.id, **made}):
        raise Decided
    _forget_papers(session, shelf, row.id)
    who = row.applicant_id
    history.record(session, me.id, f"application.{state}", row.code, whom_id=who, now=now)


def _forget_papers(session: Session, shelf: Shelf, application_id: UUID) -> None:
    """Delete the pictures as soon as the act that wants it has been committed."""
    kept = [paper.file for paper in list_papers(session, application_id)]
    FORGET_PAPERS.run(session, {"id_": application_id})

    def drop(_session: Session) -> None:
        for name in kept:
            shelf.drop(name)

    event.listen(session, "after_commit", drop, once=True)
    event.listen(session, "after_rollback", lambda _session: kept.clear(), once=True)


def tidy_text(typed: str) -> str:
    """Return a text of some lines without signs that break or turn a page; raises TooLong."""
    lines = [line for line in typed.splitlines() if line.strip()][:20]
    try:
        text = "\n".join(names.tidy(line, longest=LONGEST) for line in lines)
    except names.BadName as error:
        raise TooLong(most=LONGEST) from error
    if not text or len(text) > LONGEST:
        raise TooLong(most=LONGEST)
    return text
