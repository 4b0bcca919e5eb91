"""Red lines of every other table, made from the tables themselves: a row that is there, bent.

For each key of another table a row that refers to nothing, for each list of words a word that is
not in it, for each key of its own a row that is there twice; what is left is listed by hand.
"""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Enum,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    select,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from db.rights import RIGHTS, Right
from tests.db import test_sealed_rows
from tests.db.ledger_world import MARCH, MAY, World, named
from tests.db.red_lines import RedLine, Row, write_raw
from tests.db.red_world import REVIEWED

BY_HAND = (  # their red lines are written one by one
    *("book", "booklock", "move", "account", "txn", "lot", "posting", "holding", "quotause"),
    *("topup", "approval", "roundopening", "causestatement", "voucher", "groupvote"),
    *test_sealed_rows.TABLES,
)
BY_ALL = set(test_sealed_rows.TABLES)
OTHERS = [table for name, table in SQLModel.metadata.tables.items() if name not in BY_HAND]
_SAME = "as in the row that is there"
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
FAR = date(2028, 1, 1)
UNIT = {
    **dict.fromkeys(("amount_cents", "currency")),
    **{"kind": "unit", "points_per_unit": 0, "unit_limit": 5, "unit_shape": "book"},
}
NO_UNIT = {**UNIT, "points_per_unit": 5, "unit_limit": 0}
UNHELD = dict.fromkeys(("hold_seq", "valid_until", "return_until"))
UNUSED = dict.fromkeys(("used_at", "used_by", "rating"))
RULED = {"ruling": "falls", "ruled_by": named("tom"), "ruled_at": MAY}
ROOM = {  # rows may be put there without meeting one that is there
    "rename": {"id": named("r2"), "state": "withdrawn", "decided_at": MAY},
    "pledge": {"round_id": named("r2")},
    "settlement": {"round_id": named("r2")},
    "activity": {"code": "walk"},
    "householdmember": {"joined_at": LONG_AGO, "left_at": LONG_AGO},
    "chosencause": {"household_id": named("ben")},
    "rulewish": {"household_id": named("ben")},
    "rewardwait": {"household_id": named("ben")},
    "pricewindow": dict.fromkeys(("starts_on", "ends_on"), date(2027, 1, 5)),
    "redemption": {"household_id": named("zoe")},
    "sample": {"claim_code": "c8"},
    "complaint": {"claim_code": "c8"},
    "opinion": {"claim_code": "c8"},
    "lapsemark": {"expires_on": LONG_AGO.date()},
    "schoolclass": {"group_id": named("class5")},
    "slot": {"number": 8},
    "slip": {"claim_code": "c8"},
    "meter": {"household_id": named("ben")},
    "erasure": {"person_id": named("gwen")},
    "edition": {"number": 1, "period": "2027"},
}
BESIDES = {  # or else another guard would speak first
    "fk_batch_undo_asked_by": {"undo_asked_at": MAY},
    "fk_batch_undone_by": {"undone_at": MAY},
    "fk_settlement_signed_by": {"signed_at": MAY},
    "fk_complaint_programme_id": {"claim_code": None, "kind": "rule"},
    "fk_recordcheck_programme_id": {"claim_code": None},
    "fk_complaint_reward": {"claim_code": None, "kind": "rule"},
    "pk_complaint": {"claim_code": "c8"},
    "ck_complaint_complaintkind": {"claim_code": None},
    "ck_complaint_outcome": {"answered_at": MAY},
    "ck_habit_before": {"said_at": MAY},
    "ck_habit_still": {"answered_at": MAY, "began_on": MAY.date()},
    "ck_sample_ruling": RULED,
    "fk_sample_ruled_by": RULED,
    "ck_reward_rewardstate": {"approved_by": named("vera"), "approved_at": MAY},
    "fk_reward_approved_by": {"approved_at": MAY},
    "ck_redemption_redemptionstate": UNUSED,
    "pk_person": {"password_hash": "x"},
    "pk_pledge": {"withdrawn_at": MAY, "withdrawn_reason": "Our budget was cut."},
    "pk_householdmember": {"left_at": _SAME},
    "ck_pledge_pledgekind": {"amount_cents": None, "currency": None},
    "ck_cause_causestate": {"state_on": MAY.date()},
    "fk_causerequest_decided_by": {"state": "refused"},
    "fk_cause_merged": {"state": "closed", "state_on": MAY.date()},
    "fk_invitation_taken_by": {"taken_at": MAY},
    "fk_ownerchange_agreed_by": {"agreed_at": MAY},
    "fk_closure_agreed_by": {"agreed_at": MAY},
    "fk_rename_decided_by": {"state": "refused"},
    "pk_rename": {"state": "withdrawn", "decided_at": MAY},
    "fk_remark_answered_by": {"answer": "Yes.", "answered_at": MAY},
    "fk_remark_withdrawn_by": {"withdrawn_why": "Mistaken.", "withdrawn_at": MAY},
    "fk_opinion_said_by": {"finding": "agrees", "said_at": MAY},
    "ck_opinion_finding": {"said_by": named("vera"), "said_at": MAY},
    "ck_application_applicationstate": {"decided_at": MAY},
    "fk_application_organisation_id": {"state": "accepted", "decided_at": MAY},
    "ck_recoverycode_codepurpose": {"made_by": None},
    "fk_budgetrequest_second_by": {"approved_by": named("gwen")},
    "ck_draft_draftstate": {"asked_by": named("vera")},
    "fk_draft_asked_by": {"state": "review"},
    "fk_factorset_reviewed_by": REVIEWED,
    "fk_factorset_ended_by": {"ended_at": MAY},
    "fk_homecode_taken_by": {"taken_at": MAY},
    "fk_poster_ended_by": {"ended_at": MAY},
    "fk_redemption_used_till": {"used_by": None},
    "fk_till_ended_by": {"secret_hash": None, "ended_at": MAY},
    "fk_import_applied_by": {"applied_at": MAY},
    "fk_import_ended_by": {"ended_at": MAY},
    "fk_homecode_child_id": {"kind": "guardian"},
    "ck_edition_editionreason": {"number": 2},
    "ck_pledge_unitshape": {**UNIT, "points_per_unit": 5},
}
PICKED = {
    "factorset": {"number": 1},
    "activity": {"version": 2},  # no claim was made under these rules yet
    "redemption": {"code": "V-used"},
    "till": {"secret_hash": "x"},
    "membership": {"role": "owner"},  # a partial key is about verifiers and treasurers
}
CHECKS: tuple[tuple[str, Row, str], ...] = (
    ("factorset", {"number": 0}, "numbered"),
    ("factorset", {"name": ""}, "founded"),
    ("factorset", {"source": ""}, "founded"),
    ("factorset", {"first_year": 1999}, "in_order"),
    ("factorset", {"last_year": 2025}, "in_order"),
    ("factorset", {"digest": "short"}, "digest"),
    ("factorset", {"reviewed_at": MAY}, "reviewed"),
    ("factorset", {"reviewer": "An office"}, "reviewer"),
    ("factorset", {**REVIEWED, "reviewed_by": named("vera")}, "two_people"),
    ("factorset", {"ended_at": MAY}, "ended"),
    ("ownfactor", {"line": 0}, "numbered"),
    ("ownfactor", {"unit": ""}, "founded"),
    ("ownfactor", {"year": 1999}, "founded"),
    ("person", {"email": "a@b.example", "password_hash": None}, "both_or_neither"),
    ("household", {"adults_to_agree": 3}, "one_or_two"),
    ("householdmember", {"left_at": MARCH, "joined_at": MAY}, "in_order"),
    ("guardianship", {"guardian_id": named("vera"), "child_id": named("vera")}, "two_people"),
    ("homecode", {"kind": "guardian"}, "whose_guardian"),
    ("homecode", {"taken_at": MAY}, "taken_by_somebody"),
    ("homecode", {"taken_at": MAY, "taken_by": named("vera"), "withdrawn_at": MAY}, "one_end"),
    ("homecode", {"ends_at": LONG_AGO}, "in_order"),
    ("ownerchange", {"agreed_at": MAY}, "agreed_by_somebody"),
    ("ownerchange", {"agreed_by": named("gwen"), "agreed_at": MAY}, "two_people"),
    ("ownerchange", {"asked_by": named("vera")}, "about_another"),
    ("ownerchange", {"ends_at": LONG_AGO}, "in_order"),
    ("rename", {"state": "refused", "decided_at": MAY}, "decided"),
    ("rename", {"decided_at": None}, "decided_on"),
    (
        "rename",
        {"state": "refused", "decided_at": MAY, "decided_by": named("gwen")},
        "two_people",
    ),
    ("closure", {"agreed_at": MAY}, "agreed_by_somebody"),
    ("closure", {"agreed_by": named("gwen"), "agreed_at": MAY}, "two_people"),
    ("closure", {"ends_at": LONG_AGO}, "in_order"),
    ("remark", {"answer": "Yes.", "answered_by": named("gwen")}, "answered"),
    ("remark", {"answer": "Yes.", "answered_at": MAY}, "answered_by_somebody"),
    (
        "remark",
        {"answer": "Yes.", "answered_at": MAY, "answered_by": named("vera")},
        "two_people",
    ),
    ("remark", {"withdrawn_at": MAY, "withdrawn_why": "Mistaken."}, "withdrawn"),
    ("remark", {"withdrawn_at": MAY, "withdrawn_by": named("vera")}, "withdrawn_why"),
    ("draw", {"begins_on": "2027-12-31"}, "in_order"),
    ("draw", {"wanted": 0}, "counted"),
    ("draw", {"found": -1}, "counted"),
    ("opinion", {"finding": "agrees", "said_by": named("vera")}, "said"),
    ("opinion", {"finding": "agrees", "said_at": MAY}, "said_by_somebody"),
    ("opinion", {"place": 0}, "placed"),
    ("application", {"decided_at": MAY}, "decided"),
    ("application", {"organisation_id": named("somebody")}, "accepted"),
    ("recoverycode", {"made_by": None}, "made_by"),
    ("signinlink", {"purpose": "email", "address": None}, "address"),
    ("rulewish", {"adults_to_agree": 3}, "one_or_two"),
    ("joinlink", {"standing": "child", "home_code_id": None}, "child_expected"),
    ("season", {"starts_on": "2026-12-01", "ends_on": "2026-12-01"}, "in_order"),
    ("seasonkey", {"key": "short"}, "key_length"),
    ("ruleset", {"written_by": named("vera")}, "two_people"),
    ("activity", {"points": 0}, "points_positive"),
    ("activity", {"cap": 0}, "cap_positive"),
    ("sampleseed", {"seed": "guessed"}, "seed"),
    ("sample", {"checked_by": None}, "checked_by_somebody"),
    ("sample", {"checked_at": None}, "checked"),
    ("sample", {**RULED, "ruled_by": None}, "ruled_by_somebody"),
    ("sample", {**RULED, "ruled_at": None}, "ruled"),
    ("sample", {"finding": "agrees", **RULED}, "only_if_they_differ"),
    ("sample", {"checked_by": named("vera")}, "second_person"),
    ("sample", {**RULED, "ruled_by": named("gwen")}, "third_person"),
    ("sample", {**RULED, "ruled_by": named("vera")}, "third_person"),
    ("complaint", {"claim_code": None}, "about_a_claim"),
    ("complaint", {"outcome": "upheld"}, "answered"),
    (
        "complaint",
        {"outcome": "upheld", "answered_at": MAY, "answered_by": named("vera")},
        "two_people",
    ),
    ("complaint", {"answer_by": LONG_AGO}, "in_order"),
    ("batch", {"undo_asked_by": named("vera")}, "asked"),
    ("batch", {"undone_by": named("vera")}, "undone"),
    (
        "batch",
        {
            **dict.fromkeys(("undo_asked_by", "undone_by"), named("vera")),
            **dict.fromkeys(("undo_asked_at", "undone_at"), MAY),
        },
        "two_people",
    ),
    ("reward", {"points": 0}, "points_positive"),
    ("reward", {"stock": -1}, "stock"),
    ("reward", {"each_household": 0}, "each_household"),
    ("reward", {"days_valid": 0}, "days_valid"),
    ("reward", {"return_days": 31}, "return_days"),
    ("reward", {"approved_by": named("vera")}, "approved"),
    (
        "reward",
        {"declared_by": named("vera"), "approved_by": named("vera"), "approved_at": MAY},
        "two_people",
    ),
    ("reward", {"state": "offered"}, "approved_first"),
    ("pricewindow", {"points": 0}, "points_positive"),
    ("pricewindow", {"ends_on": LONG_AGO.date()}, "in_order"),
    ("pricewindow", {"announced_on": FAR}, "beforehand"),
    ("stockcount", {"after": -1}, "another"),
    ("stockcount", {"before": -1}, "another"),
    ("stockcount", {"before": 4}, "another"),
    ("stockcount", {"reason": ""}, "reason"),
    ("complaint", {"reward_id": named("seedling")}, "about_one_thing"),
    ("redemption", {"points": 0}, "points_positive"),
    ("redemption", {**UNHELD, "state": "ready", **UNUSED}, "held_if_agreed"),
    ("redemption", {"valid_until": None}, "dated"),
    ("redemption", {"return_until": None}, "dated"),
    ("redemption", {"used_at": None, "used_by": None}, "used"),
    ("redemption", {"used_by": None}, "used_by_somebody"),
    ("redemption", {"used_till": named("till")}, "used_by_one"),
    ("redemption", {"ended_at": MAY}, "ended"),
    ("redemption", {"agreed_by": named("gwen"), "adult_id": None}, "two_adults"),
    ("redemption", {"agreed_by": named("vera")}, "two_adults"),
    ("redemption", {"rating": 4}, "rating"),
    ("redemption", {"state": "ready", "used_at": None, "used_by": None, "rating": 1}, "rating"),
    ("till", {"number": 0}, "numbered"),
    ("till", {"name": ""}, "named"),
    ("till", {"secret_hash": None}, "secret_until_end"),
    ("till", {"ended_at": MAY}, "secret_until_end"),
    ("till", {"card_sealed": "x"}, "card_until_paired"),
    ("till", {"paired_at": None}, "card_until_paired"),
    ("till", {"ended_by": named("gwen")}, "ended"),
    ("till", {"ends_at": LONG_AGO}, "in_order"),
    ("round", {"closes_at": MARCH, "opens_at": MARCH}, "in_order"),
    ("round", {"smallest_gift": 0}, "smallest_gift"),
    ("round", {"voided_at": MAY}, "void_says_why"),
    ("cause", {"state_on": MAY.date()}, "since"),
    ("cause", {"merged_into": named("oak")}, "merged"),
    ("causerequest", {"decided_by": named("gwen")}, "decided"),
    ("causerequest", {"state": "accepted", "decided_by": named("gwen")}, "became"),
    ("causerequest", {"state": "refused", "decided_by": named("vera")}, "two_people"),
    ("roundcause", {"points": -1}, "totals"),
    ("pledge", {"amount_cents": None}, "pot_amount_cents"),
    ("pledge", {"currency": None}, "pot_currency"),
    ("pledge", {"points_per_unit": 5}, "unit_points_per_unit"),
    ("pledge", {"unit_limit": 5}, "unit_unit_limit"),
    ("pledge", {"unit_shape": "book"}, "unit_unit_shape"),
    ("pledge", {"amount_cents": 0}, "amount_positive"),
    ("pledge", {"paid": -1, "paid_on": MAY.date()}, "paid"),
    ("pledge", {"paid": 1}, "paid_on_a_day"),
    ("pledge", {"approved_by": named("gwen")}, "two_people"),
    ("pledge", {"withdrawn_at": MAY}, "says_why"),
    ("gift", {"points": 0}, "points_positive"),
    ("gift", {"agreed_by": named("vera")}, "two_adults"),
    ("gift", {"agreed_by": named("vera"), "adult_id": None}, "two_adults"),
    ("settlement", {"signed_by": named("somebody"), "signed_at": MAY}, "two_people"),
    ("settlement", {"signed_by": named("vera")}, "signed"),
    ("settlementshare", {"points": -1}, "points"),
    ("settlementshare", {"points_lapsed": -1, "points_left": 0}, "points_lapsed"),
    ("settlementshare", {"points_lapsed": 1, "is_left_out": True}, "left_out_keeps_lapsed"),
    ("settlementshare", {"points_left": -1}, "points_left"),
    ("settlementshare", {"points_left": 10**9}, "points_left"),
    ("lapsedpoints", {"points": 0}, "points"),
    ("delivery", {"count": 0}, "count_positive"),
    ("delivery", {"state": "sealed", "photo": "x"}, "photo_by_charity"),
    ("signin", {"proved_at": LONG_AGO}, "order"),
    ("edition", {"number": 0, "reason": "method"}, "number"),
    ("edition", {"number": 2}, "first"),
    ("edition", {"digest": "long"}, "digest"),
    ("auditrun", {"act_count": -1}, "counts"),
    ("auditrun", {"breach_count": -1}, "breach_count"),
    ("auditrun", {"head_size": 1}, "head"),
    ("backuprun", {"size": -1}, "counts"),
    ("job", {"continued": -1}, "counts"),
    ("job", {"lease": "mine"}, "lease"),
    ("membership", {"until": LONG_AGO}, "in_order"),
    ("invitation", {"ends_at": LONG_AGO}, "in_order"),
    ("invitation", {"taken_at": MAY}, "taken_by_somebody"),
    (
        "invitation",
        {"taken_at": MAY, "taken_by": named("vera"), "withdrawn_at": MAY},
        "one_end",
    ),
    ("letter", {"person_id": None}, "one_reader"),
    ("letter", {"tries": -1}, "tries"),
    ("letter", {"sent_at": MAY, "due_at": MAY}, "sent_once"),
    ("lapsemark", {"expires_on": "tomorrow"}, "day"),
    ("lapsemark", {"days_before": -1}, "before"),
    ("factor", {"unit": ""}, "founded"),
    ("schoolyear", {"starts_on": "2026-12-31", "ends_on": "2026-12-31"}, "in_order"),
    ("schoolyear", {"erasure_code": "E-1"}, "erased"),
    ("slot", {"number": 0}, "numbered"),
    ("slot", {"card_sealed": None}, "whole_card"),
    ("slot", {"ended_at": MAY}, "ended_without_card"),
    ("classwindow", {"ends_at": LONG_AGO}, "in_order"),
    ("draft", {"version": 0}, "counted"),
    ("draft", {"asked_by": named("vera")}, "asked"),
    ("draft", {"state": "published", "asked_by": named("vera"), "programme_id": None}, "became"),
    ("programmestep", {"number": 0}, "numbered"),
    ("programmestep", {"kind": "extended"}, "dated"),
    ("budgetrequest", {"approved_by": named("vera")}, "two_people"),
    ("budgetrequest", {"approved_by": named("gwen"), "second_by": named("gwen")}, "three_people"),
    ("budgetrequest", {"approved_by": named("gwen"), "second_by": named("vera")}, "three_people"),
    ("budgetrequest", {"second_by": named("gwen")}, "in_order"),
    ("budgetrequest", {"points": 0}, "points"),
    ("poster", {"ends_on": LONG_AGO.date()}, "in_order"),
    ("poster", {"opens_at": 600}, "hours"),
    ("poster", {"closes_at": 1441}, "hours"),
    ("poster", {"opens_at": -1}, "hours"),
    ("poster", {"ended_at": MAY}, "ended"),
    ("import", {"applied_at": MAY}, "applied"),
    ("import", {"ended_at": MAY}, "ended"),
    ("import", {"applied_by": named("vera"), "applied_at": MAY}, "typed_by_two"),
    ("import", {"row_count": -1}, "counted"),
    ("import", {"digest": "short"}, "digest"),
    ("questionnaire", {"kind": "survey", "counted": -1}, "counted"),
    ("questionnaire", {"box": "x"}, "only_surveys_keep_answers"),
    ("questionnaire", {"counted": 1}, "only_surveys_keep_answers"),
    ("questionnaire", {"kind": "survey", "poster_code": "C-1"}, "only_quizzes_of_a_talk"),
    ("habit", {"before": "no"}, "said"),
    ("habit", {"began_on": MAY.date(), "still": "no"}, "answered"),
    ("habit", {"still": "no", "answered_at": MAY}, "in_order"),
    ("meter", {"usual_days": 0}, "days"),
    ("meter", {"usual": Decimal(-1)}, "usual"),
    ("reading", {"shown": Decimal(-1)}, "shown"),
    ("reading", {"number": 0}, "numbered"),
    ("reading", {"number": 1, "after_number": 1}, "after"),
    ("slip", {"claim_code": None}, "of_what"),
    ("slip", {"household_id": named("anna")}, "whose_reading"),
    ("slip", {"activity": "cycle"}, "whose_reading"),
)
RULED_OUT: tuple[tuple[str, Row, str], ...] = (  # by a rule of the schema, or a key of its own
    ("reading", {"number": 9, "after_number": 8}, "fk_reading_after"),
    ("ownfactor", {"number": 2}, "the set was reviewed as it was"),
    ("redemption", {"points": 8}, "everybody pays the same price"),
    ("redemption", {"points": 5}, "everybody pays the same price"),  # its window opens in December
    ("redemption", {"household_id": named("anna")}, "the household has its share"),
    (
        "voucher",
        {"reward_id": named("tray"), "wallet_id": named("ben")},
        "others who wait come first",
    ),
    ("pricewindow", {"points": 9}, "a window takes fewer points"),
    ("pricewindow", {"points": 10}, "a window takes fewer points"),
    (
        "pricewindow",
        {"starts_on": date(2026, 12, 30), "ends_on": FAR},
        "two windows share a day",
    ),
)
_numbers = itertools.count(10_000)


