"""Guards whose absence no red line notices, because something else stands before them: and what."""

from sqlmodel import SQLModel

from db import triggers
from tests.db import red_rest

REFERRED = "only there to be referred to; the primary key is stricter"
BY_TRIGGER = "written by a trigger alone, which makes no such row"
ALREADY_THERE = "the trigger that refuses what is already there, replaced or not, asks for this key"
BY_TYPE = "the column's type takes nothing else"
EVERYWHERE = {
    "uq_txn_programme_id_seq_hash": REFERRED,
    "uq_txn_programme_id_seq_kind_last_n": REFERRED,
    "uq_lot_programme_id_id_expires_on": REFERRED,
    "uq_account_programme_id_id_kind": REFERRED,
    "ck_lot_lotkind": "a lot's kind must be its act's, and that is listed",
    "ck_txn_reason": "the reasons of each kind of act are listed beside it",
    "ck_treehead_size": "a head is of the whole log, and no log is smaller than nothing",
    "ck_treehead_whole_size": "a head is of the whole log, which has a whole number of leaves",
    "ck_leaf_whole_place": "a place is one after another that is there, and the first is 0",
    "fk_approval_claim": "a rule asks for the claim itself, with its claimant",
    "pk_move": "the list is frozen",
    "fk_book_programme_id": "a rule asks for its rules, which are a programme's",
    "pk_posting": "a posting that is there is refused before its points are moved again",
    "pk_holding": BY_TRIGGER,
    "pk_quotause": BY_TRIGGER,
    "fk_quotause_programme_id": BY_TRIGGER,
}
SQLITE = {
    "ck_holding_not_below_zero": "a trigger says it before, also to INSERT OR IGNORE",
    "ck_quotause_cap": "the same",
}


def everywhere() -> set[str]:
    """Name those that are equivalent on both databases."""
    return set(EVERYWHERE)


def on(dialect: str) -> set[str]:
    """Name those that are equivalent on one database."""
    return {*EVERYWHERE, *(_of_sqlite() if dialect == "sqlite" else _of_postgresql())}


def _of_sqlite() -> dict[str, str]:
    tables = [SQLModel.metadata.tables[name] for name in triggers.NOT_REPLACED]
    keys = {
        name: ALREADY_THERE
        for table in tables
        for name, columns in red_rest.keys_of(table).items()
        if not red_rest.is_referred_to(table, columns)
    }
    return {**keys, **SQLITE}


def _of_postgresql() -> dict[str, str]:
    tables = SQLModel.metadata.tables.values()
    checks = [check for table in tables for check in red_rest.checks_of(table)]
    typed = (str(check.name) for check in checks if "CAST(" in str(check.sqltext))
    return dict.fromkeys(typed, BY_TYPE)
