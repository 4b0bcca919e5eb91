"""Which release of the program this is."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["release"]


def release() -> str:
    """Return the version that is installed; 0 for a checkout that never was."""
    try:
        return version("tallybrook")
    except PackageNotFoundError:
        return "0"
