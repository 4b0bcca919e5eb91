"""Disks: how much room is left where something of ours lies, if that is on this machine."""

import shutil
from pathlib import Path

from portal.errors import Refused

__all__ = ["NoRoom", "free", "place", "require_room"]


class NoRoom(Refused):
    """The disk is filling up: no photos for now, so that acts can still be kept."""


def require_room(url: str, percent: int) -> None:
    """Raises NoRoom when less of the disk under an address of ours is free than that."""
    folder = place(url)
    if folder is None:
        return
    unused, whole = free(folder)
    if unused * 100 < whole * percent:
        raise NoRoom


def place(url: str) -> Path | None:
    """Return the place an address of ours names on this machine's disks, if it does."""
    for scheme in ("sqlite:///", "file://", "file:"):
        if url.startswith(scheme):
            return Path(url.removeprefix(scheme).partition("?")[0]).absolute()
    return None


def free(folder: Path) -> tuple[int, int]:
    """Return how many bytes are free under a folder, or its nearest parent, and of how many."""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total
