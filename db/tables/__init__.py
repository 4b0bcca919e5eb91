"""Every table the portal remembers, one module per noun of the glossary."""

from db.tables import (
    books,
    budgets,
    claims,
    giving,
    groups,
    history,
    households,
    impact,
    ledger,
    organisations,
    people,
    programmes,
    receipts,
    reports,
    rewards,
)

__all__ = [
    "books",
    "budgets",
    "claims",
    "giving",
    "groups",
    "history",
    "households",
    "impact",
    "ledger",
    "organisations",
    "people",
    "programmes",
    "receipts",
    "reports",
    "rewards",
]
