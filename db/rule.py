"""What a rule of the ledger is: a sentence, and SQL that is true when it is broken."""

from dataclasses import dataclass

__all__ = ["Rule"]


@dataclass(frozen=True)
class Rule:
    """A sentence, and the SQL that is true when a new row of `table` breaks it."""

    table: str
    says: str
    breach: str
    kinds: tuple[str, ...] = ()
