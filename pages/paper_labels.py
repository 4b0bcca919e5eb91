"""Labels of posters, and of what comes in on paper or in a file."""

from enum import StrEnum

from pages.register_labels import N_
from portal.imports import ImportKind, ImportState
from portal.posters import PosterState, Proof
from portal.questionnaires import QuestionnaireKind, QuestionnaireState
from portal.questions import QuestionKind, Unsound

__all__ = ["PAPER_LABELS"]

PAPER_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Proof: {
        Proof.STEWARD: N_("Somebody who is there ticks whom they saw"),
        Proof.SCREEN: N_("A screen there shows a code that changes"),
    },
    ImportKind: {
        ImportKind.FILE: N_("A list in a file"),
        ImportKind.SHEET: N_("A sheet of paper"),
    },
    ImportState: {
        ImportState.KEYED: N_("Typed once"),
        ImportState.APPLIED: N_("Applied"),
        ImportState.UNDONE: N_("Taken back"),
        ImportState.DISCARDED: N_("Thrown away"),
    },
    QuestionnaireKind: {
        QuestionnaireKind.SURVEY: N_("Survey"),
        QuestionnaireKind.QUIZ: N_("Quiz"),
    },
    QuestionnaireState: {
        QuestionnaireState.DRAFT: N_("Being written"),
        QuestionnaireState.OPEN: N_("Open now"),
        QuestionnaireState.CLOSED: N_("Closed"),
    },
    QuestionKind: {
        QuestionKind.CHOICE: N_("One of some answers"),
        QuestionKind.SCALE: N_("A number from 1 to 5"),
        QuestionKind.TEXT: N_("Own words"),
    },
    Unsound: {
        Unsound.NO_WORDS: N_("It has no words."),
        Unsound.FEW_CHOICES: N_("Write two answers to choose from, or more."),
        Unsound.MANY_CHOICES: N_("Write eight answers to choose from at most."),
        Unsound.NO_RIGHT: N_("Say which answer is right."),
        Unsound.NO_WHY: N_("Say why that answer is right."),
        Unsound.NOT_FOR_QUIZ: N_("In a quiz, one answer is chosen."),
    },
    PosterState: {
        PosterState.EARLY: N_("Begins later"),
        PosterState.OPEN: N_("Open now"),
        PosterState.SHUT: N_("Open at other hours"),
        PosterState.OVER: N_("Over"),
        PosterState.ENDED: N_("Ended"),
    },
}
