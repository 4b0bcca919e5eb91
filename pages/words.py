"""Words for people that are not in a template: labels of states, reasons for no."""

from enum import StrEnum

from pages.speech import gettext
from portal.desks import OrganisationKind, Role
from portal.errors import AlreadyUsed, NotAllowed, Refused
from portal.people import AddressTaken, Standing
from portal.receipts import ActKind
from portal.sign_in import Mistaken, TooSoon

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
}
REFUSALS: dict[type[Refused], str] = {
    Refused: N_("That cannot be done."),
    NotAllowed: N_("You may not do that."),
    AlreadyUsed: N_("This form was already used with other answers. Nothing was done twice."),
    AddressTaken: N_("Somebody is already registered with this e-mail address."),
    Mistaken: N_("This e-mail address and password do not fit together."),
    TooSoon: N_("There were too many wrong tries. Please wait %(seconds)s seconds and try again."),
}


def label(state: StrEnum) -> str:
    """Say a state."""
    return gettext(LABELS[type(state)][state])


def refusal(error: Refused) -> str:
    """Say why not; the words may name the error's facts."""
    return gettext(REFUSALS[type(error)]) % error.facts
