"""Evidence: who may say that they saw it, and the photos behind a claim."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, event, func, literal, or_, union_all, update
from sqlmodel import Session, col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, ClaimState, Evidence
from db.tables.households import HouseholdMember, Standing
from db.tables.organisations import Membership, Role
from db.tables.people import Person
from db.tables.programmes import SeasonKey
from portal import files
from portal.errors import Refused
from portal.files import Picture, Shelf
from portal.likeness import is_near, likeness_of

__all__ = [
    "TooManyPhotos",
    "forget_past",
    "forget_photos",
    "keep_photo",
    "list_at",
    "list_people",
    "list_witnesses",
]

NOBODY = UUID(int=0)  # lives in no home
A_DAY = timedelta(days=1)
KEPT_AFTER_DECISION = timedelta(days=30)
KEPT_AT_MOST = timedelta(days=90)
MOST_A_DAY = 30  # photos of one person
MOST_COMPARED = 2000  # newest photos of a programme: what is older is hardly sent again
WITNESSING = (Role.ORGANISER, Role.VERIFIER, Role.STEWARD)

_neighbours = pick(col(HouseholdMember.person_id)).where(
    col(HouseholdMember.household_id) == bindparam("household_id")
)
_witnesses = (
    pick(col(Person.id), col(Person.name), literal(False).label("is_child"))
    .join(Membership, col(Membership.person_id) == Person.id)
    .where(
        col(Membership.organisation_id) == bindparam("organisation_id"),
        col(Membership.role).in_(WITNESSING),
        col(Membership.since) <= bindparam("now"),
        or_(col(Membership.until).is_(None), col(Membership.until) > bindparam("now")),
        col(Person.id).not_in(_neighbours),
        col(Person.paused_at).is_(None),
    )
    .distinct()
)
_children = (
    pick(col(Person.id), col(Person.name), literal(True).label("is_child"))
    .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
    .where(
        col(HouseholdMember.household_id) == bindparam("household_id"),
        col(HouseholdMember.standing) == Standing.CHILD,
        col(HouseholdMember.left_at).is_(None),
        col(Person.email).is_(None),
    )
)
_people = union_all(_witnesses, _children).subquery()
PEOPLE = Statement(
    pick(_people.c.id, _people.c.name, _people.c.is_child)
    .order_by(_people.c.name, _people.c.id)
    .limit(100)
)
PHOTOS = Statement(
    pick(col(Evidence.file)).where(
        col(Evidence.programme_id) == bindparam("programme_id"),
        col(Evidence.claim_code).in_(bindparam("codes", expanding=True)),
        col(Evidence.file).is_not(None),
    )
)
PAST = Statement(
    pick(Evidence.claim_code)
    .join(
        Claim,
        and_(
            col(Claim.programme_id) == Evidence.programme_id,
            col(Claim.code) == Evidence.claim_code,
        ),
    )
    .where(
        col(Evidence.programme_id) == bindparam("programme_id"),
        col(Evidence.file).is_not(None),
        or_(
            col(Evidence.added_at) < bindparam("added_before"),
            and_(
                col(Claim.state).not_in([ClaimState.SUBMITTED, ClaimState.ASKED]),
                col(Claim.decided_at) < bindparam("decided_before"),
            ),
        ),
    )
    .limit(20)
)
FORGET = Statement(
    update(Evidence)
    .where(
        col(Evidence.programme_id) == bindparam("programme_id_"),
        col(Evidence.claim_code) == bindparam("code_"),
    )
    .values(file=None, likeness=None)
)
LIKENESSES = Statement(
    pick(col(Evidence.claim_code), col(Evidence.likeness))
    .where(
        col(Evidence.programme_id) == bindparam("programme_id"),
        col(Evidence.claim_code) != bindparam("code"),
        col(Evidence.likeness).is_not(None),
    )
    .order_by(col(Evidence.added_at).desc(), col(Evidence.claim_code))
    .limit(MOST_COMPARED)
)
SENT = Statement(
    pick(func.count())
    .select_from(Evidence)
    .join(Claim, tied(Claim, Evidence, "programme_id code", "programme_id claim_code"))
    .where(
        col(Claim.person_id) == bindparam("person_id"),
        col(Evidence.added_at) > bindparam("since"),
    )
)
KEY = Statement(
    pick(col(SeasonKey.key)).where(
        col(SeasonKey.programme_id) == bindparam("programme_id"),
        col(SeasonKey.season) == bindparam("season"),
    )
)


class TooManyPhotos(Refused):
    """`most` photos a day are enough for one person."""


def list_witnesses(
    session: Session, organisation_id: UUID, household_id: UUID, *, now: datetime
) -> Sequence[Row[Any]]:
    """Return who may say that they saw it: helpers who never lived in the claimant's home."""
    return list_people(session, organisation_id, household_id, now=now)[0]


