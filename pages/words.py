"""Words for people that are not in a template: labels of states, reasons for no."""

from datetime import date

from babel import Locale
from babel.dates import format_date

from pages.check_refusals import OF_CHECKING
from pages.giving_refusals import OF_GIVING
from pages.home_refusals import OF_HOMES
from pages.labels import LABELS, N_, label, message
from pages.paper_refusals import OF_PAPER
from pages.programme_refusals import OF_PROGRAMMES
from pages.register_refusals import OF_REGISTER
from pages.reward_refusals import OF_REWARDS
from pages.rights_refusals import OF_RIGHTS
from pages.school_refusals import OF_SCHOOLS
from pages.speech import gettext, locale
from portal import batches
from portal.addresses import BadAddress
from portal.arrivals import ForSomebodyElse
from portal.assignments import NotYourTurn
from portal.claims import (
    Decided,
    NotAsked,
    NotRunning,
    OnlyForClasses,
    UnknownWitness,
)
from portal.clock import NotThatDay
from portal.desks import Closed, Suspended
from portal.disks import NoRoom
from portal.errors import AlreadyUsed, ClockJumped, Guarded, NotAllowed, Refused
from portal.files import NotAPicture, TooBig, TooManyPixels
from portal.guardians import AlreadyGuardian
from portal.households import AlreadyHome
from portal.invitations import TooManyInvitations, TwoMustAgree
from portal.ledger import (
    AlreadyDone,
    DailyLimit,
    KeyUsed,
    NotEnough,
    NothingLeft,
    RoundClosed,
    RoundOpen,
    ThirdPersonNeeded,
)
from portal.links import AskedOften, Expired, NoSuchLink, Used
from portal.memberships import LastOwners, NotThatLong, NotYours
from portal.names import BadName
from portal.oidc import NotVerified, SchoolAway
from portal.organisations import RolesClash
from portal.own_password import WrongOld
from portal.ownership import AlreadySo, AskedByYou
from portal.paper_codes import WrongPaper
from portal.passkeys import BadPasskey, TooManyPasskeys
from portal.people import AddressTaken
from portal.programmes import Full
from portal.school_accounts import NotLinked, Taken
from portal.second_step import AskedTooLate, NoProof
from portal.sign_in import Mistaken, TooSoon
from portal.spending_rules import WishOpen
from portal.strength import TooCommon, TooShort
from portal.time_codes import WrongCode
from portal.told import (
    EvidenceMissing,
    InTheFuture,
    NotWhole,
    OutOfRange,
    OutsideSeason,
    PhotoMissing,
    ReplacedMissing,
    TooLongAgo,
    WitnessMissing,
)
from portal.vault import Unsealed
from portal.verification import (
    Changed,
    MessageMissing,
    OwnHousehold,
    SamePhoto,
)
from portal.ways import LastWay

__all__ = ["LABELS", "REFUSALS", "label", "message", "refusal"]

BRITISH = Locale("en", "GB")

