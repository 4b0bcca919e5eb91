"""Factor sets: every one there is, for the desk that enters them and for everybody who reads."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.factor_sets import FactorSet, OwnFactor
from db.tables.organisations import Organisation
from db.tables.programmes import Programme
from portal import ids
from portal.errors import NotFound
from portal.factor_rows import OwnRow
from portal.own_sets import COLUMNS, COUNTS, code_of

__all__ = [
    "Contents",
    "called",
    "code_of",
    "contents_of",
    "digest_of",
    "find",
    "find_reviewed",
    "list_in_use",
    "list_of",
    "rows_of",
    "text_of",
]

_ROW = tuple(OwnRow.__dataclass_fields__)
_MANY = 5  # digits that no number of a set has
_HEAD: tuple[Any, ...] = tuple(getattr(FactorSet, name) for name in FactorSet.model_fields)
_LISTED = (
    pick(
        *_HEAD,
        col(Programme.code).label("programme_code"),
        col(Programme.name).label("programme_name"),
        col(Organisation.name).label("organisation_name"),
    )
    .join(Programme, col(Programme.id) == FactorSet.programme_id)
    .join(Organisation, col(Organisation.id) == Programme.organisation_id)
)
EVERY_ONE = Statement(
    _LISTED.where(COUNTS).order_by(col(Programme.code), col(FactorSet.number)).limit(500)
)
OF_PROGRAMME = Statement(
    _LISTED.where(col(FactorSet.programme_id) == bindparam("programme_id"))
    .order_by(col(FactorSet.number).desc())
    .limit(200)
)
ONE = Statement(
    _LISTED.where(
        col(Programme.code) == bindparam("code"), col(FactorSet.number) == bindparam("number")
    )
)
ROWS = Statement(
    pick(*COLUMNS)
    .join(Programme, col(Programme.id) == OwnFactor.programme_id)
    .where(col(Programme.code) == bindparam("code"), col(OwnFactor.number) == bindparam("number"))
    .order_by(col(OwnFactor.line))
    .limit(1000)
)


class Contents(NamedTuple):
    """All that a set says, and all that its hash covers."""

    programme: str
    name: str
    source: str
    first_year: int
    last_year: int
    rows: Sequence[OwnRow]


def text_of(said: Contents) -> str:
    """Return what a set says as JSON; its hash is that of these bytes."""
    rows = [{name: _plain(getattr(row, name)) for name in _ROW} for row in said.rows]
    return json.dumps({**said._asdict(), "rows": rows}, ensure_ascii=False, indent=1)


def digest_of(said: Contents) -> str:
    """Return the hash of all that a set says."""
    return ids.digest(text_of(said))


def list_in_use(session: Session) -> Sequence[Row[Any]]:
    """Return every set that some programme counts by."""
    return EVERY_ONE.all(session)


def list_of(session: Session, programme_id: UUID) -> Sequence[Row[Any]]:
    """Return all sets of a programme, the newest first."""
    return OF_PROGRAMME.all(session, programme_id=programme_id)


def called(one: Row[Any]) -> str:
    """Return what a set is called in reports and addresses."""
    return code_of(one.programme_code, one.number)


def find(session: Session, code: str) -> Row[Any]:
    """Return a set by what it is called; raises NotFound."""
    programme, _, number = code.upper().rpartition(".")
    is_number = number.isdecimal() and len(number) < _MANY
    row = ONE.first(session, code=programme, number=int(number)) if is_number else None
    if row is None:
        raise NotFound
    return row


def find_reviewed(session: Session, code: str) -> Row[Any]:
    """Return a set that counts, or once did; raises NotFound."""
    one = find(session, code)
    if one.reviewed_at is None:
        raise NotFound
    return one


def contents_of(session: Session, one: Row[Any]) -> Contents:
    """Return all that a set says."""
    facts = {name: getattr(one, name) for name in ("name", "source", "first_year", "last_year")}
    return Contents(one.programme_code, **facts, rows=rows_of(session, one))


def rows_of(session: Session, one: Row[Any]) -> Sequence[OwnRow]:
    """Return the rows of a set, in the order of its list."""
    found = ROWS.all(session, code=one.programme_code, number=one.number)
    return [OwnRow(**row._asdict()) for row in found]


def _plain(value: object) -> object:
    """Return a cell as it stands in the text: of a decimal every digit, and no idle zero."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, int) else f"{value}"
