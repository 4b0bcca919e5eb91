"""My rows: which columns of each table somebody takes along. Written lists, never whole rows.

Nothing of anybody else is among them: no names and no ids of others, and no secret, of which only
hashes are kept anyway.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_
from sqlmodel import col

from db.statement import Statement, pick, tied
from db.tables.claims import Claim, Evidence, Verification
from db.tables.complaints import Complaint
from db.tables.draws import Opinion
from db.tables.giving import Cause, Gift
from db.tables.habits import Habit
from db.tables.history import HistoryEvent
from db.tables.households import (
    ChosenCause,
    HomeCode,
    Household,
    HouseholdMember,
    RuleConsent,
    RuleWish,
)
from db.tables.letters import Letter, LetterRefusal
from db.tables.meters import Meter, Reading
from db.tables.organisations import Application, Invitation, Membership, Organisation, OwnerChange
from db.tables.people import Guardianship, Person, SignIn
from db.tables.posters import CheckIn
from db.tables.programmes import Enrolment, Programme
from db.tables.questionnaires import RecordCheck
from db.tables.reports import Presence
from db.tables.rewards import Redemption, Reward, RewardWait
from db.tables.samples import Sample
from db.tables.slips import Slip
from db.tables.ways import Passkey, RecoveryCode, SchoolAccount, SignInLink, TimeCode
from portal.letters import SECRET
from portal.ties import typed_for

__all__ = ["TABLES", "Table"]

_me: Any = bindparam("person_id")
_home: Any = bindparam("household_id")
_claim_of_photo = tied(Claim, Evidence, "programme_id code", "programme_id claim_code")
_claim_decided = tied(Claim, Verification, "programme_id code", "programme_id claim_code")
_of_programme: Any = col(Programme.code).label("programme")


@dataclass(frozen=True)
class Table:
    """What a copy takes of one table; `statement` wants person_id, household_id, most and after."""

    name: str
    statement: Statement
    columns: tuple[str, ...]


def _take(
    table: Any,
    columns: str,
    whose: ColumnElement[bool],
    *more: Any,
    join: tuple[Any, Any] | None = None,
) -> Table:
    """Say what is taken of a table, and whose; a row of a programme tells which one."""
    query = pick(*(getattr(table, name) for name in columns.split()), *more)
    if hasattr(table, "programme_id") and table is not HistoryEvent:
        query = query.add_columns(_of_programme)
        query = query.join(Programme, col(Programme.id) == table.programme_id)
    query = (query.join(*join) if join else query).where(whose)
    names = tuple(query.selected_columns.keys())
    ordered = query.order_by(*table.__table__.primary_key)
    piece = ordered.limit(bindparam("most")).offset(bindparam("after"))
    return Table(table.__tablename__, Statement(piece), names)


def _mine(column: Any) -> ColumnElement[bool]:
    is_mine: ColumnElement[bool] = col(column) == _me
    return is_mine


TABLES = (
    _take(Person, "name email language joined_at seen_on asked_on paused_at", _mine(Person.id)),
    _take(SignIn, "device is_shared began_at seen_at proved_at ends_at", _mine(SignIn.person_id)),
    _take(SignInLink, "purpose address made_at ends_at used_at", _mine(SignInLink.person_id)),
    _take(TimeCode, "made_at", _mine(TimeCode.person_id)),
    _take(RecoveryCode, "purpose made_at ends_at used_at", _mine(RecoveryCode.person_id)),
    _take(Passkey, "name uses made_at used_at", _mine(Passkey.person_id)),
    _take(SchoolAccount, "school made_at used_at", _mine(SchoolAccount.person_id)),
    _take(
        Letter,
        "kind language facts written_at sent_at",
        _mine(Letter.person_id) & col(Letter.kind).not_in(SECRET),
    ),
    _take(LetterRefusal, "kind said_at", _mine(LetterRefusal.person_id)),
    _take(Household, "code name adults_to_agree made_at", col(Household.id) == _home),
    _take(HouseholdMember, "standing joined_at left_at", _mine(HouseholdMember.person_id)),
    _take(
        HomeCode,
        "kind made_at ends_at taken_at withdrawn_at",
        or_(_mine(HomeCode.made_by), _mine(HomeCode.taken_by)),
    ),
    _take(RuleWish, "adults_to_agree asked_at ended_at", _mine(RuleWish.asked_by)),
    _take(RuleConsent, "said_at", _mine(RuleConsent.person_id)),
    _take(
        ChosenCause,
        "chosen_at",
        col(ChosenCause.household_id) == _home,
        col(Cause.name).label("cause"),
        join=(Cause, tied(Cause, ChosenCause, "programme_id id", "programme_id cause_id")),
    ),
    _take(
        Guardianship,
        "since until may_log may_add_photos may_propose stopped_at agreed_at",
        or_(_mine(Guardianship.guardian_id), _mine(Guardianship.child_id)),
        _mine(Guardianship.child_id).label("is_about_me"),
    ),
    _take(
        Claim,
        "code activity amount done_on replaced evidence_class note state points why"
        " submitted_at decided_at",
        _mine(Claim.person_id),
    ),
    _take(
        Sample,
        "claim_code chosen_at finding reason checked_at ruling ruled_at",
        _mine(Claim.person_id),
        join=(Claim, tied(Claim, Sample, "programme_id code", "programme_id claim_code")),
    ),
    _take(
        Opinion,
        "claim_code finding reason said_at",
        _mine(Claim.person_id),
        join=(Claim, tied(Claim, Opinion, "programme_id code", "programme_id claim_code")),
    ),
    _take(
        Complaint,
        "code kind claim_code words made_at answer_by outcome answer answered_at",
        _mine(Complaint.made_by),
    ),
    _take(
        Evidence,
        "claim_code number width height added_at",
        _mine(Claim.person_id),
        col(Evidence.file).is_not(None).label("is_kept"),
        join=(Claim, _claim_of_photo),
    ),
    _take(
        Verification,
        "claim_code decision message decided_at",
        _mine(Claim.person_id),
        join=(Claim, _claim_decided),
    ),
    _take(CheckIn, "poster_code day claim_code", _mine(CheckIn.person_id)),
    _take(
        Slip,
        "code claim_code activity reading_number meter_number reason typed_at",
        typed_for(_me),
    ),
    _take(RecordCheck, "subject claim_code", _mine(RecordCheck.person_id)),
    _take(Habit, "activity began_on before said_at still answered_at", _mine(Habit.person_id)),
    _take(Meter, "activity usual usual_days told_at", col(Meter.household_id) == _home),
    _take(
        Reading,
        "activity number read_on shown is_new_meter after_number claim_code read_at taken_back_at",
        col(Reading.household_id) == _home,
    ),
    _take(Presence, "period act_count", _mine(Presence.subject_id)),
    _take(Enrolment, "enrolled_at", col(Enrolment.holder_id) == _home),
    _take(
        Gift,
        "code points given_at ended_at",
        or_(_mine(Gift.person_id), _mine(Gift.adult_id), _mine(Gift.agreed_by)),
        col(Cause.name).label("cause"),
        join=(Cause, tied(Cause, Gift, "programme_id id", "programme_id cause_id")),
    ),
    _take(
        Redemption,
        "code points asked_at state valid_until used_at ended_at rating",
        or_(_mine(Redemption.person_id), _mine(Redemption.adult_id), _mine(Redemption.agreed_by)),
        col(Reward.name).label("reward"),
        join=(Reward, tied(Reward, Redemption, "programme_id id", "programme_id reward_id")),
    ),
    _take(
        RewardWait,
        "since told_at",
        _mine(RewardWait.person_id),
        col(Reward.name).label("reward"),
        join=(Reward, tied(Reward, RewardWait, "programme_id id", "programme_id reward_id")),
    ),
    _take(
        Application,
        "code kind name about registration language made_at state decided_at reason",
        _mine(Application.applicant_id),
    ),
    _take(Invitation, "role email made_at taken_at", _mine(Invitation.taken_by)),
    _take(
        Membership,
        "role since until",
        _mine(Membership.person_id),
        col(Organisation.slug).label("organisation"),
        join=(Organisation, col(Organisation.id) == Membership.organisation_id),
    ),
    _take(OwnerChange, "kind asked_at agreed_at", _mine(OwnerChange.person_id)),
    _take(HistoryEvent, "verb at", or_(_mine(HistoryEvent.actor_id), _mine(HistoryEvent.whom_id))),
)
