"""Erasures: who was forgotten, when, and the code of the receipt. Ids and codes, nothing else.

They are kept twice: in the database, and in `erased.txt` beside the backups, a line for each. A
backup from before an erasure still holds that person, so whoever restores it has to look there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Erasure, Person
from portal import codes
from portal.errors import NotFound

__all__ = [
    "JOB",
    "LIST",
    "Entry",
    "add",
    "back_again",
    "find",
    "find_code_or_none",
    "issue",
    "list_since",
    "read",
]

JOB = "erasures"  # the job that writes them beside the backups
LIST = "erased.txt"
EARLIER = Statement(pick(Erasure.code).where(col(Erasure.idem) == bindparam("idem")))
OF_PERSON = Statement(pick(Erasure.code).where(col(Erasure.person_id) == bindparam("person_id")))
BY_CODE = Statement(
    pick(Erasure.code, Erasure.erased_at).where(col(Erasure.code) == bindparam("code"))
)
SINCE = Statement(
    pick(Erasure.person_id, Erasure.code, Erasure.erased_at)
    .where(col(Erasure.erased_at) >= bindparam("since"))
    .order_by(col(Erasure.erased_at), col(Erasure.person_id))
)
THERE = Statement(
    pick(Person.id).where(
        col(Person.id).in_(bindparam("people", expanding=True)),
        ~pick(Erasure.person_id).where(col(Erasure.person_id) == Person.id).exists(),
    )
)


class Entry(NamedTuple):
    """A line of the list: whose id leads to nobody, and the receipt they were given."""

    person_id: UUID
    code: str = ""
    erased_at: datetime | None = None

    @property
    def line(self) -> str:
        """As it stands on the list."""
        at = [self.erased_at.isoformat()] if self.erased_at else []
        return " ".join([str(self.person_id), self.code, *at]).strip()

    @classmethod
    def of(cls, line: str) -> "Entry":
        """Read a line; raises ValueError for what is none."""
        person_id, code, at = [*line.split(), "", ""][:3]
        return cls(UUID(person_id), code, datetime.fromisoformat(at) if at else None)


def issue(session: Session, person_id: UUID, idem: str, *, code: str = "", now: datetime) -> str:
    """Write down that somebody is forgotten; return the receipt's code. Once a person."""
    if there := OF_PERSON.value(session, person_id=person_id):
        return str(there)
    code = code or codes.new_code("E")
    session.add(Erasure(person_id=person_id, code=code, idem=idem, erased_at=now))
    session.flush()
    return code


def find_code_or_none(session: Session, idem: str) -> str | None:
    """Return the receipt of a form that was sent before."""
    code = EARLIER.value(session, idem=idem)
    return str(code) if code else None


def find(session: Session, typed: str) -> Row[Any]:
    """Return a receipt as it was typed: its code and its day; raises NotFound."""
    if row := BY_CODE.first(session, code=codes.tidy(typed)):
        return row
    raise NotFound


def list_since(session: Session, since: datetime) -> list[Entry]:
    """Return who was forgotten since an instant."""
    return [Entry(*row) for row in SINCE.all(session, since=since)]


def read(folder: Path) -> list[Entry]:
    """Return who is on the list of a folder; raises ValueError for a line that is none."""
    file = folder / LIST
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [Entry.of(line) for line in lines if line.strip()]


def add(folder: Path, entries: Iterable[Entry]) -> None:
    """Put those on the list of a folder who are not on it yet."""
    if new := list(_unknown(folder, entries)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / LIST).open("a", encoding="utf-8") as file:
            file.write("".join(f"{entry.line}\n" for entry in new))


def back_again(session: Session, erased: Sequence[UUID]) -> list[UUID]:
    """Return who of the erased is in this database as somebody again."""
    return THERE.values(session, people=sorted(set(erased))) if erased else []


def _unknown(folder: Path, entries: Iterable[Entry]) -> Iterator[Entry]:
    known = {entry.person_id for entry in read(folder)}
    return (entry for entry in entries if entry.person_id not in known)
