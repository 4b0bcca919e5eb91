"""Words for the reasons for no that belong to rights: correction, copies, erasure."""

from pages.labels import N_
from portal.errors import Refused
from portal.hindrances import OnlyGuardian, OwnersFirst
from portal.own_address import SameAddress
from portal.people import Paused

__all__ = ["OF_RIGHTS"]

OF_RIGHTS: dict[type[Refused], str] = {
    SameAddress: N_("This is your address already."),
    Paused: N_(
        "You pause, so nothing is logged. Under “My settings” you can go on with one press."
    ),
    OwnersFirst: N_(
        "You are one of the last two owners of an organisation. Make somebody else an owner first."
    ),
    OnlyGuardian: N_(
        "Nobody else answers for a child that has an account. Let somebody else answer for it, or"
        " erase it first."
    ),
}
