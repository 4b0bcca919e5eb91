"""Words for the reasons for no that belong to rewards and vouchers."""

from pages.register_labels import N_
from portal.errors import Refused
from portal.offer_changes import BadWindow, NotNow, OwnOffer, ReasonMissing
from portal.offer_complaints import OwnPromise
from portal.offers import BadDays, BadWords, NotForHouseholds
from portal.paired_tills import UnknownTillCard
from portal.redeeming import Enough, Gone, NotOffered, PriceChanged, TooFewPoints
from portal.redemption_proposals import AgreedAlready, WishEnded
from portal.reward_waits import NothingToWaitFor
from portal.till_cards import CardGone, TooManyTills
from portal.tills import NotGood, TooLateToUndo
from portal.vouchers import NotReady, TooLateToReturn

__all__ = ["OF_REWARDS"]

OF_REWARDS: dict[type[Refused], str] = {
    BadWords: N_("“%(word)s” cannot be part of a reward. Write it otherwise, or offer another."),
    BadDays: N_("Look at the days: the last day is today or later, and not after the event."),
    OwnPromise: N_("This is about your own promise. Somebody else must answer it."),
    NotForHouseholds: N_("Choose a programme that runs now, in which households hold points."),
    OwnOffer: N_("You promised this yourself. Somebody else must approve it."),
    NotNow: N_("This cannot be done with this offer now. Please look again."),
    ReasonMissing: N_("Write the reason in at most %(most)s signs. It is public."),
    BadWindow: N_(
        "Announce it at least %(days)s days before, inside the days of the offer, for fewer than"
        " %(points)s points, and not over another window."
    ),
    NotOffered: N_("Points are not used for this now. Nothing was taken."),
    Gone: N_("The last one was just taken. You still have your %(points)s points."),
    Enough: N_("Each household can have %(most)s of this. Nothing was taken."),
    TooFewPoints: N_("This needs %(want)s points. You have %(have)s. Nothing was taken."),
    PriceChanged: N_("It takes %(points)s points today. Nothing was taken. Please look again."),
    WishEnded: N_("This proposal has ended. No points moved."),
    AgreedAlready: N_("You have agreed already. Another adult must agree too."),
    NotReady: N_("This voucher was used, given back or cancelled before. Nothing was changed."),
    TooLateToReturn: N_("It could be given back until %(day)s. It can still be used."),
    NothingToWaitFor: N_("There is nothing to wait for here. Please look again."),
    NotGood: N_("This voucher cannot be taken here. Nothing was changed."),
    TooLateToUndo: N_("This can be undone for ten minutes. They are over."),
    UnknownTillCard: N_(
        "No till waits for this card: it was used before or ended, or a sign is wrong. Whoever"
        " leads the partner’s desk can print another one."
    ),
    CardGone: N_("This card cannot be printed any more. Make another one."),
    TooManyTills: N_("%(most)s tills and cards are in use. End one of them first."),
}
