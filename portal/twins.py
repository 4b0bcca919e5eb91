"""Twins: claims of one season that show the same photo. A photo earns points once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db.statement import Statement, pick
from db.tables.claims import Claim, ClaimState, Evidence
from portal import ids

__all__ = ["APPROVED", "Photo", "evidence_tag", "photos_of", "twin_of"]

APPROVED = frozenset({ClaimState.QUEUED, ClaimState.AWARDED, ClaimState.UNAWARDED})

_mine, _other, _later = aliased(Evidence), aliased(Evidence), aliased(Evidence)


def _is_newest(photo: Any) -> Any:
    """Only the newest photo of a claim counts: an earlier one was a mistake."""
    newest = (
        pick(func.max(_later.number))
        .where(_later.programme_id == photo.programme_id, _later.claim_code == photo.claim_code)
        .correlate(photo)
    )
    return photo.number == newest.scalar_subquery()


def _shows_the_same(mine: Any, other: Any) -> Any:
    return and_(
        other.programme_id == mine.programme_id,
        other.tag == mine.tag,
        other.claim_code != mine.claim_code,
        _is_newest(other),
    )


def _is_of(photo: Any, claim: Any) -> Any:
    return and_(claim.programme_id == photo.programme_id, claim.code == photo.claim_code)


PHOTOS = Statement(
    pick(_mine.claim_code, _mine.tag, col(Claim.code).label("twin"), Claim.state)
    .select_from(_mine)
    .outerjoin(_other, _shows_the_same(_mine, _other))
    .outerjoin(Claim, _is_of(_other, Claim))
    .where(
        col(_mine.programme_id) == bindparam("programme_id"),
        col(_mine.claim_code).in_(bindparam("codes", expanding=True)),
        _is_newest(_mine),
    )
    .order_by(_mine.claim_code, col(Claim.code))
)


@dataclass
class Photo:
    """The newest photo of a claim: its tag, and the other claims that show the same one."""

    tag: str
    twins: dict[str, ClaimState] = field(default_factory=dict)

    @property
    def counted_twin(self) -> str | None:
        """The claim this photo was approved for already, if there is one."""
        return next((code for code, state in self.twins.items() if state in APPROVED), None)

    @property
    def evidence_tag(self) -> str:
        """What its approval is known by: a photo whose approval was undone may be used again."""
        undone = [code for code, state in self.twins.items() if state is ClaimState.REVERSED]
        return ids.digest(f"{self.tag}/{len(undone)}") if undone else self.tag


def photos_of(session: Session, programme_id: UUID, codes: Collection[str]) -> Mapping[str, Photo]:
    """Return the photo of each of these claims that has one."""
    photos: dict[str, Photo] = {}
    for row in PHOTOS.all(session, programme_id=programme_id, codes=list(codes)):
        photo = photos.setdefault(row.claim_code, Photo(row.tag))
        if row.twin:
            photo.twins[row.twin] = row.state
    return photos


def twin_of(claim: Any, *states: ClaimState) -> Any:
    """Select, for a column of a list, the code of another claim that shows the same photo.

    Of one in these states; without any, of one that was not taken back.
    """
    wanted = states or tuple(set(ClaimState) - {ClaimState.WITHDRAWN})
    mine, other, twin = aliased(Evidence), aliased(Evidence), aliased(Claim)
    return (
        pick(func.min(twin.code))
        .select_from(mine)
        .join(other, _shows_the_same(mine, other))
        .join(twin, _is_of(other, twin))
        .where(_is_of(mine, claim), _is_newest(mine), col(twin.state).in_(sorted(wanted)))
        .correlate(claim)
        .scalar_subquery()
    )


def evidence_tag(photos: Mapping[str, Photo], code: str) -> str:
    """Return what a claim's approval is known by, unlike any other's in its programme."""
    return photos[code].evidence_tag if code in photos else ids.digest(code)
