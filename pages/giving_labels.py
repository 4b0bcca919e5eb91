"""Labels of giving: where causes, rounds, gifts and deliveries stand."""

from enum import StrEnum

from pages.register_labels import N_
from portal.cause_requests import CauseState, RequestState
from portal.deliveries import DeliveryState
from portal.given import GiftState
from portal.timetable import RoundState

__all__ = ["GIVING_LABELS"]

GIVING_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    RoundState: {
        RoundState.PLANNED: N_("Planned"),
        RoundState.READY: N_("Ready to open"),
        RoundState.OPEN: N_("Open"),
        RoundState.SUSPENDED: N_("Suspended: its pledge is in doubt"),
        RoundState.CLOSED: N_("Closed, not yet divided"),
        RoundState.SETTLED: N_("Settled"),
        RoundState.VOID: N_("Ended without being divided"),
    },
    GiftState: {
        GiftState.PROPOSED: N_("Waits for an adult to agree"),
        GiftState.RAN_OUT: N_("Ended: nobody agreed in time"),
        GiftState.REFUSED: N_("Ended: refused"),
        GiftState.PLACED: N_("Given"),
        GiftState.TAKEN_BACK: N_("Taken back"),
        GiftState.RETURNED: N_("Returned to you"),
        GiftState.FIXED: N_("Given, the round has closed"),
        GiftState.SETTLED: N_("Given and settled"),
    },
    DeliveryState: {
        DeliveryState.RECEIVED: N_("Received by the charity"),
        DeliveryState.BOUGHT: N_("Bought"),
        DeliveryState.DELIVERED: N_("Delivered"),
        DeliveryState.REPORTED: N_("Use reported"),
        DeliveryState.ACCEPTED: N_("Report accepted"),
        DeliveryState.SEALED: N_("Papers seen by an auditor"),
    },
    CauseState: {
        CauseState.LISTED: N_("Listed"),
        CauseState.PAUSED: N_("Paused by its charity"),
        CauseState.SUSPENDED: N_("Suspended"),
        CauseState.CLOSED: N_("Closed"),
    },
    RequestState: {
        RequestState.WAITING: N_("Waits for the programme"),
        RequestState.ACCEPTED: N_("Accepted"),
        RequestState.REFUSED: N_("Refused"),
        RequestState.WITHDRAWN: N_("Taken back"),
    },
}
