"""Erasures: whom a backup must not bring back. Ids only, kept beside the backups, in no database.

Beside the backups lies `erased.txt`, one id of a person on each line. A backup from before an
erasure still holds that person, so whoever restores it has to look here.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.people import Person

__all__ = ["LIST", "back_again", "read"]

LIST = "erased.txt"
THERE = Statement(pick(Person.id).where(col(Person.id).in_(bindparam("people", expanding=True))))


def read(folder: Path) -> list[UUID]:
    """Return who is on the list of a folder; raises ValueError for a line that is no id."""
    file = folder / LIST
    lines = file.read_text(encoding="utf-8").split() if file.exists() else []
    return [UUID(line) for line in lines]


def back_again(session: Session, erased: Sequence[UUID]) -> list[UUID]:
    """Return who of the erased is in this database again."""
    return THERE.values(session, people=sorted(erased)) if erased else []
