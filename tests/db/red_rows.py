"""Red lines of books and papers: a good row with one thing wrong."""

from datetime import UTC, datetime

from portal import ids
from portal.acts import FOREVER
from portal.ledger import stamp
from tests.db.ledger_world import MARCH, MAY, World, named
from tests.db.red_lines import RedLine, row, write_raw

HERE = {"programme_id": named("programme")}
NOWHERE = {"programme_id": named("nowhere")}
T = stamp(MAY)
BOOK = {
    "programme_id": named("planned"),
    "two_person_over": 1,
    "award_cap_day": 1,
    "opened_on": "2026-03-01",
}
NAMED = {
    **{"organisation_id": named("somebody"), "id": named("r2"), "asked_by": named("gwen")},
    **{"name": {"en": "Us"}, "former": {"en": "We"}, "proof": "Entry 4", "asked_at": MARCH},
    **{"state": "waiting", "reason": ""},
}
PLEDGED = {
    **{**HERE, "round_id": named("r0"), "number": 2, "sponsor_id": named("somebody")},
    **{"kind": "pot", "amount_cents": 1, "currency": "GBP", "withdrawn_reason": ""},
}
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
HELD = {
    **HERE,
    "account_id": named("anna"),
    "kind": "wallet",
    "lot_id": 1,
    "qty": 0,
    "expires_on": FOREVER,
}
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
PAYS = {"organisation_id": named("somebody"), "person_id": named("vera"), "role": "treasurer"}
SHARED = {  # tom lived with anna, whose ride is her class's
    "account_id": named("class4"),
    "account_kind": "group",
    "claim_code": "c4b",
    "verifier_id": named("tom"),
}
LINE = {**HERE, "version": 1, "code": "walk", "place": 9}
OPENS = "ck_roundopening_opens_stamp"
UNCHECKED = "nobody approved the claim as it is"
TAG = ids.digest("c1")


def lock_once_more(world: World) -> None:
    """A book that was just opened has its lock already."""
    write_raw(world, "book", BOOK)
    write_raw(world, "booklock", {"programme_id": BOOK["programme_id"], "touched": 0})


