"""Words for the reasons for no that belong to programmes: drafts, seasons, rules, budgets."""

from pages.labels import N_
from portal.budget_requests import PaperMissing, RequestEnded
from portal.closures import WorkLeft
from portal.drafts import DraftChanged, NotEditing
from portal.errors import Refused
from portal.factor_rows import BadFactor, SumDiffers, TwiceThere
from portal.own_factors import Ended, SetIncomplete
from portal.plans import OutOfBounds, TextTooLong
from portal.programme_data import NotClosed, TooLarge
from portal.publishing import Blocked
from portal.seasons import CodeTaken, SamePerson, SeasonOverlaps
from portal.steps import NotNow, TooEarly, TooSoonToClose

__all__ = ["OF_PROGRAMMES"]

OF_PROGRAMMES: dict[type[Refused], str] = {
    SamePerson: N_("Whoever writes the rules of a programme does not approve them."),
    BadFactor: N_("In the column %(wrong)s “%(what)s” cannot be taken."),
    SumDiffers: N_("The arithmetic gives %(result)s, but the central value is %(central)s."),
    TwiceThere: N_("Line %(line)s has the same activity, metric, region and year."),
    SetIncomplete: N_(
        "Write a name, a source, years and an office; each in at most %(most)s signs."
    ),
    Ended: N_("This set is not used any more."),
    NotEditing: N_("This draft cannot be changed now: it waits for approval, or is done."),
    DraftChanged: N_(
        "Somebody else changed this draft while your page was open. Look at it below, and send"
        " again what you still want."
    ),
    Blocked: N_("Some things have to be mended first. They are listed below."),
    NotNow: N_("That is not possible while the programme is in this state."),
    TooEarly: N_("The earliest possible day is %(earliest)s."),
    TooSoonToClose: N_("Something still has to happen before it can close. It is listed below."),
    NotClosed: N_("It can be taken away when the programme has closed: until then it changes."),
    TooLarge: N_(
        "There are more than %(most)s rows, too many to wait for. Ask whoever runs this"
        " installation for a copy."
    ),
    WorkLeft: N_("Something is still open here. It has to come to an end first."),
    PaperMissing: N_("Write the number of the funder’s letter, at most %(most)s signs."),
    RequestEnded: N_("This request has ended: it was refused, or its points are there."),
    CodeTaken: N_("Another programme has the code %(code)s. Choose another one."),
    SeasonOverlaps: N_("The season before lasts until %(until)s. Choose a later first day."),
    OutOfBounds: N_("Write a whole number from %(least)s to %(most)s."),
    TextTooLong: N_("That is too long: at most %(most)s."),
}
