"""The accountant's page: every move points can make. What is not here cannot be written.

The accounts of a book: the mint, where points begin, below zero by what was funded and not undone;
the budget of the seasons and the reserve for thank-yous, one each; a wallet for each household, the
like for each group; for each cause one a round and a standing one; one for each voucher held;
redeemed and settled, where points end. All of them together are always zero.

No line leads from a wallet to a wallet, and none to anything outside. Budget and reserve are filled
by a top-up, or by the mirror of what they paid. From redeemed and settled no line leads on.
The database holds the same list and freezes it (`fk_posting_move`, "the moves are frozen").
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
    # A reward: points set aside for a voucher; given back as they were, by the person, the provider
    # or time; or used.
    Move(MoveKind.HOLD, AccountKind.WALLET, AccountKind.HELD),
    Move(MoveKind.RELEASE, AccountKind.HELD, AccountKind.WALLET),
    Move(MoveKind.REDEEM, AccountKind.HELD, AccountKind.REDEEMED),
    # A thank-you for a household whose reward the provider withdrew, once a voucher.
    Move(MoveKind.GOODWILL, AccountKind.RESERVE, AccountKind.WALLET),
    # Points a week past their date: to the cause the household chose, or the programme's own. By
    # nobody but time, to the standing account.
    Move(MoveKind.LAPSE, AccountKind.WALLET, AccountKind.CAUSE),
    Move(MoveKind.LAPSE, AccountKind.GROUP, AccountKind.CAUSE),
    # A closed round, with a statement of exactly so many points that two people signed.
    Move(MoveKind.SETTLE, AccountKind.CAUSE, AccountKind.SETTLED),
    # A mistake, mirrored by two people, as far as its points are still there. What is gone is the
    # programme's loss, never a person's or a charity's.
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
