"""Words for the reasons for no that belong to homes: joining, households, children, guardians."""

from pages.labels import N_
from portal.child_limits import LoggingOff, NoGuardian, NoPhotos, ProposingOff, Stopped
from portal.children import FullName, TooManyChildren
from portal.errors import Refused
from portal.giveaways import HasAccount, HasHome, HasName, HasPhone
from portal.guardians import AlreadyGuardian
from portal.home_codes import CodeEnded, CodeTaken, CodeWithdrawn, TooManyCodes, UnknownCode
from portal.households import AlreadyHome, TooFewAdults
from portal.joining import GuardianFirst, JoinEnded
from portal.moving import (
    Alone,
    AlreadyHere,
    CodeForAdult,
    CodeForChild,
    LastAdult,
    PointsLeft,
    StillWaiting,
)
from portal.spending_rules import WishOpen

__all__ = ["OF_HOMES"]

OF_HOMES: dict[type[Refused], str] = {
    AlreadyHome: N_("This person belongs to a household already."),
    TooFewAdults: N_("Two adults can only agree where there are two."),
    WishOpen: N_("Another wish waits for an answer. Agree to it or refuse it first."),
    UnknownCode: N_("No household gave out this code. Look at it again, sign by sign."),
    CodeTaken: N_("This code was used before. Each one works once: ask for a new one."),
    CodeWithdrawn: N_("This code was taken back. Ask who gave it to you for a new one."),
    CodeEnded: N_("This code was good for 7 days, and they are over. Ask for a new one."),
    TooManyCodes: N_("There are %(most)s open codes. Take some back first."),
    CodeForChild: N_("This code is for a child. Ask for one for an adult."),
    CodeForAdult: N_("This code is for an adult. Ask for one for a child."),
    AlreadyHere: N_("You live in this household already."),
    Alone: N_("You live alone here, so there is nobody to leave."),
    LastAdult: N_(
        "You are the only adult, and children live here. Give another adult a code first; then you"
        " can go."
    ),
    PointsLeft: N_(
        "Your household still holds %(points)s points, and nobody will live in it. Points never"
        " move to another household: give them to a cause first, or use them."
    ),
    StillWaiting: N_(
        "%(count)s of your actions still wait for a check, and their points would reach nobody."
        " Wait for the check, or take them back first."
    ),
    FullName: N_(
        "That looks like a first and a last name. A nickname is enough here, and safer for a child."
    ),
    TooManyChildren: N_("A household can have %(most)s children here."),
    AlreadyGuardian: N_("You answer for this child already."),
    NoGuardian: N_(
        "Nobody answers for you here any more, so nothing can be taken. Ask your parent or guardian"
        " for a new code."
    ),
    Stopped: N_("Somebody who answers for this child has stopped everything. Nothing was taken."),
    LoggingOff: N_("Somebody who answers for this child does not want it to log actions."),
    NoPhotos: N_("Somebody who answers for this child wants no photos of its actions here."),
    ProposingOff: N_("Somebody who answers for this child does not want it to propose gifts."),
    HasAccount: N_(
        "“%(found)s” could lead strangers to you. Leave it out: we never ask for an account or an"
        " address on the internet."
    ),
    HasPhone: N_(
        "“%(found)s” looks like a phone number. Leave it out: we never ask for one, and nobody here"
        " will call you."
    ),
    HasHome: N_(
        "“%(found)s” looks like where somebody lives. Leave it out: “at home” or “at the bottle"
        " bank” is enough."
    ),
    HasName: N_(
        "“%(found)s” looks like a person's name. Write “a friend” or “my teacher” instead. If it is"
        " no name, say so below."
    ),
    GuardianFirst: N_("You need a code from your parent or guardian."),
    JoinEnded: N_("This link was good for 24 hours, and they are over."),
}
