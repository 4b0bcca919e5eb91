"""The long numbers in addresses and forms that name a person, a code or a wish."""

from uuid import UUID

from portal.errors import NotFound

__all__ = ["number_in"]


def number_in(text: str) -> UUID:
    """Return the number; what is none names nothing here: raises NotFound."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
