"""Labels of schools: the pictures on cards."""

from enum import StrEnum

from pages.register_labels import N_
from portal.slots import CardPicture

__all__ = ["SCHOOL_LABELS"]

SCHOOL_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    CardPicture: {
        CardPicture.SUN: N_("sun"),
        CardPicture.MOON: N_("moon"),
        CardPicture.STAR: N_("star"),
        CardPicture.TREE: N_("tree"),
        CardPicture.LEAF: N_("leaf"),
        CardPicture.FISH: N_("fish"),
        CardPicture.HOUSE: N_("house"),
        CardPicture.BOAT: N_("boat"),
        CardPicture.KEY: N_("key"),
        CardPicture.CUP: N_("cup"),
        CardPicture.APPLE: N_("apple"),
        CardPicture.HEART: N_("heart"),
    },
}
