"""Words for the reasons for no that belong to schools: years, classes, cards, letters."""

from pages.labels import N_
from portal.card_sign_ins import (
    ClassOpenAgain,
    NotOpen,
    UnknownCard,
    UnknownClassCode,
    WrongCard,
)
from portal.class_tallies import AlreadySent
from portal.class_windows import BadLength
from portal.errors import Refused
from portal.school_classes import ClassClosed, LooksLikeAPerson
from portal.school_letters import ChildDisagrees, LetterUsed, UnknownLetter
from portal.school_years import BadYear, NotYetOver
from portal.slots import TooManySlots

__all__ = ["OF_SCHOOLS"]

OF_SCHOOLS: dict[type[Refused], str] = {
    BadYear: N_("A school year ends after it begins, and lasts about a year."),
    NotYetOver: N_("Classes of this year are still open. Let the year roll over first."),
    ClassClosed: N_("This class belongs to a school year that is over."),
    LooksLikeAPerson: N_(
        "“%(masked)s” looks like somebody’s name. Classes and cards carry no names. Call the class"
        " something like 3A."
    ),
    TooManySlots: N_("A class has 1 to %(most)s slots in a year."),
    BadLength: N_("Choose how long the class shall be open."),
    UnknownCard: N_("This card is not good any more. Ask your teacher for a new one."),
    NotOpen: N_("Your class is not open now. Ask your teacher."),
    UnknownClassCode: N_("No class is open with this code. Look at the board again."),
    WrongCard: N_("Number and pictures do not go together. Look at your card again."),
    ClassOpenAgain: N_("There were many wrong cards. Your teacher must open the class again."),
    AlreadySent: N_("Your teacher has sent today’s tally. Tomorrow there is a new one."),
    UnknownLetter: N_(
        "No letter has this code now. Look at it again, sign by sign, or ask the school."
    ),
    LetterUsed: N_("A household has used this letter before. Ask the school for another one."),
    ChildDisagrees: N_("These are not the pictures of the card. Let your child choose them."),
}
