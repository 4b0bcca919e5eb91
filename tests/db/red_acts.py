"""Red lines of acts, postings and lots: a good act with one thing wrong."""

from portal import ledger
from tests.db.ledger_world import named
from tests.db.red_lines import bent

OLD = "2020-01-01T00:00:00.000000Z"
AHEAD = "2031-06-05T00:00:00.000000Z"
FUNDERS = "the top-up is not by those who signed it"
SETTLERS = "the settlement is not by those who signed it"
MIRROR = "it does not mirror the original"
PAPER = "the points differ from the paper"
VOUCHER = "the voucher is another one"
NEW_LOT = "new points are a new lot of the lot they came from"
OF_STATEMENT = "the statement is of another cause or round"

ACTS = [
    bent(act, guard, txn={column: value})
    for act, column, value, guard in (
        ("give", "idem", "short", "ck_txn_idem"),
        ("give", "idem", "for rosa linden, with love", "ck_txn_idem"),
        ("give", "idem", "rosa.linden@example.org", "ck_txn_idem"),
        ("give", "request", "ab", "ck_txn_request"),
        ("give", "request", "R" * 64, "ck_txn_request"),
        ("give", "hash", "ab", "ck_txn_hash"),
        ("give", "hash", "H" * 64, "ck_txn_hash"),
        ("give", "actor_id", "rosa", "ck_txn_ids"),
        ("reverse", "second_id", "rosa", "ck_txn_ids"),
        ("give", "at", lambda row: row["at"] + "Z", "ck_txn_at_stamp"),
        ("give", "last_n", 501, "ck_txn_size"),
        ("give", "last_n", 0, "ck_txn_size"),
        ("give", "second_id", named("p-anna"), "ck_txn_two"),
        ("reverse", "second_id", None, "ck_txn_needs_two"),
        ("release", "reason", "because", "ck_txn_gives_reason"),
        ("release", "reason", "fraud", "ck_txn_gives_reason"),
        ("reverse", "reason", "person", "ck_txn_gives_reason"),
        ("reverse", "reason", None, "ck_txn_gives_reason"),
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
        ("fund", "actor_id", named("vera"), FUNDERS),
        ("fund", "second_id", named("vera"), FUNDERS),
        ("fund", "second_id", None, FUNDERS),
        ("settle", "actor_id", named("vera"), SETTLERS),
        ("settle", "second_id", named("vera"), SETTLERS),
        ("settle", "second_id", None, SETTLERS),
        ("goodwill", "voucher_id", named("w3"), "goodwill without a withdrawn reward"),
        ("take_back", "undoes", 1, MIRROR),
        ("class_give", "vote_id", None, "a group gives after its own vote"),
        ("give", "vote_id", named("v3"), "a group gives after its own vote"),
        ("give", "idem", "built-000000000021", "uq_txn_idem_once"),
        ("reverse", "idem", "built-000000000001", "uq_txn_idem_once"),
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
TWO = {"last_n": 2}  # where there is one
POSTINGS = [
    bent(act, guard, posting=change)
    for act, change, guard in (
        ("give", {"qty": 0}, "ck_posting_qty"),
        ("give", {"qty": -5}, "ck_posting_qty"),
        ("give", {"qty": 10**18}, "ck_posting_qty|ck_holding_not_below_zero"),
        ("give", {"qty": None}, "NOT NULL constraint failed: posting.qty|null value in column"),
        ("lapse", {"seq": 9999}, "there is no such act"),
        ("lapse", {"programme_id": named("other")}, "there is no such act"),
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
        ("lapse", {"from_account": named("zoe")}, "ck_holding_not_below_zero|fk_holding_account"),
        ("redeem", {"from_account": named("zoe"), "from_kind": "wallet"}, VOUCHER),
        ("award", {"to_account": named("zoe")}, "the award goes to the claimant"),
        ("take_back", {"to_account": named("zoe")}, MIRROR),
        ("take_back", {"undo_seq": 7}, MIRROR),
        ("take_back", {"undo_seq": None, "undo_n": None}, MIRROR),
        ("reverse", {"qty": 10**12}, "it undoes more than the original"),
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
        ({"expires_on": "20x6-12-31"}, "ck_lot_days"),
        ({"lapses_from": "2027-0y-07"}, "ck_lot_days"),
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
