"""My data: what is kept about me, to take along, and what I said yes or no to, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, Uuid, bindparam, cast, literal, null, union_all
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, Evidence
from db.tables.households import HouseholdMember
from db.tables.letters import LetterRefusal
from db.tables.people import Guardianship, Person
from db.tables.ways import SchoolAccount
from portal import history
from portal.errors import NotFound
from portal.files import Shelf
from portal.own_rows import TABLES, Table
from portal.people import Member

__all__ = ["TABLES", "Consent", "ConsentKind", "Table", "list_consents", "note", "photos", "rows"]

PIECE = 500  # rows read at once
PHOTOS = Statement(
    pick(Evidence.claim_code, Evidence.number, Evidence.file)
    .join(Claim, tied(Claim, Evidence, "programme_id code", "programme_id claim_code"))
    .where(col(Claim.person_id) == bindparam("person_id"), col(Evidence.file).is_not(None))
    .order_by(col(Evidence.claim_code), col(Evidence.number))
)


class ConsentKind(StrEnum):
    """What somebody agreed to, or no longer wants."""

    JOINED = "joined"
    HOME = "home"
    CHILD = "child"
    AGREED = "agreed"
    SCHOOL = "school"
    NO_LETTERS = "no_letters"
    PAUSED = "paused"


@dataclass(frozen=True)
class Consent:
    """One yes or no, and since when; `detail` is a kind of letter, a school or a child's name."""

    kind: ConsentKind
    since: datetime
    detail: str
    child_id: UUID | None = None  # whom it is about, where that is somebody else


def _said(
    kind: ConsentKind, since: Any, whose: Any, detail: Any = None, child_id: Any = None
) -> Any:
    named = literal("") if detail is None else cast(col(detail), Text)
    about = null() if child_id is None else col(child_id)
    asked = pick(col(since).label("since"), literal(kind.value).label("kind"))
    return asked.add_columns(named.label("detail"), cast(about, Uuid).label("child_id")).where(
        col(whose) == bindparam("person_id"), col(since).is_not(None)
    )


def _of_child(kind: ConsentKind, since: Any) -> Any:
    mine = _said(kind, since, Guardianship.guardian_id, Person.name, Guardianship.child_id)
    child = mine.join(Person, col(Person.id) == Guardianship.child_id)
    return child.where(col(Guardianship.until).is_(None))


CONSENTS = Statement(
    union_all(
        _said(ConsentKind.JOINED, Person.joined_at, Person.id),
        _said(ConsentKind.PAUSED, Person.paused_at, Person.id),
        _said(ConsentKind.HOME, HouseholdMember.joined_at, HouseholdMember.person_id).where(
            col(HouseholdMember.left_at).is_(None)
        ),
        _of_child(ConsentKind.CHILD, Guardianship.since),
        _of_child(ConsentKind.AGREED, Guardianship.agreed_at),
        _said(
            *(ConsentKind.SCHOOL, SchoolAccount.made_at, SchoolAccount.person_id),
            SchoolAccount.school,
        ),
        _said(
            *(ConsentKind.NO_LETTERS, LetterRefusal.said_at, LetterRefusal.person_id),
            LetterRefusal.kind,
        ),
    )
)


def list_consents(session: Session, me: Member) -> list[Consent]:
    """Return what I said yes or no to, the oldest first."""
    found = CONSENTS.all(session, person_id=me.id)
    consents = [
        Consent(ConsentKind(row.kind), row.since, row.detail, row.child_id) for row in found
    ]
    return sorted(consents, key=lambda one: one.since)


def rows(session: Session, me: Member, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Yield what a table has of me, in pieces, so that it never is in memory as a whole."""
    facts = {"person_id": me.id, "household_id": me.household_id, "most": PIECE}
    after, piece = 0, table.statement.all(session, **facts, after=0)
    while piece:
        yield piece
        after += PIECE
        piece = table.statement.all(session, **facts, after=after) if len(piece) == PIECE else ()


def photos(session: Session, me: Member, shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield my photos that are still kept, each with the name of its claim, one after the other."""
    for row in PHOTOS.all(session, person_id=me.id):
        try:
            yield f"{row.claim_code}-{row.number}.jpg", shelf.read(row.file)
        except NotFound:  # it was deleted this very moment
            continue


def note(session: Session, me: Member, *, now: datetime) -> None:
    """Write down that a copy was taken: who finds one they did not ask for knows of a thief."""
    history.record(session, me.id, "person.copied", me.id, now=now)
