"""What a page gives to the browser and believes when it comes back."""

from pages.web.visit import Visit
from portal.vault import Vault

__all__ = ["vault_of"]


def vault_of(visit: Visit) -> Vault:
    """Return the vault of this installation."""
    return Vault(visit.settings.secret_key)