def lines() -> list[RedLine]:
    """Every red line of these tables."""
    made = [line for table in OTHERS for line in _of_table(table)]
    checks = (*CHECKS, ("pledge", UNIT, "unit_positive"), ("pledge", NO_UNIT, "limit_positive"))
    all_of = SQLModel.metadata.tables
    made += [line(all_of[name], f"ck_{name}_{of}", row) for name, row, of in checks]
    return made + [line(all_of[name], says, row) for name, row, says in RULED_OUT]


def whole() -> list[RedLine]:
    """What would be half a point, where SQLite's columns would take one."""
    tables = (SQLModel.metadata.tables[name] for name in ("reward", "pricewindow"))
    return [line(one, f"ck_{one.name}_whole_points", {"points": 1.5}) for one in tables]


def _of_table(table: Table) -> Iterator[RedLine]:
    for one in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        if isinstance(one, ForeignKeyConstraint):
            own = {c.name: _nothing(c) for c in one.columns if c.name != "programme_id"}
            yield line(table, str(one.name), own or {"programme_id": named("nowhere")})
        elif isinstance(one, PrimaryKeyConstraint | UniqueConstraint):
            yield line(table, str(one.name), dict.fromkeys(one.columns.keys(), _SAME))
        elif isinstance(one, CheckConstraint) and (column := _of_list(table, one)):
            yield line(table, str(one.name), {column: "nonsense"})


