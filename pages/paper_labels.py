"""Labels of posters, and of what comes in on paper or in a file."""

from enum import StrEnum

from pages.register_labels import N_
from portal.imports import ImportKind, ImportState
from portal.posters import PosterState, Proof

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
    PosterState: {
        PosterState.EARLY: N_("Begins later"),
        PosterState.OPEN: N_("Open now"),
        PosterState.SHUT: N_("Open at other hours"),
        PosterState.OVER: N_("Over"),
        PosterState.ENDED: N_("Ended"),
    },
}
