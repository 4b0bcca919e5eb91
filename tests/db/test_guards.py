"""Red lines of acts, lots and postings: each is refused by the guard that is there for it."""

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from db.rules import RULES
from db.tables.ledger import Txn
from portal import ledger
from tests.db.ledger_world import World, named
from tests.db.red_lines import GOOD, RedLine, bent, crossed, guards_of, write_bent

OLD = "2020-01-01T00:00:00.000000Z"
AHEAD = "2031-06-05T00:00:00.000000Z"
MIRROR = "it does not mirror the original"
PAPER = "the points differ from the paper"
VOUCHER = "the voucher is another one"
NEW_LOT = "new points are a new lot of the lot they came from"
OF_STATEMENT = "the statement is of another cause or round"

ACTS = [
    bent(act, guard, txn={column: value})
    for act, column, value, guard in (
        ("give", "idem", "short", "ck_txn_idem_length"),
        ("give", "request", "ab", "ck_txn_request_length"),
        ("give", "hash", "ab", "ck_txn_hash_length"),
        ("give", "at", lambda row: row["at"] + "Z", "ck_txn_at_stamp"),
        ("give", "last_n", 501, "ck_txn_size"),
        ("give", "second_id", named("p-anna"), "ck_txn_two"),
        ("settle", "second_id", None, "ck_txn_needs_two"),
        ("reverse", "second_id", None, "ck_txn_needs_two"),
        ("release", "reason", "because", "ck_txn_reason"),
        ("release", "reason", None, "ck_txn_gives_reason"),
        ("give", "reason", "fraud", "ck_txn_gives_reason"),
        ("give", "kind", "sell", "ck_txn_movekind"),
        ("fund", "top_up_id", None, "ck_txn_top_up"),
        ("award", "claim_code", None, "ck_txn_claim"),
        ("hold", "voucher_id", None, "ck_txn_voucher"),
        ("take_back", "vote_id", named("v3"), "ck_txn_vote"),
        ("settle", "statement_id", None, "ck_txn_statement"),
        ("take_back", "undoes", None, "ck_txn_undoes"),
        ("give", "seq", lambda row: row["seq"] + 1, "ck_txn_chain"),
        ("give", "prev_seq", None, "ck_txn_chain"),
        ("give", "prev_hash", "a" * 64, "fk_txn_previous"),
        ("give", "at", OLD, "time runs back"),
        ("fund", "at", AHEAD, "the clock jumped forward"),
        ("give", "idem", "built-000000000001", "uq_txn_idem_once"),
        ("fund", "top_up_id", named("f1"), "uq_txn_fund_once"),
        ("award", "claim_code", "c1", "uq_txn_award_once"),
        ("hold", "voucher_id", named("w1"), "uq_txn_voucher_step_once"),
        ("class_give", "vote_id", named("v1"), "uq_txn_vote_once"),
        ("settle", "statement_id", named("s1"), "uq_txn_settle_once"),
        ("fund", "top_up_id", named("none"), "fk_txn_top_up"),
        ("award", "claim_code", "none", "fk_txn_approval"),
        ("hold", "voucher_id", named("none"), "fk_txn_voucher"),
        ("class_give", "vote_id", named("none"), "fk_txn_vote"),
        ("settle", "statement_id", named("none"), "fk_txn_statement"),
        ("take_back", "undoes", 9999, "fk_txn_original"),
        ("award", "actor_id", named("olive"), "the award is not by its verifier"),
        ("goodwill", "voucher_id", named("w3"), "goodwill without a withdrawn reward"),
        ("take_back", "undoes", 1, MIRROR),
        ("class_give", "vote_id", None, "a group gives after its own vote"),
    )
]
FIRST = {"seq": 1, "prev_seq": None, "prev_hash": "0" * 64}
ACTS.append(bent("give", "pk_txn", txn=FIRST))
ACTS.append(bent("give", "fk_txn_book", txn={**FIRST, "programme_id": named("nowhere")}))


def account(cause: str, round_name: str | None = None) -> dict[str, object]:
    """A cause's account as the target of a posting."""
    return {"to_account": ledger.cause_account(named(cause), round_name and named(round_name))}


def single(kind: str) -> dict[str, object]:
    """The one account of its kind as the target of a posting."""
    account_id = ledger.single(named("programme"), ledger.AccountKind(kind))
    return {"to_account": account_id, "to_kind": kind}


