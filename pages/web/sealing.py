"""What a page gives to the browser and believes when it comes back: sealed texts, and passkeys."""

from pages.web.visit import Visit
from portal import passkeys
from portal.errors import NotFound
from portal.passkeys import Place
from portal.vault import Vault

__all__ = ["offers_passkeys", "passkeys_of", "vault_of"]


def vault_of(visit: Visit) -> Vault:
    """Return the vault of this installation."""
    return Vault(visit.settings.secret_key)


def offers_passkeys(visit: Visit) -> bool:
    """Whether passkeys can work here: they need an address with a name."""
    return passkeys.place_of(visit.settings.base_url) is not None


def passkeys_of(visit: Visit) -> Place:
    """Return what passkeys are bound to here; raises NotFound where there can be none."""
    if place := passkeys.place_of(visit.settings.base_url):
        return place
    raise NotFound
