"""Open data: the reference numbers as files, and the list of closed reports, with checksums."""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, case, func, literal
from sqlmodel import Session, col

from db.reference import DATA_SET_VERSION, FOLDER
from db.statement import Statement, pick
from db.tables.editions import Edition, EditionOf
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from portal import ids
from portal.codebook import COLUMNS, FILES
from portal.errors import NotFound

__all__ = ["COLUMNS", "DATA_SET_VERSION", "File", "files", "list_editions", "read"]

SHARE_ALIKE = "CC-BY-SA-4.0"
OPEN = "CC-BY-4.0"
_key = case(
    (col(Edition.about) == EditionOf.PROGRAMME, col(Programme.code)),
    (col(Edition.about) == EditionOf.ORGANISATION, col(Organisation.slug)),
    else_=literal(""),
)


def _is_about(table: type[Programme | Organisation], kind: EditionOf) -> Any:
    return and_(col(Edition.about) == kind, col(table.id) == Edition.about_id)


EDITIONS = Statement(
    pick(
        Edition.about,
        func.coalesce(_key, "").label("key"),
        col(Programme.name).label("programme_name"),
        col(Organisation.name).label("organisation_name"),
        Edition.period,
        Edition.number,
        Edition.made_at,
        Edition.reason,
        Edition.data_set,
        col(Edition.method).label("counted_by"),
        Edition.is_hidden,
        Edition.digest,
    )
    .outerjoin(
        Programme,
        _is_about(Programme, EditionOf.PROGRAMME),
    )
    .outerjoin(
        Organisation,
        and_(
            col(Edition.about) == EditionOf.ORGANISATION, col(Organisation.id) == Edition.about_id
        ),
    )
    .order_by(col(Edition.made_at).desc(), col(Edition.period).desc(), col(Edition.about))
    .limit(20_000)
)


class File(NamedTuple):
    """A file that anybody may take."""

    name: str
    about: str
    licence: str
    columns: tuple[str, ...]
    row_count: int
    size: int
    digest: str


@lru_cache(maxsize=1)
def files() -> tuple[File, ...]:
    """Return the files of reference numbers; they change with the program only."""
    return tuple(_file(name, about) for name, about in FILES.items())


def read(name: str) -> str:
    """Return one of them; raises NotFound."""
    if name not in FILES:
        raise NotFound
    return (FOLDER / name).read_text(encoding="utf-8")


def list_editions(session: Session) -> Sequence[Row[Any]]:
    """Return every edition of every closed report, the newest first, without its figures."""
    return EDITIONS.all(session)


def _file(name: str, about: str) -> File:
    text = read(name)
    columns, *rows = csv.reader(io.StringIO(text))
    licence = SHARE_ALIKE if name.startswith("by_sa/") else OPEN
    size = len(text.encode())
    return File(name, about, licence, _known(columns), len(rows), size, ids.digest(text))


def _known(columns: Iterable[str]) -> tuple[str, ...]:
    """Return columns; one without its line in the codebook is a mistake."""
    return tuple(name for name in columns if COLUMNS[name])
