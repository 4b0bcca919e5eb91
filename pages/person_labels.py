"""Labels of what is kept about people: why, how long, and who sees it."""

from enum import StrEnum

from pages.register_labels import N_
from portal.own_data import ConsentKind
from portal.purposes import Area, Audience, Clock

__all__ = ["PERSON_LABELS", "WHY"]

PERSON_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Area: {
        Area.ME: N_("You"),
        Area.WAYS: N_("How you sign in"),
        Area.LETTERS: N_("Letters"),
        Area.HOME: N_("Your household"),
        Area.CHILDREN: N_("Children and who answers for them"),
        Area.ACTIONS: N_("Your actions"),
        Area.GIVING: N_("Gifts"),
        Area.WORK: N_("Work for organisations"),
        Area.TRACES: N_("What happened"),
    },
    Clock: {
        Clock.ERASED: N_("until you are erased, or stay away for two years"),
        Clock.TAKEN_AWAY: N_("until you take it away or are erased"),
        Clock.NIGHT: N_("until the night after it ends"),
        Clock.DAY_AFTER: N_("a day after it ends"),
        Clock.SECONDS: N_("seconds, until it is answered"),
        Clock.LETTERS: N_("90 days after it was sent"),
        Clock.PHOTOS: N_("photos 30 days after the decision, at most 90 days"),
        Clock.DECISION: N_("until the decision"),
        Clock.TALLY: N_("until the teacher sends the tally, at most ten days"),
        Clock.YEAR: N_("until the school year is over, at most 90 days longer"),
        Clock.EVENTS: N_("two years, where it belongs to no programme"),
        Clock.BACKUPS: N_("in backups at most 400 days"),
        Clock.NUMBERS: N_("for good, as numbers that lead to nobody once you are erased"),
    },
    Audience: {
        Audience.YOU: N_("you"),
        Audience.HOME: N_("your household"),
        Audience.GUARDIANS: N_("the child and who answers for it"),
        Audience.TEACHER: N_("the teacher, as numbers"),
        Audience.CHECKERS: N_("who checks your actions"),
        Audience.AUDITORS: N_("auditors, without your name"),
        Audience.COLLEAGUES: N_("people of the organisation"),
        Audience.OPERATOR: N_("who runs the portal"),
        Audience.RECEIPT: N_("who holds the receipt"),
        Audience.NOBODY: N_("nobody"),
    },
    ConsentKind: {
        ConsentKind.JOINED: N_("You take part here."),
        ConsentKind.HOME: N_("You share a household and its points."),
        ConsentKind.CHILD: N_("You answer for a child that takes part:"),
        ConsentKind.AGREED: N_("The child agreed, with the pictures of its class card:"),
        ConsentKind.SCHOOL: N_("An account at a school signs you in:"),
        ConsentKind.NO_LETTERS: N_("You want no letters of this kind:"),
        ConsentKind.PAUSED: N_("You pause."),
    },
}
WHY: dict[Area, str] = {
    Area.ME: N_("To address you, in your language. A nickname is enough."),
    Area.WAYS: N_("So that you come in and nobody else. Of secrets only what recognises them."),
    Area.LETTERS: N_("To write to you, once, and not about what you refused."),
    Area.HOME: N_("Who shares points, who may use them, and who may not check whom."),
    Area.CHILDREN: N_("What a child may do, and who says so."),
    Area.ACTIONS: N_("To check what you did, and to count it in reports without a name."),
    Area.GIVING: N_("Who proposed and agreed to a gift."),
    Area.WORK: N_("Who may do what for an organisation, and since when."),
    Area.TRACES: N_("That nobody does anything unseen: acts and times, no texts."),
}
