"""Traces: everything in the tables that says who somebody is. Wiped, their id leads to nobody.

What the ledger, the totals and other people's papers rest on stays: rows of ids, days and numbers.
Wiping twice is harmless, so that it can be done once more to a backup that came back.
"""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, union_all, update
from sqlmodel import Session, SQLModel, col

from db.statement import Statement, pick
from db.tables.claims import Claim, Evidence, Verification
from db.tables.complaints import Complaint
from db.tables.draws import Opinion
from db.tables.habits import Habit
from db.tables.households import HomeCode, Household, HouseholdMember
from db.tables.joining import JoinLink
from db.tables.letters import Letter, LetterRefusal
from db.tables.organisations import Application, Invitation
from db.tables.people import Person, SignIn
from db.tables.rewards import RewardWait
from db.tables.samples import Sample
from db.tables.slips import Slip
from db.tables.ways import (
    LinkRequest,
    Passkey,
    RecoveryCode,
    SchoolAccount,
    SignInLink,
    TimeCode,
)
from portal import evidence
from portal.files import Shelf
from portal.ties import typed_for

__all__ = ["NOBODY", "wipe"]

NOBODY = "—"  # what people read where a name was


def _of_person(table: type[SQLModel]) -> Statement:
    whose = table.__table__.c.person_id  # type: ignore[attr-defined]
    return Statement(delete(table).where(whose == bindparam("person_")))


def _of_address(table: type[Letter | LinkRequest | JoinLink]) -> Statement:
    return Statement(delete(table).where(col(table.address) == bindparam("address_")))


# What is theirs alone goes as a row.
_OWN = (
    *(SignIn, SignInLink, TimeCode, RecoveryCode, Passkey, SchoolAccount),
    *(LetterRefusal, Letter, RewardWait, Habit),
)
ROWS = tuple(_of_person(table) for table in _OWN)
AT_ADDRESS = tuple(_of_address(table) for table in (Letter, LinkRequest, JoinLink))
# What others rest on stays without its words.
WORDS = (
    Statement(update(Claim).where(col(Claim.person_id) == bindparam("person_")).values(note=None)),
    Statement(
        update(Sample)
        .where(
            col(Sample.reason).is_not(None),
            exists().where(
                col(Claim.programme_id) == Sample.programme_id,
                col(Claim.code) == Sample.claim_code,
                col(Claim.person_id) == bindparam("person_"),
            ),
        )
        .values(reason=None)
    ),
    Statement(
        update(Opinion)
        .where(
            col(Opinion.reason).is_not(None),
            exists().where(
                col(Claim.programme_id) == Opinion.programme_id,
                col(Claim.code) == Opinion.claim_code,
                col(Claim.person_id) == bindparam("person_"),
            ),
        )
        .values(reason=None)
    ),
    Statement(
        update(Verification)
        .where(
            col(Verification.message).is_not(None),
            exists().where(
                col(Claim.programme_id) == Verification.programme_id,
                col(Claim.code) == Verification.claim_code,
                col(Claim.person_id) == bindparam("person_"),
            ),
        )
        .values(message=None)
    ),
    Statement(
        update(Slip).where(typed_for(bindparam("person_"))).values(reason=None, meter_number=None)
    ),
    Statement(
        update(Complaint)
        .where(col(Complaint.made_by) == bindparam("person_"))
        .values(words=None, answer=None)
    ),
    Statement(
        update(Application)
        .where(col(Application.applicant_id) == bindparam("person_"))
        .values(name=NOBODY, about="", registration="", reason="")
    ),
    Statement(
        update(Invitation)
        .where(col(Invitation.taken_by) == bindparam("person_"))
        .values(email=NOBODY)
    ),
    Statement(
        update(HomeCode).where(col(HomeCode.made_by) == bindparam("person_")).values(code=None)
    ),
    Statement(  # homes where nobody lives any more: they were called after whoever did
        update(Household)
        .where(
            exists().where(
                col(HouseholdMember.household_id) == Household.id,
                col(HouseholdMember.person_id) == bindparam("person_"),
            ),
            ~exists().where(
                col(HouseholdMember.household_id) == Household.id,
                col(HouseholdMember.left_at).is_(None),
            ),
        )
        .values(name=NOBODY)
    ),
)
_OPEN = col(Invitation.taken_at).is_(None) & col(Invitation.withdrawn_at).is_(None)
INVITED = (
    Statement(
        update(Invitation)
        .where(col(Invitation.email) == bindparam("address_"), _OPEN)
        .values(withdrawn_at=bindparam("now_"))
    ),
    Statement(
        update(Invitation)
        .where(col(Invitation.email) == bindparam("address_"))
        .values(email=NOBODY)
    ),
)
ADDRESSES = Statement(  # theirs, and those they wanted to have
    union_all(
        pick(Person.email).where(
            col(Person.id) == bindparam("person_id"), col(Person.email).is_not(None)
        ),
        pick(SignInLink.address).where(
            col(SignInLink.person_id) == bindparam("person_id"),
            col(SignInLink.address).is_not(None),
        ),
    )
)
PHOTOS = Statement(
    pick(Evidence.programme_id, Evidence.claim_code)
    .join(
        Claim,
        and_(
            col(Claim.programme_id) == Evidence.programme_id,
            col(Claim.code) == Evidence.claim_code,
        ),
    )
    .where(col(Claim.person_id) == bindparam("person_id"), col(Evidence.file).is_not(None))
    .distinct()
    .order_by(col(Evidence.programme_id), col(Evidence.claim_code))
)
FORGET = Statement(
    update(Person)
    .where(col(Person.id) == bindparam("person_"))
    .values(
        name=NOBODY,
        **dict.fromkeys(("email", "password_hash", "language"), None),
        **dict.fromkeys(("seen_on", "asked_on", "paused_at"), None),
    )
)


def wipe(session: Session, shelf: Shelf, person_id: UUID, *, now: datetime) -> None:
    """Forget who a person is: rows, words, photos, name and ways in."""
    who = {"person_": person_id}
    for address in ADDRESSES.values(session, person_id=person_id):
        for statement in (*AT_ADDRESS, *INVITED):
            statement.run(session, {"address_": address, "now_": now})
    for statement in (*ROWS, *WORDS):
        statement.run(session, who)
    _drop_photos(session, shelf, person_id)
    FORGET.run(session, who)
    session.expire_all()


def _drop_photos(session: Session, shelf: Shelf, person_id: UUID) -> None:
    """Delete the pictures as soon as the act has been committed."""
    rows = PHOTOS.all(session, person_id=person_id)
    for programme_id, of_one in groupby(rows, key=lambda row: row.programme_id):
        codes = [row.claim_code for row in of_one]
        evidence.forget_photos(session, shelf, programme_id, codes)
