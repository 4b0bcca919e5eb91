"""Labels of the public register: kinds, states, roles, and what happens to them."""

from enum import StrEnum

from portal.applications import ApplicationState
from portal.desks import OrganisationKind, OrganisationState, Role
from portal.events import EventKind
from portal.register_checks import CheckKind

__all__ = ["N_", "REGISTER_LABELS"]


def N_(message: str) -> str:  # noqa: N802  (the gettext convention)
    """Mark for translation, translate later."""
    return message


REGISTER_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    OrganisationKind: {
        OrganisationKind.SCHOOL: N_("School"),
        OrganisationKind.COMMUNITY: N_("Community"),
        OrganisationKind.CHARITY: N_("Charity"),
        OrganisationKind.SPONSOR: N_("Sponsor"),
        OrganisationKind.DISTRICT: N_("District office"),
    },
    OrganisationState: {
        OrganisationState.LISTED: N_("Listed"),
        OrganisationState.SUSPENDED: N_("Suspended"),
        OrganisationState.CLOSED: N_("Closed"),
    },
    ApplicationState: {
        ApplicationState.WAITING: N_("Waits for the operator"),
        ApplicationState.ACCEPTED: N_("Accepted"),
        ApplicationState.REFUSED: N_("Refused"),
        ApplicationState.WITHDRAWN: N_("Taken back"),
    },
    CheckKind: {
        CheckKind.ADMITTED: N_("Listed for the first time"),
        CheckKind.LOOKED_AGAIN: N_("Looked up again"),
        CheckKind.SUSPENDED: N_("Suspended"),
        CheckKind.REOPENED: N_("Reopened"),
        CheckKind.CLOSED: N_("Closed"),
        CheckKind.RENAMED: N_("Has another name"),
    },
    EventKind: {
        EventKind.ROLE: N_("Roles"),
        EventKind.INVITATION: N_("Invitations"),
        EventKind.OWNER: N_("Owners"),
        EventKind.ORGANISATION: N_("Organisations"),
        EventKind.APPLICATION: N_("Applications"),
        EventKind.PERSON: N_("People"),
        EventKind.WAY: N_("Ways in"),
        EventKind.LINK: N_("Links in letters"),
        EventKind.TILL: N_("Tills"),
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
}
