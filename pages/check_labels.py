"""Labels of checking: decisions, flags, answers about habits, what a complaint is told."""

from enum import StrEnum

from pages.register_labels import N_
from portal.complaints import ComplaintKind, Outcome
from portal.decisions import Decision
from portal.figures import EditionReason
from portal.habits import Before, Still
from portal.queues import Flag

__all__ = ["CHECK_LABELS"]

CHECK_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Before: {
        Before.NO: N_("No, it is new to me"),
        Before.SOMETIMES: N_("Sometimes"),
        Before.ALWAYS: N_("Yes, always"),
        Before.UNSAID: N_("I would rather not say"),
    },
    Still: {
        Still.AS_OFTEN: N_("Yes, as often"),
        Still.LESS: N_("Yes, less often"),
        Still.NO: N_("No, not any more"),
    },
    ComplaintKind: {
        ComplaintKind.DECISION: N_("Appeal"),
        ComplaintKind.RULE: N_("A rule is unfair, or was not kept"),
        ComplaintKind.SERVICE: N_("I was served worse than people who pay"),
        ComplaintKind.ACCESS: N_("Somebody cannot take part as others can"),
        ComplaintKind.OTHER: N_("Something else"),
    },
    Decision: {
        Decision.APPROVE: N_("Approve"),
        Decision.ASK: N_("Ask"),
        Decision.DECLINE: N_("Decline"),
    },
    EditionReason: {
        EditionReason.CLOSED: N_("The time was over"),
        EditionReason.DATA_SET: N_("New factors"),
        EditionReason.METHOD: N_("A new rule of counting"),
        EditionReason.CORRECTED: N_("Actions were corrected"),
    },
    Flag: {
        Flag.DUPLICATE: N_("The same photo twice"),
        Flag.NEAR: N_("A photo much like another"),
        Flag.MANY: N_("Eight or more for one day"),
        Flag.LARGE: N_("More than usual in a day"),
        Flag.LIMIT: N_("At a limit"),
        Flag.LATE: N_("Waiting longer than promised"),
    },
    Outcome: {
        Outcome.UPHELD: N_("Upheld"),
        Outcome.CHANGED: N_("Changed"),
        Outcome.REJECTED: N_("Rejected"),
    },
}
