"""Imports: what came in on paper or in a file, together: where it stands, and what it became."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.imports import Import, ImportKind, ImportState
from db.tables.people import Person
from db.tables.programmes import Programme
from portal import codes
from portal.desks import Desk
from portal.errors import NotFound
from portal.permissions import may_enter, require

__all__ = ["ImportKind", "ImportState", "find", "find_to_undo", "list_all", "programme_of_or_none"]

_maker, _applier, _ender, _asker = (aliased(Person) for _ in range(4))
COLUMNS: tuple[Any, ...] = (
    *(Import.programme_id, Import.code, Import.kind, Import.state, Import.name, Import.digest),
    *(Import.row_count, Import.control, Import.reason, Import.made_by, Import.made_at),
    *(Import.applied_by, Import.applied_at, Import.undo_asked_by, Import.ended_at),
    *(Programme.organisation_id, Programme.time_zone),
    col(Programme.code).label("programme_code"),
    col(Programme.name).label("programme_name"),
    col(_maker.name).label("maker_name"),
    col(_applier.name).label("applier_name"),
    col(_asker.name).label("asker_name"),
    col(_ender.name).label("ender_name"),
)
_IMPORTS = (
    pick(*COLUMNS)
    .join(Programme, col(Programme.id) == Import.programme_id)
    .join(_maker, col(_maker.id) == Import.made_by)
    .outerjoin(_applier, col(_applier.id) == Import.applied_by)
    .outerjoin(_asker, col(_asker.id) == Import.undo_asked_by)
    .outerjoin(_ender, col(_ender.id) == Import.ended_by)
    .where(col(Programme.organisation_id) == bindparam("organisation_id"))
)
ALL = Statement(_IMPORTS.order_by(col(Import.made_at).desc(), col(Import.code)).limit(100))
WHOSE = Statement(
    pick(Import.programme_id, Programme.organisation_id)
    .join(Programme, col(Programme.id) == Import.programme_id)
    .where(col(Import.code) == bindparam("code"))
)
ONE = Statement(_IMPORTS.where(col(Import.code) == bindparam("code")))


def programme_of_or_none(session: Session, code: str) -> Row[Any] | None:
    """Return whose an import is: its programme and organisation."""
    return WHOSE.first(session, code=codes.tidy(code))


def list_all(session: Session, desk: Desk) -> Sequence[Row[Any]]:
    """Return what came in at this desk lately, newest first."""
    require(may_enter(desk.roles))
    return ALL.all(session, organisation_id=desk.organisation_id)


def find_to_undo(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return an import of this desk for whoever takes it back; raises NotFound."""
    if row := ONE.first(session, organisation_id=desk.organisation_id, code=codes.tidy(code)):
        return row
    raise NotFound


def find(session: Session, desk: Desk, code: str) -> Row[Any]:
    """Return an import of this desk; raises NotFound."""
    require(may_enter(desk.roles))
    return find_to_undo(session, desk, code)