def source(change: dict[str, object]) -> dict[str, object]:
    """The same as where a posting comes from."""
    return {name.replace("to_", "from_"): value for name, value in change.items()}


ANNA = {"to_account": named("anna"), "to_kind": "wallet"}
BEN = {"to_account": named("ben"), "to_kind": "wallet"}
TWO = {"last_n": 2}
POSTINGS = [
    bent(act, guard, posting=change)
    for act, change, guard in (
        ("give", {"qty": 0}, "ck_posting_qty"),
        ("give", {"qty": -5}, "ck_posting_qty"),
        ("give", {"n": 2, "prev_n": 1}, "ck_posting_n"),
        ("give", {"prev_n": 1}, "ck_posting_order"),
        ("lapse", BEN, "ck_posting_two_places"),
        ("give", {"to_lot": 6}, "ck_posting_same_lot"),
        ("give", {"undo_seq": 1, "undo_n": 1}, "ck_posting_undo"),
        ("give", {"undo_n": 1}, "ck_posting_undo_pair"),
        ("give", TWO, "fk_posting_txn"),
        ("lapse", {"from_kind": "group"}, "fk_posting_from"),
        ("take_back", {"to_kind": "group"}, "fk_posting_to"),
        ("lapse", single("redeemed"), "fk_posting_move"),
        ("lapse", single("budget"), "fk_posting_move"),
        ("lapse", ANNA, "fk_posting_move"),
        ("take_back", source(account("elm", "r1")), MIRROR),
        ("reverse", single("mint"), MIRROR),
        ("give", {"from_lot": 9999, "to_lot": 9999}, "fk_posting_from_lot"),
        ("give", {"qty": 10**6}, "ck_holding_not_below_zero"),
        ("lapse", {"qty": 46}, "ck_holding_not_below_zero"),
        ("fund", single("reserve"), "a top-up makes one new lot of its own"),
        ("fund", {"to_lot": 1}, "a top-up makes one new lot of its own"),
        ("fund", {"qty": 101}, PAPER),
        ("award", {"qty": 11}, PAPER),
        ("hold", {"qty": 2}, PAPER),
        ("redeem", {"qty": 4}, PAPER),
        ("release", {"qty": 4}, PAPER),
        ("goodwill", {"qty": 3}, PAPER),
        ("settle", {"qty": 14}, PAPER),
        ("award", {"to_lot": 3}, NEW_LOT),
        ("goodwill", {"to_lot": 3}, NEW_LOT),
        ("award", BEN, "the award goes to the claimant"),
        ("hold", {"to_account": named("w3")}, VOUCHER),
        ("hold", source(BEN), VOUCHER),
        ("redeem", {"from_account": named("w4")}, VOUCHER),
        ("goodwill", BEN, VOUCHER),
        ("give", account("oak", "r0"), "the round is not open"),
        ("give", account("oak", "r2"), "the round is not open"),
        ("give", account("oak"), "the round is not open"),
        ("give", {"to_account": named("zoe"), "to_kind": "wallet"}, "the round is not open"),
        ("class_give", {"from_account": named("class5")}, "a group gives after its own vote"),
        ("class_give", account("elm", "r1"), "a group gives after its own vote"),
        ("lapse", account("elm", "r1"), "lapsed points go to a standing account"),
        ("lapse", {"from_lot": 3, "to_lot": 3}, "the points have not lapsed"),
        ("settle", source(account("oak", "r0")), OF_STATEMENT),
        ("settle", source(account("elm", "r1")), OF_STATEMENT),
        ("give", {"from_lot": 5, "to_lot": 5}, "the points are past their date"),
        ("take_back", {"qty": 10}, "it undoes more than the original"),
    )
]
LOTS = [
    bent("award", guard, lot=change)
    for change, guard in (
        ({"lapses_from": "2026-12-31"}, "ck_lot_days"),
        ({"expires_on": "tomorrow"}, "ck_lot_days"),
        ({"parent_lot": None}, "ck_lot_shape"),
        ({"parent_lot": 9999}, "fk_lot_parent"),
        ({"id": 1}, "pk_lot"),
        ({"kind": "gift"}, "the lot does not fit its act"),
        ({"kind": "goodwill"}, "the lot does not fit its act"),
        ({"born_seq": 9999}, "the lot does not fit its act"),
        (
            {"expires_on": "2026-04-01", "lapses_from": "2026-04-08"},
            "the points are past their date",
        ),
    )
]