REFUSALS: dict[type[Refused], str] = {
    **OF_HOMES,
    **OF_GIVING,
    **OF_PROGRAMMES,
    **OF_REGISTER,
    **OF_RIGHTS,
    **OF_SCHOOLS,
    **OF_PAPER,
    **OF_CHECKING,
    **OF_REWARDS,
    Refused: N_("That cannot be done."),
    NotAllowed: N_("You may not do that."),
    AlreadyUsed: N_("This form was already used with other answers. Nothing was done twice."),
    Guarded: N_("Something changed meanwhile. Nothing was taken. Please look again."),
    ClockJumped: N_(
        "The clock of this portal is far past the last confirmed day, so no points move."
        " Nothing was taken. Whoever runs it has to look at the clock."
    ),
    NotThatDay: N_("That day has not come yet. Choose today or an earlier day."),
    AddressTaken: N_("Somebody is already registered with this e-mail address."),
    Mistaken: N_("This e-mail address and password do not fit together."),
    TooSoon: N_("There were too many wrong tries. Please wait %(seconds)s seconds and try again."),
    AskedOften: N_(
        "Several letters were asked for already. Please look for them, or wait %(minutes)s minutes."
    ),
    NoSuchLink: N_("There is no such link. Perhaps a part of it was lost on the way."),
    Expired: N_("This link was good for 30 minutes, and they are over."),
    Used: N_("This link was used before. Each one works once."),
    WrongCode: N_(
        "These are not the digits of now, or this code was used before. Wait for the next digits."
    ),
    WrongPaper: N_("This code is not known, was used before or is too old. Ask for another one."),
    NoProof: N_("Enter your password, or the digits your app shows now."),
    AskedTooLate: N_("The first step was too long ago. Please sign in again."),
    BadPasskey: N_("This passkey is not known here, or it did not answer in time. Try again."),
    TooManyPasskeys: N_("There are %(most)s passkeys already. Take one away first."),
    SchoolAway: N_("The school’s sign-in does not answer now. Try again later, or another way in."),
    NotVerified: N_("What came back from the school does not fit. Please begin again."),
    NotLinked: N_(
        "Nobody here is linked to this school account yet. Sign in another way first;"
        " then link it under “My ways in”."
    ),
    Taken: N_("This school account is linked to somebody else here."),
    LastWay: N_("This is your only way in. Add another one first, then take it away."),
    Unsealed: N_("This form is too old. Please begin again."),
    WrongOld: N_("This is not your password of until now."),
    TooShort: N_("Use at least %(least)s signs. Any signs will do, spaces too."),
    TooCommon: N_(
        "This password is among the first that are guessed. Four words that do not belong together"
        " are easy to remember and hard to guess."
    ),
    RolesClash: N_("One person may not hold these two roles in one organisation."),
    TwoMustAgree: N_(
        "There are two owners already. Invite them in another role first; then two owners together"
        " make them an owner."
    ),
    LastOwners: N_(
        "An organisation has at least %(least)s owners. Make somebody else an owner first, then"
        " try again."
    ),
    NotYours: N_("You can lend a role that you have for good yourself, to a colleague."),
    NotThatLong: N_("Choose a day after today, at most %(days)s days from now."),
    AlreadySo: N_("This is so already. Nothing was changed."),
    AskedByYou: N_("You asked for this. Another owner must agree."),
    Suspended: N_(
        "This organisation is suspended, so nothing new can be done for it now. What is there can"
        " be read, and roles can be ended. The reason: %(reason)s"
    ),
    Closed: N_("This organisation has closed, so nothing can be done for it. %(reason)s"),
    BadAddress: N_("Write an e-mail address like name@example.org."),
    ForSomebodyElse: N_("This invitation was written to another person."),
    TooManyInvitations: N_("There are %(most)s open invitations. Withdraw some first."),
    BadName: N_("Write a name of at most %(most)s signs that can be read."),
    Full: N_("This programme has room for %(limit)s households or classes, and they are here."),
    TooBig: N_("The photo is over %(megabytes)s MB. Take it again, smaller."),
    NoRoom: N_(
        "This portal is short of room, so no photos can be added just now. Everything else works."
        " Please try again tomorrow."
    ),
    TooManyPixels: N_("The photo has over %(megapixels)s million pixels. Take it again, smaller."),
    NotAPicture: N_("This is not a photo we can open. Use a JPEG, PNG or WebP photo."),
    OutOfRange: N_("Enter a number from %(least)s to %(most)s."),
    NotWhole: N_("Enter a whole number, without a fraction."),
    InTheFuture: N_("The day must be today or before."),
    TooLongAgo: N_("The day must be in the last %(days)s days."),
    OutsideSeason: N_("The day must be from %(starts_on)s to %(ends_on)s."),
    ReplacedMissing: N_("Choose what you would have used instead."),
    EvidenceMissing: N_("Add a photo, or choose who saw it."),
    PhotoMissing: N_("Add a photo."),
    WitnessMissing: N_("Choose who saw it."),
    UnknownWitness: N_("Choose somebody from the list."),
    NotRunning: N_("This programme takes no actions at the moment."),
    OnlyForClasses: N_("This programme is for school classes. Their teachers log for them."),
    Decided: N_("This action no longer waits for a check, so it cannot be changed."),
    NotAsked: N_("There is no open question to answer."),
    Changed: N_("Somebody decided this meanwhile, or it was changed. Please look again."),
    MessageMissing: N_("Choose a message, so that they know why."),
    NotYourTurn: N_("Somebody else checks this one, until it has waited for a day."),
    OwnHousehold: N_("You cannot check an action of your own household."),
    SamePhoto: N_("This photo was approved before, for %(code)s."),
    batches.TooLate: N_("Checks can be undone for a day. After that they stand."),
    batches.SecondPersonNeeded: N_("You asked for this already. Somebody else must agree."),
    NotEnough: N_("There are %(have)s points. Enter %(have)s or less."),
    AlreadyDone: N_("This was used before. It counts once, and nothing was taken twice."),
    NothingLeft: N_("Nothing of this is left to move. Nothing was changed."),
    KeyUsed: N_("This form was already used, saying something else. Nothing was taken twice."),
    DailyLimit: N_("Today %(left)s more points can be awarded here. The rest can follow tomorrow."),
    ThirdPersonNeeded: N_("A top-up of more than %(over)s points needs a third person."),
}

_ONCE = REFUSALS[AlreadyDone]
_OWN = REFUSALS[OwnHousehold]
GUARDS: dict[str, str] = {  # what the database says where somebody else was faster, in our words
    "the round is not open": REFUSALS[RoundClosed],
    "the round has closed": REFUSALS[RoundClosed],
    "the round is still open": REFUSALS[RoundOpen],
    "the clock jumped forward": REFUSALS[ClockJumped],
    "nobody approved the claim as it is": REFUSALS[Changed],
    **dict.fromkeys(
        (
            *("the verifier lives in that household", "the verifier is the guardian, or the child"),
            *("the verifier shared a home with the claimant", "ck_approval_not_own"),
            "the verifier typed it for the claimant",
        ),
        _OWN,
    ),
    **dict.fromkeys(
        (
            *("uq_txn_fund_once", "uq_txn_award_once", "uq_txn_vote_once", "uq_txn_settle_once"),
            *("uq_txn_voucher_step_once", "uq_approval_evidence_once"),
            *("already there: txn", "already there: approval", "already there: verification"),
        ),
        _ONCE,
    ),
    "already there: householdmember": REFUSALS[AlreadyHome],
    "uq_householdmember_one_home": REFUSALS[AlreadyHome],
    "uq_person_email": REFUSALS[AddressTaken],
    "uq_guardianship_once": REFUSALS[AlreadyGuardian],
    "uq_rulewish_one_open": REFUSALS[WishOpen],
    "uq_homecode_idem": _ONCE,
}


def refusal(error: Refused) -> str:
    """Say why not; the words may name the error's facts."""
    said = GUARDS.get(str(error.facts.get("guard")), REFUSALS[type(error)])
    return gettext(said) % {name: _shown(fact) for name, fact in error.facts.items()}


def _shown(fact: object) -> object:
    habits = BRITISH if locale().language == "en" else locale()  # as everywhere on the pages
    return format_date(fact, "long", habits) if isinstance(fact, date) else fact
