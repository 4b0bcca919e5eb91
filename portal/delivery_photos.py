"""Photos of deliveries: of things, without faces, for everybody to see on the cause's page."""

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.deliveries import Delivery
from db.tables.giving import Cause, Round
from portal.causes import code_in
from portal.errors import NotFound, Refused
from portal.files import Picture, Shelf

__all__ = ["FacesShown", "Photo", "find"]

PHOTO = Statement(
    pick(Delivery.photo)
    .join(Cause, tied(Cause, Delivery, "programme_id id", "programme_id cause_id"))
    .join(Round, tied(Round, Delivery, "programme_id id", "programme_id round_id"))
    .where(
        col(Cause.code) == bindparam("code"),
        col(Round.code) == bindparam("round_code"),
        col(Delivery.number) == bindparam("number"),
        col(Delivery.photo).is_not(None),
    )
)


class FacesShown(Refused):
    """A photo is shown only where the charity says that nobody can be recognised in it."""


@dataclass(frozen=True)
class Photo:
    """A photo of what arrived, and what its sender says of it."""

    picture: Picture
    shelf: Shelf
    is_without_faces: bool


def find(session: Session, key: str, round_code: str, number: int) -> str:
    """Return under which name the photo of a step lies; raises NotFound."""
    if row := PHOTO.first(session, code=code_in(key), round_code=round_code, number=number):
        return str(row.photo)
    raise NotFound
