"""Words for the reasons for no that belong to posters and to what comes in on paper."""

from pages.labels import N_
from portal.checkins import HostAtHome, NotOnScreen, PosterShut
from portal.errors import Refused
from portal.posters import BadTimes, NotForPosters

__all__ = ["OF_PAPER"]

OF_PAPER: dict[type[Refused], str] = {
    NotForPosters: N_("Nobody can see this being done, so it cannot be on a poster."),
    BadTimes: N_("The last day and hour come after the first, within %(most)s days."),
    PosterShut: N_("Nobody can check in here now."),
    NotOnScreen: N_("This is not what the screen shows now. Look at it again."),
    HostAtHome: N_(
        "Whoever is here lives with you, and cannot say that they saw you. Ask another helper, or"
        " log it yourself."
    ),
}
