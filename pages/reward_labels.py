"""Labels of rewards: kinds, and where an offer or a voucher stands."""

from enum import StrEnum

from pages.register_labels import N_
from portal.redemptions import RedemptionState
from portal.rewards import RewardKind, RewardState
from portal.till_cards import TillStage
from portal.tills import TillState

__all__ = ["REWARD_LABELS"]

REWARD_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    RewardKind: {
        RewardKind.PLANT: N_("Plant"),
        RewardKind.SEAT: N_("Place or seat"),
        RewardKind.THING: N_("Thing"),
        RewardKind.TRAVEL: N_("Travel"),
        RewardKind.REPAIR: N_("Repair"),
        RewardKind.LOAN: N_("Loan"),
    },
    RewardState: {
        RewardState.DECLARED: N_("Waits for approval"),
        RewardState.REFUSED: N_("Refused"),
        RewardState.OFFERED: N_("Offered"),
        RewardState.PAUSED: N_("Paused"),
        RewardState.SUSPENDED: N_("Suspended"),
        RewardState.ENDED: N_("Ended"),
        RewardState.WITHDRAWN: N_("Withdrawn"),
    },
    RedemptionState: {
        RedemptionState.PROPOSED: N_("Proposed"),
        RedemptionState.REFUSED: N_("Refused"),
        RedemptionState.READY: N_("Ready to use"),
        RedemptionState.USED: N_("Used"),
        RedemptionState.RETURNED: N_("Given back"),
        RedemptionState.UNCOLLECTED: N_("Not collected"),
        RedemptionState.CANCELLED: N_("Cancelled"),
    },
    TillState: {
        TillState.GOOD: N_("Good"),
        TillState.USED: N_("Used"),
        TillState.TOO_LATE: N_("Too late"),
        TillState.TOO_EARLY: N_("Too early"),
        TillState.ELSEWHERE: N_("Not for this shop"),
        TillState.ENDED: N_("Not good any more"),
    },
    TillStage: {
        TillStage.WAITING: N_("Card not used yet"),
        TillStage.PAIRED: N_("In use"),
        TillStage.OVER: N_("Ended"),
    },
}
