"""Labels: every state, role and kind in a word or two, in the reader's language."""

from enum import StrEnum

from pages.check_labels import CHECK_LABELS
from pages.giving_labels import GIVING_LABELS
from pages.paper_labels import PAPER_LABELS
from pages.person_labels import PERSON_LABELS
from pages.programme_labels import PROGRAMME_LABELS
from pages.register_labels import N_, REGISTER_LABELS
from pages.reward_labels import REWARD_LABELS
from pages.school_labels import SCHOOL_LABELS
from pages.speech import gettext
from portal.claims import (
    ClaimState,
    EvidenceClass,
)
from portal.home_codes import HomeCodeKind
from portal.jobs import JobName
from portal.letters import LetterKind
from portal.links import LinkPurpose
from portal.moves import MoveKind
from portal.people import Standing
from portal.periods import PeriodKind
from portal.programmes import Mode, ProgrammeState, Theme
from portal.receipts import ActKind
from portal.strength import Strength
from portal.told import (
    Replaced,
)
from portal.verification import Ready
from portal.ways import WayChange

__all__ = ["LABELS", "N_", "label", "message"]


# One dictionary a kind: two kinds may use the same value for different things.
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    **REGISTER_LABELS,
    **PERSON_LABELS,
    **PAPER_LABELS,
    **PROGRAMME_LABELS,
    **SCHOOL_LABELS,
    **CHECK_LABELS,
    **GIVING_LABELS,
    **REWARD_LABELS,
    MoveKind: {
        MoveKind.FUND: N_("Budget added"),
        MoveKind.AWARD: N_("Checked"),
        MoveKind.GIVE: N_("Given"),
        MoveKind.TAKE_BACK: N_("Taken back"),
        MoveKind.HOLD: N_("Set aside for a reward"),
        MoveKind.RELEASE: N_("Returned from a reward"),
        MoveKind.REDEEM: N_("Used"),
        MoveKind.GOODWILL: N_("With apologies"),
        MoveKind.LAPSE: N_("Passed on to a cause"),
        MoveKind.SETTLE: N_("Settled"),
        MoveKind.REVERSE: N_("Check undone"),
    },
    JobName: {
        JobName.LINKS: N_("Whoever asked for a link is written to"),
        JobName.VOUCHERS: N_("Vouchers that were used or have ended are settled"),
        JobName.LETTERS: N_("Letters are sent"),
        JobName.SIGN_INS: N_("Sign-ins that have ended are deleted"),
        JobName.SEAL: N_("The ledger is sealed"),
        JobName.PHOTOS: N_("Old photos are deleted"),
        JobName.LAPSE: N_("Points past their time go to causes"),
        JobName.LAPSE_NOTICES: N_("Households are told before points lapse"),
        JobName.AUDIT: N_("The ledger is audited"),
        JobName.BACKUP: N_("A backup is made"),
        JobName.ERASURES: N_("Who was erased is noted beside the backups"),
        JobName.CHECK_BACKS: N_("Who began something is noted, to be asked two months later"),
        JobName.CLOSE_REPORTS: N_("Reports of times that are over are closed"),
        JobName.ABSENCES: N_("Who stays away for long is asked, then erased"),
        JobName.SCRUB: N_("What was erased goes from the database’s file, too"),
        JobName.RESTORE_DRILL: N_("The newest backup is restored and audited"),
    },
    LetterKind: {
        LetterKind.LAPSE_NOTICE: N_("Before points lapse"),
        LetterKind.LAPSE_PLANNED: N_("Points will lapse"),
        LetterKind.SEAL: N_("A seal to keep"),
        LetterKind.INVITATION: N_("An invitation"),
        LetterKind.APPLICATION: N_("The answer to an application"),
        LetterKind.REGISTER: N_("An organisation was suspended, reopened, renamed or closed"),
        LetterKind.SIGN_IN_LINK: N_("A link to sign in"),
        LetterKind.PASSWORD_LINK: N_("A link to choose another password"),
        LetterKind.JOIN_LINK: N_("A link to join"),
        LetterKind.JOIN_KNOWN: N_("You are here already"),
        LetterKind.EMAIL_LINK: N_("To a new e-mail address"),
        LetterKind.EMAIL_TAKEN: N_("An address that belongs to somebody"),
        LetterKind.EMAIL_CHANGED: N_("To the old e-mail address"),
        LetterKind.STILL_HERE: N_("After a year away"),
        LetterKind.GUARDIANS: N_("News for who answers for a child"),
        LetterKind.ANSWER: N_("An answer to an appeal or complaint"),
        LetterKind.RECIPIENT: N_("News of what you gave to"),
        LetterKind.CAUSE_ANSWER: N_("The answer to a request for a cause"),
        LetterKind.VOUCHER_CANCELLED: N_("A voucher was cancelled"),
        LetterKind.REWARD_FREE: N_("A reward you wait for is there"),
        LetterKind.REWARD_SUSPENDED: N_("A reward you have or wait for is suspended"),
        LetterKind.REWARD_AGAIN: N_("A reward you have or wait for is offered again"),
        LetterKind.ROLES: N_("Your roles were changed"),
        LetterKind.WAYS_CHANGED: N_("A way to sign in was changed"),
    },
    WayChange: {
        WayChange.PASSWORD: N_("Another password was chosen."),
        WayChange.TIME_CODES_ON: N_("An app for six digits was added."),
        WayChange.TIME_CODES_OFF: N_("The app for six digits was taken away."),
        WayChange.RECOVERY_CODES: N_("New recovery codes were made; the old ones no longer work."),
        WayChange.RECOVERY_USED: N_("A recovery code was used."),
        WayChange.PASSKEY_ADDED: N_("A passkey was added."),
        WayChange.PASSKEY_REMOVED: N_("A passkey was taken away."),
        WayChange.SCHOOL_ADDED: N_("A school account was linked."),
        WayChange.SCHOOL_REMOVED: N_("A school account is no longer linked."),
        WayChange.SECOND_DROPPED: N_("Whoever runs this portal took your second step away."),
    },
    LinkPurpose: {
        LinkPurpose.SIGN_IN: N_("Sign me in, without a password"),
        LinkPurpose.PASSWORD: N_("Let me choose another password"),
        LinkPurpose.JOIN: N_("Let me join"),
        LinkPurpose.EMAIL: N_("Write to me there"),
    },
    Strength: {
        Strength.SHORT: N_("Too short: use at least 12 signs. Any signs will do, spaces too."),
        Strength.COMMON: N_("Too easy: this is among the first that are guessed."),
        Strength.FAIR: N_("Good enough. One more word would make it much stronger."),
        Strength.GOOD: N_("Strong: guessing it would take years."),
        Strength.BEST: N_("Very strong."),
    },
    Standing: {Standing.ADULT: N_("Adult"), Standing.CHILD: N_("Child")},
    HomeCodeKind: {
        HomeCodeKind.ADULT: N_("An adult who shall live with us"),
        HomeCodeKind.CHILD: N_("A child who shall live with us"),
        HomeCodeKind.GUARDIAN: N_("Somebody who answers for a child of ours"),
    },
    ActKind: {
        ActKind.CLAIM: N_("An action was sent for checking"),
        ActKind.CLAIM_CHANGED: N_("An action was changed"),
        ActKind.CLAIM_WITHDRAWN: N_("An action was withdrawn"),
        ActKind.IMPORT: N_("Entered from paper or a file"),
        ActKind.IMPORT_UNDONE: N_("Entries taken back"),
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
        ActKind.CAUSE: N_("A cause was asked for or changed"),
        ActKind.PLEDGE: N_("A pledge was written down"),
        ActKind.ROUND: N_("A round was planned or changed"),
        ActKind.REDEMPTION: N_("Points were used for a reward"),
        ActKind.REDEMPTION_AGREED: N_("An adult agreed to use points"),
        ActKind.REDEMPTION_REFUSED: N_("Using points was refused"),
        ActKind.VOUCHER_USED: N_("A voucher was used"),
        ActKind.VOUCHER_USE_UNDONE: N_("A voucher was taken by mistake and is good again"),
        ActKind.VOUCHER_RETURNED: N_("A voucher was given back"),
        ActKind.VOUCHER_CANCELLED: N_("A voucher was cancelled"),
        ActKind.REWARD_DECLARED: N_("A reward was promised"),
        ActKind.REMARK: N_("An auditor remarked in public"),
        ActKind.REMARK_ANSWERED: N_("A remark of an auditor was answered"),
        ActKind.REMARK_WITHDRAWN: N_("An auditor withdrew a remark"),
        ActKind.DRAW: N_("An auditor drew actions to look at"),
        ActKind.RECHECK: N_("An action was looked at a second time"),
        ActKind.RULING: N_("It was decided where two checks differ"),
        ActKind.COMPLAINT: N_("An appeal or complaint was sent"),
        ActKind.COMPLAINT_ANSWERED: N_("An appeal or complaint was answered"),
    },
    Theme: {
        Theme.RECYCLING: N_("Recycling"),
        Theme.TRAVEL: N_("Travel"),
        Theme.SECOND_HAND: N_("Second-hand and repair"),
    },
    Mode: {Mode.HOUSEHOLD: N_("Households, also of one person"), Mode.CLASS: N_("School classes")},
    ProgrammeState: {
        ProgrammeState.DRAFT: N_("Draft"),
        ProgrammeState.PUBLISHED: N_("Published"),
        ProgrammeState.PAUSED: N_("Paused"),
        ProgrammeState.CLOSED: N_("Closed"),
    },
    ClaimState: {
        ClaimState.SUBMITTED: N_("Waiting for a check"),
        ClaimState.ASKED: N_("A question is open"),
        ClaimState.WITHDRAWN: N_("Taken back"),
        ClaimState.DECLINED: N_("Not accepted"),
        ClaimState.QUEUED: N_("Checked, waits for budget"),
        ClaimState.AWARDED: N_("Checked"),
        ClaimState.UNAWARDED: N_("Checked, without points"),
        ClaimState.REVERSED: N_("Check undone"),
    },
    EvidenceClass: {
        EvidenceClass.METERED: N_("A meter, a partner’s feed, or the portal itself"),
        EvidenceClass.WITNESSED: N_("Somebody saw it"),
        EvidenceClass.DOCUMENTED: N_("A photo or signed paper"),
        EvidenceClass.DECLARED: N_("Own word"),
    },
    Replaced: {
        Replaced.CAR: N_("A car"),
        Replaced.TAXI: N_("A taxi"),
        Replaced.BUS: N_("A bus"),
        Replaced.TRAIN: N_("A train"),
        Replaced.WALK: N_("Walking or cycling"),
        Replaced.NOTHING: N_("I would not have gone"),
    },
    Ready: {
        Ready.BRIGHTER: N_("Please send a brighter photo."),
        Ready.HOW_MEASURED: N_("Please say how you measured it."),
        Ready.COME_AND_SHOW: N_("Please come and show me."),
        Ready.USED_BEFORE: N_("This photo was used before."),
        Ready.NOT_SEEN: N_("The photo does not show the action."),
        Ready.DOES_NOT_COUNT: N_("This does not count in this programme."),
    },
    PeriodKind: {
        PeriodKind.SEASON: N_("Seasons"),
        PeriodKind.YEAR: N_("Years"),
        PeriodKind.MONTH: N_("Months"),
        PeriodKind.WEEK: N_("Weeks"),
        PeriodKind.DAY: N_("Days"),
    },
}


def label(state: StrEnum) -> str:
    """Say a state."""
    return gettext(LABELS[type(state)][state])


def message(text: str) -> str:
    """Say a ready sentence in the reader's language; somebody's own words stay as they are."""
    return label(Ready(text)) if text in set(Ready) else text