def line(table: Table, guard: str, change: Row) -> RedLine:
    """A row that is there, once more, with this change and otherwise keys of its own."""

    def cross(world: World) -> None:
        given = {**BESIDES.get(guard, {}), **change}
        same = {name for name, value in given.items() if value is _SAME}
        fresh = {**_fresh(table), **ROOM.get(table.name, {})}
        bent = {name: value for name, value in {**fresh, **given}.items() if name not in same}
        write_raw(world, table.name, {**_there(world, table, same), **bent})

    is_owners = not RIGHTS.get(table.name, Right(adds=False)).adds
    return RedLine(f"{table.name} with {change}", guard, cross, is_owners)


def _there(world: World, table: Table, told: set[str]) -> Row:
    """A row that is there, and says something in these columns."""
    asked = select(table).filter_by(**PICKED.get(table.name, {})).limit(1)
    asked = asked.where(*(table.c[name].is_not(None) for name in told))
    return dict(world.session.connection().execute(asked).mappings().one())


def _fresh(table: Table) -> Row:
    """Other values for the columns of its own keys, where they do not refer to anything."""
    keys = [
        one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)
    ]
    columns = {column.name: column for key in keys for column in key.columns}
    return {name: _nothing(c) for name, c in columns.items() if not _refers(table, c)}


