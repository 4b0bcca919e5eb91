"""Programme rows: which columns of each table leave with a closed programme. Written lists.

No name, no words of a person, no photo, no secret and no code that opens anything is among them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, tuple_
from sqlmodel import SQLModel, col

from db.statement import Statement, pick
from db.tables.books import Account, Book
from db.tables.budgets import BudgetRequest, TopUp
from db.tables.claims import Approval, Batch, Claim, Evidence, Verification
from db.tables.commons import LapsedPoints
from db.tables.complaints import Complaint
from db.tables.deliveries import Delivery
from db.tables.draws import Draw, Opinion
from db.tables.editions import Edition, EditionOf
from db.tables.factor_sets import FactorSet, OwnFactor
from db.tables.giving import (
    Cause,
    CauseStatement,
    Gift,
    Pledge,
    Round,
    RoundCause,
    RoundOpening,
    Settlement,
    SettlementShare,
)
from db.tables.groups import Group, GroupVote
from db.tables.history import HistoryEvent
from db.tables.imports import Import, ImportLine
from db.tables.ledger import Holding, Lot, Posting, Txn
from db.tables.meters import Meter, Reading
from db.tables.organisations import Organisation
from db.tables.posters import CheckIn, Poster
from db.tables.programmes import Activity, Enrolment, Programme, ProgrammeStep, RuleSet, Season
from db.tables.questionnaires import Questionnaire, RecordCheck
from db.tables.remarks import Remark
from db.tables.rewards import PriceWindow, Redemption, Reward, StockCount, Voucher
from db.tables.samples import Sample
from db.tables.slips import Slip

__all__ = ["SIZE", "TABLES", "Table"]

_it: Any = bindparam("programme_id")
_holders = pick(Enrolment.holder_id).where(col(Enrolment.programme_id) == _it)


@dataclass(frozen=True)
class Table:
    """What a copy takes of one table: `first` some rows, then those `after` the keys of the last.

    Both want programme_id and most.
    """

    name: str
    about: str
    columns: tuple[str, ...]  # the keys come first
    key_count: int
    first: Statement
    after: Statement


def _take(model: type[SQLModel], columns: str, whose: ColumnElement[bool] | None = None) -> Table:
    table: Any = model
    keys = [key for key in table.__table__.primary_key if key.name != "programme_id"]
    keys = keys or list(table.__table__.primary_key)
    names = (*(key.name for key in keys), *columns.split())
    query = pick(*(getattr(table, name) for name in names))
    query = query.where(table.programme_id == _it if whose is None else whose)
    query = query.order_by(*keys).limit(bindparam("most"))
    behind = (bindparam(f"after_{at}", type_=key.type) for at, key in enumerate(keys))
    return Table(
        name=table.__tablename__,
        about=(table.__doc__ or "").partition("\n")[0],
        columns=names,
        key_count=len(keys),
        first=Statement(query),
        after=Statement(query.where(tuple_(*keys) > tuple_(*behind))),
    )


TABLES = (
    _take(
        Programme,
        "code slug organisation_id name summary steps who theme mode state region time_zone",
        col(Programme.id) == _it,
    ),
    _take(Organisation, "code slug kind name", col(Organisation.id).is_not(None)),  # the register
    _take(ProgrammeStep, "kind reason day taken_by taken_at"),
    _take(
        Season,
        "name starts_on ends_on household_ceiling enrolment_limit log_back_days check_days"
        " expiry_months",
    ),
    _take(RuleSet, "season published_at begins_at written_by approved_by campaigns findings"),
    _take(
        Activity,
        "place points per_amount least_amount most_amount whole evidence asks_replaced cap cap_of"
        " cap_period cap_who cap_group audit_percent instead",
    ),
    _take(
        FactorSet,
        "name source first_year last_year digest entered_by entered_at reviewer reviewed_by"
        " reviewed_at ended_by ended_at",
    ),
    _take(
        OwnFactor,
        "activity region year metric impact_class unit value low high expression",
    ),
    _take(Enrolment, "enrolled_at"),
    _take(Group, "organisation_id name slot_count", col(Group.id).in_(_holders)),
    _take(
        Claim,
        "version activity holder_kind holder_id person_id amount done_on replaced evidence_class"
        " witness_id state revision points why award_seq shortfall submitted_at decided_at",
    ),
    _take(Evidence, "near width height added_at"),
    _take(Slip, "claim_code household_id activity reading_number typed_by typed_at"),
    _take(Verification, "decision verifier_id batch decided_at"),
    _take(Batch, "verifier_id made_at undo_asked_by undo_asked_at undone_by undone_at"),
    _take(Approval, "account_id account_kind claimant_id verifier_id points"),
    _take(
        Sample,
        "month version done_on verifier_id chosen_at finding checked_by checked_at ruling ruled_by"
        " ruled_at",
    ),
    _take(Draw, "organisation_id seed begins_on ends_on wanted found drawn_by drawn_at"),
    _take(Opinion, "place finding said_by said_at"),
    _take(
        Complaint,
        "kind claim_code reward_id made_by made_at answer_by outcome answered_by answered_at",
    ),
    _take(
        Remark,
        "organisation_id words written_by written_at answer answered_by answered_at withdrawn_why"
        " withdrawn_by withdrawn_at",
    ),
    _take(
        Poster,
        "activity place proof host_id starts_on ends_on opens_at closes_at made_by made_at"
        " ended_by ended_at",
    ),
    _take(CheckIn, "claim_code"),
    _take(
        Import,
        "kind state name digest row_count control witness_id made_by made_at applied_by applied_at"
        " undo_asked_by ended_by ended_at",
    ),
    _take(ImportLine, "claim_code"),
    _take(Meter, "usual usual_days told_by told_at"),
    _take(
        Reading,
        "read_on shown is_new_meter after_number claim_code read_by read_at taken_back_at",
    ),
    _take(
        Questionnaire, "kind state name intro questions poster_code counted sums made_by made_at"
    ),
    _take(RecordCheck, "claim_code"),
    _take(Book, "two_person_over award_cap_day opened_on"),
    _take(Account, "kind cause_id round_id"),
    _take(
        Txn,
        "kind actor_id second_id reason top_up_id claim_code voucher_id vote_id statement_id"
        " undoes at prev_hash hash",
    ),
    _take(Lot, "kind born_seq parent_lot expires_on lapses_from"),
    _take(
        Posting,
        "kind from_account from_kind from_lot to_account to_kind to_lot qty undo_seq undo_n",
    ),
    _take(Holding, "kind expires_on qty"),
    _take(
        BudgetRequest,
        "target points funder_id document asked_by asked_at approved_by second_by ended_at",
    ),
    _take(TopUp, "target points funder_id requested_by approved_by second_by"),
    _take(
        Cause,
        "code slug charity_id name need unit_shape paper is_common state state_on state_reason"
        " merged_into",
    ),
    _take(Round, "code name opens_at closes_at smallest_gift voided_at void_reason"),
    _take(RoundOpening, "opens_at closes_at"),
    _take(RoundCause, "points giver_count"),
    _take(
        Pledge,
        "sponsor_id kind amount_cents currency unit_name unit_shape points_per_unit unit_limit"
        " promised_at document documented_by documented_at approved_by approved_at paid_on paid"
        " payment_document withdrawn_at withdrawn_reason",
    ),
    _take(
        Gift,
        "cause_id round_id giver_id vote_id person_id points txn_seq given_at adult_id agreed_by"
        " ended_at is_returned",
    ),
    _take(GroupVote, "group_id cause_id voter_count recorded_by held_on recorded_at"),
    _take(Settlement, "prepared_by prepared_at signed_by signed_at"),
    _take(
        SettlementShare,
        "points giver_count points_lapsed points_carried amount_cents units points_left"
        " is_left_out cause_name charity_name txn_seq",
    ),
    _take(LapsedPoints, "lies_at cause_id points lapsed_at round_id"),
    _take(CauseStatement, "cause_id round_id part points prepared_by approved_by"),
    _take(Delivery, "state count told document happened_on told_by told_at"),
    _take(
        Reward,
        "code slug provider_id payer_id kind name about where access points stock each_household"
        " days_valid return_days happens_on offered_until state state_on state_reason declared_by"
        " approved_by approved_at",
    ),
    _take(PriceWindow, "ends_on points announced_on announced_by"),
    _take(StockCount, "reward_id before after counted_by counted_at"),
    _take(Voucher, "reward_id wallet_id points goodwill made_at"),
    _take(
        Redemption,
        "reward_id household_id person_id points asked_at adult_id agreed_by state hold_seq"
        " valid_until return_until used_at used_by used_till ended_at end_seq goodwill_seq rating",
    ),
    _take(
        Edition,
        "made_at reason data_set method is_hidden digest",
        (col(Edition.about) == EditionOf.PROGRAMME) & (col(Edition.about_id) == _it),
    ),
    _take(HistoryEvent, "verb actor_id at", col(HistoryEvent.programme_id) == _it),
)
SIZE = Statement(  # nearly all rows belong to one of these
    pick(
        *(
            pick(func.count()).select_from(of).where(of.programme_id == _it).scalar_subquery()
            for of in (Claim, Txn, Posting)
        )
    )
)
