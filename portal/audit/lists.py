"""The audit's own lists: moves, mirrors, papers, and what a hash covers of each of them.

They are written here a second time on purpose: a wrong line in the poster's list is noticed.
"""

__all__ = ["COVERED", "MIRRORS", "MOVES", "PAPER_OF", "PROMISES", "REFERENCES", "SINGLES"]

PROMISES = {  # the invariants, each in a sentence; pages/audit/words.py has them for people
    "I1": "every movement balances, and a book adds up to zero",
    "I2": "nothing written is changed or removed",
    "I3": "no account is below zero, in any lot",
    "I4": "nothing is issued that was not funded",
    "I5": "points are issued only for an approved claim, once, to its claimant, exactly",
    "I6": "nobody decides on their own claim, their household's or their child's",
    "I7": "two people sign a settlement and a reversal, two or three a top-up",
    "I8": "only listed moves",
    "I9": "a group's points go only to causes, after its own vote",
    "I10": "the points that expire first are spent first",
    "I11": "points past their date are not spent, others do not lapse",
    "I12": "gifts go into an open round and are settled after it",
    "I13": "what undoes mirrors its original, at most once over",
    "I14": "a voucher is held once and ends once, in its own account",
    "I15": "the paper and the points agree exactly",
    "I16": "one key, one act",
    "I17": "numbers have no gap, and each act holds the hash of the one before",
    "I18": "an act is complete and closed",
    "I19": "time never runs back, nor far ahead of the days confirmed",
    "I20": "limits are kept, and what was kept of them is true",
    "I21": "what was made public stays: history only grows",
    "I22": "a row holds what its columns promise, and nothing personal",
    "totals": "what reports read is what the rows add up to",
}
MOVES = frozenset(
    (kind, *places.split(">"))
    for kind, pairs in {
        "fund": "mint>budget mint>reserve",
        "award": "budget>wallet budget>group",
        "give": "wallet>cause group>cause",
        "take_back": "cause>wallet cause>group",
        "hold": "wallet>held",
        "release": "held>wallet",
        "redeem": "held>redeemed",
        "goodwill": "reserve>wallet",
        "lapse": "wallet>cause group>cause",
        "settle": "cause>settled",
        "reverse": "wallet>budget group>budget wallet>reserve budget>mint reserve>mint",
    }.items()
    for places in pairs.split()
)
MIRRORS = {
    "take_back": frozenset({"give"}),
    "release": frozenset({"hold"}),
    "reverse": frozenset({"fund", "award", "goodwill"}),
}
SINGLES = ("mint", "budget", "reserve", "redeemed", "settled")
PAPER_OF = {  # which paper's column an act's points must equal
    "fund": ("topup", "points"),
    "award": ("approval", "points"),
    "hold": ("voucher", "points"),
    "release": ("voucher", "points"),
    "redeem": ("voucher", "points"),
    "goodwill": ("voucher", "goodwill"),
    "settle": ("causestatement", "points"),
}
REFERENCES = {  # column of an act, the paper it names, the kinds that must name one
    "top_up_id": ("topup", frozenset({"fund"})),
    "claim_code": ("approval", frozenset({"award"})),
    "voucher_id": ("voucher", frozenset({"hold", "release", "redeem", "goodwill"})),
    "statement_id": ("causestatement", frozenset({"settle"})),
}
COVERED = {  # of each paper, in the order in which the hash has them
    "approval": "claim_code account_id account_kind claimant_id verifier_id points evidence_tag",
    "causestatement": "id cause_id round_id part points prepared_by approved_by",
    "groupvote": "id group_id cause_id voter_count recorded_by held_on",
    "topup": "id target points funder_id requested_by approved_by second_by",
    "voucher": "id reward_id wallet_id points goodwill",
}
