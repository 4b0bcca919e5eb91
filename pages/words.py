"""Words for people that are not in a template: labels of states, reasons for no."""

from enum import StrEnum

from pages.speech import gettext
from portal.budgets import SameSigner
from portal.causes import NotACharity
from portal.deliveries import (
    DeliveryState,
    HowMany,
    MoreThanBought,
    NothingToTell,
    NotYet,
    PapersMissing,
)
from portal.desks import OrganisationKind, Role
from portal.errors import AlreadyUsed, NotAllowed, Refused
from portal.gifts import Covered, Fixed, MoreThanNeeded, NotPlaced, TooFew
from portal.given import GiftState
from portal.groups import NotYetHeld, TooManyVoters
from portal.households import AlreadyHome, TooFewAdults
from portal.organisations import RolesClash
from portal.people import AddressTaken, Standing
from portal.pledges import AlreadyDocumented, AlreadyPledged, NotASponsor
from portal.programmes import Full, Mode, ProgrammeState, Theme
from portal.proposals import AlreadyAgreed, ProposalEnded
from portal.receipts import ActKind
from portal.rewards import RewardKind
from portal.rounds import OnlyOwnCharity, PledgeMissing, ReportOverdue, TooLate
from portal.seasons import SamePerson
from portal.settlement import AlreadySettled, NoPoints, NotPrepared, OneSigner, Stale, StillOpen
from portal.sign_in import Mistaken, TooSoon
from portal.timetable import RoundState

__all__ = ["LABELS", "N_", "REFUSALS", "label", "refusal"]


def N_(message: str) -> str:  # noqa: N802  (the gettext convention)
    """Mark for translation, translate later."""
    return message