def list_at(session: Session, organisation_id: UUID, *, now: datetime) -> Sequence[Row[Any]]:
    """Return everybody who may say for an organisation that they saw something."""
    return list_people(session, organisation_id, NOBODY, now=now)[0]


def list_people(
    session: Session, organisation_id: UUID, household_id: UUID, *, now: datetime
) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """Return who may have seen it, and the children for whom an adult of the home may say it."""
    facts = {"organisation_id": organisation_id, "household_id": household_id}
    rows = PEOPLE.all(session, **facts, now=now)
    return [one for one in rows if not one.is_child], [one for one in rows if one.is_child]


def keep_photo(
    session: Session,
    shelf: Shelf,
    picture: Picture | None,
    claim: Claim,
    *,
    season: str,
    now: datetime,
) -> None:
    """Put a claim's photo, if there is one, on the shelf and remember it with this season's tag.

    Each version of a claim may have its own; the newest is shown. Raises TooManyPhotos.
    """
    if picture is None:
        return
    if SENT.value(session, person_id=claim.person_id, since=now - A_DAY) >= MOST_A_DAY:
        raise TooManyPhotos(most=MOST_A_DAY)
    likeness = likeness_of(picture)
    key = KEY.value(session, programme_id=claim.programme_id, season=season)
    evidence = Evidence(
        programme_id=claim.programme_id,
        claim_code=claim.code,
        number=claim.revision,
        tag=files.tag(key, picture),
        file=shelf.keep(picture),
        likeness=likeness,
        near=_nearest(session, claim, likeness),
        width=picture.width,
        height=picture.height,
        added_at=now,
    )
    session.add(evidence)
    session.flush()


def _nearest(session: Session, claim: Claim, likeness: str | None) -> str | None:
    """Return the code of the newest other claim whose photo looks the same, if there is one."""
    if likeness is None:
        return None
    rows = LIKENESSES.all(session, programme_id=claim.programme_id, code=claim.code)
    return next((row.claim_code for row in rows if is_near(likeness, row.likeness)), None)


def forget_photos(session: Session, shelf: Shelf, programme_id: UUID, codes: Sequence[str]) -> None:
    """Delete the photos of claims, as soon as the act that wants it has been committed."""
    if not codes:
        return
    kept = PHOTOS.values(session, programme_id=programme_id, codes=codes)
    FORGET.run(session, *({"programme_id_": programme_id, "code_": code} for code in codes))

    def drop(_session: Session) -> None:
        for name in kept:
            shelf.drop(name)

    event.listen(session, "after_commit", drop, once=True)
    event.listen(session, "after_rollback", lambda _session: kept.clear(), once=True)


def forget_past(session: Session, shelf: Shelf, programme_id: UUID, *, now: datetime) -> int:
    """Delete some photos a month after the decision, at the latest ninety days after they came.

    Returns of how many claims; none when nothing is left to delete.
    """
    past = PAST.values(
        session,
        programme_id=programme_id,
        added_before=now - KEPT_AT_MOST,
        decided_before=now - KEPT_AFTER_DECISION,
    )
    codes = list(dict.fromkeys(past))
    forget_photos(session, shelf, programme_id, codes)
    return len(codes)
