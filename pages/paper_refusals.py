"""Words for the reasons for no of posters, meters, questions and what comes in on paper."""

from pages.labels import N_
from portal.checkins import HostAtHome, NotOnScreen, PosterShut
from portal.desk_homes import HelperAtHome, UnknownHome
from portal.entries import BadRow
from portal.errors import Refused
from portal.importing import CounterMissing, ReasonMissing
from portal.keying import AnotherMustType, NotKeyed, SheetKnown, TotalsDiffer, UnknownSheet
from portal.lists import BadList
from portal.measures import UnknownUnit
from portal.posters import BadTimes, NotForPosters
from portal.questionnaires import AlreadyOpen, QuestionnaireClosed
from portal.questions import BadQuestion, NoQuestion, NotAnswered
from portal.quizzes import NotRight
from portal.records import OnlyAdults
from portal.savings import (
    ByMeter,
    FromReadings,
    LaterReading,
    NoMeterNumber,
    NoReading,
    OtherMeter,
    ReadingFollowed,
    ReadTooSoon,
    RunsBackward,
    SavedTooMuch,
    UnusualUse,
    UsualKnown,
    UsualMissing,
)
from portal.slips import NoReason, SlipUsed, UnknownSlip
from portal.taking_back import NotApplied, SecondMissing
from portal.talks import NotThere, OnlyQuizzes, OtherProgramme
from portal.told import RecordMissing

__all__ = ["OF_PAPER"]

OF_PAPER: dict[type[Refused], str] = {
    BadRow: N_("“%(what)s” cannot be taken here. Look at it again."),
    UnknownUnit: N_("“%(unit)s” is no unit in which this is counted."),
    BadList: N_(
        "This is not a list we can read. It is a CSV file, its first line names the columns, and"
        " there are no other columns than ours. %(what)s"
    ),
    CounterMissing: N_("This is about classes. Say who counted them."),
    ReasonMissing: N_("Write a reason of at most %(most)s signs."),
    UnknownSheet: N_("No sheet has this code. Look at it again, sign by sign."),
    SheetKnown: N_("This sheet was typed already, as %(code)s. It counts once."),
    TotalsDiffer: N_(
        "What you typed has %(rows)s rows and adds up to %(sum)s. Something was left out or"
        " mistyped, or the sum on the paper is wrong."
    ),
    AnotherMustType: N_("You typed this sheet. Somebody else must type it again."),
    NotKeyed: N_("This sheet does not wait for anybody any more."),
    SecondMissing: N_("You asked for this. Somebody else must agree."),
    NotApplied: N_("Nothing of this is in force, so nothing can be taken back."),
    UnknownSlip: N_("No slip has this code. Look at it again, sign by sign."),
    SlipUsed: N_("This slip counts already, as %(code)s. It counts once."),
    UnknownHome: N_("No household has this code. Look at it again, sign by sign."),
    HelperAtHome: N_("You live there, or did. Log it yourself, or let another helper type it."),
    NoReason: N_("Write why you type it, in at most %(most)s signs."),
    RecordMissing: N_("The portal itself records this, on a page of its own. Open that page."),
    AlreadyOpen: N_("People answer this already, so what is asked stays."),
    NotThere: N_("This quiz belongs to a talk: it is for who signed in there."),
    OnlyQuizzes: N_("A survey is for everybody: only a quiz belongs to a talk."),
    OtherProgramme: N_("This talk belongs to another programme."),
    QuestionnaireClosed: N_("This has closed; nobody can answer any more."),
    NoQuestion: N_("Write a question first."),
    BadQuestion: N_("Question %(number)s cannot be asked like this."),
    NotAnswered: N_("Choose an answer."),
    NotRight: N_("Not everything is right yet."),
    OnlyAdults: N_("This is for adults. Nothing is missing if you leave it out."),
    ByMeter: N_(
        "Nobody tells how much they saved: two readings of the household’s own meter say it. They"
        " go to “Log an action”, on the page of this action, or a helper types them from a slip."
    ),
    FromReadings: N_("This follows from your readings. Take it back and send another reading."),
    UsualMissing: N_("First tell what you used before: take your last bill."),
    UsualKnown: N_("You told your own past before, and it stays."),
    UnusualUse: N_("Take a bill about %(least)s to %(most)s days, and more than nothing."),
    NoReading: N_("No meter shows this. Look at it again."),
    NoMeterNumber: N_("Write the number or the name of the meter, in at most %(most)s signs."),
    OtherMeter: N_(
        "The paper before was about the meter “%(known)s”. Look at the number again, or say that"
        " it is another meter."
    ),
    ReadingFollowed: N_("Another reading was compared with this one, so it stays."),
    RunsBackward: N_(
        "The meter showed %(shown)s before. Look at it again, or say that it is another meter."
    ),
    LaterReading: N_(
        "A later reading is here already, of %(day)s, so an older one cannot be added. Look at the"
        " day again."
    ),
    ReadTooSoon: N_("From one reading to the next it is %(days)s days at least."),
    SavedTooMuch: N_(
        "That would be %(saved)s saved, and more than %(most)s is hardly possible. Look at the"
        " meter again."
    ),
    NotForPosters: N_("Nobody can see this being done, so it cannot be on a poster."),
    BadTimes: N_("The last day and hour come after the first, within %(most)s days."),
    PosterShut: N_("Nobody can check in here now."),
    NotOnScreen: N_("This is not what the screen shows now. Look at it again."),
    HostAtHome: N_(
        "Whoever is here lives with you, and cannot say that they saw you. Ask another helper, or"
        " log it yourself."
    ),
}
