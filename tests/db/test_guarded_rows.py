"""Red lines of the tables around the acts, and every way to change or remove what is written."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from db import triggers
from db.rules import RULES
from db.tables.books import MOVES as LISTED
from db.tables.claims import Verification
from db.tables.giving import Delivery, Settlement, SettlementShare
from db.tables.history import HistoryEvent
from db.tables.households import HouseholdMember
from db.tables.people import Person
from db.tables.receipts import Receipt
from portal import ids
from portal.ledger import stamp
from portal.moves import MOVES
from tests.db import sealed
from tests.db.ledger_world import MARCH, MAY, World, named
from tests.db.red_lines import crossed, guards_of, row, sql

HERE = {"programme_id": named("programme")}
NOWHERE = {"programme_id": named("nowhere")}
T = stamp(MAY)
BOOK = {"programme_id": named("nowhere"), "two_person_over": 1, "award_cap_day": 1}
NEW = {**HERE, "id": named("new")}
STANDING = {"kind": "cause", "cause_id": named("oak")}
TOP_UP = {
    **NEW,
    "points": 5,
    "requested_by": named("a"),
    "approved_by": named("b"),
}
APPROVAL = {
    **HERE,
    "claim_code": "c7",
    "account_id": named("anna"),
    "account_kind": "wallet",
    "claimant_id": named("p-anna"),
    "verifier_id": named("vera"),
    "points": 5,
    "evidence_tag": "7" * 64,
}
STATEMENT = {
    **NEW,
    "cause_id": named("elm"),
    "round_id": named("r0"),
    "part": 1,
    "points": 5,
    "prepared_by": named("a"),
    "approved_by": named("b"),
}
VOUCHER = {
    **NEW,
    "reward_id": named("seedling"),
    "wallet_id": named("anna"),
    "points": 5,
    "goodwill": 1,
}
VOTE = {**NEW, "group_id": named("class4"), "cause_id": named("oak"), "voter_count": 20}
OPENING = {**HERE, "round_id": named("new"), "opens_at": stamp(MARCH), "closes_at": T}
HELD = {**HERE, "account_id": named("anna"), "kind": "wallet", "lot_id": 1, "qty": 0}
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
SOLD = {"kind": "give", "from_kind": "wallet", "to_kind": "wallet"}
FREE = {"since": MAY, "may_log": True, "may_add_photos": True, "may_propose": True}
TWICE = {**FREE, "guardian_id": named("vera"), "child_id": named("vera")}
LOOKED_AFTER = {**FREE, "guardian_id": named("gwen"), "child_id": named("p-ben")}
GUARDIAN = "the verifier is the guardian, or the child"
CLAIMANT = "the approval is not of its claimant"
ONCE = "uq_causestatement_programme_id_cause_id_round_id_part"
OF_ROUND = "causestatement_programme_id_round_id"
OF_CAUSE = "causestatement_programme_id_cause_id"
SHARE = {**HERE, "round_id": named("r0"), "cause_id": named("oak")}
AROUND = {  # rows that never change, beside the ledger
    Verification: {**HERE, "claim_code": "c7"},
    Receipt: HERE,
    HistoryEvent: {},
    Settlement: {**HERE, "round_id": named("r0")},
    SettlementShare: SHARE,
    Delivery: SHARE,
}
MEMBER = {"household_id": named("anna"), "person_id": named("somebody"), "joined_at": MARCH}

OWN = {
    "account_id": named("class4"),
    "account_kind": "group",
    "claim_code": "c6",
    "claimant_id": named("p-class4"),
    "verifier_id": named("p-class4"),
}
GUARDED = {
    "account_id": named("ben"),
    "claim_code": "c8",
    "claimant_id": named("p-ben"),
    "verifier_id": named("gwen"),
}
TAG = ids.digest("c1")

ROWS = [
    row(table, guard, {**good, **change})
    for table, good, change, guard in (
        ("book", BOOK, {"two_person_over": -1}, "ck_book_limit"),
        ("book", BOOK, {"award_cap_day": -1}, "ck_book_cap"),
        ("book", BOOK, HERE, "pk_book"),
        ("book", BOOK, {}, "fk_book_programme_id"),
        ("booklock", HERE, {}, "pk_booklock"),
        ("booklock", NOWHERE, {}, "fk_booklock_programme_id"),
        ("move", SOLD, {}, "the moves are frozen"),
        ("account", NEW, {"kind": "cash"}, "ck_account_accountkind"),
        ("account", NEW, {"kind": "cause"}, "ck_account_cause"),
        ("account", NEW, {"kind": "wallet", "cause_id": named("oak")}, "ck_account_cause"),
        ("account", NEW, {"kind": "wallet", "round_id": named("r1")}, "ck_account_round"),
        ("account", NEW, {"kind": "wallet", **NOWHERE}, "fk_account_book"),
        ("account", NEW, {"kind": "cause", "cause_id": named("ash")}, "fk_account_cause"),
        ("account", NEW, {**STANDING, "round_id": named("r9")}, "fk_account_round"),
        ("account", NEW, {"kind": "budget"}, "uq_account_single"),
        ("account", NEW, {**STANDING, "round_id": named("r1")}, "uq_account_per_round"),
        ("account", NEW, STANDING, "uq_account_standing"),
        ("account", NEW, {"id": named("anna"), "kind": "group"}, "pk_account"),
        ("topup", TOP_UP, {"target": "wallet"}, "ck_topup_topuptarget"),
        ("topup", TOP_UP, {"points": 0}, "ck_topup_points_positive"),
        ("topup", TOP_UP, {"approved_by": named("a")}, "ck_topup_two_people"),
        ("topup", TOP_UP, {"second_by": named("b")}, "ck_topup_three_people"),
        ("topup", TOP_UP, NOWHERE, "fk_topup_programme_id"),
        ("topup", TOP_UP, {"points": 5001}, "a large top-up needs a third person"),
        ("topup", TOP_UP, {"id": named("f1")}, "pk_topup"),
        ("approval", APPROVAL, {"account_kind": "cause"}, "ck_approval_holder"),
        ("approval", APPROVAL, {"evidence_tag": "short"}, "ck_approval_tag"),
        ("approval", APPROVAL, {"account_kind": "group"}, "fk_approval_account"),
        ("approval", APPROVAL, {"points": 0}, "ck_approval_points_positive"),
        ("approval", APPROVAL, OWN, "ck_approval_not_own"),
        ("approval", APPROVAL, {"claimant_id": named("vera")}, CLAIMANT),
        ("approval", APPROVAL, {"account_id": named("ben")}, CLAIMANT),
        ("approval", APPROVAL, {"claim_code": "none"}, CLAIMANT),
        (
            "approval",
            APPROVAL,
            {"verifier_id": named("tom")},
            "the verifier lives in that household",
        ),
        ("approval", APPROVAL, GUARDED, GUARDIAN),
        ("approval", APPROVAL, {"claim_code": "c1"}, "pk_approval"),
        ("approval", APPROVAL, {"evidence_tag": TAG}, "uq_approval_evidence_once"),
        ("roundopening", OPENING, {"closes_at": stamp(MARCH)}, "ck_roundopening_in_order"),
        ("roundopening", OPENING, {"opens_at": "2026"}, "ck_roundopening_opens_stamp"),
        ("roundopening", OPENING, {"closes_at": "2027"}, "ck_roundopening_closes_stamp"),
        ("roundopening", OPENING, {}, "fk_roundopening_programme_id_round_id"),
        ("roundopening", OPENING, {"round_id": named("r1")}, "pk_roundopening"),
        ("causestatement", STATEMENT, {"points": 0}, "ck_causestatement_points_positive"),
        ("causestatement", STATEMENT, {"part": 0}, "ck_causestatement_part_positive"),
        ("causestatement", STATEMENT, {"approved_by": named("a")}, "ck_causestatement_two_people"),
        ("causestatement", STATEMENT, {"cause_id": named("oak")}, ONCE),
        ("causestatement", STATEMENT, {"round_id": named("r9")}, f"fk_{OF_ROUND}"),
        ("causestatement", STATEMENT, {"cause_id": named("ash")}, f"fk_{OF_CAUSE}"),
        ("causestatement", STATEMENT, {"id": named("s1")}, "pk_causestatement"),
        ("voucher", VOUCHER, {"points": 0, "goodwill": 0}, "ck_voucher_points_positive"),
        ("voucher", VOUCHER, {"goodwill": 6}, "ck_voucher_goodwill"),
        ("voucher", VOUCHER, {"goodwill": -1}, "ck_voucher_goodwill"),
        ("voucher", VOUCHER, {"wallet_id": named("zoe")}, "fk_voucher_wallet"),
        ("voucher", VOUCHER, {"reward_id": named("car")}, "fk_voucher_programme_id_reward_id"),
        ("voucher", VOUCHER, {"id": named("w1")}, "pk_voucher"),
        ("voucher", VOUCHER, {"code": "V-w1"}, "ix_voucher_code"),
        ("groupvote", VOTE, {"voter_count": 0}, "ck_groupvote_somebody_voted"),
        ("groupvote", VOTE, {"cause_id": named("ash")}, "fk_groupvote_programme_id_cause_id"),
        ("groupvote", VOTE, {"group_id": named("anna")}, "fk_groupvote_group_id"),
        ("groupvote", VOTE, NOWHERE, "fk_groupvote_programme_id"),
        ("groupvote", VOTE, {"id": named("v1")}, "pk_groupvote"),
        ("holding", HELD, {"kind": "group"}, "fk_holding_account"),
        ("holding", HELD, {"expires_on": "2026-01-01"}, "fk_holding_lot"),
        ("householdmember", MEMBER, {"left_at": JANUARY}, "ck_householdmember_in_order"),
        ("householdmember", MEMBER, {"person_id": named("p-ben")}, "uq_householdmember_one_home"),
        (
            "householdmember",
            MEMBER,
            {"household_id": named("x")},
            "fk_householdmember_household_id",
        ),
        ("guardianship", TWICE, {}, "ck_guardianship_two_people"),
        ("guardianship", LOOKED_AFTER, {"until": JANUARY}, "ck_guardianship_in_order"),
        ("guardianship", LOOKED_AFTER, {}, "uq_guardianship_once"),
    )
]
EQUIVALENT = {
    "uq_account_programme_id_id_kind": "only there to be referred to; the primary key is stricter",
    "fk_approval_claim": "a rule asks for the claim itself, with its claimant",
    "pk_move": "the list is frozen",
}
LEDGER = ("book", "booklock", "move", "account")
PAPERS = ("topup", "approval", "roundopening", "causestatement", "voucher", "groupvote")


@pytest.fixture
def waiting(world) -> World:
    """Claims that wait to be checked, and tom, who once lived with anna."""
    for code, holder in (("c6", "class4"), ("c7", "anna"), ("c8", "ben")):
        world.claim(code, holder)
    world.put(Person, id=named("tom"), name="tom")
    gone = {"joined_at": JANUARY, "left_at": MARCH}
    world.put(HouseholdMember, household_id=named("anna"), person_id=named("tom"), **gone)
    for table, given in AROUND.items():
        world.put(table, **given)
    sealed.write(world)
    world.session.commit()
    return world


def test_wrong_rows_are_refused_by_the_guard_that_is_there_for_them(waiting):
    assert crossed(waiting, ROWS) == []


def test_every_constraint_of_books_and_papers_has_its_red_line():
    declared = guards_of(*LEDGER, *PAPERS) - set(EQUIVALENT)
    declared = {name for name in declared if "_whole_" not in name}
    rules = {rule.says for rule in RULES if rule.table in LEDGER + PAPERS}
    assert declared | rules <= {line.guard for line in ROWS}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_points_on_paper_are_whole_even_where_columns_would_take_fractions(waiting):
    halves = [
        row(table, f"ck_{table}_whole_{column}", {**good, column: 1.5})
        for table, good, column in (
            ("book", BOOK, "two_person_over"),
            ("book", BOOK, "award_cap_day"),
            ("topup", TOP_UP, "points"),
            ("approval", APPROVAL, "points"),
            ("causestatement", STATEMENT, "points"),
            ("causestatement", STATEMENT, "part"),
            ("voucher", VOUCHER, "points"),
            ("voucher", VOUCHER, "goodwill"),
        )
    ]
    assert crossed(waiting, halves) == []


def test_nothing_written_is_changed_or_removed(waiting):
    lines = []
    for table in triggers.APPEND_ONLY:
        column = SQLModel.metadata.tables[table].primary_key.columns[0].name
        lines.append(sql(f"UPDATE {table} SET {column} = {column}", f"append-only: {table}"))
    for table in triggers.APPEND_ONLY + triggers.KEPT:
        lines.append(sql(f"DELETE FROM {table}", f"append-only: {table}"))
    assert crossed(waiting, lines) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_no_table_is_emptied_at_once(world):
    tables = triggers.APPEND_ONLY + triggers.KEPT
    lines = [sql(f"TRUNCATE {table} CASCADE", "append-only: ") for table in tables]
    assert crossed(world, lines) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_nothing_is_replaced_even_where_replacing_asks_no_delete_trigger(waiting):
    waiting.session.connection().exec_driver_sql("PRAGMA recursive_triggers = OFF")
    replace = "INSERT OR REPLACE INTO {0} SELECT * FROM {0} LIMIT 1"
    lines = [
        sql(replace.format(table), f"already there: {table}") for table in triggers.APPEND_ONLY
    ]
    assert crossed(waiting, lines) == []
    waiting.session.connection().exec_driver_sql("PRAGMA recursive_triggers = ON")


def test_membership_is_history(waiting):
    for change in ("left_at = NULL", "standing = 'child'", "joined_at = joined_at"):
        ended = f"UPDATE householdmember SET {change} WHERE left_at IS NOT NULL"
        assert crossed(waiting, [sql(ended, "membership history stays")]) == []


def test_leaving_a_household_is_written_once(waiting):
    leaves = "UPDATE householdmember SET left_at = joined_at WHERE left_at IS NULL"
    waiting.session.execute(text(leaves))
    moves = "UPDATE householdmember SET household_id = person_id"
    assert crossed(waiting, [sql(moves, "membership history stays")]) == []


def test_the_list_of_moves_is_the_accountants_page(world):
    listed = set(
        map(tuple, world.session.execute(text("SELECT kind, from_kind, to_kind FROM move")))
    )
    assert listed == {tuple(map(str, move)) for move in MOVES} == set(LISTED)


def test_no_move_leads_from_a_household_to_a_household_or_outside():
    spends = {(move.kind, move.target) for move in MOVES if move.source in {"wallet", "group"}}
    assert spends == {
        ("give", "cause"),
        ("lapse", "cause"),
        ("hold", "held"),
        ("reverse", "budget"),
        ("reverse", "reserve"),
    }