ROWS = [
    row(table, guard, {**good, **change})
    for table, good, change, guard in (
        ("book", BOOK, {"two_person_over": -1}, "ck_book_limit"),
        ("book", BOOK, {"award_cap_day": -1}, "ck_book_cap"),
        ("book", BOOK, {"opened_on": "today"}, "ck_book_day"),
        ("book", BOOK, HERE, "pk_book"),
        ("book", BOOK, NOWHERE, "no rules of two people stand before the book"),
        ("booklock", HERE, {}, "pk_booklock"),
        ("booklock", NOWHERE, {}, "fk_booklock_programme_id"),
        ("move", SOLD, {}, "the moves are frozen"),
        ("account", NEW, {"kind": "cash"}, "ck_account_accountkind"),
        ("account", NEW, {"kind": "wallet", "id": "rosa"}, "ck_account_ids"),
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
        ("topup", TOP_UP, {"points": 0}, "ck_topup_points"),
        ("topup", TOP_UP, {"points": -5}, "ck_topup_points"),
        ("topup", TOP_UP, {"points": 10**18, "second_by": named("c")}, "ck_topup_points"),
        ("topup", TOP_UP, {"requested_by": "rosa"}, "ck_topup_ids"),
        ("topup", TOP_UP, {"approved_by": named("a")}, "ck_topup_two_people"),
        ("topup", TOP_UP, {"second_by": named("b")}, "ck_topup_three_people"),
        ("topup", TOP_UP, NOWHERE, "fk_topup_programme_id"),
        ("topup", TOP_UP, {"points": 5001}, "a large top-up needs a third person"),
        ("topup", TOP_UP, {"id": named("f1")}, "pk_topup"),
        ("approval", APPROVAL, {"account_kind": "cause"}, "ck_approval_holder"),
        ("approval", APPROVAL, {"evidence_tag": "short"}, "ck_approval_tag"),
        ("approval", APPROVAL, {"evidence_tag": "T" * 64}, "ck_approval_tag"),
        ("approval", APPROVAL, {"account_kind": "group"}, "fk_approval_account"),
        ("approval", APPROVAL, {"points": 0}, "ck_approval_points"),
        ("approval", APPROVAL, {"points": 10**18}, "ck_approval_points"),
        ("approval", APPROVAL, OWN, "ck_approval_not_own"),
        ("approval", APPROVAL, {"claimant_id": named("vera")}, CLAIMANT),
        ("approval", APPROVAL, {"account_id": named("ben")}, CLAIMANT),
        (
            "approval",
            APPROVAL,
            {"verifier_id": named("tom"), "claimant_id": named("somebody"), "claim_code": "c5"},
            "the verifier lives in that household",
        ),
        ("approval", APPROVAL, SHARED, "the verifier shared a home with the claimant"),
        ("approval", APPROVAL, {"verifier_id": named("olive")}, UNCHECKED),
        ("approval", APPROVAL, {"claim_code": "c10"}, UNCHECKED),
        ("approval", APPROVAL, {"claim_code": "c11"}, "the verifier typed it for the claimant"),
        ("activity", LINE, {}, "the rules are in use"),
        ("approval", APPROVAL, GUARDED, GUARDIAN),
        ("approval", APPROVAL, {"claim_code": "c1"}, "pk_approval"),
        ("approval", APPROVAL, {"evidence_tag": TAG}, "uq_approval_evidence_once"),
        ("roundopening", OPENING, {"closes_at": stamp(MARCH)}, "ck_roundopening_in_order"),
        ("roundopening", OPENING, {"opens_at": "2026"}, "ck_roundopening_opens_stamp"),
        ("roundopening", OPENING, {"closes_at": "2027"}, "ck_roundopening_closes_stamp"),
        ("roundopening", OPENING, {"opens_at": "2026-01-0xT00:00:00.000000Z"}, OPENS),
        ("roundopening", OPENING, {}, "fk_roundopening_programme_id_round_id"),
        ("roundopening", OPENING, {"round_id": named("r1")}, "pk_roundopening"),
        ("causestatement", STATEMENT, {"points": 0}, "ck_causestatement_points"),
        ("causestatement", STATEMENT, {"points": 10**18}, "ck_causestatement_points"),
        ("causestatement", STATEMENT, {"prepared_by": "rosa"}, "ck_causestatement_ids"),
        ("causestatement", STATEMENT, {"part": 0}, "ck_causestatement_part_positive"),
        ("causestatement", STATEMENT, {"approved_by": named("a")}, "ck_causestatement_two_people"),
        ("causestatement", STATEMENT, {"cause_id": named("oak")}, ONCE),
        ("causestatement", STATEMENT, {"round_id": named("r9")}, f"fk_{OF_ROUND}"),
        ("causestatement", STATEMENT, {"cause_id": named("ash")}, f"fk_{OF_CAUSE}"),
        ("causestatement", STATEMENT, {"id": named("s1")}, "pk_causestatement"),
        ("voucher", VOUCHER, {"points": 0, "goodwill": 0}, "ck_voucher_points"),
        ("voucher", VOUCHER, {"points": 10**18}, "ck_voucher_points"),
        ("voucher", VOUCHER, {"id": "rosa"}, "ck_voucher_ids"),
        ("voucher", VOUCHER, {"goodwill": 6}, "ck_voucher_goodwill"),
        ("voucher", VOUCHER, {"goodwill": -1}, "ck_voucher_goodwill"),
        ("voucher", VOUCHER, {"wallet_id": named("zoe")}, "fk_voucher_wallet"),
        ("voucher", VOUCHER, {"reward_id": named("car")}, "fk_voucher_programme_id_reward_id"),
        ("voucher", VOUCHER, {"id": named("w1")}, "pk_voucher"),
        ("voucher", VOUCHER, {"code": "V-w1"}, "uq_voucher_programme_id_code"),
        ("groupvote", VOTE, {"voter_count": 0}, "ck_groupvote_somebody_voted"),
        ("groupvote", VOTE, {"recorded_by": "rosa"}, "ck_groupvote_ids"),
        ("groupvote", VOTE, {"cause_id": named("ash")}, "fk_groupvote_programme_id_cause_id"),
        ("groupvote", VOTE, {"group_id": named("anna")}, "fk_groupvote_group_id"),
        ("groupvote", VOTE, {"id": named("v1")}, "pk_groupvote"),
        ("holding", HELD, {"kind": "group"}, "fk_holding_account"),
        ("holding", HELD, {"qty": -1}, "ck_holding_not_below_zero"),
        ("holding", HELD, {"expires_on": "2026-01-01"}, "fk_holding_lot"),
        ("householdmember", MEMBER, {"left_at": JANUARY}, "ck_householdmember_in_order"),
        ("householdmember", MEMBER, {"person_id": named("p-ben")}, "uq_householdmember_one_home"),
        ("membership", PAYS, {}, "uq_membership_checks_or_pays"),
        (
            "householdmember",
            MEMBER,
            {"household_id": named("x")},
            "fk_householdmember_household_id",
        ),
        ("rulewish", {"household_id": named("anna")}, {}, "uq_rulewish_one_open"),
        ("pledge", PLEDGED, {}, "uq_pledge_one_living"),
        ("rename", NAMED, {}, "uq_rename_one_waits"),
        ("guardianship", TWICE, {}, "ck_guardianship_two_people"),
        ("guardianship", LOOKED_AFTER, {"until": JANUARY}, "ck_guardianship_in_order"),
        ("guardianship", LOOKED_AFTER, {}, "uq_guardianship_once"),
    )
]
ROWS.append(RedLine("a lock for a book just opened", "pk_booklock", lock_once_more, True))
WHOLE = [  # SQLite's columns would take fractions
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
PARTS = [  # PostgreSQL rounds 1.5, and takes no other fraction
    row("topup", "invalid input syntax", {**TOP_UP, "points": "1.5"}),
    row("voucher", "invalid input syntax", {**VOUCHER, "points": "1.5"}),
]
