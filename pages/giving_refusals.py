"""Words for the reasons for no that belong to giving: causes, rounds, pledges, deliveries."""

from pages.labels import N_
from portal.budgets import SameSigner
from portal.cause_changes import NotThisCause
from portal.cause_requests import NothingAsked
from portal.causes import CauseFell, NotACharity
from portal.deliveries import HowMany, MoreThanBought, NothingToTell, NotYet, PapersMissing
from portal.delivery_photos import FacesShown
from portal.errors import Refused
from portal.gifts import Covered, Fixed, MoreThanNeeded, NoneYet, NotPlaced, RoundSuspended, TooFew
from portal.groups import NotYetHeld, TooManyVoters
from portal.ledger import RoundClosed, RoundOpen, TooManyPieces
from portal.pledges import AlreadyDocumented, AlreadyPledged, Divided, NotASponsor, NotTheSecond
from portal.proposals import AlreadyAgreed, ProposalEnded
from portal.round_changes import NotLonger, StillGood
from portal.rounds import (
    OnlyOwnCharity,
    PledgeMissing,
    RecheckOverdue,
    ReportOverdue,
    TooLate,
    TooManyCauses,
)
from portal.settlement import AlreadySettled, NoPoints, NotPrepared, OneSigner, Stale, StillOpen

__all__ = ["OF_GIVING"]

OF_GIVING: dict[type[Refused], str] = {
    SameSigner: N_("Whoever asks for a top-up does not agree to it."),
    CauseFell: N_("Nothing is given to this cause now. The reason: %(reason)s"),
    NotThisCause: N_("That cannot be done with this cause as it is now."),
    RoundSuspended: N_("The pledge of this round is in doubt, so no points are taken now."),
    NotLonger: N_("A round only becomes longer. Choose a later day."),
    StillGood: N_("This round stands: it is divided when it has closed."),
    NotTheSecond: N_("You wrote this pledge down. Another person must approve it."),
    Divided: N_("This round is divided or has ended. Its pledge stays as it is."),
    TooManyCauses: N_("Choose one to %(most)s causes."),
    RecheckOverdue: N_("A charity of this round must be looked up in its register again first."),
    NothingAsked: N_("This request was answered or taken back before."),
    NotACharity: N_("Points go to causes of registered charities only."),
    OnlyOwnCharity: N_("A charity that runs the programme cannot be the only one in a round."),
    PledgeMissing: N_("This round has no documented pledge yet, so it cannot open."),
    TooLate: N_("The last day of this round has passed."),
    ReportOverdue: N_("A charity of this round owes the report on an earlier delivery."),
    NotASponsor: N_("Only a registered sponsor can back a round."),
    AlreadyPledged: N_("This round has its pledge already."),
    AlreadyDocumented: N_("This was written down before, under the number %(document)s."),
    RoundClosed: N_("This round is not open now. Nothing was taken."),
    RoundOpen: N_("This round has not closed yet. It can be settled after its last day."),
    TooFew: N_("The smallest gift in this round is %(smallest)s points."),
    Covered: N_("Everything that was pledged is covered. Your points stay with you."),
    MoreThanNeeded: N_("Only %(left)s points are needed. Enter %(left)s or less."),
    NoneYet: N_(
        "There are no points to give now. They come when an action was checked: log one, or wait."
    ),
    Fixed: N_("The round has closed. Your gift stays with the cause."),
    NotPlaced: N_("There is nothing to take back here."),
    ProposalEnded: N_("This proposal has ended. No points moved."),
    AlreadyAgreed: N_("You have agreed already. Another adult must agree too."),
    TooManyVoters: N_("This class has %(slots)s pupils. Enter that number or less."),
    NotYetHeld: N_("A vote is recorded after it was held. Choose today or an earlier day."),
    StillOpen: N_("This round has not closed yet."),
    AlreadySettled: N_("This round is settled. It is divided only once."),
    NoPoints: N_("Nobody gave in this round, so there is nothing to divide."),
    NotPrepared: N_("The treasurer has not divided this round yet."),
    OneSigner: N_("You divided this round. Another person must sign it."),
    Stale: N_("The division no longer fits this round. The treasurer must divide it again."),
    NothingToTell: N_("There is nothing to tell here now."),
    HowMany: N_("Write how many: 1 to %(most)s."),
    MoreThanBought: N_("That is more than there is. Enter %(most)s or less."),
    PapersMissing: N_("Write the number of the invoice or the signed list."),
    FacesShown: N_("Say that nobody can be recognised in the photo, or leave it out."),
    NotYet: N_("That day has not come yet. Choose today or an earlier day."),
    TooManyPieces: N_("One gift can hold %(most)s points here. Give the rest in a second one."),
}
