"""Labels of drafts, and of steps in a programme's life."""

from enum import StrEnum

from pages.register_labels import N_
from portal.drafts import DraftState
from portal.steps import StepKind

__all__ = ["PROGRAMME_LABELS"]

PROGRAMME_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    DraftState: {
        DraftState.EDITING: N_("Being written"),
        DraftState.REVIEW: N_("Waits for approval"),
        DraftState.PUBLISHED: N_("Published"),
        DraftState.WITHDRAWN: N_("Withdrawn"),
    },
    StepKind: {
        StepKind.PAUSED: N_("Paused"),
        StepKind.RESUMED: N_("Goes on"),
        StepKind.EXTENDED: N_("Season extended"),
        StepKind.CLOSING: N_("Closing announced"),
        StepKind.CLOSED: N_("Closed"),
    },
}