def _refers(table: Table, column: Column[Any]) -> bool:
    return bool(column.foreign_keys) or isinstance(column.type, Enum)


def _nothing(column: Column[Any]) -> Any:
    """A value that no row has."""
    number = next(_numbers)
    kind: TypeEngine[Any] = column.type
    return {"Uuid": named(f"nothing {number}"), "Integer": number, **_NEVER}.get(
        type(kind).__name__, f"nothing-{number}"
    )


def checks_of(table: Table) -> list[CheckConstraint]:
    """Return the CHECKs of a table that are not lists of words."""
    checks = [one for one in table.constraints if isinstance(one, CheckConstraint)]
    return [check for check in checks if _of_list(table, check) is None]


def speaks_of(sentence: str, column: Column[Any]) -> bool:
    """Tell whether a CHECK names this column."""
    return re.search(rf"\b{column.name}\b(?!')", sentence) is not None


_NO_COLUMN: Column[Any] = Column("none", nullable=True)


def of_programmes() -> list[Table]:
    """Return the tables whose rows each belong to a programme; the log is of all of them."""
    tables = [SQLModel.metadata.tables[n] for n in SQLModel.metadata.tables.keys() - BY_ALL]
    return [one for one in tables if not one.columns.get("programme_id", _NO_COLUMN).nullable]


def keys_of(table: Table) -> dict[str, list[str]]:
    """Return the columns of every primary and unique key of a table, by its name."""
    kinds = PrimaryKeyConstraint | UniqueConstraint
    keys = [one for one in table.constraints if isinstance(one, kinds)]
    indexes = [index for index in table.indexes if index.unique]
    return {str(one.name): list(one.columns.keys()) for one in [*keys, *indexes]}


_NEVER = {"UtcDateTime": LONG_AGO, "Date": LONG_AGO.date(), "DayText": LONG_AGO.date()}


def is_referred_to(table: Table, key: list[str]) -> bool:
    """Tell whether another key refers to exactly these columns."""
    keys = (
        one for other in SQLModel.metadata.tables.values() for one in other.foreign_key_constraints
    )
    return any(
        one.referred_table is table and [part.column.name for part in one.elements] == key
        for one in keys
    )


def _of_list(table: Table, check: CheckConstraint) -> str | None:
    """Return the column whose words a CHECK lists."""
    named_after = {
        f"ck_{table.name}_{c.type.name}": c.name for c in table.columns if isinstance(c.type, Enum)
    }
    return named_after.get(str(check.name))
