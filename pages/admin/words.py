"""The names of what the doctor looks at."""

from pages.speech import lazy

__all__ = ["FINDINGS"]

FINDINGS = {
    "migrations": lazy("The database’s schema"),
    "letters": lazy("Letters that wait"),
    "audit": lazy("The last audit of the ledger"),
    "secret": lazy("The secret key"),
    "disk": lazy("Room on the disk"),
}