def late_posting(world: World) -> None:
    world.session.execute(
        text(
            "INSERT INTO posting SELECT programme_id, seq, n, prev_n, last_n, kind, from_account,"
            " from_kind, from_lot, to_account, to_kind, to_lot, 1, undo_seq, undo_n FROM posting"
            " WHERE seq = :seq"
        ),
        {"seq": world.acts["r1"]},
    )


def late_lot(world: World) -> None:
    world.session.execute(
        text(
            "INSERT INTO lot SELECT programme_id, 999, kind, born_seq, parent_lot, expires_on,"
            " lapses_from FROM lot WHERE id = 3"
        )
    )


def younger_first(world: World) -> None:
    """Points that are good for longer are spent while others grow old."""
    sooner = {"expires_on": "2026-06-01", "lapses_from": "2026-06-08"}
    write_bent(world, GOOD["award"](world), {"lot": sooner})
    write_bent(world, GOOD["give"](world), {"posting": {"from_lot": 3, "to_lot": 3}})


SHAPES = [
    bent("give", "fk_posting_previous", txn=TWO, posting={**TWO, "n": 2, "prev_n": 1}),
    bent("give", "ck_posting_order", txn=TWO, posting={**TWO, "n": 2, "prev_n": None}),
    RedLine("a posting more in a closed act", "pk_posting", late_posting),
    RedLine("a lot more in a closed act", "the act is closed", late_lot),
    RedLine("younger points before older", "the oldest points go first", younger_first),
    bent("take_back", "the round has closed", txn={"at": "2026-07-15T12:00:00.000000Z"}),
    bent(
        "settle",
        "the round is still open",
        causestatement={"round_id": named("r1")},
        posting=source(account("elm", "r1")),
    ),
    bent("award", "ck_quotause_cap", approval={"points": 1001}, posting={"qty": 1001}),
]
EQUIVALENT = {
    "uq_txn_programme_id_seq_hash": "only there to be referred to; the primary key is stricter",
    "uq_txn_programme_id_seq_kind_last_n": "the same",
    "uq_lot_programme_id_id_expires_on": "the same",
    "ck_lot_lotkind": "a lot's kind must be its act's, and that is listed",
    "fk_txn_complete": "speaks at the commit: a test of its own",
    "pk_holding": "written by the trigger alone",
    "pk_quotause": "written by the trigger alone",
    "fk_quotause_programme_id": "written by the trigger alone",
}


def test_forbidden_acts_are_refused_by_the_guard_that_is_there_for_them(world):
    assert crossed(world, ACTS) == []


def test_forbidden_postings_are_refused_by_the_guard_that_is_there_for_them(world):
    assert crossed(world, POSTINGS) == []


def test_forbidden_lots_and_shapes_are_refused_by_the_guard_that_is_there_for_them(world):
    assert crossed(world, LOTS + SHAPES) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_points_are_whole_even_where_columns_would_take_fractions(world):
    halves = [
        bent("give", "ck_posting_whole_qty", posting={"qty": 1.5}),
        bent("award", "ck_lot_whole_id", lot={"id": 1000.5}, posting={"to_lot": 1000.5}),
    ]
    assert crossed(world, halves) == []


def test_an_act_without_its_last_posting_cannot_be_committed(world):
    write_bent(world, GOOD["give"](world), {"txn": TWO, "posting": TWO})
    with pytest.raises(IntegrityError, match=r"fk_txn_complete|FOREIGN KEY"):
        world.session.commit()
    world.session.rollback()


def test_the_acts_as_they_are_would_all_have_been_accepted(world):
    for act in GOOD.values():
        before = world.session.begin_nested()
        world.post(act(world))
        before.rollback()


def test_a_posting_cannot_be_changed_through_the_session_either(world):
    with pytest.raises(IntegrityError, match="append-only: txn"):
        world.session.execute(update(Txn).values(hash="0" * 64))


def test_every_rule_and_constraint_of_acts_has_its_red_line():
    crossed_guards = {line.guard for line in ACTS + POSTINGS + LOTS + SHAPES}
    declared = guards_of("txn", "lot", "posting", "quotause") - set(EQUIVALENT)
    declared = {name for name in declared if "_whole_" not in name}
    rules = {rule.says for rule in RULES if rule.table in ("txn", "lot", "posting")}
    assert declared | rules <= crossed_guards
