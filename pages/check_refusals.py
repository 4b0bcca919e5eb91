"""Words for the reasons for no that belong to checking: appeals, complaints, second looks."""

from pages.labels import N_
from portal.appeals import AppealedBefore, AppealTooLate, Decider, NotDeclined
from portal.audited import WorksThere
from portal.complaints import Answered, NoWords, OwnComplaint, TooManyComplaints
from portal.draws import BadDraw, NothingToDraw
from portal.errors import Refused
from portal.evidence import TooManyPhotos
from portal.habits import OnlyFirst
from portal.rechecks import AlreadyLooked, ReasonMissing
from portal.remarks import Withdrawn

__all__ = ["OF_CHECKING"]

OF_CHECKING: dict[type[Refused], str] = {
    NotDeclined: N_("Only an action that was not accepted can be appealed against."),
    AppealTooLate: N_(
        "An appeal is possible within 30 days of the decision, and they are over. Tell the people"
        " of the programme instead."
    ),
    AppealedBefore: N_("An appeal about this action was made before. It is heard once."),
    Decider: N_("You decided this yourself. Somebody else must hear the appeal."),
    NoWords: N_("Write it in a sentence or two, with at most %(most)s signs."),
    TooManyComplaints: N_("%(most)s of yours are open here. Wait for an answer first."),
    Answered: N_("Somebody has answered this meanwhile. Load the page again to read it."),
    OwnComplaint: N_("This is your own. Somebody else must answer it."),
    OnlyFirst: N_("This is asked of adults alone, with their own first action of a kind."),
    TooManyPhotos: N_("%(most)s photos a day are the most. Send the others tomorrow."),
    AlreadyLooked: N_("Somebody was quicker: this is settled."),
    BadDraw: N_(
        "Choose a first and a last day, at most 400 days apart, and up to %(most)s actions."
    ),
    NothingToDraw: N_("Nothing that was done on these days is approved."),
    WorksThere: N_(
        "You work for the organisation that runs this programme, so somebody else must audit it."
    ),
    Withdrawn: N_("This remark was withdrawn. Nothing can be added to it."),
    ReasonMissing: N_("Say why you would not have approved it."),
}
