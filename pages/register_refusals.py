"""Words for the reasons for no that belong to the public register: who is listed, and as what."""

from pages.register_labels import N_
from portal.acceptance import NoPapers, OwnApplication
from portal.applications import Decided, TooLong, TooManyApplications, TooManyPapers
from portal.errors import Refused
from portal.register_checks import BadRecheck, NameTaken, NotThisOne, ReasonMissing
from portal.renames import NothingNew, OneWaits, OwnRename

__all__ = ["OF_REGISTER"]

OF_REGISTER: dict[type[Refused], str] = {
    TooLong: N_("Write at most %(most)s signs that can be read."),
    TooManyApplications: N_("%(most)s of your applications wait already."),
    TooManyPapers: N_("%(most)s pictures are enough."),
    NoPapers: N_("No picture of a paper was sent. Ask for one before you accept it."),
    Decided: N_("This was decided already, or taken back."),
    OwnApplication: N_("You applied yourself. Another operator must decide."),
    BadRecheck: N_("Choose a day after today, within three years."),
    ReasonMissing: N_("Write the reason in at most %(most)s signs. It is public."),
    NotThisOne: N_("This cannot be done for this organisation now. Please look again."),
    NameTaken: N_("Another organisation of the register is called %(name)s. Choose another name."),
    NothingNew: N_("This is its name already. Nothing was changed."),
    OneWaits: N_("Another name waits for the operator. Take it back first."),
    OwnRename: N_("You asked for this name yourself. Another operator must decide."),
}
