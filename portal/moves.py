"""The accountant's page: every move points can make. What is not here cannot be written.

No line leads from a wallet to a wallet, none to anything outside, and none to the budget
except as the mirror of an award. The database holds the same list and freezes it.
"""

from typing import NamedTuple

from db.tables.books import AccountKind, LotKind, MoveKind, Reason

__all__ = ["MOVES", "UNDOES", "AccountKind", "LotKind", "Move", "MoveKind", "Reason"]


class Move(NamedTuple):
    """Points go from one kind of account to another."""

    kind: MoveKind
    source: AccountKind
    target: AccountKind


MOVES = (
    # A top-up that two or three people approved: for the season, or for goodwill.
    Move(MoveKind.FUND, AccountKind.MINT, AccountKind.BUDGET),
    Move(MoveKind.FUND, AccountKind.MINT, AccountKind.RESERVE),
    # A checked claim of a household, or of a class or club.
    Move(MoveKind.AWARD, AccountKind.BUDGET, AccountKind.WALLET),
    Move(MoveKind.AWARD, AccountKind.BUDGET, AccountKind.GROUP),
    # A gift in an open round; a group's after a vote.
    Move(MoveKind.GIVE, AccountKind.WALLET, AccountKind.CAUSE),
    Move(MoveKind.GIVE, AccountKind.GROUP, AccountKind.CAUSE),
    # The mirror of a gift, by its giver, until the round closes.
    Move(MoveKind.TAKE_BACK, AccountKind.CAUSE, AccountKind.WALLET),
    Move(MoveKind.TAKE_BACK, AccountKind.CAUSE, AccountKind.GROUP),
    # A reward: points set aside for a voucher, given back as they were, or used.
    Move(MoveKind.HOLD, AccountKind.WALLET, AccountKind.HELD),
    Move(MoveKind.RELEASE, AccountKind.HELD, AccountKind.WALLET),
    Move(MoveKind.REDEEM, AccountKind.HELD, AccountKind.REDEEMED),
    # A thank-you when a provider withdrew a reward.
    Move(MoveKind.GOODWILL, AccountKind.RESERVE, AccountKind.WALLET),
    # Points past their date go to the commons or the cause the household chose.
    Move(MoveKind.LAPSE, AccountKind.WALLET, AccountKind.CAUSE),
    Move(MoveKind.LAPSE, AccountKind.GROUP, AccountKind.CAUSE),
    # A closed round, with a statement that two people signed.
    Move(MoveKind.SETTLE, AccountKind.CAUSE, AccountKind.SETTLED),
    # A mistake, mirrored by two people, as far as its points are still there.
    Move(MoveKind.REVERSE, AccountKind.WALLET, AccountKind.BUDGET),
    Move(MoveKind.REVERSE, AccountKind.GROUP, AccountKind.BUDGET),
    Move(MoveKind.REVERSE, AccountKind.WALLET, AccountKind.RESERVE),
    Move(MoveKind.REVERSE, AccountKind.BUDGET, AccountKind.MINT),
    Move(MoveKind.REVERSE, AccountKind.RESERVE, AccountKind.MINT),
)

UNDOES = {  # a gift is undone by its giver alone; a lapse and a settlement by nobody
    MoveKind.TAKE_BACK: {MoveKind.GIVE},
    MoveKind.RELEASE: {MoveKind.HOLD},
    MoveKind.REVERSE: {MoveKind.FUND, MoveKind.AWARD, MoveKind.GOODWILL},
}