# One dictionary a kind: two kinds may use the same value for different things.
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    OrganisationKind: {
        OrganisationKind.SCHOOL: N_("School"),
        OrganisationKind.COMMUNITY: N_("Community"),
        OrganisationKind.CHARITY: N_("Charity"),
        OrganisationKind.SPONSOR: N_("Sponsor"),
        OrganisationKind.DISTRICT: N_("District office"),
    },
    Role: {
        Role.OWNER: N_("Owner"),
        Role.ORGANISER: N_("Organiser"),
        Role.VERIFIER: N_("Verifier"),
        Role.TREASURER: N_("Treasurer"),
        Role.STEWARD: N_("Steward"),
        Role.SPONSOR: N_("Sponsor"),
        Role.TILL: N_("Till"),
        Role.AUDITOR: N_("Auditor"),
        Role.OPERATOR: N_("Operator"),
        Role.VIEWER: N_("Viewer"),
    },
    Standing: {Standing.ADULT: N_("Adult"), Standing.CHILD: N_("Child")},
    ActKind: {
        ActKind.CLAIM: N_("An action was sent for checking"),
        ActKind.CLAIM_CHANGED: N_("An action was changed"),
        ActKind.CLAIM_WITHDRAWN: N_("An action was withdrawn"),
        ActKind.DECISIONS: N_("Actions were checked"),
        ActKind.UNDO_ASKED: N_("Somebody asked to undo checks"),
        ActKind.DECISIONS_UNDONE: N_("Checks were undone"),
        ActKind.GIFT: N_("Points were given to a cause"),
        ActKind.GIFT_AGREED: N_("A second adult agreed to a gift"),
        ActKind.GIFT_TAKEN_BACK: N_("A gift was taken back"),
        ActKind.GIFT_REFUSED: N_("A proposed gift was refused"),
        ActKind.VOTE: N_("A class vote was recorded"),
        ActKind.SETTLEMENT: N_("A round was divided"),
        ActKind.SETTLEMENT_SIGNED: N_("The division of a round was signed"),
        ActKind.DELIVERY: N_("A delivery was reported"),
        ActKind.REDEMPTION: N_("Points were used for a reward"),
    },
    Theme: {
        Theme.RECYCLING: N_("Recycling"),
        Theme.TRAVEL: N_("Travel"),
        Theme.SECOND_HAND: N_("Second-hand and repair"),
    },
    Mode: {Mode.HOUSEHOLD: N_("Households"), Mode.CLASS: N_("School classes")},
    ProgrammeState: {
        ProgrammeState.DRAFT: N_("Draft"),
        ProgrammeState.PUBLISHED: N_("Published"),
        ProgrammeState.PAUSED: N_("Paused"),
        ProgrammeState.CLOSED: N_("Closed"),
    },
    RewardKind: {
        RewardKind.PLANT: N_("Plant"),
        RewardKind.SEAT: N_("Place or seat"),
        RewardKind.THING: N_("Thing"),
        RewardKind.TRAVEL: N_("Travel"),
        RewardKind.REPAIR: N_("Repair"),
        RewardKind.LOAN: N_("Loan"),
    },
    RoundState: {
        RoundState.PLANNED: N_("Planned"),
        RoundState.READY: N_("Ready to open"),
        RoundState.OPEN: N_("Open"),
        RoundState.CLOSED: N_("Closed, not yet divided"),
        RoundState.SETTLED: N_("Settled"),
    },
    GiftState: {
        GiftState.PROPOSED: N_("Waits for an adult to agree"),
        GiftState.RAN_OUT: N_("Ended: nobody agreed in time"),
        GiftState.REFUSED: N_("Ended: refused"),
        GiftState.PLACED: N_("Given"),
        GiftState.TAKEN_BACK: N_("Taken back"),
        GiftState.FIXED: N_("Given, the round has closed"),
        GiftState.SETTLED: N_("Given and settled"),
    },
    DeliveryState: {
        DeliveryState.BOUGHT: N_("Bought"),
        DeliveryState.DELIVERED: N_("Delivered"),
        DeliveryState.REPORTED: N_("Use reported"),
        DeliveryState.ACCEPTED: N_("Report accepted"),
    },
}
REFUSALS: dict[type[Refused], str] = {
    Refused: N_("That cannot be done."),
    NotAllowed: N_("You may not do that."),
    AlreadyUsed: N_("This form was already used with other answers. Nothing was done twice."),
    AddressTaken: N_("Somebody is already registered with this e-mail address."),
    Mistaken: N_("This e-mail address and password do not fit together."),
    TooSoon: N_("There were too many wrong tries. Please wait %(seconds)s seconds and try again."),
    AlreadyHome: N_("This person belongs to a household already."),
    TooFewAdults: N_("Two adults can only agree where there are two."),
    RolesClash: N_("One person may not hold these two roles in one organisation."),
    Full: N_("This programme has room for %(limit)s households or classes, and they are here."),
    SamePerson: N_("Whoever writes the rules of a programme does not approve them."),
    SameSigner: N_("Whoever asks for a top-up does not agree to it."),
    NotACharity: N_("Points go to causes of registered charities only."),
    OnlyOwnCharity: N_("A charity that runs the programme cannot be the only one in a round."),
    PledgeMissing: N_("This round has no documented pledge yet, so it cannot open."),
    TooLate: N_("The last day of this round has passed."),
    ReportOverdue: N_("A charity of this round owes the report on an earlier delivery."),
    NotASponsor: N_("Only a registered sponsor can back a round."),
    AlreadyPledged: N_("This round has its pledge already."),
    AlreadyDocumented: N_("This was written down before, under the number %(document)s."),
    TooFew: N_("The smallest gift in this round is %(smallest)s points."),
    Covered: N_("Everything that was pledged is covered. Your points stay with you."),
    MoreThanNeeded: N_("Only %(left)s points are needed. Enter %(left)s or less."),
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
    NotYet: N_("That day has not come yet. Choose today or an earlier day."),
}


def label(state: StrEnum) -> str:
    """Say a state."""
    return gettext(LABELS[type(state)][state])


def refusal(error: Refused) -> str:
    """Say why not; the words may name the error's facts."""
    return gettext(REFUSALS[type(error)]) % error.facts
